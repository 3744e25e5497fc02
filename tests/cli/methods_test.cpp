// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/npy.h"
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

/// DeciMamba, LongMamba's ablations, align folders, search and latency on the command line.
class MethodsTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString path(const QString& name) const { return m_folder.filePath(name); }
    NpyArray array(const QString& name) const { return loadNpy(path(name).toStdString()); }
    Outcome run(const QStringList& arguments) const { return runProgram(arguments, m_folder.path()); }
    void ok(const QStringList& arguments) const
    {
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == 0, outcome.text().constData());
        QVERIFY2(outcome.err.isEmpty(), outcome.err.constData());
    }
    QByteArray contentOf(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        writeTinyModel(path("tiny2").toStdString(), Family::Mamba2);
        std::vector<std::int64_t> ids;
        for (std::int64_t i = 0; i < 96; ++i)
            ids.push_back((i * i * 7 + 13 * i + 5) % 8192);
        saveNpy(path("ids.npy").toStdString(), ids, {96});
        saveNpy(path("calib.npy").toStdString(), std::vector<std::int64_t>(ids.begin(), ids.begin() + 64), {2, 32});
        ok({"calibrate", "tiny2", "--ids", "calib.npy", "--length", "32", "--lengths", "32,64,96", "--out",
            "tiny2.safetensors"});
        ok({"calibrate", "tiny2", "--ids", "calib.npy", "--length", "32", "--lengths", "1000,2000", "--out",
            "thousands.safetensors"});
    }

    // The rows of tokens that left are NaN; those that stayed are at their places.
    void decimation()
    {
        const QStringList deci{"--method", "decimamba", "--decimate", "layers=1,l_base=20,beta=1,min=5"};
        ok(QStringList{"run", "tiny2", "--ids", "ids.npy", "--last", "2", "--logits", "logits.npy", "--nll", "nll.npy",
                       "--dt", "dt.npy", "--hidden", "hidden.npy", "--keep", "keep.npy", "--kept-indices", "kept.npy"} +
           deci);
        const NpyArray kept = array("kept.npy");
        QCOMPARE(kept.shape, (std::vector<std::int64_t>{22}));
        QCOMPARE(kept.values[20], 94.0);
        QCOMPARE(kept.values[21], 95.0);
        QCOMPARE(array("logits.npy").shape[0], std::int64_t{2});
        const NpyArray nll = array("nll.npy"), hidden = array("hidden.npy"), dt = array("dt.npy"),
                       keep = array("keep.npy");
        QCOMPARE(nll.shape, (std::vector<std::int64_t>{95}));
        QCOMPARE(hidden.shape[0], std::int64_t{96});
        const std::int64_t channels = dt.shape[1];
        for (std::int64_t t = 0; t < 96; ++t) {
            const bool stays =
                std::find(kept.values.begin(), kept.values.end(), static_cast<double>(t)) != kept.values.end();
            QCOMPARE(std::isnan(hidden.values[static_cast<std::size_t>(t * hidden.shape[1])]), !stays);
            if (t < 95)
                QCOMPARE(std::isnan(nll.values[static_cast<std::size_t>(t)]), !stays);
            QVERIFY(!std::isnan(dt.values[static_cast<std::size_t>(t)])); // layer 0 sees all
            QCOMPARE(std::isnan(dt.values[static_cast<std::size_t>(channels * 96 + t)]), !stays);
        }
        QCOMPARE(keep.values.front(), 96.0);
        QCOMPARE(keep.values.back(), 22.0);

        ok(QStringList{"run", "tiny2", "--ids", "ids.npy", "--kept-indices", "all.npy"});
        QCOMPARE(array("all.npy").shape, (std::vector<std::int64_t>{96}));

        // The map keeps the prompt's axes: columns and rows of those that left are zero.
        ok(QStringList{"run", "tiny2", "--ids", "ids.npy", "--kept-indices", "kept1.npy"} + deci);
        ok(QStringList{"map", "tiny2", "--ids", "ids.npy", "--layer", "1", "--channel", "0", "--out", "map.npy"} +
           deci);
        const NpyArray map = array("map.npy"), left = array("kept1.npy");
        QCOMPARE(map.shape, (std::vector<std::int64_t>{96, 96}));
        for (std::size_t t = 0; t < 96; ++t) {
            const bool stays =
                std::find(left.values.begin(), left.values.end(), static_cast<double>(t)) != left.values.end();
            QCOMPARE(map.values[95 * 96 + t] != 0, stays);
            QCOMPARE(map.values[t * 96 + t] != 0, stays);
        }
    }

    void decimationInOtherVerbs()
    {
        const QStringList deci{"--method", "vanilla,decimamba", "--decimate", "layers=1,l_base=20"};
        const QJsonArray answers =
            run(QStringList{"generate", "tiny2", "--ids", "ids.npy", "--max-new-tokens", "3", "--json"} + deci)
                .json()
                .array();
        QCOMPARE(answers.size(), 2);
        QCOMPARE(answers[1].toObject()["method"].toString(), "decimamba");
        QCOMPARE(answers[1].toObject()["ids"].toArray().size(), 3);
        const Outcome wrong =
            run({"generate", "tiny2", "--ids", "ids.npy", "--method", "decimamba", "--decimate", "layers=7"});
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.err.contains("decimating layer 7"), wrong.err.constData());
        QVERIFY(run({"run", "tiny2", "--ids", "ids.npy", "--method", "decimamba", "--decimate", "depth=7"})
                    .err.contains("\"depth=7\": is not known"));
    }

    void filters()
    {
        for (const QString filter : {"alpha", "offline", "bound", "norm", "channelwise_topk", "all_topk"}) {
            ok({"run", "tiny2", "--ids", "ids.npy", "--method", "longmamba", "--profile", "tiny2.safetensors",
                "--theta", "1e-30", "--filter", filter, "--keep", filter + ".npy", "--nll", filter + "-nll.npy"});
            const NpyArray kept = array(filter + ".npy");
            const double least = *std::min_element(kept.values.begin(), kept.values.end());
            QVERIFY2(filter == "norm" ? least == 96 : least < 96, qPrintable(filter));
        }
        QVERIFY(run({"run", "tiny2", "--ids", "ids.npy", "--method", "longmamba", "--profile", "tiny2.safetensors",
                     "--filter", "best"})
                    .err.contains("channelwise_topk"));
    }

    void alignFolders()
    {
        ok({"profile", "thousands.safetensors", "--export-align", "align"});
        QVERIFY(QDir(path("align/delta_t-thre")).exists("delta_t-thre_layer_1.pt"));
        for (const QString tensor : {"threshold", "keep_ratio", "delta_sum", "lengths"}) {
            ok({"profile", "thousands.safetensors", "--tensor", tensor, "--out", "a.npy"});
            ok({"profile", "align", "--tensor", tensor, "--out", "b.npy"});
            QVERIFY(array("a.npy").values == array("b.npy").values);
        }
        ok({"classify", "--profile", "thousands.safetensors", "--theta", "0.3", "--out", "a.npy"});
        ok({"classify", "--profile", "align", "--theta", "0.3", "--out", "b.npy"});
        QVERIFY(array("a.npy").values == array("b.npy").values);
        ok({"run", "tiny2", "--ids", "ids.npy", "--method", "longmamba", "--profile", "align"});
        QVERIFY(run({"profile", "tiny2.safetensors", "--export-align", "no"}).err.contains("whole thousands"));
        QVERIFY(run({"profile", "calib.npy", "--export-align", "no"}).code == 1);
    }

    // A search's profile brings its theta and factor along.
    void search()
    {
        const QJsonObject found =
            run({"search", "tiny2", "--metric", "perplexity", "--length", "32", "--samples", "2", "--candidates", "3",
                 "--lengths", "80", "--last", "20", "--minutes", "5", "--out", "found.safetensors", "--json"})
                .json()
                .object();
        QVERIFY(found["complete"].toBool());
        QCOMPARE(found["trials"].toArray().size(), 4); // three, then one
        QJsonObject best;
        for (const QJsonValue trial : found["trials"].toArray())
            if (trial["best"].toBool())
                best = trial.toObject();
        const QString theta = QString::number(best["theta"].toDouble(), 'g', 17);
        const QString scale = QString::number(best["scale"].toDouble(), 'g', 17);
        ok({"run", "tiny2", "--ids", "ids.npy", "--method", "longmamba", "--profile", "found.safetensors", "--nll",
            "a.npy"});
        ok({"run", "tiny2", "--ids", "ids.npy", "--method", "longmamba", "--profile", "found.safetensors", "--theta",
            theta, "--scale", scale, "--nll", "b.npy"});
        QVERIFY(array("a.npy").values == array("b.npy").values);

        const Outcome layer = run({"search", "tiny2", "--method", "decimamba", "--metric", "perplexity", "--length",
                                   "32", "--lengths", "80", "--last", "20", "--minutes", "5", "--out", "trials.md"});
        QCOMPARE(layer.code, 0);
        QVERIFY2(layer.out.contains("--decimate layers=1,l_base=32,beta=0.5,min=20"), layer.out.constData());
        QVERIFY(contentOf("trials.md").contains("layer"));

        QCOMPARE(run({"search", "tiny2", "--length", "32", "--out", "found.npy"}).code, 1);
        QCOMPARE(run({"search", "tiny2", "--length", "32", "--method", "decimamba", "--out", "f.safetensors"}).code, 2);
        QVERIFY(run({"search", "tiny2"}).err.contains("--length"));
    }

    void latency()
    {
        const QStringList what{
            "latency", "tiny2",     "--method", "vanilla,decimamba", "--decimate", "layers=1,l_base=20", "--lengths",
            "40,90",   "--repeats", "2",        "--new-tokens",      "2"};
        const QJsonArray results = run(what + QStringList{"--json", "--out", "t.json"}).json()["results"].toArray();
        QCOMPARE(results.size(), 4);
        QCOMPARE(results[1].toObject()["method"].toString(), "decimamba");
        QCOMPARE(results[3].toObject()["length"].toInt(), 90);
        for (const char* field : {"prefill_seconds", "decode_tokens_per_second", "memory"})
            QVERIFY2(results[3].toObject()[QLatin1String(field)].toDouble() > 0, field);
        QCOMPARE(results[0].toObject()["overhead_percent"].toDouble(), 0.0);
        QVERIFY(contentOf("t.json").contains("prefill_seconds"));
        for (const QString file : {"t.tex", "t.md", "t.csv"}) {
            ok(what + QStringList{"--out", file});
            QVERIFY2(contentOf(file).contains("decimamba"), qPrintable(file));
        }
        QCOMPARE(run(what + QStringList{"--out", "t.png"}).code, 1);
    }
};

QTEST_GUILESS_MAIN(MethodsTest)
#include "methods_test.moc"
