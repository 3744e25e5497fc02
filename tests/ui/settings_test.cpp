// SPDX-License-Identifier: GPL-3.0-or-later
// How a person finds commands and sets the window up: palette, shortcuts, settings, themes.
#include "tests/ui/window_fixture.h"
#include "ui/dialogs/command_palette.h"
#include "ui/dialogs/settings_dialog.h"
#include "ui/dialogs/shortcut_editor.h"
#include "ui/style/theme.h"
#include "ui/windows/commands.h"
#include "ui/windows/preferences.h"
#include "ui/windows/write_widget.h"

#include <QAbstractItemModelTester>
#include <QDoubleSpinBox>
#include <QImage>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QListView>
#include <QPushButton>
#include <QSpinBox>
#include <QTextBrowser>
#include <QTreeWidget>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class SettingsTest : public WindowTest
{
    Q_OBJECT
private slots:
    void paletteRunsAnyCommand()
    {
        MainWindow window;
        open(window, shortState());
        QTest::keyClick(&window, Qt::Key_K, Qt::ControlModifier);
        auto* palette = window.findChild<CommandPalette*>();
        QVERIFY(palette && palette->isVisible());
        const QAbstractItemModelTester tester(palette->list()->model(),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QCOMPARE(palette->list()->model()->rowCount(), static_cast<int>(window.commands().size()));
        QTest::keyClicks(palette->box(), QStringLiteral("nxtlay"));
        QCOMPARE(palette->list()->currentIndex().data().toString(), QStringLiteral("Next layer"));
        QCOMPARE(palette->list()->currentIndex().data(CommandModel::PlaceRole).toString(), QStringLiteral("Model"));
        QVERIFY(!palette->list()->currentIndex().data(CommandModel::ShortcutRole).toString().isEmpty());
        QTest::keyClick(palette->box(), Qt::Key_Return);
        QCOMPARE(window.workspace().state().layer, 7);
        QTRY_VERIFY(!window.findChild<CommandPalette*>());
        // Arrows choose, Esc leaves without a deed.
        palette = window.showPalette();
        QTest::keyClick(palette->box(), Qt::Key_Down);
        QCOMPARE(palette->list()->currentIndex().row(), 1);
        QTest::keyClick(palette->box(), Qt::Key_Up);
        QTest::keyClicks(palette->box(), QStringLiteral("no such command"));
        QCOMPARE(palette->list()->model()->rowCount(), 0);
        QTest::keyClick(palette->box(), Qt::Key_Return);
        QTest::keyClick(palette->box(), Qt::Key_Escape);
        QTRY_VERIFY(!window.findChild<CommandPalette*>());
        QCOMPARE(window.workspace().state().layer, 7);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void matches_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("beginnings") << "rl"
                                    << "Reset layout"
                                    << "Cancel everything regularly";
        QTest::newRow("runs") << "zoom"
                              << "Zoom in"
                              << "Zero or one model";
        QTest::newRow("front") << "layer"
                               << "Layer next"
                               << "Next layer";
        QTest::newRow("case") << "EXP"
                              << "Export view"
                              << "Fit map";
    }
    void matches()
    {
        QFETCH(QString, query);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QVERIFY(matchScore(query, better) > matchScore(query, worse));
        QCOMPARE(matchScore(QStringLiteral("xq"), better), 0);
        QCOMPARE(matchScore({}, better), 1);
    }

    void everyCommandHasANameAndIsListed()
    {
        MainWindow window;
        window.show();
        QStringList nameless, ids;
        for (const Command& command : window.commands()) {
            const bool fileOfTheList = command.place.contains(QStringLiteral("bundled")) ||
                                       command.text.startsWith(QStringLiteral("Demonstration"));
            if (command.id.isEmpty() && !fileOfTheList)
                nameless << command.text;
            else if (!command.id.isEmpty())
                ids << command.id;
        }
        QCOMPARE(nameless, QStringList());
        QCOMPARE(ids.removeDuplicates(), 0);
        actionOf(window, "help.shortcuts")->trigger();
        const QString list = window.findChild<QTextBrowser*>()->toPlainText();
        for (const Command& command : window.commands()) {
            if (!command.action->shortcut().isEmpty())
                QVERIFY2(list.contains(command.text), qPrintable(command.text));
        }
    }

    void shortcutsAreAssignedAndKept()
    {
        {
            MainWindow window;
            window.useSettings();
            open(window, shortState());
            SettingsDialog* settings = window.showSettings();
            ShortcutEditor* editor = settings->shortcuts();
            const auto choose = [&](const QString& text) {
                editor->list()->setCurrentItem(editor->list()->findItems(text, Qt::MatchExactly).value(0));
            };
            choose(QStringLiteral("Fit"));
            editor->keys()->setKeySequence(QKeySequence(Qt::CTRL | Qt::Key_E));
            QVERIFY2(editor->conflict().contains(QStringLiteral("Export view")), qPrintable(editor->conflict()));
            QCOMPARE(actionOf(window, "view.fit")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_0)); // not yet
            editor->keys()->setKeySequence(QKeySequence(Qt::Key_F9));
            QVERIFY(editor->conflict().isEmpty());
            editor->assignButton()->click();
            QCOMPARE(actionOf(window, "view.fit")->shortcut(), QKeySequence(Qt::Key_F9));
            choose(QStringLiteral("Go to cell"));
            editor->keys()->setKeySequence(QKeySequence(Qt::CTRL | Qt::Key_E));
            editor->assignButton()->click(); // takes it away
            QVERIFY(actionOf(window, "file.export")->shortcut().isEmpty());
            settings->close();
        }
        MainWindow window;
        QCOMPARE(actionOf(window, "view.fit")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_0));
        window.useSettings();
        QCOMPARE(actionOf(window, "view.fit")->shortcut(), QKeySequence(Qt::Key_F9));
        QCOMPARE(actionOf(window, "edit.goToCell")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_E));
        QVERIFY(actionOf(window, "file.export")->shortcut().isEmpty());
        for (const Command& command : window.commands())
            if (!command.id.isEmpty())
                assignShortcut(command, defaultShortcut(*command.action));
        QCOMPARE(actionOf(window, "file.export")->shortcut(), QKeySequence(Qt::CTRL | Qt::Key_E));
        QVERIFY(QSettings().allKeys().filter(QStringLiteral("shortcuts/")).isEmpty());
    }

    void settingsHoldAtOnceAndAreKept()
    {
        MainWindow window;
        window.useSettings();
        open(window, shortState());
        QTest::keyClick(&window, Qt::Key_Comma, Qt::ControlModifier);
        auto* dialog = window.findChild<SettingsDialog*>();
        QVERIFY(dialog && dialog->isVisible());
        const auto box = [&](const QString& item) -> QComboBox* {
            for (QComboBox* candidate : dialog->findChildren<QComboBox*>())
                if (candidate->findText(item) >= 0)
                    return candidate;
            return nullptr;
        };
        const auto pick = [&](const QString& item) {
            QComboBox* combo = box(item);
            combo->setCurrentIndex(combo->findText(item));
            emit combo->activated(combo->currentIndex());
        };
        pick(QStringLiteral("Dark"));
        QCOMPARE(window.workspace().state().theme, std::string("dark"));
        QVERIFY(isDark());
        pick(QStringLiteral("Light"));
        QVERIFY(!isDark());
        // Any level, as on the Map page.
        auto* level = dialog->findChild<QDoubleSpinBox*>(QStringLiteral("settingsReachLevel"));
        level->setFocus();
        level->selectAll();
        QTest::keyClicks(level, QStringLiteral("2.5e-7"));
        QTest::keyClick(level, Qt::Key_Return); // ends the number, not the dialog
        QCOMPARE(window.workspace().state().reachLevel, 2.5e-7);
        QVERIFY(dialog->isVisible());
        for (QDoubleSpinBox* scale : dialog->findChildren<QDoubleSpinBox*>())
            if (scale != level)
                scale->setValue(2);
        QCOMPARE(pictureScale(), 2.0);
        for (QSpinBox* number : dialog->findChildren<QSpinBox*>())
            number->setValue(1); // threads and seconds
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        const Preferences kept = Preferences::load();
        QCOMPARE(kept.theme, QStringLiteral("light"));
        QCOMPARE(kept.reachLevel, 2.5e-7);
        QCOMPARE(kept.pictureScale, 2.0);
        QCOMPARE(kept.threads, 1);
        QCOMPARE(kept.autosaveSeconds, 1);
        const QString picture = file(QStringLiteral("scaled.png"));
        writeWidget(window, picture);
        QCOMPARE(QImage(picture).size(), window.size() * 2);
        // A device that is not there is refused with the reason, and the choice stays what it was.
        if (QComboBox* device = box(QStringLiteral("CPU")); Preferences::load().device == QLatin1String("cpu")) {
            device->setCurrentIndex(1);
            emit device->activated(1);
            const bool usable = dialog->preferences().device == QLatin1String("cuda:0");
            QVERIFY(usable || device->currentIndex() == 0);
        }
        setPictureScale(1);
        dialog->close();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    /// A number that is being typed when the window goes is no setting.
    void closingWithAHalfTypedNumber()
    {
        const double before = Preferences::load().reachLevel;
        {
            MainWindow window;
            window.useSettings();
            window.show();
            SettingsDialog* dialog = window.showSettings();
            QVERIFY(QTest::qWaitForWindowActive(dialog));
            auto* level = dialog->findChild<QDoubleSpinBox*>(QStringLiteral("settingsReachLevel"));
            level->setFocus();
            level->selectAll();
            QTest::keyClicks(level, QStringLiteral("0.25"));
            QCOMPARE(level->value(), before);
        }
        QCOMPARE(Preferences::load().reachLevel, before);
    }

    void systemThemeFollowsTheDesktop()
    {
        MainWindow window;
        open(window, shortState());
        window.workspace().editView([](ViewState& s) { s.theme = "dark"; });
        QVERIFY(isDark());
        QVERIFY(!desktopIsDark()); // asked anew, whatever our own palette is
        QVERIFY(isDark());
        window.workspace().editView([](ViewState& s) { s.theme = "system"; });
        QVERIFY(!isDark());
        applyTheme(*qApp, ThemeChoice::Dark); // as if the desktop had been dark until now
        QEvent changed(QEvent::ThemeChange);
        QApplication::sendEvent(&window, &changed);
        QTRY_VERIFY(!isDark());
    }

    void brokenSettingsAreReplaced()
    {
        QSettings settings;
        settings.setValue(QStringLiteral("computing/device"), QStringLiteral("abacus"));
        settings.setValue(QStringLiteral("export/scale"), QStringLiteral("-1"));
        settings.setValue(QStringLiteral("map/reachLevel"), 7);
        settings.setValue(QStringLiteral("autosave/seconds"), 100000);
        settings.setValue(QStringLiteral("window/theme"), QStringLiteral("plaid"));
        const Preferences p = Preferences::load();
        QCOMPARE(p.device, QStringLiteral("cpu"));
        QCOMPARE(p.pictureScale, 1.0);
        QCOMPARE(p.reachLevel, 1e-3);
        QVERIFY(p.autosaveSeconds < 10);
        QCOMPARE(p.theme, QStringLiteral("system"));
    }
};

QTEST_MAIN(SettingsTest)
#include "settings_test.moc"
