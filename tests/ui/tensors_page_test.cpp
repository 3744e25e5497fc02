// SPDX-License-Identifier: GPL-3.0-or-later
// The Tensors page as a person uses it, in the real window on the bundled models.
#include "tests/ui/window_fixture.h"
#include "ui/models/tensor_model.h"
#include "ui/pages/tensors/tensors_page.h"
#include "ui/widgets/message_bar.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTreeView>

#include <memory>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

ViewState tensorsState()
{
    ViewState s = shortState();
    s.page = "tensors";
    return s;
}

/// The tensor's number in the model; -1: the row is a group.
int tensorOf(const TensorsPage* page, const QModelIndex& row)
{
    const auto* filter = qobject_cast<const QSortFilterProxyModel*>(page->tree()->model());
    return page->model().tensorAt(filter->mapToSource(row.siblingAtColumn(0)));
}

/// Numbers of the tensors that can be seen, from the top down.
std::vector<int> seen(const TensorsPage* page)
{
    const QTreeView* tree = page->tree();
    std::vector<int> numbers;
    for (QModelIndex at = tree->indexAt({0, 0});
         at.isValid() && tree->visualRect(at).top() < tree->viewport()->height(); at = tree->indexBelow(at)) {
        if (const int number = tensorOf(page, at); number >= 0)
            numbers.push_back(number);
    }
    return numbers;
}

bool seenAreKnown(const TensorsPage* page)
{
    const std::vector<int> numbers = seen(page);
    return !numbers.empty() &&
           std::all_of(numbers.begin(), numbers.end(), [&](int n) { return page->model().statistics(n) != nullptr; });
}

int knownCount(const TensorModel& model)
{
    int count = 0;
    for (int k = 0; k < model.tensorCount(); ++k)
        count += model.statistics(k) != nullptr;
    return count;
}

/// What is known of a tensor is of its own values: as many as its shape says.
void verifyStatistics(const TensorModel& model)
{
    for (int k = 0; k < model.tensorCount(); ++k) {
        if (!model.statistics(k))
            continue;
        std::int64_t count = 1;
        for (const std::int64_t size : model.tensor(k).shape)
            count *= size;
        QVERIFY2(model.statistics(k)->count == count, model.tensor(k).name.c_str());
    }
}

/// The row of a tensor below the group at `group`, opened and in sight.
QModelIndex rowInGroup(const TensorsPage* page, int group, int row)
{
    QTreeView* tree = page->tree();
    const QModelIndex parent = tree->model()->index(group, 0);
    tree->expand(parent);
    const QModelIndex index = tree->model()->index(row, 0, parent);
    tree->scrollTo(index);
    return index;
}

void click(QTreeView* tree, const QModelIndex& index, Qt::KeyboardModifiers modifiers = {})
{
    QTest::mouseClick(tree->viewport(), Qt::LeftButton, modifiers, tree->visualRect(index).center());
}

} // namespace

class TensorsPageTest : public WindowTest
{
    Q_OBJECT
private slots:
    void readsWhatIsSeen()
    {
        MainWindow window;
        open(window, tensorsState());
        TensorsPage* page = window.tensorsPage();
        QCOMPARE(window.currentPage(), static_cast<Page*>(page));
        const QAbstractItemModelTester tester(page->tree()->model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        page->filterBox()->setFocus();
        QTest::keyClicks(page->filterBox(), QStringLiteral("layers.6. in_proj"));
        QCOMPARE(window.workspace().state().tensorsFilter, std::string("layers.6. in_proj"));
        QCOMPARE(page->tree()->model()->rowCount(), 1);
        QVERIFY2(page->summary().startsWith(QStringLiteral("1 of ")), qPrintable(page->summary()));
        const TensorModel& model = page->model();
        int wanted = -1;
        for (int k = 0; k < model.tensorCount(); ++k) {
            if (model.tensor(k).name == "backbone.layers.6.mixer.in_proj.weight")
                wanted = k;
        }
        QVERIFY(wanted >= 0);
        QTRY_VERIFY_WITH_TIMEOUT(model.statistics(wanted), kPatience);
        QVERIFY(model.statistics(wanted)->minimum < 0 && model.statistics(wanted)->maximum > 0);
        QVERIFY(page->selectedText().contains(QStringLiteral("backbone.layers.6.mixer.in_proj.weight\t")));
        QTest::keyClick(page->filterBox(), Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(page->filterBox(), Qt::Key_Delete);
        QCOMPARE(page->tree()->model()->rowCount(), 11); // what belongs to no layer, ten layers
        QTRY_VERIFY_WITH_TIMEOUT(seenAreKnown(page), kPatience);
        verifyStatistics(model);
    }

    void clicksAndKeysChooseLayersAndRows()
    {
        MainWindow window;
        open(window, tensorsState());
        QVERIFY(QTest::qWaitForWindowActive(&window)); // shortcuts need it
        TensorsPage* page = window.tensorsPage();
        QTreeView* tree = page->tree();
        Workspace& w = window.workspace();
        QVERIFY(tree->isExpanded(tree->model()->index(7, 0))); // layer 6, which is selected
        const QModelIndex first = rowInGroup(page, 4, 1);
        click(tree, first);
        QCOMPARE(w.state().layer, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(tree->currentIndex(), first); // what was clicked stays chosen when the layer's maps have come
        tree->setFocus();
        QTest::keyClick(tree, Qt::Key_Down);
        QTest::keyClick(tree, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(tree->selectionModel()->selectedRows().size(), 2);
        QTest::keyClick(tree, Qt::Key_C, Qt::ControlModifier);
        QStringList copied = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(copied.size(), 3); // headings, two tensors
        QVERIFY2(copied[1].startsWith(QStringLiteral("backbone.layers.3.")), qPrintable(copied[1]));
        QVERIFY(copied[0].count(QLatin1Char('\t')) > 3);
        // A group stands for all of its tensors.
        QTest::keyClick(tree, Qt::Key_Left); // to the group
        QVERIFY(!tree->currentIndex().parent().isValid());
        QTest::keyClick(tree, Qt::Key_Left);
        QVERIFY(!tree->isExpanded(tree->currentIndex()));
        QTest::keyClick(tree, Qt::Key_Right);
        QVERIFY(tree->isExpanded(tree->currentIndex()));
        for (QPushButton* button : page->findChildren<QPushButton*>())
            QTest::mouseClick(button, Qt::LeftButton); // there is one, which copies
        copied = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
        QCOMPARE(copied.size(), 1 + tree->model()->rowCount(tree->currentIndex()));
        // A layer chosen elsewhere is shown here.
        w.select(9, 0);
        QVERIFY(tree->isExpanded(tree->model()->index(10, 0)));
        QCOMPARE(tree->currentIndex(), tree->model()->index(10, 0));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void headingsSort()
    {
        MainWindow window;
        window.resize(1500, 900);
        open(window, tensorsState());
        TensorsPage* page = window.tensorsPage();
        QTreeView* tree = page->tree();
        const QAbstractItemModelTester tester(tree->model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QHeaderView* header = tree->header();
        const auto bytes = [&](int row) {
            const QModelIndex index = tree->model()->index(row, 0, tree->model()->index(7, 0));
            return page->model().tensor(tensorOf(page, index)).bytes;
        };
        const int count = tree->model()->rowCount(tree->model()->index(7, 0));
        QVERIFY(count > 4);
        for (const bool descending : {false, true}) {
            const QPoint heading(header->sectionViewportPosition(TensorModel::Size) + 8, header->height() / 2);
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
            QCOMPARE(header->sortIndicatorOrder(), descending ? Qt::DescendingOrder : Qt::AscendingOrder);
            for (int row = 1; row < count; ++row)
                QVERIFY(descending ? bytes(row) <= bytes(row - 1) : bytes(row) >= bytes(row - 1));
        }
        // By a column whose numbers are still to come: rows do not jump when they do.
        tree->expandAll();
        const QPoint heading(header->sectionViewportPosition(TensorModel::Mean) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
        const std::vector<int> before = seen(page);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && seenAreKnown(page), kPatience);
        QCOMPARE(seen(page), before);
        verifyStatistics(page->model());
    }

    void keysAloneSort()
    {
        MainWindow window;
        open(window, tensorsState());
        QVERIFY(QTest::qWaitForWindowActive(&window)); // shortcuts need it
        TensorsPage* page = window.tensorsPage();
        QTreeView* tree = page->tree();
        tree->setFocus();
        const auto bytes = [&](int row) {
            const QModelIndex index = tree->model()->index(row, 0, tree->model()->index(7, 0));
            return page->model().tensor(tensorOf(page, index)).bytes;
        };
        const int count = tree->model()->rowCount(tree->model()->index(7, 0));
        for (const bool descending : {false, true}) {
            QTest::keyClick(tree, Qt::Key_F3); // Left and Right fold, so that the columns are offered
            auto* columns = qobject_cast<QMenu*>(QApplication::activePopupWidget());
            QVERIFY(columns);
            QCOMPARE(columns->actions().size(), int(TensorModel::ColumnCount));
            QCOMPARE(columns->activeAction()->text(), descending ? QStringLiteral("Size") : QStringLiteral("Tensor"));
            QVERIFY(columns->activeAction()->isChecked()); // what it is sorted by
            while (columns->activeAction()->text() != QLatin1String("Size"))
                QTest::keyClick(columns, Qt::Key_Down);
            QTest::keyClick(columns, Qt::Key_Return);
            QVERIFY(!QApplication::activePopupWidget());
            for (int row = 1; row < count; ++row)
                QVERIFY(descending ? bytes(row) <= bytes(row - 1) : bytes(row) >= bytes(row - 1));
        }
        // And in the context menu, beside what else the rows offer.
        const QList<QAction*> actions = tree->actions();
        QVERIFY(std::any_of(actions.begin(), actions.end(),
                            [](const QAction* a) { return a->menu() && a->text() == QLatin1String("&Sort by"); }));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void dragsChooseScrollAndWiden()
    {
        MainWindow window;
        window.resize(1500, 900);
        open(window, tensorsState());
        TensorsPage* page = window.tensorsPage();
        QTreeView* tree = page->tree();
        // Over rows: all of them.
        const QModelIndex first = rowInGroup(page, 1, 0);
        const QModelIndex last = first.siblingAtRow(3);
        tree->scrollTo(last);
        drag(tree->viewport(), tree->visualRect(first).center(), tree->visualRect(last).center());
        QCOMPARE(tree->selectionModel()->selectedRows().size(), 4);
        QCOMPARE(page->selectedText().count(QLatin1Char('\n')), 5);
        // The edge of a heading.
        QHeaderView* header = tree->header();
        const int width = header->sectionSize(TensorModel::Shape);
        const QPoint edge(header->sectionViewportPosition(TensorModel::Shape) + width - 1, header->height() / 2);
        drag(header->viewport(), edge, edge + QPoint(50, 0));
        QCOMPARE(header->sectionSize(TensorModel::Shape), width + 50);
        // The scroll bar: what comes into sight is read.
        tree->expandAll();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && seenAreKnown(page), kPatience);
        const std::vector<int> before = seen(page);
        const int known = knownCount(page->model());
        QScrollBar* bar = tree->verticalScrollBar();
        QVERIFY(bar->maximum() > 0);
        bar->setValue(0);
        dragHandle(bar, bar->height());
        QCOMPARE(bar->value(), bar->maximum());
        QVERIFY(seen(page) != before);
        QTRY_VERIFY_WITH_TIMEOUT(seenAreKnown(page), kPatience);
        QVERIFY(knownCount(page->model()) > known);
        verifyStatistics(page->model());
    }

    void aTallerWindowShowsMore()
    {
        MainWindow window;
        window.resize(900, 600);
        open(window, tensorsState());
        TensorsPage* page = window.tensorsPage();
        page->tree()->expandAll();
        page->tree()->scrollToTop();
        QTRY_VERIFY_WITH_TIMEOUT(seenAreKnown(page), kPatience);
        const std::size_t few = seen(page).size();
        for (const QSize size : {QSize(1400, 1000), QSize(1000, 1300)}) {
            window.resize(size);
            QTRY_VERIFY(seen(page).size() > few);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window) && seenAreKnown(page), kPatience);
        }
        window.workspace().editView([](ViewState& s) { s.theme = "dark"; });
        QVERIFY(!page->grab().isNull());
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void hiddenPagesReadNothing()
    {
        MainWindow window;
        ViewState state = tensorsState();
        state.page = "map";
        open(window, state);
        QCOMPARE(knownCount(window.tensorsPage()->model()), 0);
        QTest::keyClick(&window, Qt::Key_6, Qt::ControlModifier);
        QCOMPARE(window.currentPage(), static_cast<Page*>(window.tensorsPage()));
        QTRY_VERIFY_WITH_TIMEOUT(seenAreKnown(window.tensorsPage()), kPatience);
    }

    void anotherModelWhileTensorsAreRead()
    {
        MainWindow window;
        ViewState state = tensorsState();
        state.tokens = 16384; // a pass runs, too
        window.show();
        Workspace& w = window.workspace();
        TensorsPage* page = window.tensorsPage();
        bool reading = false;
        // As soon as the first numbers are there, and more are wanted.
        const auto another = [&] {
            QMetaObject::invokeMethod(
                &window,
                [&] {
                    reading = w.looking().isBusy();
                    ViewState second = otherModelState();
                    second.page = "tensors";
                    w.openState(second, QStringLiteral("opening"));
                },
                Qt::QueuedConnection);
        };
        connect(&page->model(), &QAbstractItemModel::dataChanged, &window, another, Qt::SingleShotConnection);
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m", kPatience);
        QVERIFY(reading);
        QCOMPARE(page->model().tensorCount(), static_cast<int>(w.document()->model->tensors().size()));
        QVERIFY(page->tree()->isExpanded(page->tree()->model()->index(5, 0))); // layer 4 of this one
        page->tree()->expandAll();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && seenAreKnown(page), kPatience);
        verifyStatistics(page->model()); // nothing of the first one came into rows of the second
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void closesWhileTensorsAreRead()
    {
        auto window = std::make_unique<MainWindow>();
        window->show();
        bool reading = false;
        bool closed = false;
        const auto close = [&] {
            QMetaObject::invokeMethod(
                window.get(),
                [&] {
                    reading = window->workspace().looking().isBusy();
                    closed = window->close();
                },
                Qt::QueuedConnection);
        };
        connect(&window->tensorsPage()->model(), &QAbstractItemModel::dataChanged, window.get(), close,
                Qt::SingleShotConnection);
        window->workspace().openState(tensorsState(), QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(closed, kPatience);
        QVERIFY(reading);
        window.reset();
    }
};

QTEST_MAIN(TensorsPageTest)
#include "tensors_page_test.moc"
