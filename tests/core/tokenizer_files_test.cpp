// SPDX-License-Identifier: GPL-3.0-or-later
// Tokenizer files that cannot be read: what is wrong with them is said.
#include "core/base/error.h"
#include "core/text/tokenizer.h"
#include "tests/core/small_tokenizer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <functional>

using mambascope::Error;
using mambascope::Tokenizer;
using mambascope::test::SmallTokenizer;

class TokenizerFilesTest : public QObject
{
    Q_OBJECT

private slots:
    void brokenFilesAreErrors_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("mentioned");
        const auto row = [](const char* name, const QString& mentioned,
                            const std::function<void(SmallTokenizer&)>& spoil) {
            SmallTokenizer small;
            spoil(small);
            QTest::newRow(name) << QJsonDocument(small.root).toJson() << mentioned;
        };
        const auto typed = [](const char* type) { return QJsonObject{{"type", type}}; };
        const QByteArray whole = QJsonDocument(SmallTokenizer().root).toJson();
        QTest::newRow("empty") << QByteArray() << "empty";
        QTest::newRow("cut") << whole.left(whole.size() / 2) << "JSON";
        QTest::newRow("array") << QByteArray("[]") << "object";
        QTest::newRow("deep") << "{\"normalizer\":" + QByteArray(50000, '[') + QByteArray(50000, ']') + "}"
                              << "nested too deep";
        QTest::newRow("deep id") << QByteArray(whole).replace("\"abc\": 258", "\"abc\":" + QByteArray(50000, '[') +
                                                                                  QByteArray(50000, ']'))
                                 << "nested too deep";
        QTest::newRow("number too large") << QByteArray("{\"model\":1e999}") << "out of range";
        QTest::newRow("invalid UTF-8") << QByteArray("{\"\xff\":1}") << "JSON";
        row("no model", "model", [](auto& t) { t.root.remove("model"); });
        row("model", "Unigram", [](auto& t) { t.setModel("type", "Unigram"); });
        row("model is a list", "model", [](auto& t) { t.root["model"] = QJsonArray(); });
        row("normalizer", "'Nmt'", [&](auto& t) { t.root["normalizer"] = typed("Nmt"); });
        row("normalizer is a number", "normalizer", [](auto& t) { t.root["normalizer"] = 3; });
        row("normalizer without type", "normalizer", [](auto& t) { t.root["normalizer"] = QJsonObject(); });
        row("pre_tokenizer", "'UnicodeScripts'", [&](auto& t) { t.root["pre_tokenizer"] = typed("UnicodeScripts"); });
        row("no add_prefix_space", "add_prefix_space", [&](auto& t) { t.root["pre_tokenizer"] = typed("ByteLevel"); });
        row("post_processor", "'RobertaProcessing'",
            [&](auto& t) { t.root["post_processor"] = typed("RobertaProcessing"); });
        row("template without text", "TemplateProcessing",
            [&](auto& t) { t.root["post_processor"] = typed("TemplateProcessing"); });
        row("decoder", "'WordPiece'", [&](auto& t) { t.root["decoder"] = typed("WordPiece"); });
        row("no decoder", "decoder", [](auto& t) { t.root["decoder"] = QJsonValue(); });
        row("dropout", "dropout", [](auto& t) { t.setModel("dropout", 0.5); });
        row("byte_fallback", "byte_fallback", [](auto& t) { t.setModel("byte_fallback", 3); });
        row("end_of_word_suffix", "end_of_word_suffix", [](auto& t) { t.setModel("end_of_word_suffix", "</w>"); });
        row("unk_token", "unk_token", [](auto& t) { t.setModel("unk_token", "missing"); });
        row("fuse_unk", "fuse_unk", [](auto& t) { t.setModel("fuse_unk", "yes"); });
        row("vocab is a list", "vocab", [](auto& t) { t.setModel("vocab", QJsonArray()); });
        row("vocab is empty", "vocab", [](auto& t) { t.setModel("vocab", QJsonObject()); });
        row("id gap", "id '5000'", [](auto& t) { t.setToken("abc", 5000); });
        row("id negative", "id '-1'", [](auto& t) { t.setToken("abc", -1); });
        row("id huge", "id '4294967301'", [](auto& t) { t.setToken("abc", qint64{4294967301}); });
        row("id fraction", "id '0.5'", [](auto& t) { t.setToken("abc", 0.5); });
        row("id string", "id", [](auto& t) { t.setToken("abc", "1"); });
        row("id twice", "same id 7", [](auto& t) { t.setToken("abc", 7); });
        row("no merges", "merges", [](auto& t) { t.setModel("merges", QJsonValue()); });
        row("merge part", "xyzzy", [](auto& t) { t.setModel("merges", QJsonArray{"a xyzzy"}); });
        row("merge result", "'aa'", [](auto& t) { t.setModel("merges", QJsonArray{"a a"}); });
        row("merge of one", "merge number 0", [](auto& t) { t.setModel("merges", QJsonArray{"a"}); });
        row("merge of three", "merge number 0", [](auto& t) { t.setModel("merges", QJsonArray{"a b c"}); });
        row("merge list of three", "merge number 0", [](auto& t) {
            t.setModel("merges", QJsonArray{QJsonArray{"a", "b", "c"}});
        });
        row("merge is a number", "merge number 0", [](auto& t) { t.setModel("merges", QJsonArray{1}); });
        row("added_tokens", "added_tokens", [](auto& t) { t.root["added_tokens"] = QJsonObject(); });
        row("added token is text", "added token", [](auto& t) { t.root["added_tokens"] = QJsonArray{"<s>"}; });
        row("added token is empty", "added token", [](auto& t) { t.addToken(""); });
        row("added token's id is taken", "same id 3", [](auto& t) {
            t.root["added_tokens"] = QJsonArray{QJsonObject{{"id", 3}, {"content", "<s>"}}};
        });
        row("added token has another id in the vocabulary", "'abc'", [](auto& t) {
            t.root["added_tokens"] = QJsonArray{QJsonObject{{"id", 3}, {"content", "abc"}}};
        });
        row("added token without id", "no id", [](auto& t) {
            t.root["added_tokens"] = QJsonArray{QJsonObject{{"content", "<s>"}}};
        });
        row("added token's flag", "lstrip", [](auto& t) {
            t.root["added_tokens"] = QJsonArray{QJsonObject{{"id", 260}, {"content", "<s>"}, {"lstrip", 1}}};
        });
    }
    void brokenFilesAreErrors()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, mentioned);
        const SmallTokenizer small;
        try {
            small.loadBytes(bytes);
            QFAIL("the file was accepted");
        } catch (const Error& error) {
            QVERIFY2(QString::fromStdString(error.cause()).contains(mentioned), error.what());
            QVERIFY2(QString::fromStdString(error.subject()).endsWith("small.json"), error.what());
        }
    }

    void everyCutOfAFileIsAnError()
    {
        const SmallTokenizer small;
        const QByteArray whole = QJsonDocument(small.root).toJson(QJsonDocument::Compact);
        for (qsizetype size = 0; size < whole.size(); size += 97) {
            QVERIFY_EXCEPTION_THROWN(small.loadBytes(whole.left(size)), Error);
        }
    }

    void missingFilesAreErrors()
    {
        QVERIFY_EXCEPTION_THROWN(Tokenizer::load("no-such-tokenizer.json"), Error);
        QVERIFY_EXCEPTION_THROWN(Tokenizer::load(RESOURCES_DIR), Error);
    }

    void filesOfOtherKindsAreNamed()
    {
        QTemporaryDir folder;
        for (const auto& [name, says] :
             {std::pair("tokenizer.model", "SentencePiece"), std::pair("tokenizer.model.v3", "SentencePiece"),
              std::pair("o200k.tiktoken", "tiktoken"), std::pair("vocab.json", "without its merges"),
              std::pair("merges.txt", "without its vocabulary"), std::pair("tokenizer_config.json", "settings"),
              std::pair("other.json", "not a tokenizer.json")}) {
            const QString path = folder.filePath(QString::fromLatin1(name));
            QFile file(path);
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write("{}");
            file.close();
            QString message;
            try {
                Tokenizer::load(path.toStdString());
            } catch (const Error& error) {
                message = QString::fromUtf8(error.what());
            }
            QVERIFY2(message.contains(QLatin1String(says)) && message.contains(path), qPrintable(message));
        }
    }

    void sharedMalformedFilesAreRefused()
    {
        const QString folder = SHARED_TESTDATA_DIR "/goldens/malformed/";
        QFile file(folder + "manifest.json");
        if (!file.open(QIODevice::ReadOnly)) {
            QSKIP("the shared test data is not there");
        }
        QVERIFY(Tokenizer::load((folder + "tokenizer/valid.json").toStdString())->vocabSize() > 0);
        for (const QJsonValue entry : QJsonDocument::fromJson(file.readAll()).array()) {
            if (entry["open_as"].toString() != "tokenizer") {
                continue;
            }
            const QString path = folder + entry["path"].toString();
            try {
                Tokenizer::load(path.toStdString());
                QVERIFY2(entry["may_open"].toBool(), qPrintable(path));
            } catch (const Error& error) {
                const QString said = QString::fromUtf8(error.what()).toLower();
                for (const QJsonValue words : entry["must_mention"].toArray()) {
                    const QStringList choices = words.toString().toLower().split('|');
                    QVERIFY2(
                        std::any_of(choices.begin(), choices.end(), [&](const QString& w) { return said.contains(w); }),
                        error.what());
                }
            }
        }
    }
};

QTEST_APPLESS_MAIN(TokenizerFilesTest)
#include "tokenizer_files_test.moc"
