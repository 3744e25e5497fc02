// SPDX-License-Identifier: GPL-3.0-or-later
// What a view state opens: sequences of any length that is asked for, and whose profile a model gets.
#include "core/base/device.h"
#include "core/base/resources.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_model.h"
#include "ui/engine/document.h"
#include "ui/engine/evaluation_jobs.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <memory>
#include <string>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kHuge[] = {2'000'000'000, std::numeric_limits<std::int64_t>::max()};

std::shared_ptr<const Document> opened(const ViewState& state, bool reload = false)
{
    Progress progress;
    return openDocument(state, nullptr, reload, {}, progress);
}

} // namespace

class DocumentTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return m_folder.filePath(QLatin1String(name)).toStdString(); }
    /// Of the tiny model.
    ViewState state(const char* kind, std::int64_t tokens) const
    {
        ViewState s;
        s.model = path("tiny").string();
        s.sequenceKind = kind;
        s.textFile = path("text.txt").string();
        s.tokens = tokens;
        return s;
    }
    std::string write(const char* name, const std::string& text) const
    {
        std::ofstream(path(name), std::ios::binary) << text;
        return text;
    }

private slots:
    void initTestCase() { writeTinyModel(path("tiny"), Family::Mamba2); }

    void textsAreReadAsFarAsTheyGo()
    {
        const std::string text = write("text.txt", "It was a dark night, and the rain fell in torrents.\n");
        const auto few = opened(state("text", 5));
        const std::vector<std::int64_t> all = few->tokenizer->encode(text);
        QCOMPARE(few->length(), 5);
        const std::int64_t before = peakMemory();
        for (const std::int64_t tokens : kHuge)
            QVERIFY(opened(state("text", tokens))->ids == all);
        QVERIFY(peakMemory() - before < (std::int64_t(1) << 30)); // not what so many tokens would take
    }

    /// More than one piece: tokens with many more bytes than was thought.
    void piecesOfATextGiveWhatTheWholeGives()
    {
        std::string words;
        for (int k = 0; k < 500; ++k)
            words += " internationalisation everywhere";
        write("text.txt", words);
        const auto document = opened(state("text", 100));
        std::vector<std::int64_t> whole = document->tokenizer->encode(words);
        QVERIFY(std::ssize(whole) > 100);
        whole.resize(100);
        QVERIFY(document->ids == whole);
    }

    /// Before any of it is made.
    void haystacksThatNoMemoryHoldsAreRefused()
    {
        for (const std::int64_t tokens : kHuge) {
            const QString said = errorOf([&] { opened(state("passkey", tokens)); });
            QVERIFY2(said.startsWith(QStringLiteral("sequence: %1 tokens need ").arg(tokens)) &&
                         said.contains(QStringLiteral("of memory")),
                     qPrintable(said));
            const auto document = opened(state("passkey", tokens), true); // a person asked for the model
            QCOMPARE(document->length(), 0);
            QVERIFY(document->sequenceProblem.contains(QStringLiteral("of memory")));
        }
        QCOMPARE(opened(state("passkey", 300))->length(), 300);
    }

    /// A fine-tuned model often keeps the name of the one it was made from; the thresholds are not its own.
    void profilesAreNotFoundByNameAlone()
    {
        const fs::path models = resourceFolder() / "models";
        const fs::path copy = path("mamba2-12m");
        fs::create_directories(copy);
        for (const char* name : {"config.json", "model.safetensors"})
            fs::create_symlink(models / "mamba2-12m" / name, copy / name);
        fs::create_symlink(models / "tokenizer.json", copy / "tokenizer.json");
        fs::create_directory_symlink(models / "mamba2-12m", path("link"));
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
        ViewState s;
        s.sequenceKind = "prompt";
        s.prompt = "The sea was calm.";
        Progress progress;
        for (const std::string& model : {std::string("mamba2-12m"), path("link").string()}) {
            settings.model = s.model = model;
            QVERIFY(opened(s)->profile);
            QCOMPARE(opened(s)->profileName, QStringLiteral("mamba2-12m.safetensors"));
            QVERIFY(openEvaluationTools(settings, nullptr, progress).profile);
        }
        settings.model = s.model = copy.string();
        QCOMPARE(opened(s)->model->name(), std::string("mamba2-12m"));
        QVERIFY(!opened(s)->profile);
        QCOMPARE(opened(s)->profileName, QString());
        const QString said = errorOf([&] { openEvaluationTools(settings, nullptr, progress); });
        QVERIFY2(said.contains(QStringLiteral("has no calibration profile")), qPrintable(said));
        settings.methods = {"vanilla"};
        QVERIFY(!openEvaluationTools(settings, nullptr, progress).profile);
        // By hand it can be had.
        s.profile = bundledProfile("mamba2-12m").string();
        QVERIFY(opened(s)->profile);
    }
};

QTEST_GUILESS_MAIN(DocumentTest)
#include "document_test.moc"
