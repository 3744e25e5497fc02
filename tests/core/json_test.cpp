// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/base/json.h"

#include <QtTest>

#include <cmath>
#include <nlohmann/json.hpp>

using namespace mambascope;

class JsonTest : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheLibraryReads_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {R"({})", "[]", R"( null )", R"(-0.5e3)", "\"a\\\"\\\\\\u00e9\\ud83d\\ude00\"", R"([1,[2,{"a":[]}],{}])",
              R"({"a":{"b":[1,2,{"c":null}],"d":true},"e":18446744073709551615,"f":-9223372036854775808})",
              R"({"":[],"x":{"":false}})", "[1e-400, 123456789012345678901234567890]",
              "{\"caf\xc3\xa9\":\"\xf0\x9f\x90\x8d\"}", "{\"s\":\"Infinity, NaN \\\" -Infinity\",\"NaN\":1}"})
            QTest::newRow(text) << QByteArray(text);
    }
    void readsWhatTheLibraryReads()
    {
        QFETCH(QByteArray, text);
        const nlohmann::json expected = nlohmann::json::parse(text.constData());
        QVERIFY(parseJson(text.toStdString(), "t") == expected);
        QVERIFY(parseJson(text.toStdString(), "t", {.infinity = true}) == expected);
    }

    void pythonsNumbers()
    {
        const std::string text =
            "{\"a\":[0.0,Infinity,-1,-Infinity,1e5,NaN],\"b\":\"Infinity\\\\\",\"c\":Infinity,\"NaN\":-3}";
        const nlohmann::json json = parseJson(text, "t", {.infinity = true});
        QVERIFY(json["a"][1].is_number_float());
        QCOMPARE(json["a"][1].get<double>(), static_cast<double>(INFINITY));
        QCOMPARE(json["a"][3].get<double>(), -static_cast<double>(INFINITY));
        QVERIFY(std::isnan(json["a"][5].get<double>()));
        QCOMPARE(json["a"][4].get<double>(), 1e5);
        QCOMPARE(json["a"][0].get<double>(), 0.0);
        QVERIFY(json["a"][2].is_number_integer());
        QCOMPARE(json["b"].get<std::string>(), std::string("Infinity\\"));
        QCOMPARE(json["c"].get<double>(), static_cast<double>(INFINITY));
        QCOMPARE(json["NaN"].get<int>(), -3);
        QVERIFY(std::isinf(parseJson("Infinity", "t", {.infinity = true}).get<double>()));
        for (const char* other : {"[Infinity5]", "[1Infinity]", "[+Infinity]", "[--Infinity]", "[NaNNaN]", "[-NaN]",
                                  "[infinity]", "[Infinity Infinity]", "{Infinity:1}", "[\"Infinity]", "[\"\\"})
            QVERIFY_EXCEPTION_THROWN(parseJson(other, "t", {.infinity = true}), Error);
        QVERIFY_EXCEPTION_THROWN(parseJson(text, "t"), Error);
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QByteArray& text, const char* says) {
            QTest::newRow(name) << text << QString::fromLatin1(says);
        };
        row("empty", "", "ends early");
        row("cut", "{\"a\": [1,\n  2", "ends early, at line 2, column 4");
        row("syntax", "{\"a\":\n 1,}", "syntax error at line 2, column 4");
        row("behind the value", "{} x", "syntax error at line 1, column 4");
        row("comment", "[/*1*/]", "syntax error");
        row("NUL behind", QByteArray("{}\0\0", 4), "NUL byte at offset 2");
        row("NUL in a string", QByteArray("[\"a\0\"]", 6), "NUL byte");
        row("UTF-8", "[\"\xff\"]", "UTF-8");
        row("UTF-8 cut", "[\"\xe2\x82\"]", "UTF-8");
        row("surrogate", "[\"\\ud800\"]", "not valid JSON");
        row("control character", "[\"a\nb\"]", "not valid JSON");
        row("key twice", R"({"a":{"b":1,"c":2,"b":3}})", "\"b\" twice");
        row("key twice by escape", "{\"a\":1,\"\\u0061\":2}", "twice");
        row("number", "[1e400]", "number out of range");
        row("65 deep", QByteArray(65, '['), "nested too deep");
        row("objects", QByteArray("{\"a\":").repeated(65), "nested too deep");
    }
    void refuses()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, says);
        for (const bool infinity : {false, true}) {
            QString message;
            try {
                parseJson(text.toStdString(), "file.json", {.infinity = infinity});
            } catch (const Error& error) {
                message = QString::fromUtf8(error.what());
            }
            QVERIFY2(message.startsWith(QStringLiteral("file.json: ")) && message.contains(says), qPrintable(message));
        }
    }

    void depth()
    {
        const std::string fits = std::string(64, '[') + std::string(64, ']');
        QVERIFY(parseJson(fits, "t").is_array());
        QVERIFY_EXCEPTION_THROWN(parseJson(fits, "t", {.depth = 63}), Error);
        // As many as would overflow the stack if depth were not bounded; closed, too.
        QVERIFY_EXCEPTION_THROWN(parseJson(std::string(1'000'000, '['), "t"), Error);
        QVERIFY_EXCEPTION_THROWN(parseJson(std::string(100'000, '[') + std::string(100'000, ']'), "t"), Error);
    }

    void quotedNames()
    {
        QCOMPARE(inQuotes("a b"), std::string("\"a b\""));
        QCOMPARE(inQuotes("caf\xc3\xa9 \xf0\x9f\x90\x8d"), std::string("\"caf\xc3\xa9 \xf0\x9f\x90\x8d\""));
        QCOMPARE(inQuotes(std::string("a\0\n\xff\xc3", 5)), std::string("\"a\\x00\\x0a\\xff\\xc3\""));
        QCOMPARE(inQuotes("\xed\xa0\x80\xc0\x80"), std::string("\"\\xed\\xa0\\x80\\xc0\\x80\""));
        const std::string longOne = inQuotes(std::string(1000, 'x'));
        QVERIFY(longOne.size() < 120 && longOne.find("...") != std::string::npos);
    }
};

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
