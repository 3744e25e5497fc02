// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"

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

} // namespace mambascope::test
