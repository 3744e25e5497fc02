// SPDX-License-Identifier: GPL-3.0-or-later
// A process is killed in the middle of things; what it had is offered to the next one. The killed process is this
// program itself, started with --victim.
#include "core/workspace/session.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/crash_report.h"
#include "ui/engine/recovery.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/theta_slider.h"
#include "ui/windows/session_files.h"

#include <QDir>
#include <QPlainTextEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QTimer>

#include <cmath>
#include <csignal>
#include <cstdio>
#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

void say(const std::string& line)
{
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

/// A window that works until it is killed, and says what its state was. `seconds`: between two autosaves, as a person
/// sets it; 0: what the program does by itself.
int runVictim(QApplication& application, const QString& what, const QString& folder, int seconds)
{
    useTestSettings(folder + QStringLiteral("/settings"));
    Recovery recovery(folder + QStringLiteral("/recovery"));
    installCrashReport(recovery.crashReportFile().toStdString(), "test");
    MainWindow window;
    if (seconds > 0) {
        Preferences preferences;
        preferences.autosaveSeconds = seconds;
        preferences.save();
    }
    window.useSettings();
    window.useRecovery(recovery);
    window.show();
    ViewState state = shortState();
    if (what == QLatin1String("computing"))
        state.tokens = 60000; // the pass takes longer than the test looks
    QTimer work;
    double ln = 0;
    int edits = 0;
    QObject::connect(&work, &QTimer::timeout, &window, [&] {
        Workspace& w = window.workspace();
        QWidget* bar = window.methodDock()->thetaSlider()->bar();
        const auto at = [&](double value) {
            return QPoint(qRound(window.methodDock()->thetaSlider()->positionOf(value)), bar->height() / 2);
        };
        if (what == QLatin1String("dragging")) {
            if (ln == 0)
                QTest::mousePress(bar, Qt::LeftButton, {}, at(std::log(w.state().theta)));
            ln = ln < -100 ? -1 : ln - 1; // the button is never released
            QTest::mouseMove(bar, at(ln));
            say("theta " + QByteArray::number(w.state().theta, 'g', 17).toStdString());
        } else if (what == QLatin1String("editing")) {
            ++edits; // each cell once
            w.pickCell(599, edits % 600);
            window.generationDock()->promptEdit()->setPlainText(QString::number(edits));
            say("edit " + std::to_string(edits) + " at " + std::to_string(QDateTime::currentMSecsSinceEpoch()));
        } else if (what == QLatin1String("writing")) {
            w.pickCell((w.state().row + 1) % 600, 0);
            say("row " + std::to_string(w.state().row));
            window.sessions().save(folder + QStringLiteral("/own.mscope"));
        } else if (what == QLatin1String("saving")) {
            w.pickCell((w.state().row + 1) % 600, 0);
            say("row " + std::to_string(w.state().row));
            recovery.write();
        } else if (what == QLatin1String("crashing")) {
            std::raise(SIGSEGV);
        } else if (what == QLatin1String("throwing")) {
            throw std::runtime_error("nobody catches this");
        } else if (!w.isIdle()) {
            say("busy");
        }
    });
    QObject::connect(&window.workspace(), &Workspace::documentChanged, &work, [&] {
        say("opened");
        work.start(what == QLatin1String("saving") || what == QLatin1String("writing") ? 0 : 10);
    });
    window.workspace().openState(state, QStringLiteral("opening"));
    return application.exec();
}

} // namespace

class RecoveryTest : public QObject
{
    Q_OBJECT

    static QStringList filesIn(const QString& folder)
    {
        return QDir(folder + QStringLiteral("/recovery")).entryList(QDir::Files, QDir::Name);
    }

    static void start(QProcess& process, const QString& what, const QString& folder, int seconds = 1)
    {
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("--victim"), what, folder, QString::number(seconds)});
    }

private slots:
    void initTestCase()
    {
        static QTemporaryDir settings;
        useTestSettings(settings.path());
        QVERIFY(Recovery::kSeconds < 10 && Preferences().autosaveSeconds < 10 && Preferences::kLongestAutosave < 10);
    }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void killed_data()
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"dragging", "computing", "saving"})
            QTest::newRow(what) << QString::fromLatin1(what);
    }
    void killed()
    {
        QFETCH(QString, what);
        const QTemporaryDir folder;
        QProcess victim;
        start(victim, what, folder.path());
        QByteArray said;
        int written = 0; // times that another content was seen in the autosave
        QByteArray content;
        const auto watch = [&] {
            said += victim.readAllStandardOutput();
            for (const QString& name : filesIn(folder.path()).filter(QStringLiteral(".mscope"))) {
                QFile file(folder.filePath(QStringLiteral("recovery/") + name));
                if (!name.endsWith(QLatin1String(".mscope")) || !file.open(QIODevice::ReadOnly))
                    continue;
                const QByteArray now = file.readAll();
                written += now != content;
                content = now;
            }
            const int wanted = what == QLatin1String("computing") ? 1 : 3;
            return written >= wanted && (what != QLatin1String("computing") || said.contains("busy"));
        };
        QTRY_VERIFY_WITH_TIMEOUT(watch(), kPatience);
        victim.kill(); // SIGKILL: nothing of it runs any more
        QVERIFY(victim.waitForFinished(kPatience));
        said += victim.readAllStandardOutput();

        Recovery recovery(folder.filePath(QStringLiteral("recovery")));
        MainWindow window;
        window.show();
        window.useRecovery(recovery);
        QCOMPARE(window.messages()->count(), 1);
        QVERIFY2(window.messages()->texts().first().contains(QStringLiteral("mamba2-12m")),
                 qPrintable(window.messages()->texts().first()));
        QVERIFY(!buttonOf(*window.messages(), QStringLiteral("Show the report"))); // killed, not crashed
        const ViewState left = Session::fromJson(content.toStdString(), "autosave").state;
        QTest::mouseClick(buttonOf(*window.messages(), QStringLiteral("Restore")), Qt::LeftButton);
        const ViewState& now = window.workspace().state();
        if (what == QLatin1String("computing")) {
            QTRY_VERIFY_WITH_TIMEOUT(window.workspace().document() != nullptr, kPatience);
            QCOMPARE(lines(now), lines(left));
            window.workspace().cancelAll(); // it goes on computing
            QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
            return;
        }
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QByteArray state;
        if (what == QLatin1String("dragging"))
            state = "theta " + QByteArray::number(now.theta, 'g', 17) + "\n";
        else
            state = "row " + QByteArray::number(static_cast<qlonglong>(now.row)) + "\n";
        QVERIFY2(said.contains(state), state.constData()); // a state that the victim was in
        QCOMPARE(now.tokens, left.tokens);
        // Given away once: what is left is this process's own.
        QCOMPARE(filesIn(folder.path()).filter(QStringLiteral(".mscope")),
                 QStringList(QFileInfo(recovery.file()).fileName()));
    }

    void nothingOlderThanTenSeconds_data()
    {
        QTest::addColumn<int>("seconds");
        QTest::newRow("by itself") << 0;
        QTest::newRow("as rarely as can be set") << Preferences::kLongestAutosave;
    }
    /// Killed right before the next autosave would be written, which is the worst moment.
    void nothingOlderThanTenSeconds()
    {
        QFETCH(int, seconds);
        const int interval = seconds > 0 ? seconds : Preferences().autosaveSeconds;
        const QTemporaryDir folder;
        QProcess victim;
        start(victim, QStringLiteral("editing"), folder.path(), seconds);
        QByteArray said;
        QString autosave;
        qint64 written = 0; // ms since the epoch
        int writings = 0;
        const auto seen = [&] {
            said += victim.readAllStandardOutput();
            for (const QString& name : filesIn(folder.path()).filter(QRegularExpression(QStringLiteral("mscope$")))) {
                autosave = folder.filePath(QStringLiteral("recovery/") + name);
                const qint64 now = QFileInfo(autosave).lastModified().toMSecsSinceEpoch();
                writings += now != written;
                written = now;
            }
            // One for the document, one after the interval; then almost another interval.
            return writings >= 2 && QDateTime::currentMSecsSinceEpoch() - written > interval * 1000 - 700;
        };
        QTRY_VERIFY_WITH_TIMEOUT(seen(), kPatience);
        victim.kill();
        const qint64 killed = QDateTime::currentMSecsSinceEpoch();
        QVERIFY(victim.waitForFinished(kPatience));
        said += victim.readAllStandardOutput();

        const Session left = Session::load(autosave.toStdString());
        QVERIFY(!left.promptDraft.empty()); // the prompt that was being typed
        const QByteArray edit = "edit " + QByteArray::fromStdString(left.promptDraft) + " at ";
        const qsizetype at = said.indexOf(edit);
        QVERIFY2(at >= 0, edit.constData());
        const qint64 then = said.mid(at + edit.size(), said.indexOf('\n', at) - at - edit.size()).toLongLong();
        QVERIFY2(killed - then <= 10000, qPrintable(QString::number(killed - then)));
        QCOMPARE(left.state.column, QByteArray::fromStdString(left.promptDraft).toLongLong() % 600);
    }

    /// The person's own file is there as a whole whenever the process dies while it writes it.
    void killedWhileThePersonsFileIsWritten()
    {
        const QTemporaryDir folder;
        const QString own = folder.filePath(QStringLiteral("own.mscope"));
        QByteArray before;
        for (int time = 0; time < 4; ++time) {
            QProcess victim;
            start(victim, QStringLiteral("writing"), folder.path());
            int writings = 0;
            const auto seen = [&] {
                QFile file(own);
                if (file.open(QIODevice::ReadOnly)) {
                    const QByteArray now = file.readAll();
                    writings += now != before;
                    before = now;
                }
                return writings > time + 1;
            };
            QTRY_VERIFY_WITH_TIMEOUT(seen(), kPatience);
            victim.kill();
            QVERIFY(victim.waitForFinished(kPatience));
            const Session left = Session::load(own.toStdString()); // throws for half a file
            const QByteArray row = "row " + QByteArray::number(static_cast<qlonglong>(left.state.row)) + "\n";
            QVERIFY2(victim.readAllStandardOutput().contains(row), row.constData());
        }
    }

    void crashLeavesAReport_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("reported");
        QTest::newRow("signal") << QStringLiteral("crashing") << QStringLiteral("SIGSEGV");
        QTest::newRow("exception") << QStringLiteral("throwing") << QStringLiteral("nobody catches this");
    }
    void crashLeavesAReport()
    {
        QFETCH(QString, what);
        QFETCH(QString, reported);
        const QTemporaryDir folder;
        QProcess victim;
        start(victim, what, folder.path());
        victim.setReadChannel(QProcess::StandardOutput);
        QTRY_COMPARE_WITH_TIMEOUT(victim.state(), QProcess::NotRunning, kPatience);
        QCOMPARE(victim.exitStatus(), QProcess::CrashExit); // the report does not hide that it crashed
        Recovery recovery(folder.filePath(QStringLiteral("recovery")));
        MainWindow window;
        window.show();
        window.useRecovery(recovery);
        QCOMPARE(window.messages()->count(), 1);
        QVERIFY(window.messages()->texts().first().startsWith(QStringLiteral("MambaScope crashed")));
        QTest::mouseClick(buttonOf(*window.messages(), QStringLiteral("Show the report")), Qt::LeftButton);
        const QString shown = window.findChild<QTextBrowser*>()->toPlainText();
        QVERIFY2(shown.contains(reported), qPrintable(shown));
        QTest::mouseClick(buttonOf(*window.messages(), QStringLiteral("Discard")), Qt::LeftButton);
        QCOMPARE(window.messages()->count(), 0);
        QCOMPARE(filesIn(folder.path()).filter(QStringLiteral("crash")), QStringList());
    }

    void instancesDoNotDisturbEachOther()
    {
        const QTemporaryDir folder;
        QProcess first, second;
        start(first, QStringLiteral("saving"), folder.path());
        start(second, QStringLiteral("saving"), folder.path());
        const auto both = [&] {
            return filesIn(folder.path()).filter(QRegularExpression(QStringLiteral("mscope$"))).size() == 2;
        };
        QTRY_VERIFY_WITH_TIMEOUT(both(), kPatience);
        {
            Recovery recovery(folder.filePath(QStringLiteral("recovery")));
            QVERIFY(recovery.takeLeftovers().empty()); // both live
        }
        first.kill();
        QVERIFY(first.waitForFinished(kPatience));
        Recovery recovery(folder.filePath(QStringLiteral("recovery")));
        const auto left = recovery.takeLeftovers();
        QCOMPARE(left.size(), 1U);
        Recovery another(folder.filePath(QStringLiteral("recovery")));
        QVERIFY(another.takeLeftovers().empty()); // asked about already
        QCOMPARE(second.state(), QProcess::Running);
        second.kill();
        QVERIFY(second.waitForFinished(kPatience));
    }

    void cleanEndLeavesNothing()
    {
        const QTemporaryDir folder;
        {
            Recovery recovery(folder.filePath(QStringLiteral("recovery")));
            recovery.keep([] { return std::string("text"); });
            recovery.write();
            QCOMPARE(filesIn(folder.path()).size(), 2); // text and lock
        }
        QCOMPARE(filesIn(folder.path()), QStringList());
    }

    void oldAndBrokenLeftoversAreRemoved()
    {
        const QTemporaryDir folder;
        QDir(folder.path()).mkpath(QStringLiteral("recovery"));
        const auto leave = [&](const QString& name, const QByteArray& text, int days) {
            QFile file(folder.filePath(QStringLiteral("recovery/") + name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.flush();
            file.setFileTime(QDateTime::currentDateTime().addDays(-days), QFileDevice::FileModificationTime);
        };
        leave(QStringLiteral("1-a.mscope"), "{}", 31);
        leave(QStringLiteral("2-b.mscope"), "", 0);
        for (int k = 0; k < 10; ++k)
            leave(QStringLiteral("3-%1.mscope").arg(k), "{}", 1);
        Recovery recovery(folder.filePath(QStringLiteral("recovery")));
        QCOMPARE(recovery.takeLeftovers().size(), Recovery::kMost);
        MainWindow window; // an autosave that cannot be read is told and removed
        window.show();
        window.useRecovery(recovery);
        QCOMPARE(window.messages()->count(), MessageBar::kMaximum);
        QVERIFY(window.messages()->texts().first().contains(QStringLiteral("not a MambaScope session")));
        QCOMPARE(filesIn(folder.path()).filter(QRegularExpression(QStringLiteral("mscope$"))), QStringList());
    }

    void unwritableFolderIsToldOnce()
    {
        const QTemporaryDir folder;
        std::ofstream(folder.filePath(QStringLiteral("recovery")).toStdString()) << "a file, not a folder";
        Recovery recovery(folder.filePath(QStringLiteral("recovery")));
        QSignalSpy failed(&recovery, &Recovery::failed);
        int n = 0;
        recovery.keep([&n] { return std::to_string(++n); });
        recovery.write();
        recovery.write();
        QCOMPARE(failed.size(), 1);
    }
};

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String("--victim"))
        return runVictim(application, arguments.value(2), arguments.value(3), arguments.value(4).toInt());
    RecoveryTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "recovery_test.moc"
