// SPDX-License-Identifier: GPL-3.0-or-later
// The Channels page as a person uses it, in the real window on the bundled models.
#include "core/base/resources.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/model_dock.h"
#include "ui/models/channel_filter.h"
#include "ui/pages/channels/channel_scatter.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/channels/channels_view.h"
#include "ui/pages/channels/layer_strip.h"
#include "ui/pages/channels/point_cloud.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

#include <qcustomplot.h>

#include <filesystem>
#include <numeric>
#include <random>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

ViewState channelsState()
{
    ViewState s = shortState();
    s.page = "channels";
    return s;
}

/// What the plot says in its middle.
QString said(const ChannelsPage* page)
{
    const auto* label = page->plot()->findChild<QLabel*>();
    return label->isVisible() ? label->text() : QString();
}

std::size_t pointCount(const ChannelsPage* page)
{
    return qobject_cast<PointCloud*>(page->plot()->plottable(0))->size();
}

int sum(const std::vector<std::int64_t>& values)
{
    int total = 0;
    for (const std::int64_t value : values)
        total += static_cast<int>(value);
    return total;
}

} // namespace

class ChannelsPageTest : public WindowTest
{
    Q_OBJECT
private slots:
    /// Against a plain sort of the same numbers, at the size for which it was written.
    void sortsTwoHundredThousandRows()
    {
        constexpr int kCount = 196608;
        std::mt19937 engine(3);
        std::vector<double> decays(kCount);
        for (double& decay : decays)
            decay = -std::exp(static_cast<double>(engine() % 100000) / 10000.0) * (engine() % 7 == 0 ? 0 : 1);
        ChannelModel model;
        ChannelFilter filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester tester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setModel(48, 4096, decays);
        std::vector<int> expected(kCount);
        std::iota(expected.begin(), expected.end(), 0);
        std::stable_sort(expected.begin(), expected.end(), [&](int a, int b) {
            return decays[static_cast<std::size_t>(a)] < decays[static_cast<std::size_t>(b)];
        });
        filter.sort(ChannelModel::LnDecay, Qt::AscendingOrder);
        QCOMPARE(filter.rows(), expected);
        const QPersistentModelIndex kept = filter.index(17, 1);
        const int source = filter.mapToSource(kept).row();
        std::iota(expected.begin(), expected.end(), 0);
        std::stable_sort(expected.begin(), expected.end(), [&](int a, int b) {
            return decays[static_cast<std::size_t>(a)] > decays[static_cast<std::size_t>(b)];
        });
        filter.sort(ChannelModel::LnDecay, Qt::DescendingOrder);
        QCOMPARE(filter.rows(), expected);
        QCOMPARE(filter.mapToSource(kept).row(), source); // what is selected stays selected
        std::vector<std::uint8_t> mask(kCount, 0);
        mask[5] = mask[100000] = 1;
        filter.setMask(mask);
        QCOMPARE(filter.rowCount(), 2);
        QCOMPARE(filter.mapFromSource(model.index(6, 0)).isValid(), false);
        QCOMPARE(filter.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(), QStringLiteral("Layer"));
    }

    void brushAndTableShowTheSame()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        ChannelScatter* scatter = page->view()->scatter();
        LayerStrip* strip = window.modelDock()->layerStrip();
        const QRect area = page->plot()->axisRect()->rect();
        drag(page->plot(), area.center(), area.bottomRight() - QPoint(4, 4));
        QVERIFY(!scatter->brush().isEmpty());
        const int shown = page->table()->model()->rowCount();
        QVERIFY2(shown > 0 && shown < 240, qPrintable(QString::number(shown)));
        QCOMPARE(std::count(scatter->mask().begin(), scatter->mask().end(), 1), shown);
        QCOMPARE(sum(page->view()->shownInLayers()), shown);
        QVERIFY(window.workspace().state().brushDecay1 > window.workspace().state().brushDecay0);
        // Every row of the table lies in the rectangle under one of the passes.
        const QRectF brush = scatter->brush();
        for (const int row : page->view()->filter()->rows()) {
            const double decay = -page->model()->value(row, ChannelModel::LnDecay);
            QVERIFY(decay >= brush.left() && decay <= brush.right());
        }
        QVERIFY(strip->isVisible());
        QTest::keyClick(page->plot(), Qt::Key_Escape);
        QVERIFY(scatter->brush().isEmpty());
        QCOMPARE(page->table()->model()->rowCount(), 240);
        QVERIFY(page->view()->shownInLayers().empty());
        QCOMPARE(window.workspace().state().brushDecay1, 0.0);
    }

    void clickInThePlotSelects()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        const auto& trace = window.workspace().trace(Side::Vanilla);
        // A local channel that lies alone.
        const Profile& profile = *window.workspace().document()->profile;
        const auto place = std::min_element(profile.lnDecay.begin(), profile.lnDecay.end()) - profile.lnDecay.begin();
        const QPointF pixel(
            page->plot()->xAxis->coordToPixel(-profile.lnDecay[static_cast<std::size_t>(place)]),
            page->plot()->yAxis->coordToPixel(std::max(0.5F, trace->meanDistance()[static_cast<std::size_t>(place)])));
        QTest::mouseClick(page->plot(), Qt::LeftButton, {}, pixel.toPoint());
        QCOMPARE(window.workspace().state().layer, place / 24);
        QCOMPARE(window.workspace().state().channel, place % 24);
        QCOMPARE(page->table()->currentIndex().siblingAtColumn(1).data().toLongLong(), place % 24);
    }

    void theMoveToolPansInstead()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        const QCPRange before = page->plot()->xAxis->range();
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Mo&ve")), Qt::LeftButton);
        const QRect area = page->plot()->axisRect()->rect();
        drag(page->plot(), area.center(), area.center() + QPoint(60, 0));
        QVERIFY(page->view()->scatter()->brush().isEmpty());
        QVERIFY(page->plot()->xAxis->range() != before);
    }

    void filterSortAndStripGoTogether()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        LayerStrip* strip = window.modelDock()->layerStrip();
        QTest::mouseDClick(strip, Qt::LeftButton, {}, strip->rowRect(3).center());
        QCOMPARE(page->filterBox()->text(), QStringLiteral("layer=3"));
        QCOMPARE(page->table()->model()->rowCount(), 24);
        QCOMPARE(window.workspace().state().channelsFilter, std::string("layer=3"));
        QHeaderView* header = page->table()->horizontalHeader();
        const QPoint heading(header->sectionViewportPosition(ChannelModel::Channel) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
        QVERIFY(QString::fromStdString(window.workspace().state().channelsSorting).endsWith(QLatin1String("channel")));
        const bool descending = window.workspace().state().channelsSorting[0] == '-';
        QCOMPARE(page->table()->model()->index(0, ChannelModel::Channel).data().toInt(), descending ? 23 : 0);
        QTest::keyClicks(page->filterBox(), QStringLiteral(" nonsense"));
        QVERIFY(page->view()->hint().contains(QStringLiteral("nonsense")));
        QCOMPARE(page->table()->model()->rowCount(), 24); // a mistake changes nothing
    }

    void aClickOnReachBringsTheLongestToTheTop()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        QTableView* table = page->table();
        table->scrollToBottom();
        QHeaderView* header = table->horizontalHeader();
        const QPoint heading(header->sectionViewportPosition(ChannelModel::ReachVanilla) + 8, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
        const auto& distance = window.workspace().trace(Side::Vanilla)->meanDistance();
        const auto longest = std::max_element(distance.begin(), distance.end()) - distance.begin();
        QCOMPARE(page->view()->filter()->rows().front(), static_cast<int>(longest));
        QCOMPARE(table->rowAt(1), 0); // and in sight
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, heading);
        QCOMPARE(page->view()->filter()->rows().back(), static_cast<int>(longest));
    }

    void keysAloneSort()
    {
        MainWindow window;
        open(window, channelsState());
        QVERIFY(QTest::qWaitForWindowActive(&window)); // shortcuts need it
        ChannelsPage* page = window.channelsPage();
        QTableView* table = page->table();
        const QAction* sort = actionOf(window, "view.sort");
        page->filterBox()->setFocus();
        QVERIFY(!sort->isEnabled()); // there is no table to sort
        QTest::keyClick(page->filterBox(), Qt::Key_Tab);
        QVERIFY(table->hasFocus() && sort->isEnabled());
        const std::int64_t channel = window.workspace().state().channel;
        const QString before = QString::fromStdString(window.workspace().state().channelsSorting);
        for (int k = 0; k < ChannelModel::ReachVanilla; ++k)
            QTest::keyClick(table, Qt::Key_Right);
        QCOMPARE(table->currentIndex().column(), int(ChannelModel::ReachVanilla));
        // The frame says which column it will be.
        const auto corner = [table](int column) {
            const QRect cell = table->visualRect(table->currentIndex().siblingAtColumn(column));
            return table->viewport()->grab().toImage().pixelColor(cell.topLeft());
        };
        QCOMPARE(corner(ChannelModel::ReachVanilla), table->palette().color(QPalette::HighlightedText));
        QVERIFY(corner(ChannelModel::Channel) != corner(ChannelModel::ReachVanilla));
        const auto& distance = window.workspace().trace(Side::Vanilla)->meanDistance();
        const auto longest = std::max_element(distance.begin(), distance.end()) - distance.begin();
        QTest::keyClick(table, Qt::Key_F3);
        QCOMPARE(page->view()->filter()->rows().front(), static_cast<int>(longest));
        QCOMPARE(table->rowAt(1), 0);
        QVERIFY(QString::fromStdString(window.workspace().state().channelsSorting) != before);
        QTest::keyClick(table, Qt::Key_F3);
        QCOMPARE(page->view()->filter()->rows().back(), static_cast<int>(longest));
        // Nothing else is chosen by that, and the column stays when the row changes.
        QCOMPARE(window.workspace().state().channel, channel);
        QTest::keyClick(table, Qt::Key_Down);
        QCOMPARE(table->currentIndex().column(), int(ChannelModel::ReachVanilla));
        QCOMPARE(table->actions().value(0)->text(), QStringLiteral("&Sort by this column")); // the Menu key
        QCOMPARE(table->contextMenuPolicy(), Qt::ActionsContextMenu);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void thetaMovesClassesUnderAFilter()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        QTest::keyClicks(page->filterBox(), QStringLiteral("global"));
        for (const double lnTheta : {-1.0, -10.0, -100.0, -3.0}) {
            window.workspace().previewTheta(lnTheta);
            QCOMPARE(page->table()->model()->rowCount(),
                     static_cast<int>(window.workspace().classification().globalCount));
        }
        window.resize(900, 600);
        window.workspace().commitMethod();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    /// While theta is dragged the classes are the new ones and the filtered pass is the old one: that must be seen.
    void numbersOfAnEarlierPassAreMarked()
    {
        MainWindow window;
        open(window, channelsState());
        ChannelsPage* page = window.channelsPage();
        const QAbstractItemModel* rows = page->table()->model();
        const auto isItalic = [rows](int column) {
            return rows->index(0, column).data(Qt::FontRole).value<QFont>().italic();
        };
        const QString mark = QStringLiteral("earlier settings");
        QVERIFY(!page->view()->hint().contains(mark));
        dragTheta(window, -40);
        QVERIFY2(page->view()->hint().contains(mark), qPrintable(page->view()->hint()));
        QVERIFY(isItalic(ChannelModel::ReachFiltered) && isItalic(ChannelModel::Kept));
        QVERIFY(!isItalic(ChannelModel::ReachVanilla) && !isItalic(ChannelModel::Class));
        QVERIFY(rows->index(0, ChannelModel::Kept).data(Qt::AccessibleTextRole).toString().contains(mark));
        auto* legend = qobject_cast<QCPPlottableLegendItem*>(page->plot()->legend->item(1));
        QVERIFY(legend && legend->plottable()->name().contains(mark));
        letGoOfTheta(window);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!page->view()->hint().contains(mark));
        QVERIFY(!isItalic(ChannelModel::Kept));
        QCOMPARE(legend->plottable()->name(), QStringLiteral("LongMamba"));
    }

    void sessionKeepsFilterSortingAndBrush()
    {
        MainWindow window;
        ViewState state = channelsState();
        state.channelsFilter = "local";
        state.channelsSorting = "layer";
        state.brushDecay0 = 10;
        state.brushDecay1 = 200;
        state.brushReach0 = 1;
        state.brushReach1 = 1000;
        open(window, state);
        ChannelsPage* page = window.channelsPage();
        QCOMPARE(page->filterBox()->text(), QStringLiteral("local"));
        QCOMPARE(page->view()->scatter()->brush(), QRectF(QPointF(10, 1), QPointF(200, 1000)));
        const int shown = page->table()->model()->rowCount();
        QVERIFY(shown > 0 && shown < 240);
        QCOMPARE(lines(window.workspace().state()), lines(state));
        const QString out = file(QStringLiteral("channels.csv"));
        QSignalSpy saved(&window.workspace(), &Workspace::saved);
        window.exportView(out, false);
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
        QFile csv(out);
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), shown + 1);
    }

    /// A checkpoint of one's own: nothing is classified, all else is there.
    void withoutAProfileThePassGivesTheDecays()
    {
        const std::filesystem::path folder = file(QStringLiteral("own")).toStdString();
        const std::filesystem::path models = resourceFolder() / "models";
        std::filesystem::create_directories(folder);
        for (const char* name : {"config.json", "model.safetensors"})
            std::filesystem::create_symlink(models / "mamba2-12m" / name, folder / name);
        std::filesystem::create_symlink(models / "tokenizer.json", folder / "tokenizer.json");
        MainWindow window;
        ViewState state = channelsState();
        open(window, state);
        ChannelsPage* page = window.channelsPage();
        QVERIFY(!page->view()->hint().contains(QStringLiteral("profile")));
        state.model = folder.string();
        window.workspace().openState(state, QStringLiteral("opening"));
        const Workspace& w = window.workspace();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "own", kPatience);
        QVERIFY(!w.document()->profile);
        const std::vector<double>& decays = w.trace(Side::Vanilla)->lnDecay();
        for (int row = 0; row < 240; row += 7)
            QCOMPARE(page->model()->value(row, ChannelModel::LnDecay), decays[static_cast<std::size_t>(row)]);
        QCOMPARE(pointCount(page), std::size_t(240));
        QCOMPARE(said(page), QString());
        QVERIFY2(page->view()->hint().contains(QStringLiteral("not classified")), qPrintable(page->view()->hint()));
        QVERIFY(page->view()->hint().contains(QStringLiteral("Recalibrate")));
        QTest::keyClicks(page->filterBox(), QStringLiteral("vanilla>100"));
        QVERIFY(page->table()->model()->rowCount() < 240);
        const auto slowest = std::max_element(decays.begin(), decays.end()) - decays.begin();
        const QPointF pixel = qobject_cast<PointCloud*>(page->plot()->plottable(0))->point(slowest);
        QTest::mouseClick(
            page->plot(), Qt::LeftButton, {},
            QPointF(page->plot()->xAxis->coordToPixel(pixel.x()), page->plot()->yAxis->coordToPixel(pixel.y()))
                .toPoint());
        QCOMPARE(w.state().layer * 24 + w.state().channel, slowest);
    }

    void anEmptyPlotSaysWhy()
    {
        MainWindow window;
        window.show();
        Workspace& w = window.workspace();
        ChannelsPage* page = window.channelsPage();
        w.editView([](ViewState& s) { s.page = "channels"; });
        QVERIFY2(said(page).contains(QStringLiteral("No model is open")), qPrintable(said(page)));
        bool computes = false;
        const auto cancel = [&] { // as soon as there is something to cancel
            computes = said(page) == QStringLiteral("computing …");
            w.cancelAll();
        };
        connect(&w, &Workspace::computingAgain, &window, cancel, Qt::SingleShotConnection);
        w.openState(channelsState(), QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(w.document() && w.isIdle(), kPatience);
        QVERIFY(computes);
        QVERIFY2(said(page).contains(QStringLiteral("Compute again (F5)")), qPrintable(said(page)));
        QCOMPARE(pointCount(page), std::size_t(0));
        QTest::keyClick(&window, Qt::Key_F5);
        QCOMPARE(said(page), QStringLiteral("computing …"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(said(page), QString());
        QCOMPARE(pointCount(page), std::size_t(240));
    }

    void anotherModelWhileTheFirstIsRead()
    {
        MainWindow window;
        ViewState first = channelsState();
        first.channelsFilter = "layer=9 global";
        first.brushDecay1 = 5; // of a model whose channels lie elsewhere
        first.brushReach1 = 100;
        openAnotherWhileTheFirstIsRead(window, first, otherModelState(), "channels");
        ChannelsPage* page = window.channelsPage();
        QCOMPARE(page->filterBox()->text(), QString());
        QVERIFY(page->view()->scatter()->brush().isEmpty());
        QCOMPARE(page->table()->model()->rowCount(), 7680);
        const Profile& profile = *window.workspace().document()->profile;
        const auto& distance = window.workspace().trace(Side::Vanilla)->meanDistance();
        for (int row = 0; row < 7680; row += 401) {
            QCOMPARE(page->model()->value(row, ChannelModel::LnDecay), profile.lnDecay[static_cast<std::size_t>(row)]);
            QCOMPARE(page->model()->value(row, ChannelModel::ReachVanilla),
                     static_cast<double>(distance[static_cast<std::size_t>(row)]));
        }
        QCOMPARE(page->table()->currentIndex().siblingAtColumn(1).data().toInt(), 339);
        QCOMPARE(window.modelDock()->layerStrip()->selected(), 4);
    }

    void closesWhileComputing()
    {
        auto window = std::make_unique<MainWindow>();
        ViewState state = channelsState();
        state.tokens = 8192;
        window->show();
        window->workspace().openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().document() && !window->workspace().isIdle(), kPatience);
        QVERIFY(window->close());
        window.reset();
    }
};

QTEST_MAIN(ChannelsPageTest)
#include "channels_page_test.moc"
