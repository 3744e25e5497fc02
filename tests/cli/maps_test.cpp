// SPDX-License-Identifier: GPL-3.0-or-later
// What the verbs say of the inside of a model - kept tokens, maps, distances, decays - and their numbers against each
// other.
#include "core/base/npy.h"
#include "tests/cli/verbs_fixture.h"

#include <QFileInfo>
#include <QJsonObject>
#include <QRegularExpression>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace mambascope;
using namespace mambascope::test;

class MapsTest : public VerbsFixture
{
    Q_OBJECT

    static QStringList filtered()
    {
        return {"--method", "longmamba", "--profile", "tiny2.safetensors", "--theta", "0.05"};
    }

private slots:
    void initTestCase() { writeFolder(); }

    void keptTokensFollowTheProfile()
    {
        ok(QStringList{"run", "tiny2", "--ids", "ids.npy", "--dt", "fdt.npy", "--keep", "fkeep.npy"} + filtered());
        ok({"profile", "tiny2.safetensors", "--tensor", "threshold", "--out", "threshold.npy"});
        ok({"profile", "tiny2.safetensors", "--tensor", "ln_decay", "--out", "ln_decay.npy"});
        ok({"classify", "--profile", "tiny2.safetensors", "--theta", "0.05", "--out", "mask.npy"});
        const NpyArray dt = array("fdt.npy"), keep = array("fkeep.npy"), threshold = array("threshold.npy"),
                       mask = array("mask.npy"), decay = array("ln_decay.npy");
        shapeIs(threshold, {3, 2, 4});
        shapeIs(mask, {2, 4});
        int globals = 0;
        for (std::size_t channel = 0; channel < 8; ++channel) {
            const bool global = mask.values[channel] == 1;
            globals += global;
            QCOMPARE(global, decay.values[channel] > std::log(0.05));
            const double limit = threshold.values[2 * 8 + channel]; // the bucket of 96 tokens
            int kept = 0;
            for (std::int64_t t = 0; t < kTokens; ++t)
                kept += !global || dt.values[channel * kTokens + static_cast<std::size_t>(t)] > limit;
            QCOMPARE(keep.values[channel], double(kept));
        }
        QVERIFY(globals > 0 && globals < 8);
        QCOMPARE(run({"classify", "--profile", "tiny2.safetensors", "--theta", "1e-300", "--json"})
                     .json()
                     .object()["global"]
                     .toInt(),
                 8);
        QCOMPARE(run({"profile", "tiny2.safetensors", "--json"}).json().object()["sequences"].toInt(), 2);
    }

    void mapsAgree_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("channel");
        QTest::addColumn<QStringList>("method");
        QTest::newRow("mamba1") << "tiny1" << 3 << QStringList();
        QTest::newRow("mamba2") << "tiny2" << 0 << QStringList();
        QTest::newRow("mamba2 filtered") << "tiny2" << 0 << filtered();
    }
    void mapsAgree()
    {
        QFETCH(QString, model);
        QFETCH(int, channel);
        QFETCH(QStringList, method);
        const QStringList base =
            QStringList{"map", model, "--ids", "ids.npy", "--layer", "1", "--channel", QString::number(channel)} +
            method;
        ok(base + QStringList{"--out", "full.npy"});
        ok(base + QStringList{"--rows", "0,50,95", "--out", "rows.npy"});
        ok(base + QStringList{"--size", "12x8", "--reduce", "max", "--out", "max.npy"});
        ok(base + QStringList{"--size", "12x8", "--reduce", "mean", "--out", "mean.npy"});
        ok(QStringList{"receptive-field", model, "--ids", "ids.npy", "--last-rows", "2", "--out", "distance.npy"} +
           method);
        const NpyArray full = array("full.npy"), rows = array("rows.npy"), largest = array("max.npy"),
                       mean = array("mean.npy");
        shapeIs(full, {kTokens, kTokens});
        shapeIs(rows, {3, kTokens});
        shapeIs(largest, {12, 8});
        const auto at = [&](std::int64_t i, std::int64_t j) {
            return full.values[static_cast<std::size_t>(i * kTokens + j)];
        };
        const std::int64_t picked[] = {0, 50, 95};
        for (std::int64_t j = 0; j < kTokens; ++j)
            for (std::int64_t r = 0; r < 3; ++r)
                QVERIFY(std::abs(rows.values[static_cast<std::size_t>(r * kTokens + j)] - at(picked[r], j)) < 1e-6);
        for (std::int64_t y = 0; y < 12; ++y)
            for (std::int64_t x = 0; x < 8; ++x) {
                double top = 0, sum = 0;
                for (std::int64_t i = y * 8; i < y * 8 + 8; ++i)
                    for (std::int64_t j = x * 12; j < x * 12 + 12; ++j) {
                        top = std::max(top, std::abs(at(i, j)));
                        sum += std::abs(at(i, j));
                    }
                const auto cell = static_cast<std::size_t>(y * 8 + x);
                QVERIFY(std::abs(largest.values[cell] - top) < 1e-6);
                QVERIFY(std::abs(mean.values[cell] - sum / 96) < 1e-6);
            }
        double distance = 0;
        for (const std::int64_t i : {kTokens - 2, kTokens - 1}) {
            double weighted = 0, total = 0;
            for (std::int64_t j = 0; j <= i; ++j) {
                weighted += static_cast<double>(i - j) * std::abs(at(i, j));
                total += std::abs(at(i, j));
            }
            distance += weighted / total / 2;
        }
        const NpyArray distances = array("distance.npy");
        const double got = distances.values[static_cast<std::size_t>(distances.shape[1] + channel)];
        QVERIFY2(std::abs(got - distance) < 1e-3 * distance,
                 qPrintable(QStringLiteral("%1 %2").arg(got).arg(distance)));
    }

    void decayFollowsDelta()
    {
        ok({"run", "tiny2", "--ids", "ids.npy", "--dt", "dt.npy"});
        ok({"decay", "tiny2", "--ids", "ids.npy", "--layer", "1", "--channels", "0,2", "--out", "decay.npy"});
        const NpyArray dt = array("dt.npy"), decay = array("decay.npy");
        shapeIs(decay, {2, kTokens});
        const double a = decay.values[0] / dt.values[4 * kTokens]; // layer 1, head 0
        double sum = 0;
        for (std::size_t t = 0; t < kTokens; ++t) {
            sum += dt.values[4 * kTokens + t];
            QVERIFY(std::abs(decay.values[t] - a * sum) < 1e-4 * std::abs(a * sum) + 1e-7);
        }
    }

    void mapOfTheDifference()
    {
        const QStringList base = {"map", "tiny2",     "--ids", "ids.npy",   "--layer",
                                  "1",   "--channel", "2",     "--profile", "tiny2.safetensors"};
        ok(base + QStringList{"--method", "vanilla", "--out", "one.npy"});
        ok(base + QStringList{"--method", "longmamba", "--out", "other.npy"});
        ok(base + QStringList{"--method", "longmamba", "--minus", "vanilla", "--out", "minus.npy"});
        const NpyArray one = loadNpy(path("one.npy").toStdString());
        const NpyArray other = loadNpy(path("other.npy").toStdString());
        const NpyArray minus = loadNpy(path("minus.npy").toStdString());
        QCOMPARE(minus.shape, one.shape);
        for (std::size_t k = 0; k < minus.values.size(); ++k)
            QVERIFY(std::abs(minus.values[k] - (other.values[k] - one.values[k])) < 1e-6);
        QCOMPARE(run(base + QStringList{"--rollout", "--out", "x.npy"}).code, 2);
        QCOMPARE(run(base + QStringList{"--minus", "nothing", "--out", "x.npy"}).code, 1);
    }

    void receptiveFieldLinesAreOfTheRowsThatAreShown()
    {
        constexpr std::int64_t kLong = 2048, kRows = 256; // far more rows than points of a line
        saveNpy(path("long.npy").toStdString(), someIds(kLong), {kLong});
        // Points of each line; frames and ticks have two.
        const auto lines = [this](const QString& name) {
            QFile file(path(name));
            if (!file.open(QIODevice::ReadOnly))
                return std::vector<std::int64_t>();
            const QString svg = QString::fromUtf8(file.readAll());
            std::vector<std::int64_t> points;
            static const QRegularExpression line("<polyline[^>]*points=\"([^\"]*)\"");
            for (auto found = line.globalMatch(svg); found.hasNext();)
                if (const auto count = found.next().captured(1).split(' ', Qt::SkipEmptyParts).size(); count > 2)
                    points.push_back(count);
            std::sort(points.begin(), points.end());
            return points;
        };
        const QStringList part = {"map", "tiny2",     "--ids", "long.npy", "--layer",
                                  "1",   "--channel", "0",     "--window", "1000:1256,0:1256"};
        ok(part + QStringList{"--out", "part.svg"});
        QCOMPARE(lines("part.svg"), std::vector<std::int64_t>({kRows, kRows})); // the line and its casing

        // Tokens that DeciMamba left out look at nothing: the line is broken there.
        const QStringList decimated =
            part + QStringList{"--method", "decimamba", "--decimate", "layers=1,l_base=1500,beta=1"};
        ok(decimated + QStringList{"--out", "gaps.svg"});
        ok(decimated + QStringList{"--out", "gaps.npy"});
        const NpyArray map = array("gaps.npy");
        std::vector<std::int64_t> runs;
        std::int64_t kept = 0;
        for (std::int64_t i = 0; i <= kRows; ++i) {
            const auto row = map.values.begin() + i * map.shape[1];
            if (i < kRows && std::any_of(row, row + map.shape[1], [](double value) { return value != 0; })) {
                ++kept;
                continue;
            }
            if (kept > 2)
                runs.insert(runs.end(), {kept, kept});
            kept = 0;
        }
        std::sort(runs.begin(), runs.end());
        QVERIFY(runs.size() > 2);
        QCOMPARE(lines("gaps.svg"), runs);
    }

    void pictures()
    {
        ok({"map", "tiny2", "--ids", "ids.npy", "--layer", "0", "--channel", "1", "--method", "vanilla,longmamba",
            "--profile", "tiny2.safetensors", "--out", "map.png"});
        ok({"map", "tiny2", "--ids", "ids.npy", "--layer", "0", "--channels", "all", "--normalise", "log10", "--out",
            "mean.svg"});
        ok({"decay", "tiny2", "--ids", "ids.npy", "--layer", "0", "--channels", "0,1", "--method", "vanilla,longmamba",
            "--profile", "tiny2.safetensors", "--out", "decay.pdf"});
        ok({"receptive-field", "tiny2", "--ids", "ids.npy", "--method", "vanilla,longmamba", "--profile",
            "tiny2.safetensors", "--out", "field.png"});
        ok({"map", "tiny2", "--ids", "ids.npy", "--layer", "1", "--rollout", "--method", "longmamba", "--minus",
            "vanilla", "--profile", "tiny2.safetensors", "--out", "rollout.png"});
        for (const char* name : {"map.png", "mean.svg", "decay.pdf", "field.png", "rollout.png"})
            QVERIFY2(QFileInfo(path(name)).size() > 1000, name);
    }
};

QTEST_GUILESS_MAIN(MapsTest)
#include "maps_test.moc"
