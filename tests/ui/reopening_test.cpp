// SPDX-License-Identifier: GPL-3.0-or-later
// What comes back exactly: sessions with zooms, filters, drafts and the window's layout; the list of recent files; what
// undo calls its steps.
#include "tests/ui/window_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/history.h"
#include "ui/pages/arrangement.h"
#include "ui/pages/channels/channel_scatter.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/channels/channels_view.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/decay/decay_plot.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/tensors/tensors_page.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/arranging.h"
#include "ui/windows/render.h"
#include "ui/windows/session_files.h"
#include "ui/windows/workbench_export.h"

#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>
#include <QWheelEvent>

#include <qcustomplot.h>

#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

void turnWheel(QCustomPlot* plot)
{
    const QPoint centre = plot->axisRect()->rect().center();
    QWheelEvent wheel(centre, plot->mapToGlobal(centre), {}, QPoint(0, 240), Qt::NoButton, Qt::NoModifier,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(plot, &wheel);
}

QSplitter* splitterOf(const MainWindow& window, const char* name)
{
    return window.findChild<QSplitter*>(QLatin1String(name));
}

QMenu* recentMenu(const MainWindow& window)
{
    for (QMenu* menu : window.findChildren<QMenu*>()) {
        if (menu->title() == QLatin1String("&Recent files"))
            return menu;
    }
    return nullptr;
}

/// The page of the channels, which has parts and a table to arrange.
void openChannels(MainWindow& window)
{
    window.resize(1400, 900);
    ViewState state = shortState();
    state.page = "channels";
    open(window, state);
}

QSplitter* channelsParts(const MainWindow& window)
{
    return splitterOf(window, "channelsParts");
}

/// Moves the border between the parts and widens a column.
void rearrangeChannels(MainWindow& window)
{
    QSplitter* parts = channelsParts(window);
    parts->setSizes({parts->sizes()[0] - 80, parts->sizes()[1] + 80});
    window.channelsPage()->table()->horizontalHeader()->resizeSection(1, 123);
}

} // namespace

class ReopeningTest : public WindowTest
{
    Q_OBJECT
private slots:
    void sessionsKeepZoomsAndFilters()
    {
        const QString path = file(QStringLiteral("zooms.mscope"));
        ViewState saved;
        {
            MainWindow window;
            open(window, shortState());
            showPage(window, "decay");
            DecayPlot* decay = window.decayPage()->plot();
            QTRY_VERIFY_WITH_TIMEOUT(decay->lines() != nullptr, kPatience);
            turnWheel(decay);
            QTRY_VERIFY(window.workspace().state().decayPart.isSet());
            showPage(window, "channels");
            turnWheel(window.channelsPage()->plot());
            QTRY_VERIFY(window.workspace().state().channelsPart.isSet());
            showPage(window, "tokens");
            turnWheel(window.tokensPage()->curve());
            QTRY_VERIFY(window.workspace().state().tokensPart.isSet());
            showPage(window, "compare");
            ComparePage* compare = window.comparePage();
            QTRY_VERIFY_WITH_TIMEOUT(!compare->isBusy() && compare->views()->map(1), kPatience);
            compare->views()->view(1)->setVisibleRange(QRectF(20, 100, 300, 200));
            turnWheel(compare->views()->normPlot());
            turnWheel(compare->views()->decayPlot());
            QTRY_VERIFY(window.workspace().state().compareNormPart.isSet());
            QTRY_VERIFY(window.workspace().state().compareDecayPart.isSet());
            showPage(window, "tensors");
            QTest::keyClicks(window.tensorsPage()->filterBox(), QStringLiteral("in_proj"));
            saved = window.workspace().state();
            QCOMPARE(saved.tensorsFilter, std::string("in_proj"));
            window.sessions().save(path);
        }
        MainWindow window;
        window.show();
        window.openAnything(path);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(lines(window.workspace().state()), lines(saved));
        QCOMPARE(window.tensorsPage()->filterBox()->text(), QStringLiteral("in_proj"));
        showPage(window, "decay");
        DecayPlot* decay = window.decayPage()->plot();
        QTRY_VERIFY_WITH_TIMEOUT(decay->lines() != nullptr, kPatience);
        QCOMPARE(decay->xAxis->range().lower, saved.decayPart.x0);
        QCOMPARE(decay->yAxis->range().upper, saved.decayPart.y1);
        showPage(window, "channels");
        QCOMPARE(window.channelsPage()->plot()->xAxis->range().upper, saved.channelsPart.x1);
        showPage(window, "tokens");
        QCOMPARE(window.tokensPage()->curve()->xAxis->range().lower, saved.tokensPart.x0);
        QCOMPARE(window.tokensPage()->curve()->xAxis->range().upper, saved.tokensPart.x1);
        showPage(window, "compare");
        CompareViews* views = window.comparePage()->views();
        QTRY_VERIFY_WITH_TIMEOUT(!window.comparePage()->isBusy() && views->map(1), kPatience);
        for (MapView* view : {views->view(0), views->view(1), views->difference()})
            QCOMPARE(view->visibleRange(), QRectF(20, 100, 300, 200));
        QCOMPARE(views->normPlot()->xAxis->range().lower, saved.compareNormPart.x0);
        QCOMPARE(views->normPlot()->yAxis->range().upper, saved.compareNormPart.y1);
        QCOMPARE(views->decayPlot()->yAxis->range().lower, saved.compareDecayPart.y0);
        QCOMPARE(lines(window.workspace().state()),
                 lines(saved).replaceInStrings(QStringLiteral("\"tensors\","), QStringLiteral("\"compare\",")));
    }

    /// What no view state says: order and scrolling of tables, open groups, the form of a run that is being prepared.
    void sessionsKeepHowPagesAreArranged()
    {
        const QString path = file(QStringLiteral("arranged.mscope"));
        std::string form;
        int scrolled = 0;
        int column = 0;
        const auto settle = [](MainWindow& window) {
            QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.findChild<Arranging*>()->isActive(), kPatience);
        };
        {
            MainWindow window;
            open(window, shortState());
            showPage(window, "channels");
            QScrollBar* bar = window.channelsPage()->table()->verticalScrollBar();
            QTRY_VERIFY(bar->maximum() > 40);
            bar->setValue(40);
            scrolled = bar->value();
            showPage(window, "tokens");
            QHeaderView* header = window.tokensPage()->statistics()->horizontalHeader();
            column = header->count() - 1;
            QVERIFY(header->sortIndicatorSection() != column);
            QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                              QPoint(header->sectionViewportPosition(column) + 8, header->height() / 2));
            QTRY_COMPARE(header->sortIndicatorSection(), column);
            showPage(window, "tensors");
            QTRY_VERIFY_WITH_TIMEOUT(window.tensorsPage()->tree()->model()->rowCount() > 2, kPatience);
            window.tensorsPage()->tree()->expand(window.tensorsPage()->tree()->model()->index(2, 0));
            EvaluateForm* run = window.evaluatePage()->form();
            EvaluationSettings draft =
                EvaluationSettings::defaults(EvaluationKind::LongBench); // its folder is not named yet
            draft.methods = {"vanilla", "decimamba"};
            draft.maxLength = 777;
            run->setSettings(draft);
            form = run->draft();
            QVERIFY(!run->problem().isEmpty() && !form.empty());
            window.sessions().save(path);
        }
        MainWindow window;
        window.show();
        window.openAnything(path);
        settle(window);
        QCOMPARE(window.evaluatePage()->form()->draft(), form);
        const QTreeView* tree = window.tensorsPage()->tree();
        QTRY_VERIFY_WITH_TIMEOUT(tree->model()->rowCount() > 2, kPatience);
        settle(window);
        QVERIFY(tree->isExpanded(tree->model()->index(2, 0)) && !tree->isExpanded(tree->model()->index(1, 0)));
        // A page that was not looked at yet is saved as it came.
        const QString again = file(QStringLiteral("again.mscope"));
        window.sessions().save(again);
        QCOMPARE(Session::load(again.toStdString()).arrangements, Session::load(path.toStdString()).arrangements);
        showPage(window, "tokens");
        settle(window);
        QCOMPARE(window.tokensPage()->statistics()->horizontalHeader()->sortIndicatorSection(), column);
        showPage(window, "channels");
        settle(window);
        QCOMPARE(window.channelsPage()->table()->verticalScrollBar()->value(), scrolled);

        // `render` takes the same from the file.
        RenderRequest request;
        request.view = "tensors";
        request.show(Session::load(path.toStdString()));
        QCOMPARE(arrangementOf(request.arrangement), window.tensorsPage()->lastingArrangement());
        request.view = "workbench";
        request.show(Session::load(path.toStdString()));
        QCOMPARE(pageOfWorkbench(arrangementOf(request.arrangement)), window.tensorsPage()->lastingArrangement());
        QVERIFY(!request.layout.empty());
    }

    void damagedDraftsAreNamed()
    {
        const QString path = file(QStringLiteral("damaged.mscope"));
        Session session = makeSession(shortState());
        session.evaluateDraft = R"({"kind": "passkey", "lengths": 7})";
        session.save(path.toStdString());
        MainWindow window;
        window.show();
        window.openAnything(path);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience); // all else is there
        const QStringList messages = window.findChild<MessageBar*>()->texts();
        QCOMPARE(messages.size(), 1);
        QVERIFY2(messages.front().contains(path) && messages.front().contains(QStringLiteral("lengths")),
                 qPrintable(messages.front()));
    }

    void sessionsKeepWhatIsBeingTyped()
    {
        const QString path = file(QStringLiteral("typed.mscope"));
        {
            MainWindow window;
            open(window, shortState());
            window.generationDock()->promptEdit()->setFocus();
            window.generationDock()->promptEdit()->selectAll();
            QTest::keyClicks(window.generationDock()->promptEdit(), QStringLiteral("The sea was"));
            window.sessions().save(path);
        }
        MainWindow window;
        open(window, shortState());
        QVERIFY(window.generationDock()->draft().isEmpty());
        window.openAnything(path);
        QTRY_COMPARE_WITH_TIMEOUT(window.generationDock()->promptEdit()->toPlainText(), QStringLiteral("The sea was"),
                                  kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.generationDock()->draft(), QStringLiteral("The sea was"));
    }

    void layoutHoldsSplittersAndColumns()
    {
        const QString path = file(QStringLiteral("layout.mscope"));
        QList<int> strip, parts;
        int width = 0;
        QList<int> stripBefore;
        {
            MainWindow window;
            openChannels(window);
            QTableView* table = window.channelsPage()->table();
            stripBefore = splitterOf(window, "pagesAndStrip")->sizes();
            splitterOf(window, "pagesAndStrip")->setSizes({stripBefore[0] - 60, stripBefore[1] + 60});
            rearrangeChannels(window);
            strip = splitterOf(window, "pagesAndStrip")->sizes();
            parts = channelsParts(window)->sizes();
            width = table->columnWidth(1);
            QVERIFY(strip != stripBefore && width == 123);
            window.sessions().save(path);
        }
        MainWindow window;
        openChannels(window);
        const QList<int> fresh = channelsParts(window)->sizes();
        QVERIFY(fresh != parts);
        window.openAnything(path);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && channelsParts(window)->sizes() == parts, kPatience);
        QCOMPARE(splitterOf(window, "pagesAndStrip")->sizes(), strip);
        QCOMPARE(window.channelsPage()->table()->columnWidth(1), width);
        window.resetLayout();
        QTRY_COMPARE(splitterOf(window, "pagesAndStrip")->sizes(), stripBefore);
        QTRY_COMPARE(channelsParts(window)->sizes(), fresh);
        QVERIFY(window.channelsPage()->table()->columnWidth(1) != width);
    }

    /// The session beside an exported file.
    void exportedSessionsArrangeTheirPage()
    {
        const QString picture = file(QStringLiteral("exported.png"));
        const QString session = file(QStringLiteral("exported.mscope"));
        QList<int> parts;
        int scrolled = 0;
        double from = 0;
        {
            MainWindow window;
            openChannels(window);
            QTableView* table = window.channelsPage()->table();
            rearrangeChannels(window);
            table->verticalScrollBar()->setValue(40);
            window.channelsPage()->plot()->xAxis->setRangeLower(0.25); // as dragging does, without a word to the state
            window.exportView(picture, true);
            parts = channelsParts(window)->sizes();
            scrolled = table->verticalScrollBar()->value();
            from = window.channelsPage()->plot()->xAxis->range().lower;
            QVERIFY(QFile::exists(session) && scrolled > 0);
        }
        MainWindow window;
        window.resize(1400, 900);
        window.show();
        window.openAnything(session);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QTableView* table = window.channelsPage()->table();
        QTRY_COMPARE_WITH_TIMEOUT(table->verticalScrollBar()->value(), scrolled, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(window.channelsPage()->plot()->xAxis->range().lower, from, kPatience);
        QCOMPARE(table->columnWidth(1), 123);
        QCOMPARE(channelsParts(window)->sizes(), parts);
        auto* arranging = window.findChild<Arranging*>();
        QTRY_VERIFY_WITH_TIMEOUT(!arranging->isActive(), kPatience);
        // What a person does before everything is there stays.
        window.openAnything(session);
        QTRY_VERIFY_WITH_TIMEOUT(arranging->isActive(), kPatience);
        QTest::mouseClick(table->viewport(), Qt::LeftButton);
        QVERIFY(!arranging->isActive());
        table->horizontalHeader()->resizeSection(1, 99);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(table->columnWidth(1), 99);
    }

    void recentFilesForgetWhatIsGone()
    {
        const QString text = file(QStringLiteral("gone.txt"));
        std::ofstream(text.toStdString()) << std::string(2000, 'a') << " and so on";
        MainWindow window;
        window.useSettings();
        open(window, shortState());
        window.openAnything(text);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && window.workspace().state().textFile == text.toStdString(),
                                 kPatience);
        QMenu* recent = recentMenu(window);
        QVERIFY(recent);
        QCOMPARE(recent->actions().first()->text(), text);
        QVERIFY(QFile::remove(text));
        recent->actions().first()->trigger();
        QCOMPARE(window.messages()->texts(),
                 QStringList({text + QStringLiteral(" is not there any more; it was taken from the recent files.")}));
        for (const QAction* action : recent->actions())
            QVERIFY(action->text() != text);
        QVERIFY(!recent->isEnabled()); // it was the only one
        const QString other = file(QStringLiteral("other.txt"));
        std::ofstream(other.toStdString()) << std::string(2000, 'b') << " and so on";
        window.openAnything(other);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && recent->isEnabled(), kPatience);
        window.findChild<QAction*>(QStringLiteral("file.recent.clear"))->trigger();
        QTRY_VERIFY(!recent->isEnabled());
        QVERIFY(QSettings().value(QStringLiteral("recent/files")).toStringList().isEmpty());
    }

    /// Every field of the view state has words of its own.
    void undoNamesEveryChange()
    {
        const QString unnamed = QStringLiteral("change of the view");
        const std::vector<std::pair<const char*, std::function<void(ViewState&)>>> changes = {
            {"map_of", [](ViewState& s) { s.mapOf = "mean"; }},
            {"bookmarks",
             [](ViewState& s) {
                 s.bookmarks = {1, 1};
             }},
            {"panels", [](ViewState& s) { s.mapPanels = "all"; }},
            {"profiles", [](ViewState& s) { s.mapProfiles = "log"; }},
            {"locked", [](ViewState& s) { s.rangeLocked = true; }},
            {"difference", [](ViewState& s) { s.differenceRange = 1; }},
            {"reach of", [](ViewState& s) { s.reachOf = "absolute"; }},
            {"pinned", [](ViewState& s) { s.decayPinned = "1:2"; }},
            {"axes", [](ViewState& s) { s.decayAxes = "log-log"; }},
            {"beside", [](ViewState& s) { s.decayBeside = "all"; }},
            {"decay zoom", [](ViewState& s) { s.decayPart.x1 = 1; }},
            {"filter", [](ViewState& s) { s.channelsFilter = "global"; }},
            {"sorting", [](ViewState& s) { s.channelsSorting = "layer"; }},
            {"brush", [](ViewState& s) { s.brushDecay1 = 1; }},
            {"channels zoom", [](ViewState& s) { s.channelsPart.x1 = 1; }},
            {"shade", [](ViewState& s) { s.tokensShade = "selected"; }},
            {"table", [](ViewState& s) { s.tokensTable = "column"; }},
            {"tokens zoom", [](ViewState& s) { s.tokensPart.x1 = 1; }},
            {"tensors", [](ViewState& s) { s.tensorsFilter = "x"; }},
            {"runs", [](ViewState& s) { s.evaluateRuns = {"x"}; }},
            {"side a", [](ViewState& s) { s.compareA.theta = 0.5; }},
            {"side b", [](ViewState& s) { s.compareB.method = "vanilla"; }},
            {"compared maps", [](ViewState& s) { s.comparePart.x1 = 1; }},
            {"compared curves", [](ViewState& s) { s.compareDecayPart.y1 = 1; }},
            {"gallery", [](ViewState& s) { s.gallerySize = 64; }},
        };
        QStringList texts;
        for (const auto& [name, change] : changes) {
            ViewState after;
            change(after);
            const QString text = History::describe(ViewState(), after);
            QVERIFY2(text != unnamed, name);
            texts << text;
        }
        QCOMPARE(History::describe(ViewState(), ViewState()), unnamed);
        QVERIFY(texts.removeDuplicates() <= 1); // zooms of Decay's and Channels' plots are called alike
    }

    void backKnowsWhatTheMapWasOf()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.selectMapOf("mean");
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QTest::keyClick(&window, Qt::Key_Left, Qt::AltModifier);
        QCOMPARE(w.state().mapOf, std::string("channel"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->of == MapOf::Channel, kPatience);
        QTest::keyClick(&window, Qt::Key_Right, Qt::AltModifier);
        QCOMPARE(w.state().mapOf, std::string("mean"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->of == MapOf::Mean, kPatience);
    }

    void statusSaysWhatTheProcessTakes()
    {
        MainWindow window;
        window.show();
        const auto label = [&window] {
            for (const QLabel* candidate : window.findChildren<QLabel*>()) {
                if (candidate->accessibleName() == QLatin1String("Device and memory"))
                    return candidate->text();
            }
            return QString();
        };
        QVERIFY2(label().startsWith(QStringLiteral("CPU · ")), qPrintable(label()));
        const QString before = label();
        open(window, shortState());
        QVERIFY(label() != before); // a model takes memory
    }
};

QTEST_MAIN(ReopeningTest)
#include "reopening_test.moc"
