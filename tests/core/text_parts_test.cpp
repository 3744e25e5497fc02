// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/text/tokenizer.h"

#include <QtTest>

#include <algorithm>
#include <random>
#include <string>

using mambascope::Error;
using mambascope::StreamingDecoder;
using mambascope::Tokenizer;
using Ids = std::vector<std::int64_t>;
using Strings = std::vector<std::string>;
using namespace std::string_literals;

namespace {

/// The parts of a tokenizer.json as JSON; tests replace those that they are about. The vocabulary knows a to e, some
/// punctuation, white space, digits and U+2581, each a token, so that ids show where text was cut by merges only.
struct Parts
{
    std::string normalizer = "null", preTokenizer = "null", postProcessor = "null";
    std::string decoder = R"({"type": "Fuse"})";
    Strings tokens = {"<unk>", "<s>", "</s>", "a", "b", "c", "d", "e", "\u2581", " ", ".", ",", "1", "2", "A", "\\n"};
    std::string merges = "[]", options, added = "[]";

    std::shared_ptr<const Tokenizer> make() const
    {
        std::string vocabulary;
        for (std::size_t id = 0; id < tokens.size(); ++id) {
            vocabulary += (id > 0 ? ", \"" : "\"") + tokens[id] + "\": " + std::to_string(id);
        }
        return Tokenizer::parse(R"({"normalizer": )" + normalizer + R"(, "pre_tokenizer": )" + preTokenizer +
                                    R"(, "post_processor": )" + postProcessor + R"(, "decoder": )" + decoder +
                                    R"(, "added_tokens": )" + added + R"(, "model": {"type": "BPE", "vocab": {)" +
                                    vocabulary + R"(}, "merges": )" + merges + options + "}}",
                                "parts.json");
    }
};

/// Where a text is cut, seen through ignore_merges: each of `words` is a token, and so is everything shorter than a
/// cut.
Strings cutInto(const std::string& preTokenizer, const std::string& text, const Strings& words)
{
    Parts parts;
    parts.preTokenizer = preTokenizer;
    parts.options = R"(, "ignore_merges": true)";
    for (const std::string& word : words) {
        if (std::find(parts.tokens.begin(), parts.tokens.end(), word) == parts.tokens.end()) {
            parts.tokens.push_back(word);
        }
    }
    const auto tokenizer = parts.make();
    Strings pieces;
    for (const std::int64_t id : tokenizer->encode(text)) {
        pieces.push_back(tokenizer->pieceBytes(id));
    }
    return pieces;
}

std::string normalizedBy(const std::string& normalizer, const std::string& text)
{
    Parts parts;
    parts.normalizer = normalizer;
    const auto tokenizer = parts.make();
    return tokenizer->decode(tokenizer->encode(text));
}

std::string split(const std::string& pattern, const std::string& behavior, const std::string& more = "")
{
    return R"({"type": "Split", "pattern": )" + pattern + R"(, "behavior": ")" + behavior + "\"" + more + "}";
}

/// Byte-pair encoding as its definition says, in quadratic time.
Strings naiveMerges(Strings symbols, const std::vector<std::pair<std::string, std::string>>& merges)
{
    for (;;) {
        std::size_t best = merges.size();
        std::size_t at = 0;
        for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
            for (std::size_t rank = 0; rank < best; ++rank) {
                if (symbols[i] == merges[rank].first && symbols[i + 1] == merges[rank].second) {
                    best = rank;
                    at = i;
                }
            }
        }
        if (best == merges.size()) {
            return symbols;
        }
        symbols[at] += symbols[at + 1];
        symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    }
}

} // namespace

/// Each part of a tokenizer.json by itself.
class TextPartsTest : public QObject
{
    Q_OBJECT

private slots:
    void splitBehaviors_data()
    {
        QTest::addColumn<QString>("behavior");
        QTest::addColumn<QString>("more");
        QTest::addColumn<QString>("expected");
        const QString inverted = R"(, "invert": true)";
        QTest::newRow("Isolated") << "Isolated"
                                  << ""
                                  << "ab|,|,|c|,";
        QTest::newRow("Removed") << "Removed"
                                 << ""
                                 << "ab|c";
        QTest::newRow("MergedWithPrevious") << "MergedWithPrevious"
                                            << ""
                                            << "ab,|,|c,";
        QTest::newRow("MergedWithNext") << "MergedWithNext"
                                        << ""
                                        << "ab|,|,c|,";
        QTest::newRow("Contiguous") << "Contiguous"
                                    << ""
                                    << "ab|,,|c|,";
        QTest::newRow("Removed, inverted") << "Removed" << inverted << ",|,|,";
    }

    void splitBehaviors()
    {
        QFETCH(QString, behavior);
        QFETCH(QString, more);
        QFETCH(QString, expected);
        for (const std::string pattern : {R"({"String": ","})", R"({"Regex": "[,]"})"}) {
            const Strings pieces = cutInto(split(pattern, behavior.toStdString(), more.toStdString()), "ab,,c,",
                                           {"ab", "ab,", ",,", ",c", "c,"});
            QStringList shown;
            for (const std::string& piece : pieces) {
                shown.append(QString::fromStdString(piece));
            }
            QCOMPARE(shown.join('|'), expected);
        }
    }

    void otherPreTokenizers()
    {
        QCOMPARE(cutInto(R"({"type": "Digits"})", "a12b", {"12"}), (Strings{"a", "12", "b"}));
        QCOMPARE(cutInto(R"({"type": "Digits", "individual_digits": true})", "12", {"12"}), (Strings{"1", "2"}));
        QCOMPARE(cutInto(R"({"type": "Punctuation"})", "ab.,", {"ab", ".,"}), (Strings{"ab", ".", ","}));
        QCOMPARE(cutInto(R"({"type": "Punctuation", "behavior": "Contiguous"})", "ab.,", {"ab", ".,"}),
                 (Strings{"ab", ".,"}));
        QCOMPARE(cutInto(R"({"type": "Whitespace"})", "ab ., c", {"ab", ".,"}), (Strings{"ab", ".,", "c"}));
        QCOMPARE(cutInto(R"({"type": "WhitespaceSplit"})", "ab, \nc", {"ab,"}), (Strings{"ab,", "c"}));
        const std::string both = R"({"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, )"
                                 R"({"type": "Sequence", "pretokenizers": [{"type": "Digits"}]}]})";
        QCOMPARE(cutInto(both, "a12 b", {"12"}), (Strings{"a", "12", "b"}));
        QCOMPARE(cutInto(split("{\"Regex\": \"(?=b)\"}", "Removed"), "abab", {"ab", "ba"}), (Strings{"a", "ba", "b"}));
    }

    void metaspaceSchemes()
    {
        Parts parts;
        parts.added = R"([{"id": 1, "content": "<s>", "special": true}])";
        parts.decoder = R"({"type": "Metaspace", "replacement": "▁"})";
        const auto text = [&](const char* scheme) {
            parts.preTokenizer =
                std::string(R"({"type": "Metaspace", "replacement": "▁", "prepend_scheme": ")") + scheme + "\"}";
            return parts.make()->encode("a b<s>c");
        };
        QCOMPARE(text("always"), (Ids{8, 3, 8, 4, 1, 8, 5}));
        QCOMPARE(text("first"), (Ids{8, 3, 8, 4, 1, 5}));
        QCOMPARE(text("never"), (Ids{3, 8, 4, 1, 5}));
        const auto tokenizer = parts.make();
        QCOMPARE(tokenizer->decode(Ids{8, 3, 8, 4}), "a b"s);
        QCOMPARE(tokenizer->pieceBytes(8), " "s);
    }

    void normalizers()
    {
        QCOMPARE(normalizedBy(R"({"type": "Prepend", "prepend": "▁"})", "ab"), "▁ab"s);
        QCOMPARE(normalizedBy(R"({"type": "Prepend", "prepend": "▁"})", ""), ""s);
        QCOMPARE(normalizedBy(R"({"type": "Replace", "pattern": {"String": "ab"}, "content": "c"})", "abab."), "cc."s);
        QCOMPARE(normalizedBy(R"({"type": "Replace", "pattern": {"Regex": "[ab]+"}, "content": "c"})", "ab1"), "c1"s);
        QCOMPARE(normalizedBy(R"({"type": "Strip", "strip_left": true, "strip_right": false})", "  a "), "a "s);
        QCOMPARE(normalizedBy(R"({"type": "Strip", "strip_left": false, "strip_right": true})", " a\n "), " a"s);
        QCOMPARE(normalizedBy(R"({"type": "Lowercase"})", "A"), "a"s);
        QCOMPARE(normalizedBy(R"({"type": "NFKC"})", "\uff41\u00b9"), "a1"s);
        QCOMPARE(normalizedBy(R"({"type": "NFD"})", "a"), "a"s);
        QCOMPARE(normalizedBy(R"({"type": "Sequence", "normalizers": [{"type": "Lowercase"}, )"
                              R"({"type": "Prepend", "prepend": "b"}]})",
                              "A"),
                 "ba"s);
    }

    void replacingCannotFillTheMemory()
    {
        Parts parts;
        const std::string content(1000, 'a');
        std::string replace = R"({"type": "Replace", "pattern": {"String": "a"}, "content": "?"})";
        replace.replace(replace.find('?'), 1, content);
        for (int i = 0; i < 3; ++i) {
            replace += "," + replace;
        }
        parts.normalizer = R"({"type": "Sequence", "normalizers": [?]})";
        parts.normalizer.replace(parts.normalizer.find('?'), 1, replace);
        QVERIFY_EXCEPTION_THROWN(parts.make()->encode("aaaa"), Error);
    }

    void expressionsThatNeverEndAreErrors()
    {
        Parts parts;
        parts.preTokenizer = split(R"({"Regex": "(a|aa)+$"})", "Isolated");
        try {
            parts.make()->encode(std::string(64, 'a') + "b");
            QFAIL("the search came to an end");
        } catch (const Error& error) {
            QCOMPARE(error.subject(), "parts.json"s);
            QVERIFY2(error.cause().find("(a|aa)+$") != std::string::npos, error.what());
        }
    }

    void unknownAndByteFallback()
    {
        Parts parts;
        parts.options = R"(, "unk_token": "<unk>", "fuse_unk": true, "byte_fallback": true)";
        parts.tokens.push_back("<0xC3>");
        parts.tokens.push_back("<0xA9>");
        const auto byte = static_cast<std::int64_t>(parts.tokens.size()) - 2;
        const auto tokenizer = parts.make();
        QCOMPARE(tokenizer->encode("a\u00e9"), (Ids{3, byte, byte + 1}));
        QCOMPARE(tokenizer->encode("xya"), (Ids{0, 3}));
        // An unknown one that waits is written behind the bytes that come meanwhile, and fused with the next.
        QCOMPARE(tokenizer->encode("x\u00e9ya"), (Ids{byte, byte + 1, 0, 3}));
        parts.options = R"(, "unk_token": "<unk>")";
        QCOMPARE(parts.make()->encode("x\u00e9a"), (Ids{0, 0, 3}));
    }

    void templatesSurroundATextOnce()
    {
        Parts parts;
        parts.normalizer = R"({"type": "Prepend", "prepend": "▁"})";
        parts.postProcessor =
            R"({"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "TemplateProcessing", "single": [
                {"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "</s>", "type_id": 0}}], "special_tokens": {
                "<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}, "</s>": {"id": "</s>", "ids": [2], "tokens": []}}}]})";
        const auto tokenizer = parts.make();
        QCOMPARE(tokenizer->encode("a"), (Ids{1, 8, 3, 2}));
        QCOMPARE(tokenizer->encode(""), (Ids{1, 2}));
        QCOMPARE(tokenizer->encode("a", false), (Ids{8, 3}));
        QCOMPARE(tokenizer->encodeContinuation("a"), (Ids{3}));
        QCOMPARE(tokenizer->beginTokens(), (Ids{1}));
        parts.postProcessor = R"({"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}},
            {"Sequence": {"id": "A"}}], "special_tokens": {"<s>": {"ids": [5000]}}})";
        QVERIFY_EXCEPTION_THROWN(parts.make(), Error);
    }

    void decoders_data()
    {
        QTest::addColumn<QString>("decoders");
        QTest::addColumn<QString>("expected");
        const QString sp = R"({"type": "Replace", "pattern": {"String": "▁"}, "content": " "})";
        const QString strip = R"({"type": "Strip", "content": " ", "start": 1, "stop": 1})";
        QTest::newRow("plain") << ""
                               << "▁a▁b<0xC3><0xA9><0xC3>▁";
        QTest::newRow("replace") << sp << " a b<0xC3><0xA9><0xC3> ";
        QTest::newRow("bytes") << sp + R"(,{"type": "ByteFallback"})"
                               << " a b\ufffd\ufffd\ufffd ";
        QTest::newRow("text stripped") << sp + R"(,{"type": "Fuse"},)" + strip << "a b<0xC3><0xA9><0xC3>";
        QTest::newRow("tokens stripped") << sp + "," + strip << "ab<0xC3><0xA9><0xC3>";
        QTest::newRow("replaced across tokens")
            << R"({"type": "Fuse"},{"type": "Replace", "pattern": {"String": "a▁b<"}, "content": "x"})"
            << "▁x0xC3><0xA9><0xC3>▁";
    }

    void decoders()
    {
        QFETCH(QString, decoders);
        QFETCH(QString, expected);
        Parts parts;
        parts.decoder = R"({"type": "Sequence", "decoders": [)" + decoders.toStdString() + "]}";
        parts.tokens.push_back("<0xC3>");
        parts.tokens.push_back("<0xA9>");
        const auto byte = static_cast<std::int64_t>(parts.tokens.size()) - 2;
        const auto tokenizer = parts.make();
        const Ids ids{8, 3, 8, 4, byte, byte + 1, byte, 8};
        QCOMPARE(QString::fromStdString(tokenizer->decode(ids)), expected);
        StreamingDecoder decoder(tokenizer);
        std::string streamed;
        for (int round = 0; round < 2; ++round, streamed.clear()) { // finish() begins another text
            for (const std::int64_t id : ids) {
                streamed += decoder.push(id);
            }
            streamed += decoder.finish();
            QCOMPARE(QString::fromStdString(streamed), expected);
        }
    }

    void partsOutOfOrderAreRefused()
    {
        const auto refused = [](const std::string& decoders) {
            Parts parts;
            parts.decoder = R"({"type": "Sequence", "decoders": [{"type": "Fuse"}, )" + decoders + "]}";
            try {
                parts.make();
            } catch (const Error& error) {
                return error.cause().find("follows Fuse") != std::string::npos;
            }
            return false;
        };
        QVERIFY(refused(R"({"type": "ByteFallback"})"));
        QVERIFY(refused(R"({"type": "ByteLevel"})"));
        QVERIFY(refused(R"({"type": "Replace", "pattern": {"Regex": "a"}, "content": ""})"));
        Parts parts;
        for (int i = 0; i < 5000; ++i) {
            parts.preTokenizer = R"({"type": "Sequence", "pretokenizers": [)" + parts.preTokenizer + "]}";
        }
        QVERIFY_EXCEPTION_THROWN(parts.make(), Error);
    }

    void longTextsAreMergedLikeTheDefinition()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 60; ++round) {
            Parts parts;
            parts.tokens = {"<unk>", "a", "b", "c", "_"};
            parts.options = R"(, "unk_token": "<unk>")";
            std::vector<std::pair<std::string, std::string>> merges;
            parts.merges = "[";
            while (merges.size() < 8) { // pieces of earlier tokens, so that long ones come about
                const std::string left = parts.tokens[1 + random() % (parts.tokens.size() - 1)];
                const std::string right = parts.tokens[1 + random() % (parts.tokens.size() - 1)];
                const auto known = std::find(parts.tokens.begin(), parts.tokens.end(), left + right);
                if (known != parts.tokens.end()) {
                    continue;
                }
                parts.tokens.push_back(left + right);
                parts.merges += (merges.empty() ? "[\"" : ",[\"") + left + "\",\"" + right + "\"]";
                merges.emplace_back(left, right);
            }
            parts.merges += "]";
            const auto tokenizer = parts.make();
            std::string text;
            Strings symbols;
            for (int i = 0; i < 300; ++i) {
                symbols.emplace_back(1, "abc_?"[random() % 5]);
                text += symbols.back();
                symbols.back() = symbols.back() == "?" ? "<unk>" : symbols.back();
            }
            Strings merged;
            for (const std::int64_t id : tokenizer->encode(text)) {
                merged.push_back(parts.tokens[static_cast<std::size_t>(id)]);
            }
            QCOMPARE(merged, naiveMerges(symbols, merges));
        }
    }
};

QTEST_APPLESS_MAIN(TextPartsTest)
#include "text_parts_test.moc"
