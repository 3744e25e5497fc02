// SPDX-License-Identifier: GPL-3.0-or-later
// Every verb once on a small model, but for those that draw or write maps, and their numbers against each other.
#include "core/base/npy.h"
#include "tests/cli/verbs_fixture.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

namespace {

QList<double> numbers(const QJsonValue& list)
{
    QList<double> values;
    for (const QJsonValue value : list.toArray())
        values.append(value.toDouble());
    return values;
}

} // namespace

class VerbsTest : public VerbsFixture
{
    Q_OBJECT

private slots:
    void initTestCase() { writeFolder(); }

    void helpAndVersion()
    {
        QVERIFY(run({"--version"}).out.startsWith("mambascope "));
        const Outcome help = run({"--help"});
        QCOMPARE(help.code, 0);
        for (const char* verb :
             {"info", "tokenize", "run", "map", "gallery", "receptive-field", "decay", "calibrate", "profile",
              "classify", "generate", "passkey", "perplexity", "render", "bench", "demo"}) {
            QVERIFY2(help.out.contains(verb), verb);
            const Outcome one = run({verb, "--help"});
            QCOMPARE(one.code, 0);
            QVERIFY2(one.out.contains("Example:\n  mambascope " + QByteArray(verb)), verb);
        }
    }

    void benchListsWhatFits()
    {
        const Outcome all = run({"bench", "--list"});
        QCOMPARE(all.code, 0);
        for (const char* name : {"copy", "product", "scan", "ssd", "conv", "norm", "linear", "matvec", "map mamba1",
                                 "decay", "prefill, decode mamba1-12m"})
            QVERIFY2(all.out.contains("\n" + QByteArray(name) + " ") || all.out.startsWith(name), name);
        const Outcome one = run({"bench", "tiny2", "--model", "tiny2", "--list", "--json"});
        const QJsonArray entries = one.json().array();
        QCOMPARE(entries.size(), 4); // the three limits come first, whatever is asked for
        QCOMPARE(entries.last().toObject()["name"].toString(), "prefill, decode tiny2");
        const Outcome none = run({"bench", "no such thing"});
        QCOMPARE(none.code, 1);
        QCOMPARE(none.err,
                 "mambascope: measurement \"no such thing\": there is none of that name; --list shows them\n");
    }

    void bench()
    {
        QFile peers(path("peers.json"));
        QVERIFY(peers.open(QIODevice::WriteOnly));
        peers.write(
            R"({"results": [{"name": "decode tiny2", "shape": "L1", "dtype": "fp32", "peer": "nobody", "ms": 50},
                                    {"name": "decode tiny2", "shape": "L2", "dtype": "fp32", "peer": "other", "ms": 1}]})");
        peers.close();
        const Outcome outcome = run({"bench", "tiny2", "--model", "tiny2", "--tokens", "40", "--repeat", "1", "--peer",
                                     "peers.json", "--json"});
        QVERIFY2(outcome.code == 0, outcome.text().constData());
        const QJsonObject json = outcome.json().object();
        QVERIFY(json["device"].toString().contains("thread"));
        const QJsonArray results = json["results"].toArray();
        QStringList names;
        for (const QJsonValue value : results) {
            const QJsonObject result = value.toObject();
            names << result["name"].toString();
            QVERIFY(result["median_ms"].toDouble() > 0);
            QVERIFY(!result["shape"].toString().isEmpty());
            QVERIFY(result["dtype"].toString() == "fp32" || result["dtype"].toString() == "bf16");
            if (result.contains("limit_ms"))
                QCOMPARE(result["ratio_to_limit"].toDouble(),
                         result["median_ms"].toDouble() / result["limit_ms"].toDouble());
        }
        QCOMPARE(names, (QStringList{"copy", "product", "product", "prefill tiny2", "prefill-longmamba tiny2",
                                     "decode tiny2"}));
        QVERIFY(!results[0].toObject().contains("limit_ms")); // it is one
        QCOMPARE(results[3].toObject()["d_state"].toInt(), 16);
        QVERIFY(!results[3].toObject().contains("peer"));
        QCOMPARE(results[4].toObject()["peer"].toString(), "vanilla");
        QCOMPARE(results[4].toObject()["peer_ms"].toDouble(), results[3].toObject()["median_ms"].toDouble());
        QCOMPARE(results[5].toObject()["peer"].toString(), "nobody");
        QCOMPARE(results[5].toObject()["peer_ms"].toDouble(), 50.0);
    }

    void benchRefusesPeersThatAreNone_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("cause");
        QTest::newRow("no JSON") << QByteArray("times") << QByteArray("bad.json: ");
        QTest::newRow("no results") << QByteArray("{}") << QByteArray("bad.json: {\"results\": [...]} is expected");
        QTest::newRow("no time")
            << QByteArray(R"({"results": [{"name": "a", "shape": "", "dtype": "", "peer": "", "ms": 0}]})")
            << QByteArray("bad.json: \"ms\" of a is not a time");
        QTest::newRow("no name") << QByteArray(R"({"results": [{}]})") << QByteArray("a result has no \"name\"");
    }
    void benchRefusesPeersThatAreNone()
    {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, cause);
        QFile file(path("bad.json"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
        file.close();
        const Outcome outcome = run({"bench", "norm", "--peer", "bad.json"});
        QCOMPARE(outcome.code, 1);
        QVERIFY2(outcome.err.contains(cause), outcome.err.constData());
    }

    void info()
    {
        const Outcome outcome = run({"info", "tiny2", "--json"});
        QCOMPARE(outcome.code, 0);
        const QJsonObject json = outcome.json().object();
        QCOMPARE(json["family"].toString(), "mamba2");
        QCOMPARE(json["layers"].toInt(), 2);
        QCOMPARE(json["d_model"].toInt(), 32);
        QCOMPARE(json["d_inner"].toInt(), 64);
        QCOMPARE(json["d_state"].toInt(), 16);
        QCOMPARE(json["heads"].toInt(), 4);
        QCOMPARE(json["vocab"].toInt(), 8192);
        QCOMPARE(json["dtype"].toString(), "F32");
        QCOMPARE(json["tied"].toBool(), true);
        QVERIFY(json["tokenizer"].toString().endsWith("tokenizer.json"));
        QCOMPARE(json["files"].toArray().size(), 3);
        QVERIFY(json["parameters"].toInt() > 8192 * 32);
        QVERIFY(json["tokenizer_kind"].toString().startsWith("byte-level BPE"));
        QVERIFY(run({"info", "tiny1", "--json"}).json().object()["heads"].isNull());
        QVERIFY(run({"info", "bare", "--json"}).json().object()["tokenizer"].isNull());
        QVERIFY(run({"info", "mamba2-12m"}).out.contains("12,634,192"));
        QVERIFY(run({"info", "tiny2", "--tensors"}).out.contains("backbone.layers.1.mixer.A_log"));
        const QJsonArray tensors =
            run({"info", "tiny2", "--statistics", "--json"}).json().object()["tensors"].toArray();
        const QJsonObject first = tensors.first().toObject();
        qint64 counted = 0;
        for (const QJsonValue bin : first["histogram"].toArray())
            counted += bin.toInteger();
        qint64 elements = 1;
        for (const QJsonValue size : first["shape"].toArray())
            elements *= size.toInteger();
        QCOMPARE(counted, elements);
        QVERIFY(first["minimum"].toDouble() <= first["mean"].toDouble());
        QVERIFY(first["mean"].toDouble() <= first["maximum"].toDouble());
        QVERIFY(!run({"info", "tiny2", "--tensors", "--json"}).out.contains("histogram"));
        QVERIFY(run({"info", "tiny2", "--statistics"}).out.contains("deviation"));
    }

    void tokenize()
    {
        const QString text = QStringLiteral("Caf\u00e9 and <|endoftext|> river\u2028end");
        const Outcome ids = run({"tokenize", "--prompt", text, "--json"});
        QCOMPARE(ids.code, 0);
        QFile lines(path("ids.jsonl"));
        QVERIFY(lines.open(QIODevice::WriteOnly));
        lines.write(QJsonDocument(QJsonObject{{"ids", ids.json().object()["ids"]}}).toJson(QJsonDocument::Compact) +
                    "\n");
        lines.close();
        const auto only = [](const Outcome& outcome) {
            return QJsonDocument::fromJson("[" + outcome.out + "]").array().first();
        };
        QCOMPARE(only(run({"tokenize", "--decode", "--lines", "ids.jsonl"})).toString(), text);
        QString streamed;
        for (const QJsonValue piece : only(run({"tokenize", "--decode", "--stream", "--lines", "ids.jsonl"})).toArray())
            streamed += piece.toString();
        QCOMPARE(streamed, text);
        const Outcome outcome = run({"tokenize", "tiny2", "--text", "text.txt", "--out", "text.npy"});
        QCOMPARE(outcome.code, 0);
        QVERIFY(array("text.npy").values.size() > 500);
        QCOMPARE(run({"tokenize", "--prompt", ""}).code, 0);
    }

    void runWritesWhatIsAskedFor()
    {
        ok({"run", "tiny2", "--ids", "ids.npy", "--logits", "logits.npy", "--nll", "nll.npy", "--dt", "dt.npy",
            "--hidden", "hidden.npy", "--keep", "keep.npy"});
        const NpyArray logits = array("logits.npy");
        shapeIs(logits, {kTokens, 8192});
        shapeIs(array("dt.npy"), {2, 4, kTokens});
        shapeIs(array("hidden.npy"), {kTokens, 32});
        const NpyArray nll = array("nll.npy");
        shapeIs(nll, {kTokens - 1});
        const std::vector<std::int64_t> ids = someIds(kTokens);
        for (std::size_t t = 0; t + 1 < ids.size(); ++t) {
            double sum = 0;
            for (std::size_t v = 0; v < 8192; ++v)
                sum += std::exp(logits.values[t * 8192 + v]);
            const double expected = std::log(sum) - logits.values[t * 8192 + static_cast<std::size_t>(ids[t + 1])];
            QVERIFY(std::abs(nll.values[t] - expected) < 1e-6);
        }
        const NpyArray keep = array("keep.npy");
        shapeIs(keep, {2, 4});
        for (const double kept : keep.values)
            QCOMPARE(kept, double(kTokens));

        ok({"run", "tiny2", "--ids", "ids.npy", "--last", "5", "--logits", "last.csv"});
        QFile csv(path("last.csv"));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        const QList<QByteArray> rows = csv.readAll().trimmed().split('\n');
        QCOMPARE(rows.size(), 5);
        QCOMPARE(rows[4].split(',').size(), 8192);
        QVERIFY(std::abs(rows[0].split(',')[17].toDouble() - logits.values[(kTokens - 5) * 8192 + 17]) < 1e-5);
        const Outcome report = run({"run", "tiny2", "--text", "text.txt", "--tokens", "40", "--json"});
        QCOMPARE(report.json().object()["tokens"].toInt(), 40);
        QCOMPARE(report.json().object()["next"].toArray().size(), 5);
    }

    void generate()
    {
        const QStringList base = {"generate", "tiny2", "--ids", "ids.npy", "--max-new-tokens", "6"};
        const Outcome both =
            run(base + QStringList{"--method", "vanilla,longmamba", "--profile", "tiny2.safetensors", "--json"});
        QCOMPARE(both.code, 0);
        QVERIFY(both.err.isEmpty());
        const QJsonArray answers = both.json().array();
        QCOMPARE(answers.size(), 2);
        QCOMPARE(answers[0].toObject()["method"].toString(), "vanilla");
        QCOMPARE(answers[0].toObject()["prompt_tokens"].toInt(), int(kTokens));
        QVERIFY(answers[0].toObject()["decode_tokens_per_second"].toDouble() > 0);
        // Step by step gives what one pass over prompt and answer predicts.
        std::vector<std::int64_t> ids = someIds(kTokens);
        for (const double id : numbers(answers[0].toObject()["ids"]))
            ids.push_back(static_cast<std::int64_t>(id));
        saveNpy(path("longer.npy").toStdString(), ids, {std::ssize(ids)});
        ok({"run", "tiny2", "--ids", "longer.npy", "--logits", "longer-logits.npy"});
        const NpyArray logits = array("longer-logits.npy");
        for (std::size_t t = kTokens - 1; t + 1 < ids.size(); ++t) {
            const auto row = logits.values.begin() + static_cast<std::ptrdiff_t>(t * 8192);
            QCOMPARE(std::int64_t(std::max_element(row, row + 8192) - row), ids[t + 1]);
        }
        const Outcome plain = run(base);
        QCOMPARE(plain.out, answers[0].toObject()["text"].toString().toUtf8() + "\n");
        const QStringList sampled = base + QStringList{"--temperature", "1", "--top-k", "50", "--seed", "3"};
        QCOMPARE(run(sampled).out, run(sampled).out);
        QCOMPARE(run({"generate", "bare", "--ids", "ids.npy", "--max-new-tokens", "3"}).out.trimmed().split(' ').size(),
                 3);
    }

    void passkeyCases()
    {
        const std::vector<std::int64_t> ids = someIds(kTokens);
        const QList<double> answer =
            numbers(run({"generate", "tiny2", "--ids", "ids.npy", "--max-new-tokens", "2", "--json"})
                        .json()
                        .array()[0]
                        .toObject()["ids"]);
        QJsonArray prompt;
        for (const std::int64_t id : ids)
            prompt.append(qint64(id));
        QFile file(path("cases.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        const auto write = [&](double second) {
            file.write(QJsonDocument(QJsonObject{{"ids", prompt},
                                                 {"answer_ids", QJsonArray{answer[0], second}},
                                                 {"length", qint64(kTokens)},
                                                 {"depth", 0.5}})
                           .toJson(QJsonDocument::Compact) +
                       "\n");
        };
        write(answer[1]);
        write(answer[1] + 1);
        file.close();
        const Outcome outcome = run({"passkey", "tiny2", "--cases", "cases.jsonl", "--json", "--out", "grid.csv"});
        QVERIFY2(outcome.code == 0, outcome.text().constData());
        const QJsonObject json = outcome.json().object();
        QCOMPARE(json["cases"].toArray().size(), 2);
        QCOMPARE(json["cases"].toArray()[0].toObject()["correct"].toBool(), true);
        QCOMPARE(json["cases"].toArray()[1].toObject()["correct"].toBool(), false);
        QCOMPARE(json["grid"].toArray().size(), 1);
        QCOMPARE(json["grid"].toArray()[0].toObject()["correct"].toInt(), 1);
        QCOMPARE(json["grid"].toArray()[0].toObject()["trials"].toInt(), 2);
        QFile grid(path("grid.csv"));
        QVERIFY(grid.open(QIODevice::ReadOnly));
        QCOMPARE(grid.readAll(), QByteArray("method,length,depth,correct,trials\nvanilla,96,0.5,1,2\n"));
        const Outcome made = run({"passkey", "tiny2", "--lengths", "150,200", "--depths", "0,1", "--json"});
        QVERIFY2(made.code == 0, made.text().constData());
        QCOMPARE(made.json().object()["cases"].toArray().size(), 4);
    }

    void perplexity()
    {
        const Outcome outcome = run({"perplexity", "tiny2", "--text", "text.txt", "--contexts", "64,128", "--windows",
                                     "3", "--last", "20", "--json"});
        QVERIFY2(outcome.code == 0, outcome.text().constData());
        const QJsonArray results = outcome.json().object()["results"].toArray();
        QCOMPARE(results.size(), 2);
        const QJsonObject first = results[0].toObject();
        QCOMPARE(first["context"].toInt(), 64);
        const QJsonArray windows = first["windows"].toArray();
        ok({"tokenize", "tiny2", "--text", "text.txt", "--out", "text.npy"});
        const std::vector<std::int64_t> ids = loadIds(path("text.npy").toStdString()).front();
        const std::int64_t stride = (std::ssize(ids) - 64) / 3;
        double sum = 0;
        for (qsizetype w = 0; w < windows.size(); ++w) {
            QCOMPARE(windows[w].toObject()["start"].toInteger(), w * stride);
            QCOMPARE(windows[w].toObject()["file"].toString(), "text.txt");
            sum += windows[w].toObject()["nll"].toDouble();
        }
        QVERIFY(std::abs(first["nll"].toDouble() - sum / double(windows.size())) < 1e-12);
        const std::vector<std::int64_t> window(ids.begin() + stride, ids.begin() + stride + 64);
        saveNpy(path("window.npy").toStdString(), window, {64});
        ok({"run", "tiny2", "--ids", "window.npy", "--nll", "window-nll.npy"});
        const NpyArray nll = array("window-nll.npy");
        double mean = 0;
        for (std::size_t t = nll.values.size() - 20; t < nll.values.size(); ++t)
            mean += nll.values[t] / 20;
        QVERIFY(std::abs(windows[1].toObject()["nll"].toDouble() - mean) < 1e-4);
        QVERIFY(run({"perplexity", "tiny2", "--text", "text.txt", "--text", "text.txt", "--contexts", "64", "--windows",
                     "1", "--last", "9"})
                    .out.contains("64"));
    }
};

QTEST_GUILESS_MAIN(VerbsTest)
#include "verbs_test.moc"
