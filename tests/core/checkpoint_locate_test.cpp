// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/locate.h"
#include "core/checkpoint/safetensors.h"
#include "tests/core/torch_files.h"
#include "tests/support/error_of.h"

#include <QTemporaryDir>
#include <QtTest>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>

using namespace mambascope;
using test::errorOf;
namespace fs = std::filesystem;

namespace {

constexpr const char* kConfig = R"({"d_model":64,"n_layer":2,"vocab_size":5})";

void write(const fs::path& path, const std::string& content)
{
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

void writeShard(const fs::path& path, const std::string& tensor, float value)
{
    fs::create_directories(path.parent_path());
    const std::vector<TensorToStore> tensors{{tensor, "F32", {1}, std::as_bytes(std::span(&value, 1))}};
    writeSafetensors(path, tensors, {});
}

} // namespace

class CheckpointLocateTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_place;
    fs::path m_folder; ///< of a model
    fs::path m_cache;

    fs::path snapshot(const char* commit) const { return m_cache / "models--org--name" / "snapshots" / commit; }

    // As the Hugging Face tools lay it out: a snapshot's files are links to blobs.
    void writeSnapshot(const char* commit)
    {
        const fs::path model = m_cache / "models--org--name";
        const std::string blob = std::string("blob-") + commit;
        write(snapshot(commit) / "config.json", kConfig);
        writeShard(model / "blobs" / blob, "a", 1);
        fs::create_symlink(fs::path("../../blobs") / blob, snapshot(commit) / "model.safetensors");
    }

    QString locatingFails(const fs::path& argument)
    {
        return errorOf([&] { locateModel(argument.string()); });
    }
    QString indexFails(const std::string& index)
    {
        write(m_folder / "model.safetensors.index.json", index);
        return errorOf([&] { Checkpoint::open(locateModel(m_folder.string())); });
    }

private slots:
    void init()
    {
        m_place = std::make_unique<QTemporaryDir>();
        const fs::path place = fs::canonical(m_place->path().toStdString());
        m_folder = place / "model";
        m_cache = place / "cache";
        fs::create_directories(m_folder);
        fs::create_directories(m_cache);
        qputenv("HF_HUB_CACHE", m_cache.c_str());
        qunsetenv("HF_HOME");
        write(m_folder / "config.json", kConfig);
    }

    void shards()
    {
        writeShard(m_folder / "one.safetensors", "a", 1);
        writeShard(m_folder / "two.safetensors", "b", 2);
        writeShard(m_folder / "stale.safetensors", "a", 9); // the index does not name it
        write(m_folder / "model.safetensors.index.json",
              R"({"metadata":{"total_size":8},"weight_map":{"a":"one.safetensors","b":"two.safetensors"}})");
        const Checkpoint checkpoint = Checkpoint::open(locateModel(m_folder.string()));
        QCOMPARE(checkpoint.tensors().size(), std::size_t{2});
        QCOMPARE(checkpoint.tensor("a").toFloat().front(), 1.0F);
        QCOMPARE(checkpoint.tensor("b").toFloat().front(), 2.0F);
        QCOMPARE(checkpoint.format().english(), std::string("safetensors, 2 files"));
        QCOMPARE(checkpoint.files().size(), std::size_t{3});
        QCOMPARE(checkpoint.find("c"), nullptr);
        QVERIFY(errorOf([&] { checkpoint.tensor("c"); }).contains(QStringLiteral("index.json")));
        // A shard named by hand is read alone.
        const ModelFiles stale = locateModel((m_folder / "stale.safetensors").string());
        QCOMPARE(Checkpoint::open(stale).tensor("a").toFloat().front(), 9.0F);
    }

    void shardsOfTorch()
    {
        using namespace torchFiles;
        const std::string tensorA = tensor(storage("FloatStorage", "0", 1), 0, {1}, {1});
        write(m_folder / "one.bin", archive(dict(text("a") + tensorA), floats({4})));
        const std::string tensorB = tensor(storage("FloatStorage", "0", 1), 0, {1}, {1});
        write(m_folder / "two.bin", archive(dict(text("b") + tensorB), floats({5})));
        write(m_folder / "pytorch_model.bin.index.json", R"({"weight_map":{"a":"one.bin","b":"two.bin"}})");
        const Checkpoint checkpoint = Checkpoint::open(locateModel(m_folder.string()));
        QCOMPARE(checkpoint.tensor("a").toFloat().front(), 4.0F);
        QCOMPARE(checkpoint.tensor("b").toFloat().front(), 5.0F);
        QCOMPARE(checkpoint.format().english(), std::string("torch archive, 2 files"));
    }

    void onlyBundledModelsHaveTheirProfiles()
    {
        const ModelFiles bundled = locateModel("mamba2-12m");
        QVERIFY(!bundledProfile(bundled).empty());
        QCOMPARE(bundledProfile(bundled), bundledProfile("mamba2-12m"));
        const fs::path link = m_folder / "link", copy = m_folder / "mamba2-12m";
        fs::create_directory_symlink(bundled.folder, link);
        QCOMPARE(bundledProfile(locateModel(link.string())), bundledProfile(bundled));
        write(copy / "config.json", kConfig);
        writeShard(copy / "model.safetensors", "a", 1);
        const ModelFiles other = locateModel(copy.string());
        QCOMPARE(other.name, bundled.name);
        QCOMPARE(bundledProfile(other), fs::path());
    }

    void orderOfPreference()
    {
        write(m_folder / "pytorch_model.bin", "x");
        QCOMPARE(locateModel(m_folder.string()).weights.filename(), fs::path("pytorch_model.bin"));
        write(m_folder / "pytorch_model.bin.index.json", "{}");
        QCOMPARE(locateModel(m_folder.string()).weights.filename(), fs::path("pytorch_model.bin.index.json"));
        write(m_folder / "model.safetensors", "x");
        QCOMPARE(locateModel(m_folder.string()).weights.filename(), fs::path("model.safetensors"));
        write(m_folder / "model.safetensors.index.json", "{}");
        QCOMPARE(locateModel(m_folder.string()).weights.filename(), fs::path("model.safetensors.index.json"));
        QCOMPARE(locateModel((m_folder / "pytorch_model.bin").string()).weights.filename(),
                 fs::path("pytorch_model.bin"));
        QCOMPARE(locateModel((m_folder / "config.json").string()).weights.filename(),
                 fs::path("model.safetensors.index.json"));
    }

    void brokenIndices_data()
    {
        QTest::addColumn<QString>("index");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* index, const char* says) {
            QTest::newRow(index) << QString::fromLatin1(index) << QString::fromLatin1(says);
        };
        row("{", "not valid JSON");
        row("[]", "weight_map");
        row("{}", "weight_map");
        row(R"({"weight_map":[]})", "weight_map");
        row(R"({"weight_map":{}})", "names no tensor");
        row(R"({"weight_map":{"a":1}})", "not a string");
        row(R"({"weight_map":{"a":""}})", "a path where");
        row(R"({"weight_map":{"a":".."}})", "a path where");
        row(R"({"weight_map":{"a":"../outside.safetensors"}})", "a path where");
        row(R"({"weight_map":{"a":"sub/one.safetensors"}})", "a path where");
        row(R"({"weight_map":{"a":"..\\outside.safetensors"}})", "a path where");
        row(R"({"weight_map":{"a":"/etc/passwd"}})", "a path where");
        row(R"({"weight_map":{"a":"one.safetensors\u0000"}})", "a path where");
        row(R"({"weight_map":{"a":"absent.safetensors"}})", "does not exist");
        row(R"({"weight_map":{"a":"one.safetensors","b":"one.safetensors"}})", "no tensor named \"b\"");
        row(R"({"weight_map":{"a":"link.safetensors"}})", "outside the folder");
        row(R"({"weight_map":{"a":"one.safetensors","a":"one.safetensors"}})", "twice");
    }
    void brokenIndices()
    {
        QFETCH(QString, index);
        QFETCH(QString, says);
        writeShard(m_folder / "one.safetensors", "a", 1);
        writeShard(m_folder / ".." / "outside.safetensors", "a", 1);
        fs::create_symlink("../outside.safetensors", m_folder / "link.safetensors");
        const QString error = indexFails(index.toStdString());
        QVERIFY2(error.contains(says), qPrintable(error));
    }

    void cachedModels()
    {
        writeSnapshot("aaa");
        writeSnapshot("bbb");
        const auto now = fs::file_time_type::clock::now();
        fs::last_write_time(snapshot("aaa"), now - std::chrono::hours(1));
        QCOMPARE(locateModel("org/name").folder, snapshot("bbb")); // the newest
        write(m_cache / "models--org--name" / "refs" / "main", "aaa");
        const ModelFiles files = locateModel("org/name");
        QCOMPARE(files.folder, snapshot("aaa"));
        QCOMPARE(files.name, std::string("org/name"));
        QCOMPARE(Checkpoint::open(files).tensor("a").toFloat().front(), 1.0F);
        QCOMPARE(locateModel((m_cache / "models--org--name").string()).folder, snapshot("aaa"));
        QCOMPARE(locateModel(snapshot("bbb").string()).name, std::string("org/name"));
        // What refs/main names was never downloaded.
        write(m_cache / "models--org--name" / "refs" / "main", "ccc");
        QCOMPARE(locateModel("org/name").folder, snapshot("bbb"));
        QVERIFY(locatingFails("org/other").contains(QStringLiteral("Hugging Face cache")));
    }

    void namesOfModels()
    {
        writeSnapshot("aaa");
        QVERIFY(isModelName("org/name") && isModelName("mamba2-12m"));
        for (const char* name : {"org/other", "name", "", "/", "org/name/", "../org/name", "org/name/more"})
            QVERIFY2(!isModelName(name), name);
        for (const char* file : {"a.safetensors", "a.bin", "x/a.pt", "a.pth", "a.bin.index.json", "x/config.json"})
            QVERIFY2(isModelFile(file), file);
        for (const char* file : {"a.txt", "tokenizer.json", "", "safetensors", "a.index", "my-config.json"})
            QVERIFY2(!isModelFile(file), file);
    }

    void cachedShards()
    {
        writeSnapshot("aaa");
        fs::rename(snapshot("aaa") / "model.safetensors", snapshot("aaa") / "one.safetensors");
        write(snapshot("aaa") / "model.safetensors.index.json", R"({"weight_map":{"a":"one.safetensors"}})");
        QCOMPARE(Checkpoint::open(locateModel("org/name")).tensor("a").toFloat().front(), 1.0F);
        // A folder that the Hugging Face tools made elsewhere, with links into the cache.
        fs::create_symlink(m_cache / "models--org--name" / "blobs" / "blob-aaa", m_folder / "one.safetensors");
        write(m_folder / "model.safetensors.index.json", R"({"weight_map":{"a":"one.safetensors"}})");
        QCOMPARE(Checkpoint::open(locateModel(m_folder.string())).tensor("a").toFloat().front(), 1.0F);
    }

    void placesOfTheCache()
    {
        writeSnapshot("aaa");
        qunsetenv("HF_HUB_CACHE");
        qputenv("HF_HOME", m_place->path().toUtf8());
        fs::rename(m_cache, m_cache.parent_path() / "hub");
        QCOMPARE(locateModel("org/name").name, std::string("org/name"));
    }

    void unfinishedDownloads()
    {
        writeSnapshot("aaa");
        const fs::path blob = m_cache / "models--org--name" / "blobs" / "blob-aaa";
        fs::rename(blob, blob.string() + ".123.incomplete");
        const QString partial = locatingFails("org/name");
        QVERIFY2(partial.contains(QStringLiteral("not downloaded completely")), qPrintable(partial));
        fs::remove(blob.string() + ".123.incomplete");
        const QString dangling = locatingFails("org/name");
        QVERIFY2(dangling.contains(QStringLiteral("link to")), qPrintable(dangling));
    }

    void pointersOfGitLfs()
    {
        write(m_folder / "model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1000\n");
        QVERIFY(locatingFails(m_folder).contains(QStringLiteral("Git LFS")));
        QVERIFY(locatingFails(m_folder / "model.safetensors").contains(QStringLiteral("Git LFS")));
        // Another form of the weights is used instead.
        write(m_folder / "pytorch_model.bin", "x");
        QCOMPARE(locateModel(m_folder.string()).weights.filename(), fs::path("pytorch_model.bin"));
    }

    void whatIsNotSupportedIsNamed()
    {
        write(m_folder / "model.gguf", "GGUF");
        QVERIFY(locatingFails(m_folder).contains(QStringLiteral("GGUF")));
        QVERIFY(locatingFails(m_folder / "model.gguf").contains(QStringLiteral("GGUF")));
        write(m_folder / "other.safetensors", "x");
        QVERIFY(locatingFails(m_folder).contains(QStringLiteral("other.safetensors")));
        fs::remove(m_folder / "config.json");
        QVERIFY(locatingFails(m_folder / "other.safetensors").contains(QStringLiteral("config.json")));
        QVERIFY(locatingFails(m_folder).contains(QStringLiteral("config.json")));
    }

    void tokenizers()
    {
        write(m_folder / "model.safetensors", "x");
        QVERIFY(locateModel(m_folder.string()).tokenizer.empty());

        const fs::path neoX = m_cache / "models--EleutherAI--gpt-neox-20b";
        const fs::path cached = neoX / "snapshots" / "abc" / "tokenizer.json";
        write(neoX / "refs" / "main", "abc");
        write(cached, R"({"model":{"vocab":{"a":0,"b":1,"c":2}},"added_tokens":[{"id":4,"content":"d"}]})");
        const ModelFiles files = locateModel(m_folder.string());
        QCOMPARE(files.tokenizer, cached);
        QVERIFY(QString::fromStdString(files.tokenizerOrigin.english()).contains(QStringLiteral("GPT-NeoX")));
        write(cached, R"({"model":{"vocab":{"a":9223372036854775807,"b":18446744073709551615}}})");
        QVERIFY(locateModel(m_folder.string()).tokenizer.empty());
        write(cached, R"({"model":{"vocab":{"a":0,"b":4}}})");
        QCOMPARE(locateModel(m_folder.string()).tokenizer, cached);
        // Ids that the model has no rows for.
        write(m_folder / "config.json", R"({"d_model":64,"n_layer":2,"vocab_size":4})");
        QVERIFY(locateModel(m_folder.string()).tokenizer.empty());
        // Models of other layouts come with their own.
        write(m_folder / "config.json", R"({"model_type":"mamba","hidden_size":64,"vocab_size":5})");
        QVERIFY(locateModel(m_folder.string()).tokenizer.empty());

        write(m_folder.parent_path() / "tokenizer.json", "{}");
        QCOMPARE(locateModel(m_folder.string()).tokenizer, m_folder.parent_path() / "tokenizer.json");
        write(m_folder / "tokenizer.json", "{}");
        QCOMPARE(locateModel(m_folder.string()).tokenizer, m_folder / "tokenizer.json");
    }
};

QTEST_APPLESS_MAIN(CheckpointLocateTest)
#include "checkpoint_locate_test.moc"
