// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

#include <QFileInfo>
#include <QProcess>

namespace mambascope::test {

Outcome runProgram(const QStringList& arguments, const QString& folder)
{
    QProcess process;
    if (!folder.isEmpty())
        process.setWorkingDirectory(folder);
    process.start(QStringLiteral(MAMBASCOPE_PROGRAM), arguments);
    Outcome outcome;
    if (!process.waitForFinished(600'000)) {
        process.kill();
        outcome.err = process.errorString().toUtf8();
        return outcome;
    }
    outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    outcome.out = process.readAllStandardOutput();
    outcome.err = process.readAllStandardError();
    return outcome;
}

int killRuns(const QStringList& arguments, const QString& folder, const QString& journal, int times)
{
    int kills = 0;
    while (kills < times) {
        const qint64 before = QFileInfo(journal).size();
        QProcess process;
        process.setWorkingDirectory(folder);
        process.start(QStringLiteral(MAMBASCOPE_PROGRAM), arguments);
        // QFileInfo keeps what it has read, so it is made anew.
        while (QFileInfo(journal).size() <= before && !process.waitForFinished(1) &&
               process.error() != QProcess::FailedToStart) {
        }
        if (process.state() == QProcess::NotRunning)
            break;
        process.kill();
        process.waitForFinished();
        ++kills;
    }
    return kills;
}

} // namespace mambascope::test
