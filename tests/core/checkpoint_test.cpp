// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/checkpoint/locate.h"
#include "core/checkpoint/model_config.h"
#include "core/checkpoint/safetensors.h"
#include "core/model/model.h"
#include "tests/support/error_of.h"
#include "tests/support/tiny_model.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>
#include <fstream>
#include <limits>

using namespace mambascope;
using test::errorOf;

namespace {

void write(const std::filesystem::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

std::string safetensors(const std::string& header, const std::string& data)
{
    std::string file(8, '\0');
    const std::uint64_t size = header.size();
    std::memcpy(file.data(), &size, 8);
    return file + header + data;
}

} // namespace

class CheckpointTest : public QObject
{
    Q_OBJECT

private slots:
    void readsEveryFloatingType()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("a.safetensors")).toStdString();
        const float single[2] = {1.5F, -2};
        const double wide[1] = {0.1};
        const std::uint16_t brain[2] = {0x3fc0, 0xc000};                        // 1.5, -2
        const std::uint16_t half[5] = {0x3e00, 0xc000, 0x0001, 0x7bff, 0xfc00}; // 1.5, -2, smallest, largest, -inf
        const std::vector<TensorToStore> tensors{{"f32", "F32", {2}, std::as_bytes(std::span(single))},
                                                 {"f64", "F64", {1, 1}, std::as_bytes(std::span(wide))},
                                                 {"bf16", "BF16", {2}, std::as_bytes(std::span(brain))},
                                                 {"f16", "F16", {5}, std::as_bytes(std::span(half))},
                                                 {"empty", "F32", {0, 3}, {}}};
        writeSafetensors(path, tensors, {{"made by", "test"}});
        const SafetensorsFile file(path);
        QCOMPARE(file.metadata().at("made by"), std::string("test"));
        QCOMPARE(file.tensor("f32").toFloat(), (std::vector<float>{1.5F, -2}));
        QCOMPARE(file.tensor("f64").toDouble().front(), 0.1);
        QCOMPARE(file.tensor("bf16").toFloat(), (std::vector<float>{1.5F, -2}));
        const std::vector<float> halves = file.tensor("f16").toFloat();
        QCOMPARE(halves[0], 1.5F);
        QCOMPARE(halves[2], 0x1p-24F);
        QCOMPARE(halves[3], 65504.0F);
        QVERIFY(std::isinf(halves[4]) && halves[4] < 0);
        QCOMPARE(file.tensor("empty").toFloat().size(), std::size_t{0});
        QVERIFY(errorOf([&] { file.tensor("absent"); }).contains(QStringLiteral("absent")));
        QVERIFY(errorOf([&] { file.tensor("f32").toInt64(); }).contains(QStringLiteral("I64")));
    }

    void brokenSafetensors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                << QString::fromLatin1(says);
        };
        const std::string one = R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})";
        row("empty", "", "too short");
        row("header larger than the file", std::string("\x50\0\0\0\0\0\0\0{}", 10), "truncated");
        row("absurd header", std::string("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10), "limit");
        row("a picture", "\x89PNG\r\n\x1a\n0000000000000000000000000", "not a safetensors");
        row("leading space", safetensors(" {}", ""), "begin with");
        row("not JSON", safetensors("{\"a\":", ""), "JSON");
        row("a list", safetensors("[]", ""), "begin with");
        row("truncated data", safetensors(one, "12"), "truncated");
        row("bytes behind the data", safetensors(one, "12345"), "follow");
        row("names twice",
            safetensors(
                R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                "12345678"),
            "twice");
        row("hole", safetensors(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", "12345678"), "hole");
        row("overlap",
            safetensors(
                R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}})",
                "123456"),
            "overlap");
        row("size", safetensors(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234"), "need 8");
        row("overflow",
            safetensors(R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}})", "1234"),
            "overflow");
        row("negative", safetensors(R"({"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}})", "1234"), "shape");
        row("backwards", safetensors(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}})", "1234"),
            "end before");
        row("dtype", safetensors(R"({"a":{"dtype":"Q4","shape":[1],"data_offsets":[0,4]}})", "1234"), "Q4");
        row("no offsets", safetensors(R"({"a":{"dtype":"F32","shape":[1]}})", "1234"), "lacks");
        row("metadata", safetensors(R"({"__metadata__":{"x":1}})", ""), "__metadata__");
        row("metadata is a list", safetensors(R"({"__metadata__":[]})", ""), "__metadata__");

        row("no room for the length", std::string("\2\0\0\0\0\0\0", 7), "too short");
        row("length 0", safetensors("", ""), "begin with");
        row("length above the limit", std::string("\x01\xe1\xf5\x05\0\0\0\0{}", 10), "100,000,000");
        row("length one too large", std::string("\3\0\0\0\0\0\0\0{}", 10), "truncated");
        row("length that wraps", std::string("\xff\xff\xff\xff\xff\xff\xff\xff{}", 10), "limit");
        row("byte order mark", safetensors("\xef\xbb\xbf{}", ""), "begin with");
        row("padded with NUL", safetensors(std::string("{}\0\0", 4), ""), "NUL");
        row("padded with a line feed", safetensors("{} \n", ""), "end with");
        row("padded with a tab", safetensors("{}\t", ""), "end with");
        row("padded with a letter", safetensors("{}x", ""), "JSON");
        row("two headers", safetensors("{}{}", ""), "JSON");
        row("a NUL in a name", safetensors(std::string("{\"a\0\":1}", 8), ""), "NUL");
        row("invalid UTF-8 in a name", safetensors("{\"\xc3\":1}", ""), "UTF-8");
        row("a number of Python's", safetensors(R"({"a":{"dtype":"F32","shape":[NaN],"data_offsets":[0,4]}})", "1234"),
            "JSON");
        row("nested", safetensors(R"({"a":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}", ""),
            "nested");

        const auto entry = [&](const char* name, const char* value, const std::string& data, const char* says) {
            row(name, safetensors(std::string(R"({"a":)") + value + "}", data), says);
        };
        entry("an entry is a list", "[]", "", "lacks");
        entry("a key twice", R"({"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]})", "1234", "twice");
        entry("no dtype", R"({"shape":[1],"data_offsets":[0,4]})", "1234", "lacks dtype");
        entry("no shape", R"({"dtype":"F32","data_offsets":[0,4]})", "1234", "lacks dtype, shape");
        entry("dtype is a number", R"({"dtype":1,"shape":[1],"data_offsets":[0,4]})", "1234", "dtype is not");
        entry("dtype in lower case", R"({"dtype":"f32","shape":[1],"data_offsets":[0,4]})", "1234", "\"f32\"");
        entry("a dtype of half bytes", R"({"dtype":"F4","shape":[8],"data_offsets":[0,4]})", "1234", "\"F4\"");
        entry("shape is a number", R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})", "1234", "not a list");
        entry("a fraction of a row", R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})", "1234", "shape");
        entry("a size is a string", R"({"dtype":"F32","shape":["1"],"data_offsets":[0,4]})", "1234", "shape");
        entry("a size beyond 64 bits", R"({"dtype":"F32","shape":[18446744073709551617],"data_offsets":[0,4]})", "1234",
              "shape");
        entry("bytes that wrap to none", R"({"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]})", "",
              "overflow");
        entry("overflow beside a zero", R"({"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]})", "",
              "overflow");
        entry("a scalar without bytes", R"({"dtype":"F32","shape":[],"data_offsets":[0,0]})", "", "need 4");
        entry("none with bytes", R"({"dtype":"F32","shape":[0],"data_offsets":[0,4]})", "1234", "need 0");
        entry("one offset", R"({"dtype":"F32","shape":[1],"data_offsets":[4]})", "1234", "pair");
        entry("three offsets", R"({"dtype":"F32","shape":[1],"data_offsets":[0,4,4]})", "1234", "pair");
        entry("offsets are an object", R"({"dtype":"F32","shape":[1],"data_offsets":{"0":0,"1":4}})", "1234", "pair");
        entry("negative offset", R"({"dtype":"F32","shape":[1],"data_offsets":[-4,0]})", "1234", "pair");
        entry("an offset with a point", R"({"dtype":"F32","shape":[1],"data_offsets":[0,4.0]})", "1234", "pair");
        entry("the largest offset",
              R"({"dtype":"U8","shape":[4],"data_offsets":[18446744073709551611,18446744073709551615]})", "1234",
              "hole");
        row("two at one place",
            safetensors(
                R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}})",
                "1234"),
            "overlap");
        row("hole between two",
            safetensors(
                R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})",
                "123456789012"),
            "hole");
        row("data without tensors", safetensors("{}", "1"), "follow");
    }
    void brokenSafetensors()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("broken.safetensors")).toStdString();
        write(path, bytes.toStdString());
        const QString error = errorOf([&] { SafetensorsFile file(path); });
        QVERIFY2(error.contains(says) && error.contains(QStringLiteral("broken.safetensors")), qPrintable(error));
    }

    // What the format allows at its edges: padding, any order of names, scalars, empty and unaligned tensors.
    void legalSafetensors()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("legal.safetensors")).toStdString();
        const float value = 2.5F;
        const std::string data = "x" + std::string(reinterpret_cast<const char*>(&value), sizeof value);
        write(path, safetensors(R"({"z":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},)"
                                R"("none":{"dtype":"F32","shape":[0,3],"data_offsets":[1,1]},)"
                                R"("a":{"dtype":"F32","shape":[],"data_offsets":[1,5]}}   )",
                                data));
        const SafetensorsFile file(path);
        QCOMPARE(file.tensors().size(), std::size_t{3});
        QCOMPARE(file.tensor("a").toFloat(), (std::vector<float>{2.5F}));
        QVERIFY(file.tensor("none").toFloat().empty());
        QVERIFY(errorOf([&] { file.tensor("z").toFloat(); }).contains(QStringLiteral("U8")));
        write(path, safetensors("{}", {}));
        QVERIFY(SafetensorsFile(path).tensors().empty());
    }

    void everyTruncationOfSafetensorsIsAnError()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("cut.safetensors")).toStdString();
        const std::string whole = safetensors(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} )", "12345678");
        write(path, whole);
        QCOMPARE(SafetensorsFile(path).tensors().size(), std::size_t{1});
        for (std::size_t size = 0; size < whole.size(); ++size) {
            write(path, whole.substr(0, size));
            QVERIFY_EXCEPTION_THROWN(SafetensorsFile{path}, Error);
        }
    }

    void configurations_data()
    {
        QTest::addColumn<QString>("json");
        QTest::addColumn<QString>("says"); // empty: fine
        const QString base = QStringLiteral(R"({"d_model":64,"n_layer":2,"vocab_size":100,"ssm_cfg":%1})");
        QTest::newRow("Mamba-1 defaults") << base.arg(QStringLiteral("{}")) << "";
        QTest::newRow("Mamba-2") << base.arg(QStringLiteral(R"({"layer":"Mamba2","headdim":16,"ngroups":2})")) << "";
        QTest::newRow("head size") << base.arg(QStringLiteral(R"({"layer":"Mamba2","headdim":48})")) << "headdim 48";
        QTest::newRow("groups") << base.arg(QStringLiteral(R"({"layer":"Mamba2","headdim":16,"ngroups":3})"))
                                << "ngroups 3";
        QTest::newRow("Mamba-3") << base.arg(QStringLiteral(R"({"layer":"Mamba3"})")) << "Mamba3";
        QTest::newRow("unknown key") << base.arg(QStringLiteral(R"({"rope":true})")) << "ssm_cfg.rope";
        QTest::newRow("type") << QStringLiteral(R"({"d_model":"64","n_layer":2,"vocab_size":100})") << "d_model";
        QTest::newRow("missing") << QStringLiteral(R"({"d_model":64,"vocab_size":100})") << "n_layer is missing";
        QTest::newRow("zero") << QStringLiteral(R"({"d_model":0,"n_layer":2,"vocab_size":100})") << "d_model is 0";
        QTest::newRow("hybrid") << QStringLiteral(R"({"d_model":64,"n_layer":2,"vocab_size":100,"attn_layer_idx":[1]})")
                                << "attn_layer_idx";
        QTest::newRow("not JSON") << QStringLiteral("{") << "JSON";
        QTest::newRow("a list") << QStringLiteral("[1]") << "JSON object";
    }
    void configurations()
    {
        QFETCH(QString, json);
        QFETCH(QString, says);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("config.json")).toStdString();
        write(path, json.toStdString());
        const QString error = errorOf([&] { readModelConfig(path); });
        if (says.isEmpty())
            QVERIFY2(error.isEmpty(), qPrintable(error));
        else
            QVERIFY2(error.contains(says) && error.contains(QStringLiteral("config.json")), qPrintable(error));
    }

    void sizesOfTheBundledModels()
    {
        const ModelSummary two = inspectModel("mamba2-12m");
        QCOMPARE(two.config.heads, std::int64_t{24});
        QCOMPARE(two.config.convWidth(), std::int64_t{896});
        QCOMPARE(two.dtype, std::string("BF16"));
        QCOMPARE(inspectModel("mamba1-12m").config.dtRank, std::int64_t{24});
        QCOMPARE(inspectModel("mamba2-13m-collapse").config.channels(), std::int64_t{12});
        QVERIFY(!two.files.tokenizer.empty());
    }

    void locating()
    {
        const std::filesystem::path models = resourceFolder() / "models";
        QCOMPARE(locateModel((models / "mamba2-12m").string()).name, std::string("mamba2-12m"));
        QCOMPARE(locateModel((models / "mamba2-12m" / "model.safetensors").string()).folder,
                 locateModel("mamba2-12m").folder);
        QVERIFY(errorOf([] {
                    locateModel("nothing-like-it");
                }).contains(QStringLiteral("mamba2-12m"))); // names what there is
        QVERIFY(errorOf([&] {
                    locateModel((models / "tokenizer.json").string());
                }).contains(QStringLiteral("not a model")));
        QTemporaryDir folder;
        QVERIFY(errorOf([&] { locateModel(folder.path().toStdString()); }).contains(QStringLiteral("config.json")));
        QVERIFY(!errorOf([] { locateModel(""); }).isEmpty());
    }

    void aSentencePieceModelIsNamed()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        for (const char* name : {"config.json", "model.safetensors"})
            std::filesystem::create_symlink(resourceFolder() / "models" / "mamba2-12m" / name, path / name);
        QVERIFY(inspectModel(path.string()).notes.empty());
        write(path / "tokenizer.model", "\n\x0e");
        const std::vector<Message> notes = inspectModel(path.string()).notes;
        QCOMPARE(notes.size(), std::size_t{1});
        QVERIFY(QString::fromStdString(notes[0].english()).contains(QStringLiteral("SentencePiece")));
    }

    void aConfigurationOfAnotherModelIsRefused()
    {
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        const std::filesystem::path models = resourceFolder() / "models";
        std::filesystem::copy(models / "mamba1-12m" / "config.json", path / "config.json");
        std::filesystem::create_symlink(models / "mamba2-12m" / "model.safetensors", path / "model.safetensors");
        Progress progress;
        const QString error = errorOf([&] { Model::open(locateModel(path.string()), {}, progress); });
        QVERIFY2(error.contains(QStringLiteral("tensor")), qPrintable(error));
    }

    // A pass would take such a channel for one that forgets at once, or never, and say nothing.
    void decaysThatAreNoNumbers_data()
    {
        QTest::addColumn<int>("family");
        QTest::addColumn<float>("value");
        QTest::addColumn<QString>("place");
        constexpr float kInfinite = std::numeric_limits<float>::infinity();
        const auto row = [](const char* name, Family family, float value, const char* place) {
            QTest::newRow(name) << static_cast<int>(family) << value << QString::fromLatin1(place);
        };
        row("Mamba-1, nan", Family::Mamba1, std::numeric_limits<float>::quiet_NaN(), "has nan at [1, 3]");
        row("Mamba-2, nan", Family::Mamba2, std::numeric_limits<float>::quiet_NaN(), "has nan at [2]");
        row("infinite", Family::Mamba2, kInfinite, "has inf at [2]");
        row("minus infinity", Family::Mamba1, -kInfinite, "has -inf at [1, 3]");
        row("A is infinite", Family::Mamba2, 89.0F, "has 89.0"); // exp(89) is beyond fp32
    }
    void decaysThatAreNoNumbers()
    {
        QFETCH(const int, family);
        QFETCH(const float, value);
        QFETCH(const QString, place);
        QTemporaryDir folder;
        const std::filesystem::path path = folder.path().toStdString();
        test::writeTinyModel(path, static_cast<Family>(family), false);
        Progress progress;
        QCOMPARE(errorOf([&] { Model::open(locateModel(path.string()), {}, progress); }), QString());
        {
            const SafetensorsFile file(path / "model.safetensors");
            std::vector<float> values = file.tensor("backbone.layers.1.mixer.A_log").toFloat();
            values[static_cast<Family>(family) == Family::Mamba1 ? 11 : 2] = value; // of [64, 8] or [4]
            values.back() = value;                                                  // only the first is named
            std::vector<TensorToStore> tensors;
            for (const auto& [name, tensor] : file.tensors())
                tensors.push_back(
                    {name, tensor.dtype, tensor.shape,
                     name == "backbone.layers.1.mixer.A_log" ? std::as_bytes(std::span(values)) : tensor.bytes});
            writeSafetensors(path / "broken.safetensors", tensors, {});
        }
        std::filesystem::rename(path / "broken.safetensors", path / "model.safetensors");
        const QString error = errorOf([&] { Model::open(locateModel(path.string()), {}, progress); });
        for (const QString& part : {folder.filePath(QStringLiteral("model.safetensors: tensor ")),
                                    QStringLiteral("backbone.layers.1.mixer.A_log"), place,
                                    QStringLiteral("no decay of layer 1 can be computed")})
            QVERIFY2(error.contains(part), qPrintable(error));
    }
};

QTEST_APPLESS_MAIN(CheckpointTest)
#include "checkpoint_test.moc"
