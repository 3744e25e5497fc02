// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/checkpoint/torch_archive.h"
#include "tests/core/torch_files.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>

using namespace mambascope;
using namespace torchFiles;

namespace {

const std::string kSix = floats({1, 2, 3, 4, 5, 6});

std::string item(const std::string& name, const std::string& value)
{
    return text(name) + value;
}

std::string six(const std::string& key = "0")
{
    return storage("FloatStorage", key, 6);
}

// A state dict of one tensor, "a".
std::string one(const std::string& value)
{
    return dict(item("a", value));
}

std::string plain()
{
    return one(tensor(six(), 0, {2, 3}, {3, 1}));
}

} // namespace

class CheckpointTorchTest : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;

    TorchArchive open(const std::string& bytes)
    {
        const std::filesystem::path path = m_folder.filePath(QStringLiteral("model.bin")).toStdString();
        std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
        return TorchArchive(path);
    }

private slots:
    void readsStateDicts_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("isLegacy");
        const auto row = [](const char* name, const std::string& bytes, bool isLegacy = false) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size())) << isLegacy;
        };
        const std::string a = tensor(six(), 0, {2, 3}, {3, 1});
        row("dict", archive(plain(), kSix));
        row("OrderedDict with _metadata",
            archive(dict(item("a", a), orderedDict()) + dict(item("_metadata", orderedDict())) + "b", kSix));
        row("Parameter", archive(one(parameter(a)), kSix));
        row("ZIP64", archive(plain(), kSix, {.zip64 = true}));
        row("marked little-endian",
            zip({{"x/data.pkl", pickle(plain())}, {"x/byteorder", "little"}, {"x/data/0", kSix}}));
        row("memo", archive(dict(text("a") + "q\1" + a + "r" + u32(70000)), kSix));
        row("legacy",
            legacy(one(tensor(storage("FloatStorage", "0", 6, "N"), 0, {2, 3}, {3, 1})), {"0"},
                   number(std::int64_t{6}) + kSix),
            true);
    }
    void readsStateDicts()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, isLegacy);
        const TorchArchive archive = open(bytes.toStdString());
        QCOMPARE(archive.isLegacy(), isLegacy);
        QCOMPARE(archive.tensors().size(), std::size_t{1});
        const StoredTensor& a = archive.tensors().at("a");
        QCOMPARE(a.dtype, std::string("F32"));
        QCOMPARE(a.shape, (std::vector<std::int64_t>{2, 3}));
        QCOMPARE(a.toFloat(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    }

    void viewsOfOneStorage()
    {
        const std::string items = item("whole", tensor(six(), 0, {6}, {1})) +
                                  item("transposed", tensor(six(), 0, {3, 2}, {1, 3})) +
                                  item("end", tensor(six(), 4, {2}, {1})) + item("scalar", tensor(six(), 5, {}, {})) +
                                  item("column", tensor(six(), 1, {2}, {3})) + item("none", tensor(six(), 6, {0}, {1}));
        const TorchArchive file = open(archive(dict(items), kSix));
        const auto values = [&](const char* name) { return file.tensors().at(name).toFloat(); };
        QCOMPARE(values("transposed"), (std::vector<float>{1, 4, 2, 5, 3, 6}));
        QCOMPARE(values("end"), (std::vector<float>{5, 6}));
        QCOMPARE(values("scalar"), (std::vector<float>{6}));
        QCOMPARE(values("column"), (std::vector<float>{2, 5}));
        QVERIFY(values("none").empty());
        // Nothing is copied: both point to the same bytes.
        QCOMPARE(file.tensors().at("transposed").bytes.data(), file.tensors().at("whole").bytes.data());
    }

    void everyStorageClass()
    {
        const std::vector<std::pair<std::string, std::string>> classes{
            {"FloatStorage", "F32"}, {"HalfStorage", "F16"}, {"BFloat16Storage", "BF16"}, {"DoubleStorage", "F64"},
            {"LongStorage", "I64"},  {"IntStorage", "I32"},  {"ShortStorage", "I16"},     {"CharStorage", "I8"},
            {"ByteStorage", "U8"},   {"BoolStorage", "BOOL"}};
        for (const auto& [name, dtype] : classes) {
            const auto width = static_cast<std::size_t>(bytesPerElement(dtype));
            const TorchArchive file =
                open(archive(one(tensor(storage(name, "0", 3), 1, {2}, {1})), std::string(3 * width, '\0')));
            QCOMPARE(file.tensors().at("a").dtype, dtype);
            QCOMPARE(file.tensors().at("a").bytes.size(), 2 * width);
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const std::string& bytes, const char* says) {
            QTest::newRow(name) << QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()))
                                << QString::fromLatin1(says);
        };
        const auto body = [&](const char* name, const std::string& pickled, const char* says) {
            row(name, archive(pickled, kSix), says);
        };
        const auto geometry = [&](const char* name, std::int64_t offset, const std::vector<std::int64_t>& sizes,
                                  const std::vector<std::int64_t>& strides, const char* says) {
            row(name, archive(one(tensor(six(), offset, sizes, strides)), kSix), says);
        };
        constexpr std::int64_t kHuge = std::int64_t{1} << 62U;

        row("empty", "", "is empty");
        row("text", "hello, this is not a checkpoint", "neither");
        row("cut zip", archive(plain(), kSix).substr(0, 300), "truncated");
        row("no pickle", zip({{"x/data/0", kSix}}), "data.pkl");
        row("two pickles", zip({{"x/data.pkl", ""}, {"y/data.pkl", ""}}), "more than one");
        row("a name twice", zip({{"x/data.pkl", ""}, {"x/data.pkl", ""}}), "twice");
        row("TorchScript", zip({{"x/data.pkl", ""}, {"x/constants.pkl", ""}}), "TorchScript");
        row("compressed", archive(plain(), kSix, {.method = 8}), "compressed");
        row("encrypted", archive(plain(), kSix, {.flags = 1}), "encrypted");
        row("size beyond the file", archive(plain(), kSix, {.sizeChange = 100'000}), "outside the file");
        row("size beyond the file, ZIP64",
            archive(plain(), kSix, {.zip64 = true, .sizeChange = std::uint64_t{1} << 60U}), "outside the file");
        row("big-endian", zip({{"x/data.pkl", pickle(plain())}, {"x/byteorder", "big"}, {"x/data/0", kSix}}),
            "byte order");
        row("no record", zip({{"x/data.pkl", pickle(plain())}}), "missing");
        row("short record", archive(plain(), kSix.substr(1)), "23 bytes");

        body("forbidden function", global("os", "system") + text("true") + "\x85R", "os.system");
        body("forbidden class", global("builtins", "eval"), "builtins.eval");
        body("STACK_GLOBAL", text("os") + text("system") + "\x93", "STACK_GLOBAL");
        body("NEWOBJ", orderedDict() + ")\x81", "NEWOBJ");
        body("INST", "(ios\nsystem\n", "INST");
        body("EXT1", "\x82\x01", "EXT1");
        body("not an opcode", "\xff", "0xff");
        body("protocol 4", "\x80\x04N", "protocol 4");
        body("underflow", "R", "underflow");
        body("below a mark", "}(" + text("a") + "s", "underflow");
        body("no mark", "}u", "mark");
        body("key without a value", dict(text("a")), "no value");
        body("memo", "h\7", "memo entry 7");
        body("call of a string", text("a") + ")R", "REDUCE calls a string");
        body("values left", "}}", "left on the stack");
        row("no STOP", zip({{"x/data.pkl", "\x80\x02}"}}), "without STOP");
        row("cut string",
            zip({{"x/data.pkl", std::string("\x80\x02X\xff\xff\xff\x7f"
                                            "a",
                                            8)}}),
            "truncated");
        body("nested", std::string(100'000, ']') + std::string(99'999, 'a'), "a list");
        body("too many", std::string((std::size_t{1} << 20U) + 1, ')'), "limit");
        std::string memo = "}";
        for (std::uint32_t i = 0; i < (1U << 22U); ++i)
            memo += "r" + u32(i);
        body("too much in the memo", memo, "limit");
        body("a list", "]", "a list");
        body("number as a name", "}K\1Ns", "as a key");
        body("name is not UTF-8", dict(item("\xff", tensor(six(), 0, {6}, {1}))), "UTF-8");
        body("name twice", dict(item("a", tensor(six(), 0, {6}, {1})) + item("a", tensor(six(), 0, {6}, {1}))),
             "twice");
        body("an integer", one("K\1"), "an integer");
        body("a storage", one(six()), "a storage");

        geometry("offset outside", 7, {1}, {1}, "outside its storage");
        geometry("reaches outside", 1, {6}, {1}, "out of range");
        geometry("stride outside", 0, {2, 3}, {4, 1}, "out of range");
        geometry("negative offset", -1, {1}, {1}, "negative");
        geometry("negative size", 0, {-1}, {1}, "negative");
        geometry("negative stride", 0, {2}, {-1}, "negative");
        geometry("product overflows", 0, {kHuge, kHuge}, {0, 0}, "overflow");
        geometry("stride overflows", 0, {3, 2}, {kHuge, kHuge}, "overflow");
        geometry("repeats elements", 0, {1'000'000}, {0}, "more elements");
        geometry("nine dimensions", 0, std::vector<std::int64_t>(9, 1), std::vector<std::int64_t>(9, 1), "dimensions");
        geometry("sizes without strides", 0, {2, 3}, {1}, "strides");

        const auto stored = [&](const char* name, const std::string& from, const char* says) {
            row(name, archive(one(tensor(from, 0, {6}, {1})), kSix), says);
        };
        stored("key is a path", six("../0"), "plain name");
        stored("class is none", storage("FloatStorage", "0", -6), "negative");
        stored("size overflows", storage("DoubleStorage", "0", kHuge), "overflows");
        stored("class is not allowed", storage("ComplexFloatStorage", "0", 6), "ComplexFloatStorage");
        body("two descriptions",
             dict(item("a", tensor(six(), 0, {6}, {1})) +
                  item("b", tensor(storage("HalfStorage", "0", 12), 0, {6}, {1}))),
             "two different ways");

        const std::string object = one(tensor(storage("FloatStorage", "0", 6, "N"), 0, {6}, {1}));
        const std::string data = number(std::int64_t{6}) + kSix;
        row("legacy, cut", legacy(object, {"0"}, data.substr(0, 20)), "truncated");
        row("legacy, cut count", legacy(object, {"0"}, data.substr(0, 4)), "truncated");
        row("legacy, other count", legacy(object, {"0"}, number(std::int64_t{5}) + kSix), "5 elements");
        row("legacy, trailing bytes", legacy(object, {"0"}, data + "x"), "follow");
        row("legacy, unlisted storage", legacy(object, {}, data), "no data");
        row("legacy, unknown storage", legacy(object, {"1"}, data), "no tensor uses");
        row("legacy, listed twice", legacy(object, {"0", "0"}, data + data), "twice");
        row("legacy, big-endian", legacy(object, {"0"}, data, false), "little-endian");
        row("legacy, view of a storage",
            legacy(one(tensor(storage("FloatStorage", "0", 6, text("view")), 0, {6}, {1})), {"0"}, data), "part");
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, says);
        QString message;
        try {
            open(bytes.toStdString());
        } catch (const Error& error) {
            message = QString::fromUtf8(error.what());
        }
        QVERIFY2(message.contains(says) && message.contains(QStringLiteral("model.bin")), qPrintable(message));
    }

    // Whatever is cut off, the file is refused; nothing behind the cut is ever read.
    void everyTruncationIsAnError()
    {
        const std::string zipped = archive(plain(), kSix);
        const std::string old = legacy(one(tensor(storage("FloatStorage", "0", 6, "N"), 0, {6}, {1})), {"0"},
                                       number(std::int64_t{6}) + kSix);
        for (const std::string& file : {zipped, old})
            for (std::size_t size = 0; size < file.size(); ++size)
                QVERIFY_EXCEPTION_THROWN(open(file.substr(0, size)), Error);
    }

    void aFileThatShrankIsNotRead()
    {
        const TorchArchive file = open(archive(plain(), kSix));
        std::filesystem::resize_file(file.path(), 10);
        QVERIFY_EXCEPTION_THROWN(file.tensors().at("a").toFloat(), Error);
    }
};

QTEST_APPLESS_MAIN(CheckpointTorchTest)
#include "checkpoint_torch_test.moc"
