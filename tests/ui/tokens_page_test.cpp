// SPDX-License-Identifier: GPL-3.0-or-later
// The Tokens page as a person uses it, in the real window on the bundled models, and its item models.
#include "core/inspect/attention_map.h"
#include "tests/ui/window_fixture.h"
#include "ui/models/token_channels_model.h"
#include "ui/models/token_statistics_model.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/widgets/token_strip.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QTabBar>
#include <QTabWidget>
#include <QTableView>

#include <numeric>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

ViewState tokensState()
{
    ViewState s = shortState();
    s.page = "tokens";
    return s;
}

void showTable(TokensPage* page, int tab)
{
    QTabBar* bar = page->tables()->tabBar();
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(tab).center());
}

} // namespace

class TokensPageTest : public WindowTest
{
    Q_OBJECT
private slots:
    void statisticsCountByToken()
    {
        TokenStatisticsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setTokens({7, 8, 7, 7},
                        {QStringLiteral("a"), QStringLiteral("\n"), QStringLiteral("a"), QStringLiteral("a")},
                        {1.0F, 0.5F, 0.0F, 0.5F});
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, TokenStatisticsModel::Occurrences).data().toString(), QStringLiteral("3"));
        QCOMPARE(model.index(0, TokenStatisticsModel::Share).data().toString(), QStringLiteral("50.0 %"));
        QCOMPARE(model.index(0, TokenStatisticsModel::Kept).data().toString(), QStringLiteral("1.5"));
        QCOMPARE(model.index(0, TokenStatisticsModel::Dropped).data(TokenStatisticsModel::kValueRole).toDouble(), 1.5);
        QCOMPARE(model.index(1, TokenStatisticsModel::Token).data().toString(), QStringLiteral("“⏎”"));
        model.setTokens({7, 8}, {QStringLiteral("a"), QStringLiteral("b")}, {});
        QCOMPARE(model.index(0, TokenStatisticsModel::Share).data().toString(), QStringLiteral("–"));
        model.setTokens({}, {}, {});
        QCOMPARE(model.rowCount(), 0);
    }

    void channelsOfATokenAppear()
    {
        TokenChannelsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.append({{0, 1, 0.5F, 0.2F}, {0, 2, 0.1F, 0.2F}});
        model.append({});
        model.append({{1, 0, 0.2F, 0.2F}});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.keptCount(), 1); // strictly above
        QCOMPARE(model.index(1, TokenChannelsModel::Kept).data().toString(), QStringLiteral("dropped"));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void curveTextAndStatisticsAgree()
    {
        MainWindow window;
        open(window, tokensState());
        TokensPage* page = window.tokensPage();
        const auto& trace = window.workspace().trace(Side::LongMamba);
        QVERIFY(trace->filteredChannels() > 0);
        QCOMPARE(page->curve()->series().size(), std::size_t(1));
        const std::vector<float>& share = page->curve()->series().front().values;
        QCOMPARE(share.size(), std::size_t(600));
        for (std::size_t t = 0; t < share.size(); t += 37)
            QCOMPARE(share[t], static_cast<float>(trace->keptBy()[t]) / static_cast<float>(trace->filteredChannels()));
        double kept = 0;
        const QAbstractItemModel* statistics = page->statistics()->model();
        double last = 1e300;
        for (int row = 0; row < statistics->rowCount(); ++row) {
            const double value =
                statistics->index(row, TokenStatisticsModel::Kept).data(TokenStatisticsModel::kValueRole).toDouble();
            QVERIFY(value <= last); // most often kept first
            last = value;
            kept += value;
        }
        QVERIFY(std::abs(kept - std::accumulate(share.begin(), share.end(), 0.0)) < 1e-2);
        auto* by = page->findChild<QComboBox*>();
        by->setFocus();
        QTest::keyClick(by, Qt::Key_Down);
        QCOMPARE(window.workspace().state().tokensShade, std::string("selected"));
        for (const float value : page->curve()->series().front().values)
            QVERIFY(value == 0 || value == 1);
    }

    /// While theta is dragged the page still shows the filtered pass from before, or a preview: each is called so.
    void sharesOfAnEarlierPassAreMarked()
    {
        MainWindow window;
        open(window, tokensState());
        TokensPage* page = window.tokensPage();
        const auto summary = [page](const QString& words) {
            for (const QLabel* label : page->findChildren<QLabel*>()) {
                if (label->text().contains(words))
                    return label->text();
            }
            return QString();
        };
        const QString mark = QStringLiteral("(earlier settings)");
        QVERIFY(!summary(QStringLiteral("filtered channels:")).contains(mark));
        dragTheta(window, -40);
        QVERIFY(summary(QStringLiteral("filtered channels:")).contains(mark));
        QVERIFY(page->curve()->series().front().name.contains(mark));
        letGoOfTheta(window);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!summary(QStringLiteral("filtered channels:")).contains(mark));
        QVERIFY(!page->curve()->series().front().name.contains(mark));
        auto* by = page->findChild<QComboBox*>();
        by->setFocus();
        QTest::keyClick(by, Qt::Key_Down); // of the selected channel there is a preview
        dragTheta(window, -3);
        QTRY_VERIFY_WITH_TIMEOUT(summary(QStringLiteral("kept by layer")).contains(QStringLiteral("(preview)")),
                                 kPatience);
        QVERIFY(page->curve()->series().front().name.contains(QStringLiteral("(preview)")));
        letGoOfTheta(window);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(summary(QStringLiteral("kept by layer")).endsWith(QStringLiteral("channel 15")));
    }

    void aPickedTokenIsFollowedEverywhere()
    {
        MainWindow window;
        open(window, tokensState());
        TokensPage* page = window.tokensPage();
        Workspace& w = window.workspace();
        TokenCurve* curve = page->curve();
        const QPoint at(static_cast<int>(curve->xAxis->coordToPixel(120.5)), curve->axisRect()->rect().center().y());
        QTest::mouseClick(curve, Qt::LeftButton, {}, at);
        QVERIFY(std::abs(w.state().column - 120) <= 2);
        QCOMPARE(page->strip()->pickedToken(), w.state().column);
        const std::int64_t token = w.state().column;

        showTable(page, 1);
        const auto& trace = w.trace(Side::LongMamba);
        QTRY_COMPARE_WITH_TIMEOUT(page->channels()->model()->rowCount(), static_cast<int>(trace->filteredChannels()),
                                  kPatience);
        int kept = 0;
        for (int row = 0; row < page->channels()->model()->rowCount(); ++row)
            kept += page->channels()->model()->index(row, TokenChannelsModel::Kept).data().toString() ==
                    QLatin1String("kept");
        QCOMPARE(kept, trace->keptBy()[static_cast<std::size_t>(token)]);
        // Choosing a channel in the list selects it everywhere.
        QTableView* table = page->channels();
        table->setFocus();
        const QModelIndex last = table->model()->index(table->model()->rowCount() - 1, 0);
        table->scrollTo(last);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(last).center());
        QCOMPARE(w.state().layer, last.data().toLongLong());

        showTable(page, 2);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && page->column()->series().size() == 2, kPatience);
        Progress progress;
        const AttentionMap map(w.trace(Side::Vanilla)->factors(w.state().layer, progress), w.state().channel);
        const auto value = [&](std::int64_t row) {
            return page->column()->series().front().values[static_cast<std::size_t>(row)];
        };
        QVERIFY(std::isnan(value(token - 1)));
        const float wanted = std::abs(map.value(400, token));
        QTRY_VERIFY_WITH_TIMEOUT(std::abs(value(400) - wanted) <= 1e-4F * wanted, kPatience);
        QTest::mouseClick(buttonOf(*page, QStringLiteral("Show on the &Map")), Qt::LeftButton);
        QCOMPARE(window.currentPage(), static_cast<Page*>(window.mapPage()));
        QCOMPARE(w.state().column, token);
    }

    void statisticsLeadThroughTheText()
    {
        MainWindow window;
        open(window, tokensState());
        TokensPage* page = window.tokensPage();
        Workspace& w = window.workspace();
        QTableView* table = page->statistics();
        table->setFocus();
        table->setCurrentIndex(table->model()->index(0, 0));
        QTest::keyClick(table, Qt::Key_Return);
        const std::int64_t first = w.state().column;
        QVERIFY(first >= 0);
        QTest::keyClick(table, Qt::Key_Return);
        const std::int64_t second = w.state().column;
        QVERIFY(second > first);
        const auto& ids = w.document()->ids;
        QCOMPARE(ids[static_cast<std::size_t>(second)], ids[static_cast<std::size_t>(first)]);
    }

    void longSequencesAreDrawnByPixel()
    {
        TokenCurve curve;
        curve.resize(800, 160);
        curve.show();
        std::vector<float> values(131072, 0.25F);
        values[70000] = 1; // one token of a hundred thousand is not lost
        curve.setSeries({{QStringLiteral("kept"), Qt::red, values}}, 131072, true);
        QVERIFY(curve.graphCount() >= 3);
        double largest = 0;
        for (int k = 0; k < curve.graphCount(); ++k) {
            QVERIFY(curve.graph(k)->dataCount() <= 800);
            for (auto at = curve.graph(k)->data()->constBegin(); at != curve.graph(k)->data()->constEnd(); ++at)
                largest = std::max(largest, at->value);
        }
        QCOMPARE(largest, 1.0);
        curve.xAxis->setRange(69990, 70010);
        QCOMPARE(curve.graph(curve.graphCount() - 1)->dataCount(), 20);
        curve.xAxis->setRange(-500, 300000);
        QCOMPARE(curve.xAxis->range().upper, 131072.0); // no way beyond the sequence
    }

    void withoutAFilterItSaysWhy()
    {
        MainWindow window;
        ViewState state = tokensState();
        state.bucket = 0; // too short for the filter
        state.tokens = 300;
        open(window, state);
        TokensPage* page = window.tokensPage();
        showTable(page, 1);
        QVERIFY(page->curve()->series().empty());
        QCOMPARE(page->channels()->model()->rowCount(), 0);
        QVERIFY(page->statistics()->model()->rowCount() > 20); // occurrences are known all the same
        window.resize(900, 600);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void aDragMovesTheCurveAndAResizeKeepsIt()
    {
        MainWindow window;
        window.resize(1600, 1000);
        open(window, tokensState());
        TokensPage* page = window.tokensPage();
        TokenCurve* curve = page->curve();
        curve->setFocus();
        QTest::keyClick(curve, Qt::Key_Plus);
        QTest::keyClick(curve, Qt::Key_Plus);
        const QCPRange zoomed = curve->xAxis->range();
        QVERIFY(zoomed.lower > 0 && zoomed.size() < 400);
        const std::int64_t picked = window.workspace().state().column;
        const QPoint centre = curve->axisRect()->rect().center();
        drag(curve, centre, centre + QPoint(60, 0));
        const QCPRange dragged = curve->xAxis->range();
        QVERIFY(dragged.lower < zoomed.lower);
        QVERIFY(std::abs(dragged.size() - zoomed.size()) < 1e-6);
        QTRY_COMPARE(window.workspace().state().tokensPart.x0, dragged.lower);
        QCOMPARE(window.workspace().state().column, picked); // a drag picks nothing
        const int lines = page->strip()->lineCount();
        const int wide = curve->width();
        window.resize(1100, 760);
        QTRY_VERIFY(curve->width() < wide);
        QCOMPARE(curve->xAxis->range(), dragged);
        QTRY_VERIFY(page->strip()->lineCount() > lines); // the text flows anew
        QTest::mouseDClick(curve, Qt::LeftButton, {}, curve->axisRect()->rect().center());
        QCOMPARE(curve->xAxis->range().size(), 600.0);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void anotherModelWhileTheFirstIsRead()
    {
        MainWindow window;
        ViewState first = tokensState();
        first.tokensTable = "channels";
        first.row = 9000;
        first.column = 8000; // the second sequence has no such token
        openAnotherWhileTheFirstIsRead(window, first, otherModelState(), "tokens");
        TokensPage* page = window.tokensPage();
        Workspace& w = window.workspace();
        QCOMPARE(w.state().column, -1);
        QCOMPARE(page->strip()->tokenCount(), 600);
        QCOMPARE(page->strip()->pickedToken(), -1);
        const auto& trace = w.trace(Side::LongMamba);
        QVERIFY(trace->filteredChannels() > 0);
        QCOMPARE(page->curve()->series().front().values.size(), std::size_t(600));
        double kept = 0;
        for (const float share : page->curve()->series().front().values)
            kept += static_cast<double>(share) * static_cast<double>(trace->filteredChannels());
        QVERIFY(std::abs(kept - static_cast<double>(std::accumulate(trace->keptBy().begin(), trace->keptBy().end(),
                                                                    std::int64_t{0}))) < 1);
        int occurrences = 0;
        for (int row = 0; row < page->statistics()->model()->rowCount(); ++row)
            occurrences += page->statistics()->model()->index(row, TokenStatisticsModel::Occurrences).data().toInt();
        QCOMPARE(occurrences, 600);
        QCOMPARE(page->channels()->model()->rowCount(), 0);
    }

    void closesWhileComputing()
    {
        auto window = std::make_unique<MainWindow>();
        ViewState state = tokensState();
        state.tokens = 8192;
        state.tokensTable = "channels";
        state.row = 700;
        state.column = 600;
        window->show();
        window->workspace().openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().gallery().isBusy(), kPatience);
        QVERIFY(window->close());
        window.reset();
    }
};

QTEST_MAIN(TokensPageTest)
#include "tokens_page_test.moc"
