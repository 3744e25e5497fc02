// SPDX-License-Identifier: GPL-3.0-or-later
// What is exported beside the pages - the whole window, the answers - and the commands that the export dialog shows for
// it, run with the built program: both write the same.
#include "tests/ui/export_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/style/language.h"
#include "ui/windows/command_line.h"
#include "ui/windows/workbench_export.h"

#include <QComboBox>
#include <QDockWidget>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class ExportWindowTest : public WindowTest
{
    Q_OBJECT

    static ViewState state(const std::string& page)
    {
        ViewState s = shortState();
        s.page = page;
        s.maxNewTokens = 2;
        return s;
    }

private slots:
    void init()
    {
        WindowTest::init();
        useLanguage(QStringLiteral("en")); // as the program that is run
    }

    void workbench()
    {
        const QString session = file(QStringLiteral("bench.mscope"));
        state("map").save(session.toStdString());
        const QString base = QStringLiteral("mambascope render --view workbench --session %1 --size 1200x760 ")
                                 .arg(shellQuoted(session));
        for (const char* suffix : {"png", "svg", "pdf"}) {
            const QString out = file(QStringLiteral("bench.%1").arg(QLatin1String(suffix)));
            runShown(base + QStringLiteral("--scale 1.5 --theme dark --language zh_CN --out ") + shellQuoted(out));
            QVERIFY(QFileInfo(out).size() > 10000);
        }
        const QImage picture(file(QStringLiteral("bench.png")));
        QCOMPARE(picture.size(), QSize(1800, 1140));
        QVERIFY(picture.pixelColor(2, 1130).lightness() < 100);
    }

    /// The window as a person has arranged it: panels closed and moved, another page, a prompt that is being typed.
    void workbenchOfTheWindow()
    {
        MainWindow window;
        window.resize(1180, 790);
        ViewState s = state("channels");
        open(window, s);
        for (const char* dock : {"sequenceDock", "helpDock"}) {
            QAction* toggle = window.findChild<QAction*>(QStringLiteral("view.panel.") + QLatin1String(dock));
            QVERIFY(toggle);
            toggle->trigger();
        }
        window.addDockWidget(Qt::RightDockWidgetArea, window.findChild<QDockWidget*>(QStringLiteral("modelDock")));
        window.generationDock()->setDraft(QStringLiteral("a prompt that nobody has run yet"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(actionOf(window, "file.exportWorkbench"));
        WorkbenchExport workbench(window);
        for (const char* suffix : {"png", "svg", "pdf"}) {
            QStringList names;
            compareExport(window, workbench, file(QStringLiteral("workbench.") + QLatin1String(suffix)), names,
                          [](ExportDialog& dialog) {
                              for (QComboBox* box : dialog.findChildren<QComboBox*>())
                                  if (box->accessibleName().startsWith(QLatin1String("Pixels of the PNG")))
                                      box->setCurrentIndex(box->findData(2.0));
                          });
            if (QTest::currentTestFailed())
                return;
        }
        QCOMPARE(QImage(file(QStringLiteral("workbench.png"))).size(), QSize(2360, 1580));
    }

    /// The dialog of the answers names the command that prints the same.
    void answers()
    {
        MainWindow window;
        open(window, state("map"));
        QTRY_VERIFY_WITH_TIMEOUT(!window.workspace().answers()[1].ids.empty() && settled(window), kPatience);
        for (const char* kind : {"markdown", "json"}) {
            QAction* action = nullptr;
            for (QAction* candidate : window.generationDock()->answerActions())
                if (candidate->objectName() == QLatin1String("answers.") + QLatin1String(kind))
                    action = candidate;
            QVERIFY(action && action->isEnabled());
            const bool json = kind == QByteArray("json");
            const QString out = file(json ? QStringLiteral("answers.json") : QStringLiteral("answers.md"));
            QString command;
            {
                ExportDialog dialog(*window.generationDock());
                dialog.chooseSuffix(QFileInfo(out).suffix());
                dialog.setDirectory(QFileInfo(out).absolutePath());
                dialog.show();
                QVERIFY(QTest::qWaitForWindowActive(&dialog));
                QCOMPARE(dialog.path(), out); // the name is offered
                command = shownCommand(dialog);
                QCOMPARE(window.generationDock()->exportFiles(out).size(), 2);
            }
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportAs(*window.generationDock(), out, false);
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
            QVERIFY2(command.startsWith(QLatin1String("mambascope generate ")), qPrintable(command));
            QVERIFY(QFileInfo::exists(file(QStringLiteral("answers-ids.npy"))));
            if (!json) {
                QVERIFY(contentOfFile(out).contains(command.toUtf8()));
                continue;
            }
            const auto ids = [&] {
                QStringList lists;
                for (const QJsonValue& entry : QJsonDocument::fromJson(contentOfFile(out)).array())
                    lists << entry[QStringLiteral("method")].toString() +
                                 QString::fromUtf8(QJsonDocument(entry[QStringLiteral("ids")].toArray())
                                                       .toJson(QJsonDocument::Compact));
                return lists;
            };
            const QStringList written = ids();
            QCOMPARE(written.size(), 2);
            QVERIFY(QFile::remove(out));
            runShown(command);
            QCOMPARE(ids(), written);
        }
    }
};

QTEST_MAIN(ExportWindowTest)
#include "export_window_test.moc"
