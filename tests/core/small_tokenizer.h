// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/tokenizer.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <memory>
#include <stdexcept>

namespace mambascope::test {

/// A small tokenizer: all bytes, a few words. Tests change it before writing it.
class SmallTokenizer
{
public:
    SmallTokenizer()
    {
        QJsonObject vocabulary;
        const auto add = [&vocabulary](const QString& token) { vocabulary[token] = vocabulary.size(); };
        char16_t next = 0x100;
        for (char16_t b = 0; b < 256; ++b) {
            const bool visible = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
            add(QString(QChar(visible ? b : next++)));
        }
        for (const char16_t* token : {u"ab", u"bc", u"abc", u"\u0120a"}) {
            add(QString::fromUtf16(token));
        }
        const QJsonArray merges{u"b c"_qs, u"a b"_qs, QJsonArray{u"a"_qs, u"bc"_qs}, u"\u0120 a"_qs};
        root = {{"normalizer", QJsonObject{{"type", "NFC"}}},
                {"pre_tokenizer", QJsonObject{{"type", "ByteLevel"}, {"add_prefix_space", false}}},
                {"decoder", QJsonObject{{"type", "ByteLevel"}}},
                {"added_tokens", QJsonArray()},
                {"model", QJsonObject{{"type", "BPE"}, {"vocab", vocabulary}, {"merges", merges}}}};
    }
    void setModel(const QString& key, const QJsonValue& value)
    {
        QJsonObject model = root["model"].toObject();
        model[key] = value;
        root["model"] = model;
    }
    QJsonObject vocab() const { return root["model"].toObject()["vocab"].toObject(); }
    void setToken(const QString& token, const QJsonValue& id)
    {
        QJsonObject vocabulary = vocab();
        vocabulary[token] = id;
        setModel("vocab", vocabulary);
    }
    void addToken(const QString& content, const QStringList& flags = {})
    {
        QJsonArray added = root["added_tokens"].toArray();
        QJsonObject token{{"id", vocab().size() + added.size()}, {"content", content}};
        for (const char* flag : {"special", "normalized", "single_word", "lstrip", "rstrip"}) {
            token[QLatin1String(flag)] = flags.contains(QLatin1String(flag));
        }
        added.append(token);
        root["added_tokens"] = added;
    }
    std::shared_ptr<const Tokenizer> load() const { return loadBytes(QJsonDocument(root).toJson()); }
    std::shared_ptr<const Tokenizer> loadBytes(const QByteArray& bytes) const
    {
        const QString path = m_folder.filePath("small.json");
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
            throw std::runtime_error("the test's file cannot be written");
        }
        file.close();
        return Tokenizer::load(path.toStdString());
    }

    QJsonObject root;

private:
    QTemporaryDir m_folder;
};

} // namespace mambascope::test
