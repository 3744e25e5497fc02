// SPDX-License-Identifier: GPL-3.0-or-later
// What tokenizers make of texts, against reference ids and on small vocabularies.
#include "core/text/tokenizer.h"
#include "core/text/utf8.h"
#include "tests/core/small_tokenizer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <array>
#include <thread>

using mambascope::StreamingDecoder;
using mambascope::Tokenizer;
using mambascope::test::SmallTokenizer;
using Ids = std::vector<std::int64_t>;
using namespace std::string_literals;

namespace {

const QString shared = QStringLiteral(SHARED_TESTDATA_DIR);

QList<QJsonObject> readLines(const QString& path)
{
    QFile file(path);
    QList<QJsonObject> records;
    if (!file.open(QIODevice::ReadOnly)) {
        return records;
    }
    for (const QByteArray& line : file.readAll().split('\n')) {
        if (!line.isEmpty()) {
            records.append(QJsonDocument::fromJson(line).object());
        }
    }
    return records;
}

Ids idsOf(const QJsonValue& value)
{
    Ids ids;
    for (const QJsonValue id : value.toArray()) {
        ids.push_back(id.toInteger());
    }
    return ids;
}

std::string textOf(const QJsonValue& value)
{
    return value.toString().toStdString();
}

/// The pieces as text, which shows what became of the text better than ids do.
QStringList piecesOf(const Tokenizer& tokenizer, const std::string& text)
{
    QStringList pieces;
    for (const std::int64_t id : tokenizer.encode(text)) {
        pieces.append(QString::fromStdString(tokenizer.pieceBytes(id)));
    }
    return pieces;
}

std::string streamed(const std::shared_ptr<const Tokenizer>& tokenizer, const Ids& ids)
{
    StreamingDecoder decoder(tokenizer, false);
    std::string text;
    for (const std::int64_t id : ids) {
        text += decoder.push(id);
    }
    return text + decoder.finish();
}

} // namespace

class TextTest : public QObject
{
    Q_OBJECT

private:
    std::shared_ptr<const Tokenizer> m_bundled;

    static void compareWithReference(const std::shared_ptr<const Tokenizer>& tokenizer, const QString& folder)
    {
        const QList<QJsonObject> pairs = readLines(folder + "/pairs.jsonl");
        QVERIFY(!pairs.isEmpty());
        for (const QJsonObject& pair : pairs) {
            QCOMPARE(tokenizer->encode(textOf(pair["text"])), idsOf(pair["ids"]));
            const QString plain = pair.contains("ids_no_special") ? "ids_no_special" : "ids";
            QCOMPARE(tokenizer->encode(textOf(pair["text"]), false), idsOf(pair[plain]));
            QCOMPARE(tokenizer->decode(idsOf(pair["ids"]), false), textOf(pair["decoded"]));
            if (pair.contains("decoded_skip")) {
                QCOMPARE(tokenizer->decode(idsOf(pair["ids"])), textOf(pair["decoded_skip"]));
            }
        }
        const QList<QJsonObject> decoded = readLines(folder + "/decode.jsonl");
        QVERIFY(!decoded.isEmpty());
        for (const QJsonObject& record : decoded) {
            QCOMPARE(tokenizer->decode(idsOf(record["ids"]), false), textOf(record["decoded"]));
            QCOMPARE(streamed(tokenizer, idsOf(record["ids"])), textOf(record["decoded"]));
        }
        const QList<QJsonObject> streams = readLines(folder + "/stream.jsonl");
        QVERIFY(!streams.isEmpty());
        for (const QJsonObject& record : streams) {
            QCOMPARE(streamed(tokenizer, idsOf(record["ids"])), textOf(record["text"]));
        }
    }

private slots:
    void initTestCase() { m_bundled = Tokenizer::load(RESOURCES_DIR "/models/tokenizer.json"); }

    void bundledTokenizerMatchesReference() { compareWithReference(m_bundled, TEST_DATA_DIR "/tokenizer"); }

    void otherKindsMatchReference_data()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("kind");
        const QString here = TEST_DATA_DIR "/tokenizer/";
        QTest::newRow("sp-bpe") << here + "sp-bpe"
                                << "SentencePiece-style BPE with byte fallback, 2,862 tokens";
        QTest::newRow("falcon-like") << here + "falcon-like"
                                     << "byte-level BPE, 3,000 tokens";
        QTest::newRow("llama3-like") << here + "llama3-like"
                                     << "byte-level BPE, 3,289 tokens";
        QTest::newRow("sp-bpe-gap") << shared + "/goldens/text/tokenizers/sp-bpe-gap"
                                    << "SentencePiece-style BPE with byte fallback, 2,860 tokens";
    }
    void otherKindsMatchReference()
    {
        QFETCH(QString, folder);
        QFETCH(QString, kind);
        if (!QFile::exists(folder)) {
            QSKIP("the shared test data is not there");
        }
        const auto tokenizer = Tokenizer::load((folder + "/tokenizer.json").toStdString());
        QCOMPARE(QString::fromStdString(tokenizer->kind().english()), kind);
        compareWithReference(tokenizer, folder);
    }

    void gptNeoxMatchesReference()
    {
        const QString folder = shared + "/goldens/text/tokenizers/gpt-neox-20b";
        const QString file = shared + "/tokenizers/gpt-neox-20b/tokenizer.json";
        if (!QFile::exists(folder) || !QFile::exists(file)) {
            QSKIP("the shared test data is not there");
        }
        const auto tokenizer = Tokenizer::load(file.toStdString());
        QCOMPARE(tokenizer->vocabSize(), 50277);
        compareWithReference(tokenizer, folder);
    }

    void truncatedPromptsMatchReference()
    {
        const QList<QJsonObject> records = readLines(shared + "/goldens/text/tokenizers/project/truncation.jsonl");
        if (records.isEmpty()) {
            QSKIP("the shared test data is not there");
        }
        for (const QJsonObject& record : records) {
            QCOMPARE(static_cast<int>(m_bundled->encode(textOf(record["prompt"])).size()),
                     record["prompt_tokens"].toInt());
            QCOMPARE(m_bundled->encode(textOf(record["truncated"])), idsOf(record["truncated_ids"]));
        }
    }

    void knowsItsVocabulary()
    {
        QCOMPARE(m_bundled->vocabSize(), 8192);
        QCOMPARE(m_bundled->idOf("<|endoftext|>"), 0);
        QCOMPARE(m_bundled->idOf("no such token"), -1);
        QCOMPARE(m_bundled->endOfText(), 0);
        QCOMPARE(m_bundled->pieceBytes(m_bundled->idOf("\u0120the")), " the"s);
        QCOMPARE(m_bundled->pieceBytes(m_bundled->idOf("\u00e2")), "\xe2"s); // a part of a character
        QCOMPARE(m_bundled->kind().english(), "byte-level BPE, 8,192 tokens"s);
        QCOMPARE(m_bundled->path().filename().string(), "tokenizer.json"s);
    }

    void endOfTextHasItsNameOfEachKind()
    {
        const auto endIn = [](const char* name) {
            return Tokenizer::load(std::string(TEST_DATA_DIR "/tokenizer/") + name + "/tokenizer.json")->endOfText();
        };
        QCOMPARE(endIn("sp-bpe"), 2);
        QCOMPARE(endIn("falcon-like"), 2);
        QCOMPARE(endIn("llama3-like"), 3285);
        QCOMPARE(SmallTokenizer().load()->endOfText(), -1);
    }

    void unknownIdsAreNothing()
    {
        for (const std::int64_t id : {std::int64_t{-1}, std::int64_t{8192}, std::int64_t{1} << 40}) {
            const std::int64_t the = m_bundled->idOf("\u0120the");
            QCOMPARE(m_bundled->decode(Ids{the, id, the}), " the the"s);
            QCOMPARE(m_bundled->pieceBytes(id), ""s);
            StreamingDecoder decoder(m_bundled);
            QCOMPARE(decoder.push(id) + decoder.finish(), ""s);
        }
    }

    void invalidUtf8IsReadAsReplacementCharacters()
    {
        const std::string damaged = "a\xff\xe2\x82 b\xed\xa0\x80\xf0\x9f\x98"s;
        const std::string repaired = "a\ufffd\ufffd b\ufffd\ufffd\ufffd\ufffd"s;
        QCOMPARE(mambascope::utf8::repaired(damaged), repaired);
        QCOMPARE(m_bundled->encode(damaged), m_bundled->encode(repaired));
        QCOMPARE(m_bundled->decode(m_bundled->encode(damaged)), repaired);
        const std::string zeros("\0a\0", 3);
        QCOMPARE(m_bundled->decode(m_bundled->encode(zeros)), zeros);
    }

    void streamingEqualsDecodingAtEverySplit()
    {
        const auto small = SmallTokenizer().load(); // nearly a token for every byte
        const std::string text = "abc \u00e9\u20ac\U0001f600 \xe2\x82(\xf0\x9f\x98"s;
        Ids ids;
        for (const char byte : text) {
            for (std::int64_t id = 0; id < 256; ++id) {
                if (small->pieceBytes(id) == std::string(1, byte)) {
                    ids.push_back(id);
                }
            }
        }
        QCOMPARE(ids.size(), text.size());
        for (std::size_t count = 0; count <= ids.size(); ++count) {
            const Ids head(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(count));
            QCOMPARE(streamed(small, head), small->decode(head));
        }
        StreamingDecoder decoder(small);
        QCOMPARE(decoder.push(small->idOf("\u00e2")), ""s); // E2 82 AC, byte by byte
        QCOMPARE(decoder.push(small->idOf("\u0124")), ""s);
        QCOMPARE(decoder.push(small->idOf("\u00ac")), "\u20ac"s);
        QCOMPARE(decoder.finish(), ""s);
    }

    void mergesGoByRankThenFromTheLeft()
    {
        const auto small = SmallTokenizer().load();
        QCOMPARE(piecesOf(*small, "abc"), (QStringList{"abc"})); // b c first, then a bc
        QCOMPARE(piecesOf(*small, "abab a"), (QStringList{"ab", "ab", " a"}));
    }

    void longWordsStayFast()
    {
        std::string word;
        for (int i = 0; i < 200000; ++i) {
            word += "abc"[i % 3];
        }
        QCOMPARE(SmallTokenizer().load()->encode(word).size(), 66667U);
        std::string marks = "a";
        std::string ordered = "\u1ea1"; // a with the first dot below; then the other dots, then the accents
        for (int i = 0; i < 100000; ++i) {
            marks += "\u0301\u0323";
            ordered += i > 0 ? "\u0323" : "";
        }
        for (int i = 0; i < 100000; ++i) {
            ordered += "\u0301";
        }
        QCOMPARE(m_bundled->decode(m_bundled->encode(marks)), ordered);
    }

    void normalizesToNfc()
    {
        for (const std::string text : {"e\u0301", "\u1100\u1161\u11a8", "a\u0301\u0323 b", "x\u0344\u212b\u0958"}) {
            QCOMPARE(m_bundled->decode(m_bundled->encode(text)),
                     QString::fromStdString(text).normalized(QString::NormalizationForm_C).toStdString());
        }
        SmallTokenizer plain;
        plain.root["normalizer"] = QJsonValue();
        const auto tokenizer = plain.load();
        QCOMPARE(tokenizer->decode(tokenizer->encode("e\u0301")), "e\u0301"s);
    }

    void addedTokensFollowTheirFlags()
    {
        SmallTokenizer small;
        small.addToken("<s>", {"special"});
        small.addToken("<s>x");
        small.addToken("word", {"single_word"});
        small.addToken("<l>", {"lstrip"});
        small.addToken("<r>", {"rstrip"});
        small.addToken(QString::fromUtf16(u"e\u0301"), {"normalized"});
        small.addToken(QString::fromUtf16(u"o\u0301"));
        const auto tokenizer = small.load();
        QCOMPARE(piecesOf(*tokenizer, "abc<s>x<s>"), (QStringList{"abc", "<s>x", "<s>"}));
        QCOMPARE(tokenizer->decode(tokenizer->encode("a<s>bc<s>x")), "abc<s>x"s); // only the special one is left out
        QCOMPARE(piecesOf(*tokenizer, "word,word").join('|'), "word|,|word");
        QCOMPARE(piecesOf(*tokenizer, "swords word").join('|'), "s|w|o|r|d|s| |word");
        QCOMPARE(piecesOf(*tokenizer, "abc \t<l> abc").join('|'), "abc|<l>| |abc");
        QCOMPARE(piecesOf(*tokenizer, "abc <r> \u3000abc").join('|'), "abc| |<r>|abc");
        QCOMPARE(tokenizer->encode("\u00e9"), (Ids{265})); // found after normalization, as it is normalized itself
        QCOMPARE(tokenizer->encode("e\u0301"), (Ids{265}));
        QCOMPARE(tokenizer->encode("o\u0301"), (Ids{266})); // found as it is written only
        QCOMPARE(tokenizer->encode("\u00f3").size(), 2U);
    }

    void prefixSpaceAndModelOptions()
    {
        SmallTokenizer small;
        small.addToken("<s>", {"special"});
        small.root["pre_tokenizer"] = QJsonObject{{"type", "ByteLevel"}, {"add_prefix_space", true}};
        QCOMPARE(piecesOf(*small.load(), "abc<s>a a").join('|'), " |abc|<s>| a| a");
        small.root["pre_tokenizer"] =
            QJsonObject{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}};
        small.setModel("merges", QJsonArray{u"b c"_qs});
        QCOMPARE(piecesOf(*small.load(), "abc").join('|'), "a|bc");
        small.setModel("ignore_merges", true);
        QCOMPARE(piecesOf(*small.load(), "abc").join('|'), "abc");
        QCOMPARE(piecesOf(*small.load(), "abc,").join('|'), "a|bc|,");
    }

    void charactersWithoutTokenAreLeftOutOrUnknown()
    {
        SmallTokenizer small;
        const QJsonObject vocabulary{{"a", 0}, {"?", 1}};
        small.setModel("vocab", vocabulary);
        small.setModel("merges", QJsonArray());
        QCOMPARE(small.load()->encode("axya"), (Ids{0, 0}));
        small.setModel("unk_token", "?");
        QCOMPARE(small.load()->encode("axya"), (Ids{0, 1, 1, 0}));
        small.setModel("fuse_unk", true);
        QCOMPARE(small.load()->encode("axya"), (Ids{0, 1, 0}));
    }

    void threadsShareATokenizer()
    {
        const std::string text = "The whale's \u00e9toile, 1851; it'll   sink.\n";
        const Ids expected = m_bundled->encode(text);
        std::vector<std::thread> threads;
        std::array<bool, 4> same{};
        threads.reserve(same.size());
        for (bool& result : same) {
            threads.emplace_back([&] {
                result = true;
                for (int i = 0; i < 200; ++i) {
                    result = result && m_bundled->encode(text) == expected;
                }
            });
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
        QCOMPARE(same, (std::array{true, true, true, true}));
    }
};

QTEST_APPLESS_MAIN(TextTest)
#include "text_test.moc"
