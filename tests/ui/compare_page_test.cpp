// SPDX-License-Identifier: GPL-3.0-or-later
// The Compare page as a person uses it, on the bundled models with short sequences.
#include "core/base/error.h"
#include "tests/ui/compare_fixture.h"
#include "ui/models/comparison_models.h"
#include "ui/pages/compare/compare_side_form.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/text_pane.h"
#include "ui/windows/main_window.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTableView>
#include <QTest>
#include <qcustomplot.h>

#include <cmath>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class ComparePageTest : public WindowTest
{
    Q_OBJECT

private slots:
    void comparesMethodsAndSelects()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        Workspace& w = window.workspace();
        QAbstractItemModelTester layers(page->layerModel(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QAbstractItemModelTester channels(page->channelModel(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        // Passes that the window has made are not made again.
        QCOMPARE(page->comparer().result(0)->measured.trace, w.trace(Side::Vanilla));
        QCOMPARE(page->comparer().result(1)->measured.trace, w.trace(Side::LongMamba));
        QCOMPARE(page->layerModel()->rowCount(), 11);
        QVERIFY(page->layerModel()->value(10, LayerComparisonModel::KeptA) == 600);
        QVERIFY(page->layerModel()->value(10, LayerComparisonModel::KeptB) < 600);
        QCOMPARE(page->channelModel()->rowCount(), 240);
        QVERIFY(page->channelHint().isEmpty());
        QTRY_VERIFY_WITH_TIMEOUT(!page->views()->difference()->overview().isEmpty(), kPatience);
        QCOMPARE(page->views()->normPlot()->graphCount(), 2);
        QCOMPARE(page->views()->decayPlot()->graphCount(), 2);
        for (const std::size_t side : Comparer::kBoth) {
            QCOMPARE(page->answer(side)->answer(), w.answers()[side].text);
            QVERIFY(page->form(side)->summary().contains(QStringLiteral("Perplexity of the last 100 tokens")));
        }

        // Sorted by difference; a click on the first row selects that channel everywhere.
        QTableView* table = page->channelTable();
        const auto value = [&](int row, int column) {
            return table->model()->index(row, column).data(ChannelComparisonModel::kSortRole).toDouble();
        };
        for (int row = 1; row < 240; ++row)
            QVERIFY(value(row - 1, ChannelComparisonModel::ReachDifference) >=
                    value(row, ChannelComparisonModel::ReachDifference));
        table->scrollToTop();
        const int row = value(0, 0) == 6 && value(0, 1) == 15 ? 1 : 0; // not the one that is selected
        const QModelIndex cell = table->model()->index(row, 0);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
        QCOMPARE(double(w.state().layer), value(row, 0));
        QCOMPARE(double(w.state().channel), value(row, 1));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !page->isBusy(), kPatience);

        // Maps move together.
        page->views()->view(0)->setVisibleRange(QRectF(50, 100, 200, 150));
        QTRY_COMPARE(page->views()->view(1)->visibleRange(), page->views()->view(0)->visibleRange());
        QCOMPARE(page->views()->difference()->visibleRange(), page->views()->view(0)->visibleRange());
    }

    /// The normalisation is chosen on the Map page: back here maps, ranges and labels are of the new one, and nothing
    /// was computed while nobody looked.
    void normalisationFollowsAndHiddenPagesRest()
    {
        MainWindow window;
        openCompared(window, shortState());
        CompareViews* views = window.comparePage()->views();
        Comparer& comparer = window.comparePage()->comparer();
        QTRY_VERIFY_WITH_TIMEOUT(!comparer.isBusy() && !views->difference()->overview().isEmpty(), kPatience);
        QVERIFY(views->view(0)->colouring().range.high > 0);
        const QString before = views->view(0)->accessibleName();
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QVERIFY(!window.comparePage()->isVisible());
        auto* box = window.mapPage()->findChild<QComboBox*>(QStringLiteral("mapNormalise"));
        choose(box, QStringLiteral("log10"));
        QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
        QCOMPARE(window.workspace().state().channel, 16);
        QVERIFY(!comparer.pictures().isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(views->view(0)->accessibleName(), before);
        QTest::keyClick(&window, Qt::Key_7, Qt::ControlModifier);
        QVERIFY(comparer.pictures().isBusy());
        QTRY_VERIFY_WITH_TIMEOUT(!comparer.isBusy(), kPatience);
        QVERIFY(views->view(0)->accessibleName() != before);
        for (const std::size_t side : Comparer::kBoth) {
            const MapColouring& colouring = views->view(side)->colouring();
            QVERIFY(colouring.normalise == Normalise::Log10);
            const MapImage& image = views->view(side)->overview();
            const MapRange own = autoRange(image, Normalise::Log10, mapStatistics(image));
            QVERIFY(colouring.range.low <= own.low && own.high <= colouring.range.high);
            QVERIFY(colouring.range.low < 0); // logarithms of shares
        }
        // Another one while it is looked at.
        window.workspace().editView([](ViewState& s) { s.normalise = "abs"; });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !comparer.isBusy(), kPatience);
        QVERIFY(views->view(0)->colouring().normalise == Normalise::Abs);
        QVERIFY(views->view(0)->colouring().range.low >= 0);
    }

    void thetasByKeys()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        choose(page->form(0)->methodBox(), QStringLiteral("longmamba"));
        page->form(0)->thetaEdit()->setFocus();
        QTest::keyClicks(page->form(0)->thetaEdit(), QStringLiteral("1e-20"));
        QTest::keyClick(page->form(0)->thetaEdit(), Qt::Key_Return);
        QCOMPARE(window.workspace().state().compareA.theta, 1e-20);
        QTRY_VERIFY_WITH_TIMEOUT(compared(page), kPatience);
        QVERIFY(page->layerModel()->value(10, LayerComparisonModel::GlobalA) >
                page->layerModel()->value(10, LayerComparisonModel::GlobalB));
        // What is no theta changes nothing and says so.
        page->form(0)->thetaEdit()->selectAll();
        QTest::keyClicks(page->form(0)->thetaEdit(), QStringLiteral("2"));
        QTest::keyClick(page->form(0)->thetaEdit(), Qt::Key_Return);
        QCOMPARE(window.workspace().state().compareA.theta, 1e-20);
        QCOMPARE(window.messages()->texts(), QStringList{QStringLiteral("theta 2: must be above 0 and at most 1")});
    }

    void modelsOfOtherSizes()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        choose(page->form(1)->modelBox(), QStringLiteral("mamba2-13m-collapse"));
        QTRY_VERIFY_WITH_TIMEOUT(compared(page), kPatience);
        QCOMPARE(QString::fromStdString(page->comparer().result(1)->document->model->name()),
                 QStringLiteral("mamba2-13m-collapse"));
        QCOMPARE(page->channelHint(),
                 QStringLiteral("Channels cannot be compared one by one: mamba2-12m has 10 layers of 24 channels, "
                                "mamba2-13m-collapse has 10 layers of 12 channels."));
        QCOMPARE(page->channelModel()->rowCount(), 0);
        QCOMPARE(page->layerModel()->rowCount(), 11);
        QVERIFY(!page->answer(1)->answer().isEmpty());
        QCOMPARE(window.workspace().document()->model->name(), std::string("mamba2-12m")); // the open one stays open
    }

    void errorOnOneSideLeavesTheOther()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        const auto before = page->comparer().result(0);
        window.workspace().editView([](ViewState& s) { s.compareB.model = "/no such model"; });
        QTest::mouseClick(page->compareButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!page->comparer().problem(1).isEmpty(), kPatience);
        QVERIFY2(page->form(1)->summary().contains(QStringLiteral("no such model")),
                 qPrintable(page->form(1)->summary()));
        QCOMPARE(page->comparer().result(0), before);
        QVERIFY(page->comparer().problem(0).isEmpty());
        QCOMPARE(page->layerModel()->rowCount(), 11);
    }

    void cancelsAndCloses()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        const auto before = page->comparer().result(1);
        choose(page->form(1)->modelBox(), QStringLiteral("mamba1-12m"));
        QTRY_VERIFY(page->cancelButton()->isEnabled());
        QTest::mouseClick(page->cancelButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!page->comparer().isBusy(), kPatience);
        QCOMPARE(page->comparer().result(1), before); // kept
        // Another model is opened while this one computes, then the window is closed.
        QTest::mouseClick(page->compareButton(), Qt::LeftButton);
        QVERIFY(page->comparer().isBusy(1));
        window.openModel(QStringLiteral("mamba2-13m-collapse"));
        QTRY_COMPARE_WITH_TIMEOUT(window.workspace().document()->model->name(), std::string("mamba2-13m-collapse"),
                                  kPatience);
        window.close();
    }

    void dragsMoveMapsCurvesAndParts()
    {
        MainWindow window;
        window.resize(1500, 1150); // parts have room to give
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        CompareViews* views = page->views();
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy() && !views->difference()->overview().isEmpty(), kPatience);
        MapView* view = views->view(1);
        view->setVisibleRange(QRectF(100, 200, 200, 200));
        auto* plot = view->findChild<QCustomPlot*>();
        const auto onPlot = [&](qint64 i, qint64 j) { return plot->mapFrom(view, view->positionOf(i, j).toPoint()); };
        drag(plot, onPlot(300, 200), onPlot(330, 220));
        const QRectF dragged = view->visibleRange();
        QVERIFY(dragged.left() < 90 && dragged.top() < 180); // the map follows the hand
        QCOMPARE(views->view(0)->visibleRange(), dragged);
        QCOMPARE(views->difference()->visibleRange(), dragged);
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), kPatience);

        QCustomPlot* decay = views->decayPlot();
        const QCPRange whole = decay->xAxis->range();
        const QPoint centre = decay->axisRect()->rect().center();
        drag(decay, centre, centre + QPoint(50, 0));
        QVERIFY(decay->xAxis->range().lower < whole.lower);
        QCOMPARE(views->normPlot()->xAxis->range(), whole); // they are not linked
        QTest::mouseDClick(decay, Qt::LeftButton, {}, centre);
        QCOMPARE(decay->xAxis->range(), whole);

        auto* parts = page->findChild<QSplitter*>(QStringLiteral("compareParts"));
        const QList<int> sizes = parts->sizes();
        QWidget* handle = parts->handle(2); // below the maps
        drag(handle, handle->rect().center(), handle->rect().center() - QPoint(0, 30));
        QVERIFY(parts->sizes()[1] < sizes[1] && parts->sizes()[2] > sizes[2]);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void resizesAlsoWhileItComputes()
    {
        MainWindow window;
        window.resize(1000, 700);
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        CompareViews* views = page->views();
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy() && !views->difference()->overview().isEmpty(), kPatience);
        views->view(0)->setVisibleRange(QRectF(40, 500, 60, 60));
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy() && !views->view(0)->detail().isEmpty(), kPatience);
        for (const QSize size : {QSize(1700, 1300), QSize(1000, 700)}) {
            const QSize before = views->view(0)->viewportPixels();
            window.resize(size);
            QTRY_VERIFY(views->view(0)->viewportPixels() != before);
            QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), kPatience);
            QCOMPARE(views->view(1)->visibleRange(), QRectF(40, 500, 60, 60));
            QVERIFY(views->view(0)->viewportPixels().width() > 60);
        }
        const auto before = page->comparer().result(1);
        choose(page->form(1)->modelBox(), QStringLiteral("mamba2-13m-collapse"));
        QVERIFY(page->comparer().isBusy(1));
        for (const QSize size : {QSize(1000, 700), QSize(1500, 1000)})
            window.resize(size);
        QCOMPARE(page->comparer().result(1), before); // stays until the new one is there
        QTRY_VERIFY_WITH_TIMEOUT(compared(page) && !page->isBusy(), kPatience);
        QVERIFY(page->comparer().result(1) != before);
        QVERIFY(!views->view(1)->overview().isEmpty());
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    /// The other model has more channels a layer: a row of the table of the one before is not one of its channels.
    void anotherModelWhileBothSidesAreCompared()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        Workspace& w = window.workspace();
        const auto chosen = [page](int column) {
            return page->channelTable()->currentIndex().siblingAtColumn(column).data().toString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), kPatience);
        choose(page->form(1)->methodBox(), QStringLiteral("vanilla"));
        QVERIFY(page->comparer().isBusy(1));
        ViewState second = otherModelState();
        second.page = "compare";
        second.channel = 40;
        QStringList meanwhile;
        connect(&w, &Workspace::documentChanged, &window, [&] {
            QMetaObject::invokeMethod(
                &window,
                [&] {
                    meanwhile = QStringList{chosen(0), chosen(1)};
                },
                Qt::QueuedConnection);
        });
        w.openState(second, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == second.model && compared(page) &&
                                     !page->isBusy(),
                                 kPatience);
        QCOMPARE(meanwhile, QStringList({QStringLiteral("4"), QStringLiteral("23")})); // as the maps of these sides
        QCOMPARE(page->channelModel()->rowCount(), 7680);
        QCOMPARE(chosen(0), QStringLiteral("4"));
        QCOMPARE(chosen(1), QStringLiteral("40"));
        QCOMPARE(page->views()->map(0)->channel, 40);
        QCOMPARE(w.state().channel, 40); // rows came and went without choosing any
        for (const std::size_t side : Comparer::kBoth)
            QCOMPARE(page->comparer().result(side)->document->model->name(), second.model);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    /// What a side computes for the sequence before ends after the window has read the new one.
    void sidesFollowAShorterSequence()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        choose(page->form(1)->modelBox(), QStringLiteral("mamba1-12m"));
        QVERIFY(page->comparer().isBusy(1));
        window.workspace().setPrompt(QStringLiteral("The sea was calm."));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && compared(page) && !page->isBusy(), kPatience / 4);
        for (const std::size_t side : Comparer::kBoth)
            QVERIFY(page->comparer().result(side)->document->length() < 20);
    }

    void keptWhenSwitchingPages()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        const auto before = page->comparer().result(0);
        QTest::keyClick(&window, Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(window.currentPage()->name(), QStringLiteral("map"));
        window.workspace().editView([](ViewState& s) { s.page = "compare"; });
        QCOMPARE(window.currentPage(), page);
        QVERIFY(compared(page));
        QCOMPARE(page->comparer().result(0), before);
    }

    void writes()
    {
        MainWindow window;
        openCompared(window, shortState());
        ComparePage* page = window.comparePage();
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy(), kPatience);
        page->exportTo(file(QStringLiteral("c.png")));
        QVERIFY(!QImage(file(QStringLiteral("c.png"))).isNull());
        QSignalSpy saved(&window.workspace(), &Workspace::saved);
        page->exportTo(file(QStringLiteral("c.csv")));
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
        QFile table(file(QStringLiteral("c.csv")));
        QVERIFY(table.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = table.readAll().trimmed().split('\n');
        QCOMPARE(lines.size(), 241);
        QVERIFY(lines[0].startsWith("layer,channel,mean_distance_a,mean_distance_b"));
        QCOMPARE(window.messages()->texts().first(), QStringLiteral("Written: %1").arg(table.fileName()));
    }
};

QTEST_MAIN(ComparePageTest)
#include "compare_page_test.moc"
