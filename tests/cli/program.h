// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QString>
#include <QStringList>

#include <cstdint>

namespace mambascope::test {

struct Outcome
{
    int code = -1;
    QByteArray out, err;
    QJsonDocument json() const { return QJsonDocument::fromJson(out); }
    QByteArray text() const { return "exit " + QByteArray::number(code) + "\n" + out + err; }
};

/// Runs the built program as a person would and waits for its end.
/// `largestFile`: bytes that none of its files may exceed, which answers like a full disk; 0: as many as there is room.
Outcome runProgram(const QStringList& arguments, const QString& folder = QString(), std::int64_t largestFile = 0);

/// Starts the program that often and kills it (SIGKILL) as soon as it has added to `journal`. \returns how many runs
/// were killed; fewer when one got to its end before.
int killRuns(const QStringList& arguments, const QString& folder, const QString& journal, int times);

/// Starts the program and interrupts it (SIGINT) as soon as this file is there. \returns how it ended.
Outcome interruptRun(const QStringList& arguments, const QString& folder, const QString& file);

} // namespace mambascope::test
