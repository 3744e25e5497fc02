// SPDX-License-Identifier: GPL-3.0-or-later
// What is exported beside the pages - the whole window, the answers - and the commands that the export dialog shows for
// it, run with the built program: both write the same.
#include "tests/ui/export_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/style/language.h"
#include "ui/windows/command_line.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonValue>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTimer>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class ExportWindowTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    QString file(const QString& name) const { return m_folder.filePath(name); }

    static ViewState state(const std::string& page)
    {
        ViewState s = shortState();
        s.page = page;
        s.maxNewTokens = 2;
        return s;
    }

private slots:
    void initTestCase() { useTestSettings(file(QStringLiteral("settings"))); }
    void init() { useLanguage(QStringLiteral("en")); } // as the program that is run
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

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

    /// The dialog of the answers names the command that prints the same.
    void answers()
    {
        MainWindow window;
        open(window, state("map"));
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().answers()[1].ids.size() == 2 && settled(window), kPatience);
        for (const char* kind : {"markdown", "json"}) {
            QAction* action = nullptr;
            for (QAction* candidate : window.generationDock()->answerActions())
                if (candidate->objectName() == QLatin1String("answers.") + QLatin1String(kind))
                    action = candidate;
            QVERIFY(action && action->isEnabled());
            const bool json = kind == QByteArray("json");
            const QString out = file(json ? QStringLiteral("answers.json") : QStringLiteral("answers.md"));
            QString command;
            QTimer::singleShot(0, &window, [&] {
                auto* dialog = window.findChild<ExportDialog*>();
                QVERIFY(dialog);
                const auto close = qScopeGuard([dialog] {
                    if (dialog->isVisible()) // something has gone wrong
                        dialog->reject();
                });
                QTRY_VERIFY(dialog->isVisible());
                dialog->setDirectory(QFileInfo(out).absolutePath());
                QCOMPARE(dialog->path(), out); // the name is offered
                command = shownCommand(*dialog);
                QCOMPARE(window.generationDock()->exportFiles(out).size(), 2);
                static_cast<QDialog*>(dialog)->accept();
            });
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            action->trigger();
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
