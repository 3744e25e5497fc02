// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/npy.h"
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <cstdint>
#include <vector>

// What the tests of the verbs share.
namespace mambascope::test {

inline constexpr std::int64_t kTokens = 96;

inline std::vector<std::int64_t> someIds(std::int64_t count)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 0; i < count; ++i)
        ids.push_back((i * i * 7 + 13 * i + 5) % 8192);
    return ids;
}

/// A test of verbs in a folder with tiny models, profiles of two of them, ids and a text.
class VerbsFixture : public QObject
{
protected:
    QString path(const QString& name) const { return m_folder.filePath(name); }
    NpyArray array(const QString& name) const { return loadNpy(path(name).toStdString()); }
    Outcome run(const QStringList& arguments) const { return runProgram(arguments, m_folder.path()); }
    void ok(const QStringList& arguments) const
    {
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == 0, outcome.text().constData());
        QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
    }
    static void shapeIs(const NpyArray& array, const std::vector<std::int64_t>& shape) { QCOMPARE(array.shape, shape); }

    /// Once, before the first verb.
    void writeFolder() const
    {
        QVERIFY(m_folder.isValid());
        writeTinyModel(path("tiny1").toStdString(), Family::Mamba1);
        writeTinyModel(path("tiny2").toStdString(), Family::Mamba2);
        writeTinyModel(path("bare").toStdString(), Family::Mamba2, false);
        saveNpy(path("ids.npy").toStdString(), someIds(kTokens), {kTokens});
        saveNpy(path("calib.npy").toStdString(), someIds(64), {2, 32});
        QFile text(path("text.txt"));
        QVERIFY(text.open(QIODevice::WriteOnly));
        for (int i = 0; i < 60; ++i)
            text.write("The mill stood by the river, and nobody had ever counted its windows.\n\n");
        text.close();
        ok({"calibrate", "tiny2", "--ids", "calib.npy", "--length", "32", "--lengths", "32,64,96", "--out",
            "tiny2.safetensors"});
        ok({"calibrate", "tiny1", "--ids", "calib.npy", "--length", "32", "--out", "tiny1.safetensors"});
    }

private:
    QTemporaryDir m_folder;
};

} // namespace mambascope::test
