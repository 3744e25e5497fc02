// SPDX-License-Identifier: GPL-3.0-or-later
// The Decay page as a person uses it, in the real window on the bundled models.
#include "tests/ui/window_fixture.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/decay/decay_plot.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QPushButton>
#include <QSignalSpy>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

ViewState decayState()
{
    ViewState s = shortState();
    s.page = "decay";
    return s;
}

template <typename Button>
Button* buttonWith(QWidget* page, const QString& text)
{
    for (Button* button : page->findChildren<Button*>()) {
        if (button->text() == text)
            return button;
    }
    return nullptr;
}

void hover(QWidget* widget, const QPointF& at)
{
    QMouseEvent move(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &move);
}

} // namespace

class DecayPageTest : public WindowTest
{
    Q_OBJECT
private slots:
    void hoverReadsTheCurve()
    {
        MainWindow window;
        open(window, decayState());
        DecayPlot* plot = window.decayPage()->plot();
        QTRY_VERIFY_WITH_TIMEOUT(plot->lines() && plot->lines()->lines.size() == 2, kPatience);
        const DecayLines& lines = *plot->lines();
        QCOMPARE(lines.tokens.back(), 600.0);
        // Decays only grow, and the filter makes them smaller.
        for (const DecayLine& line : lines.lines)
            QVERIFY(std::is_sorted(line.lnDecay.rbegin(), line.lnDecay.rend()));
        QVERIFY(lines.lines[1].lnDecay.back() > lines.lines[0].lnDecay.back());
        const std::size_t place = lines.tokens.size() / 2;
        hover(plot, plot->pixelOf(0, place));
        QVERIFY2(plot->readout().contains(QStringLiteral("layer 6 · 15, vanilla")), qPrintable(plot->readout()));
        QVERIFY(plot->readout().contains(QLocale().toString(lines.lines[0].lnDecay[place], 'f', 3)));
        hover(plot, QPointF(2, 2));
        QVERIFY(plot->readout().isEmpty());
        // The keyboard reads, too.
        QTest::keyClick(plot, Qt::Key_End);
        QVERIFY(plot->readout().contains(QStringLiteral("after 600 tokens")));
        QTest::keyClick(plot, Qt::Key_Home);
        QVERIFY(plot->readout().contains(QStringLiteral("after 1 tokens")));
        const QString one = plot->readout();
        QTest::keyClick(plot, Qt::Key_Down);
        QVERIFY(plot->readout() != one);
        QVERIFY(!plot->accessibleDescription().isEmpty());
    }

    void theLegendCollapsesToClasses()
    {
        MainWindow window;
        open(window, decayState());
        DecayPage* page = window.decayPage();
        DecayPlot* plot = page->plot();
        QTRY_COMPARE_WITH_TIMEOUT(plot->legendTexts().size(), 2, kPatience);
        auto* beside = page->findChild<QComboBox*>();
        beside->setFocus();
        QTest::keyClick(beside, Qt::Key_Down);
        QCOMPARE(window.workspace().state().decayBeside, std::string("layer"));
        QTRY_COMPARE_WITH_TIMEOUT(plot->lines()->lines.size(), std::size_t(48), kPatience); // 24 heads, two passes
        QVERIFY2(plot->legendTexts().size() <= 6, qPrintable(plot->legendTexts().join(QLatin1Char('|'))));
        const QString legend = plot->legendTexts().join(QLatin1Char('|'));
        QVERIFY(legend.contains(QStringLiteral("layer 6 · 15, vanilla")));
        QVERIFY(legend.contains(QStringLiteral("local, vanilla")));
        QTest::keyClick(beside, Qt::Key_Down);
        QTRY_COMPARE_WITH_TIMEOUT(plot->lines()->lines.size() > 150, true, kPatience);
        QVERIFY(plot->legendTexts().size() <= 6);
    }

    void pinnedCurvesStay()
    {
        MainWindow window;
        open(window, decayState());
        DecayPage* page = window.decayPage();
        DecayPlot* plot = page->plot();
        Workspace& w = window.workspace();
        auto* pin = buttonWith<QPushButton>(page, QStringLiteral("&Pin"));
        QTest::mouseClick(pin, Qt::LeftButton);
        QCOMPARE(w.state().decayPinned, std::string("6:15"));
        w.select(2, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && plot->lines() && plot->lines()->lines.size() == 4, kPatience);
        QVERIFY(!pin->isChecked());
        QVERIFY(plot->legendTexts().join(QLatin1Char('|')).contains(QStringLiteral("layer 6 · 15")));
        // A click on the pinned curve selects its channel again.
        const auto pinned = std::find_if(plot->lines()->lines.begin(), plot->lines()->lines.end(),
                                         [](const DecayLine& line) { return line.pinned; });
        const auto line = static_cast<std::size_t>(pinned - plot->lines()->lines.begin());
        QTest::mouseClick(plot, Qt::LeftButton, {},
                          plot->pixelOf(line, plot->lines()->tokens.size() * 3 / 4).toPoint());
        QCOMPARE(w.state().channel, 15);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && plot->lines()->lines.size() == 2, kPatience);
        QVERIFY(pin->isChecked());
        QTest::mouseClick(buttonWith<QPushButton>(page, QStringLiteral("&Unpin all")), Qt::LeftButton);
        QVERIFY(w.state().decayPinned.empty());
    }

    void pinsOfOtherModelsAndNonsenseAreLeftOut()
    {
        using Channels = std::vector<std::pair<std::int64_t, std::int64_t>>;
        QCOMPARE(DecayPage::pinnedOf("6:15 7:3"), Channels({{6, 15}, {7, 3}}));
        QCOMPARE(DecayPage::pinnedOf("x 6: :3 -1:2 4:5:6 2:1"), Channels({{2, 1}}));
        MainWindow window;
        ViewState state = decayState();
        state.decayPinned = "99:99 1:2";
        open(window, state);
        QTRY_VERIFY_WITH_TIMEOUT(
            window.decayPage()->plot()->lines() && window.decayPage()->plot()->lines()->lines.size() == 4, kPatience);
    }

    void logarithmicAxesAndZoom()
    {
        MainWindow window;
        open(window, decayState());
        DecayPage* page = window.decayPage();
        DecayPlot* plot = page->plot();
        QTRY_VERIFY_WITH_TIMEOUT(plot->lines(), kPatience);
        for (const QString& text : {QStringLiteral("Log to&kens"), QStringLiteral("Log de&cay")}) {
            auto* box = buttonWith<QCheckBox>(page, text);
            QTest::mouseClick(box, Qt::LeftButton, {}, QPoint(8, box->height() / 2));
        }
        QCOMPARE(window.workspace().state().decayAxes, std::string("log-log"));
        QCOMPARE(plot->xAxis->scaleType(), QCPAxis::stLogarithmic);
        QCOMPARE(plot->yAxis->scaleType(), QCPAxis::stLogarithmic);
        QVERIFY(plot->pixelOf(0, 0).y() < plot->pixelOf(0, plot->lines()->tokens.size() - 1).y()); // still downwards
        const QCPRange before = plot->xAxis->range();
        const QPointF centre = plot->axisRect()->rect().center();
        QWheelEvent wheel(centre, plot->mapToGlobal(centre), {}, QPoint(0, 120), Qt::NoButton, Qt::NoModifier,
                          Qt::NoScrollPhase, false);
        QApplication::sendEvent(plot, &wheel);
        QVERIFY(plot->xAxis->range() != before);
        QTest::mouseDClick(plot, Qt::LeftButton, {}, centre.toPoint());
        QCOMPARE(plot->xAxis->range(), before);
        window.workspace().editView([](ViewState& s) { s.theme = "dark"; });
        QVERIFY(!plot->grab().isNull());
    }

    void aDragMovesTheCurvesAndAResizeKeepsThem()
    {
        MainWindow window;
        window.resize(1600, 1000);
        open(window, decayState());
        DecayPlot* plot = window.decayPage()->plot();
        QTRY_VERIFY_WITH_TIMEOUT(plot->lines(), kPatience);
        const QCPRange whole = plot->xAxis->range();
        const QPoint centre = plot->axisRect()->rect().center();
        const double under = plot->xAxis->pixelToCoord(centre.x());
        drag(plot, centre, centre + QPoint(80, 40));
        const QCPRange dragged = plot->xAxis->range();
        QVERIFY(dragged.lower < whole.lower);
        QVERIFY(std::abs(plot->xAxis->coordToPixel(under) - centre.x() - 80) < 2); // the curve follows the hand
        QTRY_COMPARE(window.workspace().state().decayPart.x0, dragged.lower);
        QCOMPARE(window.workspace().state().channel, 15); // a drag is no click on a curve
        const QPointF place = plot->pixelOf(0, 10);
        const int wide = plot->width();
        window.resize(1100, 760);
        QTRY_VERIFY(plot->width() < wide);
        plot->replot();
        QCOMPARE(plot->xAxis->range(), dragged);
        QVERIFY(plot->pixelOf(0, 10).x() < place.x());
        QTest::mouseDClick(plot, Qt::LeftButton, {}, plot->axisRect()->rect().center());
        QCOMPARE(plot->xAxis->range(), whole);
    }

    void anotherModelWhileTheFirstIsRead()
    {
        MainWindow window;
        ViewState first = decayState();
        first.decayBeside = "all";
        ViewState second = otherModelState();
        second.decayPinned = "9:700 1:2"; // more channels than the first one's layers have
        openAnotherWhileTheFirstIsRead(window, first, second, "decay");
        DecayPlot* plot = window.decayPage()->plot();
        QTRY_VERIFY_WITH_TIMEOUT(plot->lines() && plot->lines()->lines.size() == 6, kPatience);
        QCOMPARE(plot->lines()->length, 600);
        QCOMPARE(plot->lines()->tokens.back(), 600.0);
        QCOMPARE(plot->lines()->lines.back().layer, 4);
        QCOMPARE(plot->lines()->lines.back().channel, 339);
        QVERIFY(plot->legendTexts().join(QLatin1Char('|')).contains(QStringLiteral("layer 9 · 700, vanilla")));
    }

    void everyTokenOfEveryCurveIsExported()
    {
        MainWindow window;
        ViewState state = decayState();
        state.decayPinned = "1:2";
        state.decayAxes = "log-tokens";
        open(window, state);
        QTRY_VERIFY_WITH_TIMEOUT(window.decayPage()->plot()->lines(), kPatience);
        for (const QString& suffix : {QStringLiteral("csv"), QStringLiteral("png")}) {
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportView(file(QStringLiteral("decay.") + suffix), false);
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
        }
        QFile csv(file(QStringLiteral("decay.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QList<QByteArray> rows = csv.readAll().trimmed().split('\n');
        QCOMPARE(rows.size(), 601);
        QCOMPARE(rows.first(), QByteArray("token,ln_decay_vanilla_1_2,ln_decay_longmamba_1_2,ln_decay_vanilla_6_15,"
                                          "ln_decay_longmamba_6_15"));
    }

    void closesWhileComputing()
    {
        auto window = std::make_unique<MainWindow>();
        ViewState state = decayState();
        state.tokens = 8192;
        state.decayBeside = "all";
        window->show();
        window->workspace().openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().pictures().isBusy(), kPatience);
        QVERIFY(window->close());
        window.reset();
    }
};

QTEST_MAIN(DecayPageTest)
#include "decay_page_test.moc"
