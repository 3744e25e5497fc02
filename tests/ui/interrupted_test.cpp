// SPDX-License-Identifier: GPL-3.0-or-later
// What was cancelled or failed: no page promises it any more, each says what is missing and how it comes, and computing
// again brings it. (Maps: map_cancel_test.)
#include "tests/ui/page_words.h"
#include "ui/models/channel_model.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/channels/channels_view.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/decay/decay_plot.h"
#include "ui/pages/gallery/gallery_grid.h"
#include "ui/pages/gallery/gallery_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/token_strip.h"

#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>

#include <qcustomplot.h>

#include <stdexcept>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

const QString kAgain = QStringLiteral("Run > Compute again (F5)");
const QString kFollows = QStringLiteral("follow");
const QString kMissing = QStringLiteral("missing");
const QString kBroken = QStringLiteral("the disk is on fire");

/// Another theta, whose pass is cancelled before it says anything.
void cancelFilteredPass(MainWindow& window)
{
    dragTheta(window, -40);
    letGoOfTheta(window);
    QVERIFY(window.workspace().isReading());
    QAction* cancel = actionOf(window, "run.cancel");
    QVERIFY(cancel->isEnabled());
    cancel->trigger();
    QVERIFY(!window.workspace().isReading() && !window.workspace().isFilteredCurrent());
}

/// While it lives, jobs of that tag fail.
class Broken
{
    ComputeThread& m_thread;

public:
    Broken(ComputeThread& thread, const char* tag) : m_thread(thread)
    {
        thread.setFault([name = QString::fromLatin1(tag)](const QString& asked) {
            if (asked == name)
                throw std::runtime_error(kBroken.toStdString());
        });
    }
    ~Broken() { m_thread.setFault({}); }
    Q_DISABLE_COPY_MOVE(Broken)
};

/// After an error: one notification names it, and nothing runs.
void expectFailure(MainWindow& window)
{
    QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 1, kPatience);
    QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
    QVERIFY(says(window.messages(), kBroken));
}

/// Computing again brings what failed before.
void computeAgain(MainWindow& window)
{
    QTest::keyClick(&window, Qt::Key_F5);
    QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
}

} // namespace

class InterruptedTest : public WindowTest
{
    Q_OBJECT

private slots:
    void channelsWaitForNoCancelledPass()
    {
        MainWindow window;
        open(window, onPage("channels"));
        ChannelsPage* page = window.channelsPage();
        const auto heading = [page] {
            return page->table()->model()->headerData(ChannelModel::Kept, Qt::Horizontal, Qt::ToolTipRole).toString();
        };
        dragTheta(window, -40);
        QVERIFY(page->view()->hint().contains(kFollows) && heading().contains(kFollows));
        letGoOfTheta(window);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        dragTheta(window, -60);
        letGoOfTheta(window);
        actionOf(window, "run.cancel")->trigger();
        for (const QString& text : {page->view()->hint(), heading()})
            QVERIFY2(text.contains(kMissing) && text.contains(kAgain) && !text.contains(kFollows), qPrintable(text));
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
        QVERIFY(page->view()->hint().contains(kMissing));
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(page->view()->hint().contains(kFollows));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!page->view()->hint().contains(kMissing) && !heading().contains(kMissing));
    }

    void mapsAndGalleryWaitForNoCancelledPass()
    {
        MainWindow window;
        ViewState state = onPage("map");
        state.mapOf = "mean"; // of which no preview shows the filter
        state.galleryMethod = "longmamba";
        open(window, state);
        cancelFilteredPass(window);
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
        const MapView* view = window.mapPage()->view(Side::LongMamba);
        QVERIFY(says(view, kMissing) && says(view, kAgain) && !says(view, kFollows));
        window.workspace().editView([](ViewState& s) { s.page = "gallery"; });
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
        QVERIFY(says(window.galleryPage(), kAgain) && !says(window.galleryPage(), kFollows));
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(says(window.galleryPage(), kFollows));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!says(window.galleryPage(), kAgain));
        window.workspace().editView([](ViewState& s) { s.page = "map"; });
        QVERIFY(!says(view, kMissing));
    }

    /// Answers are of the settings that are shown.
    void anAnswerBringsThePassThatItNeeds()
    {
        MainWindow window;
        open(window, onPage("channels"));
        Workspace& w = window.workspace();
        cancelFilteredPass(window);
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        w.regenerate();
        QVERIFY(w.isReading());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!w.answers()[1].ids.empty());
    }

    void refusedSettingsSayWhy()
    {
        MainWindow window;
        open(window, onPage("channels"));
        Workspace& w = window.workspace();
        w.setMethod(QStringLiteral("decimamba"), QStringLiteral("layers=nonsense"));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCOMPARE(window.messages()->count(), 1);
        const QString hint = window.channelsPage()->view()->hint();
        QVERIFY2(hint.contains(QStringLiteral("nonsense")) && !hint.contains(kFollows), qPrintable(hint));
        w.setMethod(QStringLiteral("longmamba"), {});
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!window.channelsPage()->view()->hint().contains(QStringLiteral("nonsense")));
    }

    /// What was cancelled is begun again by a person only: who computes again or looks on.
    void cancelledGalleryLeavesWhatIsThere()
    {
        MainWindow window;
        open(window, onPage("map"));
        Workspace& w = window.workspace();
        GalleryPage* page = window.galleryPage();
        const QString job = QStringLiteral("gallery");
        const auto cancelled = [&] {
            return !w.gallery().isBusy(job) && says(page, kAgain) &&
                   page->filled() < page->grid()->visibleCells().second;
        };
        hold(w.gallery());
        w.editView([](ViewState& s) { s.page = "gallery"; });
        QVERIFY(w.gallery().isBusy(job) && !says(page, kAgain));
        clickCancel(window);
        QVERIFY(cancelled());
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(cancelled());
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(w.gallery().isBusy(job) && !says(page, kAgain));
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        // Larger maps are other ones.
        hold(w.gallery());
        QTest::keyClick(page->grid(), Qt::Key_Plus);
        QVERIFY(w.gallery().isBusy(job));
        clickCancel(window);
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(cancelled());
        page->grid()->verticalScrollBar()->setValue(100000);
        QVERIFY(!says(page, kAgain));
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        QCOMPARE(window.messages()->count(), 0);
    }

    void cancelledCurvesLeaveThoseThatAreThere()
    {
        MainWindow window;
        open(window, onPage("decay"));
        DecayPage* page = window.decayPage();
        DecayPlot* plot = page->plot();
        Workspace& w = window.workspace();
        QTRY_VERIFY_WITH_TIMEOUT(plot->lines() && plot->lines()->lines.size() == 2, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        hold(w.pictures());
        choose(page->findChild<QComboBox*>(), QStringLiteral("all"));
        QVERIFY(w.pictures().isBusy(QStringLiteral("decay")));
        clickCancel(window);
        QVERIFY(!w.pictures().isBusy(QStringLiteral("decay")));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCOMPARE(plot->lines()->lines.size(), std::size_t(2));
        QVERIFY(says(page, kAgain));
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(!says(page, kAgain));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && plot->lines()->lines.size() > 150, kPatience);
        QVERIFY(says(page, QStringLiteral("beside")));
    }

    void cancelledChannelsAreLookedAtAgain()
    {
        MainWindow window;
        ViewState state = onPage("tokens");
        state.tokensTable = "channels";
        open(window, state);
        TokensPage* page = window.tokensPage();
        Workspace& w = window.workspace();
        const QString looking = QStringLiteral("looking at the layers");
        TokenCurve* curve = page->curve();
        const QPoint at(static_cast<int>(curve->xAxis->coordToPixel(120.5)), curve->axisRect()->rect().center().y());
        hold(w.gallery());
        QTest::mouseClick(curve, Qt::LeftButton, {}, at);
        QVERIFY(says(page->tables(), looking));
        clickCancel(window);
        QVERIFY(!w.gallery().isBusy(QStringLiteral("token-channels")));
        QVERIFY(says(page->tables(), kAgain) && !says(page->tables(), looking));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        const int filtered = static_cast<int>(w.trace(Side::LongMamba)->filteredChannels());
        QVERIFY(page->channels()->model()->rowCount() < filtered);
        const std::int64_t token = w.state().column;
        // The same token once more, in the text.
        hold(w.gallery());
        QTest::mouseClick(page->strip()->viewport(), Qt::LeftButton, {}, page->strip()->tokenRect(token).center());
        QCOMPARE(w.state().column, token);
        QVERIFY(says(page->tables(), looking) && !says(page->tables(), kAgain));
        actionOf(window, "run.cancel")->trigger();
        QVERIFY(says(page->tables(), kAgain));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(says(page->tables(), looking));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && says(page->tables(), QStringLiteral("kept by")), kPatience);
        QCOMPARE(page->channels()->model()->rowCount(), filtered);
    }

    void aTokensColumnIsBegunOnceMore()
    {
        MainWindow window;
        ViewState state = onPage("tokens");
        state.tokensTable = "column";
        open(window, state);
        TokensPage* page = window.tokensPage();
        Workspace& w = window.workspace();
        hold(w.pictures());
        w.pickCell(300, 120);
        QVERIFY(w.pictures().isBusy(QStringLiteral("token-column")));
        clickCancel(window);
        QVERIFY(says(page->tables(), kAgain) && page->column()->series().empty());
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(says(page->tables(), kAgain));
        computeAgain(window);
        QVERIFY(!says(page->tables(), kAgain) && page->column()->series().size() == 2);
    }

    void errorsOfTokensAreRead()
    {
        for (const bool column : {true, false}) {
            MainWindow window;
            ViewState state = onPage("tokens");
            state.tokensTable = column ? "column" : "channels";
            open(window, state);
            TokensPage* page = window.tokensPage();
            Workspace& w = window.workspace();
            {
                const Broken broken(column ? w.pictures() : w.gallery(), column ? "token-column" : "token-channels");
                w.pickCell(300, 120);
                expectFailure(window);
            }
            QVERIFY(says(page->tables(), kBroken));
            computeAgain(window);
            QVERIFY(!says(page->tables(), kBroken));
            QVERIFY(column ? page->column()->series().size() == 2 : page->channels()->model()->rowCount() > 0);
        }
    }

    void errorsOfDecayAreRead()
    {
        MainWindow window;
        open(window, onPage("decay"));
        DecayPage* page = window.decayPage();
        {
            const Broken broken(window.workspace().pictures(), "decay");
            choose(page->findChild<QComboBox*>(), QStringLiteral("all"));
            expectFailure(window);
        }
        QVERIFY(says(page, kBroken));
        QVERIFY(page->plot()->lines()->lines.size() == 2); // what was there stays
        computeAgain(window);
        QVERIFY(!says(page, kBroken) && page->plot()->lines()->lines.size() > 150);
    }

    void errorsOfTheGalleryAreRead()
    {
        MainWindow window;
        open(window, onPage("map"));
        GalleryPage* page = window.galleryPage();
        {
            const Broken broken(window.workspace().gallery(), "gallery");
            window.workspace().editView([](ViewState& s) { s.page = "gallery"; });
            expectFailure(window);
        }
        QVERIFY(says(page, kAgain));
        QCOMPARE(page->filled(), 0);
        computeAgain(window);
        QVERIFY(!says(page, kAgain) && page->filled() > 0);
    }
};

QTEST_MAIN(InterruptedTest)
#include "interrupted_test.moc"
