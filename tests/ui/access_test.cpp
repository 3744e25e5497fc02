// SPDX-License-Identifier: GPL-3.0-or-later
// Who uses no mouse, or no screen: every control of the window and of its dialogs has a name and is reached by Tab.
#include "tests/ui/window_fixture.h"
#include "ui/dialogs/command_palette.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/dialogs/open_dialog.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/prompt_history.h"
#include "ui/pages/page.h"
#include "ui/widgets/map_view.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QButtonGroup>
#include <QLineEdit>
#include <QSet>
#include <QTabWidget>

#include <qcustomplot.h>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

QString nameOf(QWidget* control)
{
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(control);
    return accessible ? accessible->text(QAccessible::Name) : QString();
}

/// What is wrong with the controls that a top-level widget shows.
class Walk
{
public:
    /// `from` has the focus first.
    void through(QWidget& top, QWidget* from, const QString& where)
    {
        // A plot that takes no focus can be used by the mouse only; a map's is the map view's, which has the keys.
        for (QCustomPlot* plot : top.findChildren<QCustomPlot*>()) {
            if (plot->isVisible() && (plot->focusPolicy() & Qt::TabFocus) == 0 &&
                !qobject_cast<MapView*>(plot->parentWidget()))
                m_unreached << QStringLiteral("plot ") + plot->accessibleName() + QLatin1Char(' ') + where;
        }
        QList<QWidget*> wanted;
        for (QWidget* control : top.findChildren<QWidget*>()) {
            if (!control->isVisible() || !control->isEnabled() || (control->focusPolicy() & Qt::TabFocus) == 0 ||
                control->objectName().startsWith(QLatin1String("qt_")) || control->focusProxy())
                continue;
            // Of buttons that exclude each other, Tab reaches the one that is chosen and arrows the others.
            const auto* button = qobject_cast<QAbstractButton*>(control);
            const bool byArrows = button && !button->isChecked() &&
                                  (button->autoExclusive() || (button->group() && button->group()->exclusive()));
            if (!byArrows)
                wanted << control;
            if (nameOf(control).isEmpty())
                m_nameless << QLatin1String(control->metaObject()->className()) + QLatin1Char(' ') +
                                  control->objectName() + QLatin1Char(' ') + where;
        }
        from->setFocus();
        QSet<QWidget*> reached;
        for (int k = 0; k < 400 && top.focusWidget(); ++k) {
            reached << top.focusWidget();
            QTest::keyClick(top.focusWidget(), Qt::Key_Tab);
        }
        for (QWidget* control : wanted) {
            if (!reached.contains(control))
                m_unreached << QLatin1String(control->metaObject()->className()) + QLatin1Char(' ') + nameOf(control) +
                                   QLatin1Char(' ') + where;
        }
        QVERIFY2(!wanted.isEmpty(), qPrintable(where));
    }

    void verify()
    {
        m_nameless.removeDuplicates();
        m_unreached.removeDuplicates();
        QVERIFY2(m_nameless.isEmpty(), qPrintable(m_nameless.join(QLatin1Char('\n'))));
        QVERIFY2(m_unreached.isEmpty(), qPrintable(m_unreached.join(QLatin1Char('\n'))));
    }

private:
    QStringList m_nameless, m_unreached;
};

} // namespace

class AccessTest : public WindowTest
{
    Q_OBJECT
private slots:
    void pagesAndPanels()
    {
        MainWindow window;
        window.resize(1600, 1000);
        open(window, shortState());
        Walk walk;
        for (int page = 0; page < 8; ++page) {
            QTest::keyClick(&window, static_cast<Qt::Key>(Qt::Key_1 + page), Qt::ControlModifier);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            walk.through(window, window.findChild<QLineEdit*>(), window.currentPage()->name());
        }
        walk.verify();
    }

    void settings()
    {
        MainWindow window;
        open(window, shortState());
        SettingsDialog* dialog = window.showSettings();
        auto* tabs = dialog->findChild<QTabWidget*>();
        QCOMPARE(tabs->count(), 3);
        Walk walk;
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            walk.through(*dialog, tabs->tabBar(), QStringLiteral("settings ") + tabs->tabText(tab));
        }
        walk.verify();
        dialog->close();
    }

    void openingAModel()
    {
        MainWindow window;
        open(window, shortState());
        actionOf(window, "file.openModel")->trigger();
        OpenDialog* dialog = window.openDialog();
        QTRY_VERIFY_WITH_TIMEOUT(dialog && dialog->isVisible(), kPatience);
        Walk walk;
        walk.through(*dialog, dialog->focusWidget(), QStringLiteral("open"));
        walk.verify();
        dialog->close();
    }

    void exporting()
    {
        MainWindow window;
        open(window, shortState());
        ExportDialog dialog(*window.currentPage());
        dialog.show();
        Walk walk;
        walk.through(dialog, dialog.focusWidget(), QStringLiteral("export"));
        walk.verify();
    }

    void paletteAndEarlierPrompts()
    {
        MainWindow window;
        open(window, shortState());
        CommandPalette* palette = window.showPalette();
        Walk walk;
        walk.through(*palette, palette->focusWidget(), QStringLiteral("palette"));
        QTest::keyClick(palette->box(), Qt::Key_Escape);
        actionOf(window, "tools.prompts")->trigger();
        PromptHistoryPopup* popup = window.generationDock()->historyPopup();
        QTRY_VERIFY(popup && popup->isVisible());
        walk.through(*popup, popup->focusWidget(), QStringLiteral("earlier prompts"));
        walk.verify();
        popup->close();
    }
};

QTEST_MAIN(AccessTest)
#include "access_test.moc"
