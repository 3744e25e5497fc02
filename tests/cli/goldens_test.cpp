// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/npy.h"
#include "tests/cli/program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

/// The bundled models through the command line, against float64 reference numbers. They and the token ids that they
/// were made from are not part of the repository; without them the test is skipped.
class GoldensTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    const QString m_methods = QStringLiteral(SHARED_TESTDATA_DIR "/goldens/methods");

    QString path(const QString& name) const { return m_folder.filePath(name); }
    QString ids(const QString& name) const { return m_methods + "/" + name + ".npy"; }
    NpyArray golden(const QString& model, const QString& name) const
    {
        return loadNpy((m_methods + "/" + model + "/" + name + ".npy").toStdString());
    }
    QJsonObject meta(const QString& model) const
    {
        QFile file(m_methods + "/" + model + "/meta.json");
        return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).object() : QJsonObject();
    }
    void ok(const QStringList& arguments) const
    {
        const Outcome outcome = runProgram(arguments, m_folder.path());
        QVERIFY2(outcome.code == 0, outcome.text().constData());
    }
    NpyArray made(const QString& name) const { return loadNpy(path(name).toStdString()); }
    /// |got - expected| <= tolerance everywhere, but for `exceptions` of them; NaN alike.
    static void near(const NpyArray& got, const double* expected, double tolerance, double relative = 0,
                     std::size_t exceptions = 0)
    {
        std::size_t far = 0;
        double worst = 0;
        for (std::size_t i = 0; i < got.values.size(); ++i) {
            const double difference = std::abs(got.values[i] - expected[i]);
            if (std::isnan(got.values[i]) && std::isnan(expected[i]))
                continue;
            if (!(difference <= tolerance + relative * std::abs(expected[i]))) {
                ++far;
                worst = std::max(worst, difference);
            }
        }
        QVERIFY2(far <= exceptions,
                 qPrintable(QStringLiteral("%1 of %2 differ, by up to %3").arg(far).arg(got.values.size()).arg(worst)));
    }
    QStringList longmamba(const QString& model) const
    {
        return {"--method",  "longmamba",
                "--profile", model + ".safetensors",
                "--theta",   QString::number(meta(model)["filter"].toObject()["theta"].toDouble(), 'g', 17)};
    }

private slots:
    void initTestCase()
    {
        if (!QDir(m_methods).exists())
            QSKIP("reference numbers are not here");
        for (const QString model : {"mamba2-12m", "mamba1-12m"})
            ok({"calibrate", model, "--ids", ids("ids_calib"), "--length", "512", "--lengths",
                "512,1024,1536,2048,3072,4096,6144,8192", "--out", model + ".safetensors"});
    }

    void model_data()
    {
        QTest::addColumn<QString>("model");
        QTest::newRow("mamba2") << "mamba2-12m";
        QTest::newRow("mamba1") << "mamba1-12m";
    }

    void logits_data() { model_data(); }
    void logits()
    {
        QFETCH(QString, model);
        ok({"run", model, "--ids", ids("ids_logits"), "--last", "64", "--logits", "logits.npy", "--nll", "nll.npy"});
        near(made("logits.npy"), golden(model, "logits_last64").values.data(), 5e-4);
        near(made("nll.npy"), golden(model, "nll").values.data(), 2e-4);
    }

    void calibration_data() { model_data(); }
    void calibration()
    {
        QFETCH(QString, model);
        ok({"profile", model + ".safetensors", "--tensor", "ln_decay", "--out", "decay.npy"});
        ok({"profile", model + ".safetensors", "--tensor", "threshold", "--out", "threshold.npy"});
        const NpyArray decay = made("decay.npy"), threshold = made("threshold.npy");
        // Clamp 5 % is the second of three, max the first of two aggregations.
        near(decay, golden(model, "calib/ln_decay").values.data() + 2 * decay.values.size(), 1e-3, 1e-5);
        near(threshold, golden(model, "calib/threshold").values.data() + 2 * threshold.values.size(), 1e-9, 1e-4,
             threshold.values.size() / 200);
        ok(QStringList{"classify", "--out", "mask.npy"} + longmamba(model).mid(2));
        const NpyArray mask = made("mask.npy");
        const int theta = model == "mamba2-12m" ? 4 : 1; // of 1e-30, 1e-10, 1e-5, 1e-3, .05, .3
        near(mask,
             golden(model, "classes/global_mask").values.data() +
                 (2 * 6 + theta) * static_cast<std::ptrdiff_t>(mask.values.size()),
             0);
    }

    void filtering_data() { model_data(); }
    void filtering()
    {
        QFETCH(QString, model);
        ok(QStringList{"run", model, "--ids", ids("ids_long"), "--last", "32", "--logits", "logits.npy", "--keep",
                       "keep.npy"} +
           longmamba(model));
        near(made("logits.npy"), golden(model, "filter/longmamba_logits_last32").values.data(), 1e-3);
        near(made("keep.npy"), golden(model, "filter/keep_counts").values.data(), 2);
    }

    void maps_data() { model_data(); }
    void maps()
    {
        QFETCH(QString, model);
        const QJsonArray pair = meta(model)["attn"].toObject()["pairs"].toArray()[0].toArray();
        const QStringList map = QStringList{"map",       model,
                                            "--ids",     ids("ids_long"),
                                            "--layer",   QString::number(pair[0].toInt()),
                                            "--channel", QString::number(pair[1].toInt())} +
                                longmamba(model);
        ok(map + QStringList{"--rows", "0,1,255,256,2048,4095", "--out", "rows.npy"});
        ok(map + QStringList{"--size", "64x64", "--reduce", "max", "--out", "cells.npy"});
        for (const auto& [file, name] :
             {std::pair("rows.npy", "attn/longmamba_rows4096"), std::pair("cells.npy", "attn/longmamba_absmax64")}) {
            const NpyArray got = made(file), want = golden(model, name);
            double peak = 0;
            for (std::size_t i = 0; i < got.values.size(); ++i)
                peak = std::max(peak, std::abs(want.values[i]));
            near(got, want.values.data(), 5e-4 * peak);
        }
    }

    void receptiveFields_data() { model_data(); }
    void receptiveFields()
    {
        QFETCH(QString, model);
        ok(QStringList{"receptive-field", model, "--ids", ids("ids_long"), "--last-rows", "16", "--out",
                       "distance.npy"} +
           longmamba(model));
        const NpyArray got = made("distance.npy");
        // [vanilla, longmamba][512 .. 4096][last, last 16]: the last block
        near(got, golden(model, "field/mmd").values.data() + 15 * static_cast<std::ptrdiff_t>(got.values.size()), 1e-3,
             2e-3, got.values.size() / 1000);
    }

    void tokens()
    {
        ok({"tokenize", "--text", QStringLiteral(SHARED_TESTDATA_DIR "/texts/dracula.txt"), "--out", "book.npy"});
        const std::vector<std::int64_t> book = loadIds(path("book.npy").toStdString()).front(),
                                        want = loadIds(ids("ids_logits").toStdString()).front();
        QVERIFY(std::search(book.begin(), book.end(), want.begin() + 1, want.end()) != book.end());
    }
};

QTEST_GUILESS_MAIN(GoldensTest)
#include "goldens_test.moc"
