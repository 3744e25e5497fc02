// SPDX-License-Identifier: GPL-3.0-or-later
// Maps that do not come, because a person cancelled them or there was an error: the Map page says so, and computing
// again brings them.
#include "tests/ui/page_words.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"

#include <QComboBox>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

const QString kAgain = QStringLiteral("Not computed. Run > Compute again (F5).");
const QString kComputing = QStringLiteral("computing …");

bool allSay(const MapPage* page, const QString& words)
{
    return says(page->view(Side::Vanilla), words) && says(page->view(Side::LongMamba), words) &&
           says(page->differenceView(), words);
}

bool oneSays(const MapPage* page, const QString& words)
{
    return says(page->view(Side::Vanilla), words) || says(page->view(Side::LongMamba), words) ||
           says(page->differenceView(), words);
}

} // namespace

class MapCancelTest : public WindowTest
{
    Q_OBJECT

private slots:
    void aCancelledMapSaysSoAndComesAgain()
    {
        MainWindow window;
        ViewState state = shortState();
        state.mapPanels = "all";
        open(window, state);
        MapPage* page = window.mapPage();
        Workspace& w = window.workspace();
        QVERIFY(!oneSays(page, kAgain) && !oneSays(page, kComputing));
        auto* subject = page->findChild<QComboBox*>(QStringLiteral("mapSubject"));
        subject->setFocus();
        hold(w.pictures());
        QTest::keyClick(subject, Qt::Key_End);
        QCOMPARE(w.state().mapOf, std::string("rollout"));
        QVERIFY(allSay(page, kComputing) && !oneSays(page, kAgain));
        clickCancel(window);
        QVERIFY(allSay(page, kAgain) && !oneSays(page, kComputing));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(allSay(page, kAgain) && !oneSays(page, kComputing));
        QVERIFY(w.map(Side::Vanilla)->of == MapOf::Channel); // what was there stays
        QTest::keyClick(&window, Qt::Key_F5);
        QVERIFY(allSay(page, kComputing) && !oneSays(page, kAgain));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::LongMamba)->of == MapOf::Rollout, kPatience);
        QVERIFY(!oneSays(page, kAgain) && !oneSays(page, kComputing));
        QCOMPARE(window.messages()->count(), 0);
    }

    void aPictureThatWasCancelledBecomesExact()
    {
        MainWindow window;
        ViewState state = otherModelState();
        state.tokens = 800;
        state.mapOf = "mean"; // 768 channels: made in pieces
        window.show();
        Workspace& w = window.workspace();
        w.openState(state, QStringLiteral("opening"));
        MapView* view = window.mapPage()->view(Side::Vanilla);
        QTRY_VERIFY_WITH_TIMEOUT(view->subtitle().contains(QStringLiteral("sampled")), kPatience);
        w.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(view->subtitle().contains(QStringLiteral("sampled")));
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !view->subtitle().contains(QStringLiteral("sampled")), kPatience);
    }

    /// Before there is anything of a map's picture: Cancel is no reason to begin it once more.
    void aPictureThatNeverCameSaysSo()
    {
        MainWindow window;
        open(window, shortState());
        MapPage* page = window.mapPage();
        Workspace& w = window.workspace();
        w.pictures().setFault([](const QString& tag) {
            if (tag.startsWith(QStringLiteral("overview")))
                throw Cancelled();
        });
        w.select(6, 3);
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle() && w.map(Side::Vanilla)->channel == 3, kPatience);
        w.pictures().setFault({});
        w.cancelAll();
        QVERIFY(w.isIdle());
        for (const Side side : kSides)
            QVERIFY(says(page->view(side), kAgain));
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !oneSays(page, kAgain), kPatience);
    }

    void anErrorIsReadWhereTheMapWouldBe()
    {
        MainWindow window;
        open(window, shortState());
        MapPage* page = window.mapPage();
        Workspace& w = window.workspace();
        // No control leads to such a channel; it stands for whatever may go wrong.
        w.editView([](ViewState& s) { s.channel = 24; });
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 1, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        for (const Side side : kSides)
            QVERIFY(says(page->view(side), QStringLiteral("channel 24")) && !says(page->view(side), kComputing));
        w.select(6, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::LongMamba)->channel == 3, kPatience);
        for (const Side side : kSides)
            QVERIFY(!says(page->view(side), QStringLiteral("channel 24")));
    }
};

QTEST_MAIN(MapCancelTest)
#include "map_cancel_test.moc"
