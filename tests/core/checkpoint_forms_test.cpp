// SPDX-License-Identifier: GPL-3.0-or-later
// What checkpoints of a family may differ in, on tiny ones that are written here, and how much memory they may take.
#include "core/base/device.h"
#include "core/base/error.h"
#include "core/generate/generate.h"
#include "core/model/pass.h"
#include "tests/core/whole_pass.h"
#include "tests/support/tiny_zamba2.h"

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <filesystem>

using namespace mambascope;
using namespace mambascope::test;

namespace {

std::vector<float> logitsOf(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids)
{
    State state(model);
    Everything seen(model->config(), static_cast<std::int64_t>(ids.size()));
    PassOptions options;
    options.logitsFrom = 0;
    Progress progress;
    runPass(state, ids, options, &seen, progress);
    return seen.logits;
}

std::vector<std::int64_t> tinyIds(std::int64_t count)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 0; i < count; ++i)
        ids.push_back((i * i * 7 + 3 * i + 1) % kTinyZambaVocab);
    return ids;
}

} // namespace

class CheckpointFormsTest : public QObject
{
    Q_OBJECT

private slots:
    void attentionWithFewerKeyHeads()
    {
        // Keys and values shared by pairs of heads are the same as matrices whose rows are repeated.
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        writeTinyZamba2(base / "grouped", {.keyHeads = 2});
        writeTinyZamba2(base / "repeated", {.keyHeads = 2, .repeatKeys = true});
        const std::vector<std::int64_t> ids = tinyIds(70);
        const auto grouped = open(QString::fromStdString((base / "grouped").string()));
        const auto repeated = open(QString::fromStdString((base / "repeated").string()));
        QCOMPARE(grouped->config().shared.keyHeads, std::int64_t{2});
        QCOMPARE(repeated->config().shared.keyHeads, std::int64_t{4});
        QVERIFY(largestDifference(logitsOf(grouped, ids), logitsOf(repeated, ids)) < 1e-5);
    }

    void aCheckpointThatDoesNotFitIsRefusedUnread()
    {
        // A file with holes: it says that it is larger than any memory, and takes none of the disk.
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        const std::int64_t size = writeHugeMamba2(path);
        if (size == 0)
            QSKIP("the file system cannot hold files with holes of this size");
        if (size < availableMemory())
            QSKIP("this machine has more memory than the file is large");
        QString said;
        try {
            open(folder.path());
        } catch (const Error& error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(said.contains(QRegularExpression(QStringLiteral("needs 5[0-9][0-9]\\.[0-9] GiB .* GiB are free"))),
                 qPrintable(said));
        QVERIFY(peakMemory() < size / 100);
    }

    void aSkipWeightForEveryEntry()
    {
        // D of [heads x head_dim] belongs to entries: the same as D of heads that have one entry each.
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        writeTinyMamba2(base / "entries", {});
        writeTinyMamba2(base / "heads", {.headOfEntry = true});
        const std::vector<std::int64_t> ids = tinyIds(40);
        const auto entries = open(QString::fromStdString((base / "entries").string()));
        const auto heads = open(QString::fromStdString((base / "heads").string()));
        QVERIFY(entries->config().dPerEntry);
        QCOMPARE(entries->config().heads, std::int64_t{4});
        QCOMPARE(heads->config().heads, std::int64_t{32});
        QVERIFY(largestDifference(logitsOf(entries, ids), logitsOf(heads, ids)) < 1e-5);
    }

    void anOutputMatrixOfItsOwn()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        writeTinyMamba2(base / "tied", {});
        writeTinyMamba2(base / "untied", {.untied = true});
        const std::vector<std::int64_t> ids = tinyIds(9);
        const auto untied = open(QString::fromStdString((base / "untied").string()));
        QCOMPARE(untied->config().tied, std::optional<bool>(false));
        const std::vector<float> tied = logitsOf(open(QString::fromStdString((base / "tied").string())), ids);
        std::vector<float> reversed = logitsOf(untied, ids);
        for (auto row = reversed.begin(); row != reversed.end(); row += kTinyZambaVocab)
            std::reverse(row, row + kTinyZambaVocab);
        QVERIFY(largestDifference(reversed, tied) < 1e-6);
    }

    void paddingIsNeverWritten_data()
    {
        QTest::addColumn<bool>("huggingFace");
        QTest::addColumn<bool>("untied");
        QTest::newRow("state-spaces") << false << false;
        QTest::newRow("state-spaces, output matrix of its own") << false << true;
        QTest::newRow("Hugging Face") << true << false;
    }
    void paddingIsNeverWritten()
    {
        QFETCH(bool, huggingFace);
        QFETCH(bool, untied);
        QTemporaryDir folder;
        writeTinyMamba2(folder.path().toStdString(), {.untied = untied, .padded = true, .huggingFace = huggingFace});
        const auto model = open(folder.path());
        const auto write = [&](double temperature, std::int64_t vocabulary) {
            State state(model);
            Progress progress;
            const Prefill read = prefill(state, tinyIds(5), nullptr, progress);
            GenerateOptions options;
            options.maxNewTokens = 60;
            options.sampling = {.temperature = temperature, .seed = 4};
            options.vocabulary = vocabulary;
            const auto ids = generate(
                                 state, read.lastLogits, options, [](std::int64_t) { return true; }, progress)
                                 .ids;
            return *std::max_element(ids.begin(), ids.end());
        };
        // transformers counts the padding in: there only the tokenizer knows where it begins.
        const std::int64_t tokens = huggingFace ? kTinyZambaVocab : 0;
        for (const double temperature : {0.0, 1.0, 1e6})
            QVERIFY(write(temperature, tokens) < kTinyZambaVocab);
        if (huggingFace)
            QVERIFY(write(0, 0) >= kTinyZambaVocab); // what the limit is for
        else
            QVERIFY_EXCEPTION_THROWN(logitsOf(model, {kTinyZambaVocab}), Error);
    }

    void sharedBlocksStoredUnderAnyOfTheirLayers()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        const std::vector<std::int64_t> ids = tinyIds(30);
        std::vector<float> first;
        for (const auto& [attention, feedForward] : {std::pair(1, 1), std::pair(2, 2), std::pair(1, 2)}) {
            writeTinyZamba2(base, {.attentionHome = attention, .feedForwardHome = feedForward});
            const std::vector<float> logits = logitsOf(open(folder.path()), ids);
            if (first.empty())
                first = logits;
            QCOMPARE(logits, first);
        }
    }

    void longContext()
    {
        QTemporaryDir folder;
        const std::filesystem::path base = folder.path().toStdString();
        const auto logits = [&](const char* name, const std::string& config) {
            writeTinyZamba2(base / name, {.config = config});
            return logitsOf(open(QString::fromStdString((base / name).string())), tinyIds(70));
        };
        const std::vector<float> longer = logits("longer", R"(, "use_long_context": true)");
        // 10000 x 8^(d/(d-2)) for heads of 8
        QCOMPARE(longer, logits("scaled", ", \"rope_theta\": " + std::to_string(10000 * std::pow(8.0, 8.0 / 6.0))));
        QVERIFY(largestDifference(longer, logits("plain", {})) > 1e-3);
    }

    void sixteenThousandTokensInBoundedMemory()
    {
        QTemporaryDir folder;
        writeTinyZamba2(folder.path().toStdString(), {});
        const auto model = open(folder.path());
        State state(model);
        Progress progress;
        const std::int64_t before = peakMemory();
        const Prefill read = prefill(state, tinyIds(16384), nullptr, progress);
        // Scores of all pairs would be 4 GiB.
        QVERIFY2(peakMemory() - before < std::int64_t{1} << 30, qPrintable(QString::number(peakMemory() - before)));
        QVERIFY(std::all_of(read.lastLogits.begin(), read.lastLogits.end(), [](float v) { return std::isfinite(v); }));
    }
};

QTEST_APPLESS_MAIN(CheckpointFormsTest)
#include "checkpoint_forms_test.moc"
