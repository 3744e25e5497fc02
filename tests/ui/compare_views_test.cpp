// SPDX-License-Identifier: GPL-3.0-or-later
// The maps and curves of the Compare page: what their colours say, what they share with the window, what stays of them.
#include "tests/ui/compare_fixture.h"
#include "ui/pages/compare/compare_views.h"
#include "ui/widgets/map_legend.h"
#include "ui/widgets/map_view.h"
#include "ui/windows/main_window.h"

#include <QLocale>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class CompareViewsTest : public WindowTest
{
    Q_OBJECT
    /// Both sides computed and drawn, the difference, too.
    static void openDrawn(MainWindow& window, const ViewState& state = shortState())
    {
        openCompared(window, state);
        CompareViews* views = window.comparePage()->views();
        QTRY_VERIFY_WITH_TIMEOUT(!window.comparePage()->isBusy() && !views->difference()->overview().isEmpty(),
                                 kPatience);
    }

private slots:
    void coloursHaveAScale()
    {
        MainWindow window;
        window.show();
        CompareViews* views = window.comparePage()->views();
        QVERIFY(!views->legend()->isVisibleTo(views)); // no colours, no numbers
        openDrawn(window);
        const auto number = [](double value) { return QLocale().toString(value, 'g', 2); };
        const MapRange sides = views->view(0)->colouring().range;
        const MapRange difference = views->difference()->colouring().range;
        QVERIFY(views->legend()->isVisible() && views->differenceLegend()->isVisible());
        QCOMPARE(views->legend()->text(), QStringLiteral("|α| from 0 to %1").arg(number(sides.high)));
        QCOMPARE(views->legend()->accessibleDescription(), views->legend()->text());
        QCOMPARE(views->differenceLegend()->text(),
                 QStringLiteral("From -%1 more in A to more in B %1; white is 0").arg(number(difference.high)));
        QVERIFY(views->legend()->accessibleName() != views->differenceLegend()->accessibleName());
        // One for both sides below both, the other one below the difference.
        QCOMPARE(views->legend()->geometry().left(), views->view(0)->geometry().left());
        QCOMPARE(views->legend()->geometry().right(), views->view(1)->geometry().right());
        QCOMPARE(views->differenceLegend()->geometry().left(), views->difference()->geometry().left());
        QCOMPARE(views->differenceLegend()->geometry().top(), views->legend()->geometry().top());

        window.workspace().editView([](ViewState& s) { s.normalise = "log10"; });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
        const MapRange logarithms = views->view(1)->colouring().range;
        QCOMPARE(views->legend()->text(),
                 QStringLiteral("log₁₀ |α| from %1 to %2").arg(number(logarithms.low), number(logarithms.high)));
        window.workspace().editView([](ViewState& s) {
            s.normalise = "raw";
            s.colourMap = "tide";
        });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.comparePage()->isBusy(), kPatience);
        QVERIFY2(views->legend()->text().endsWith(QStringLiteral("; white is 0")), qPrintable(views->legend()->text()));
    }
};

QTEST_MAIN(CompareViewsTest)
#include "compare_views_test.moc"
