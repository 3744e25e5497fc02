// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer_json.h"

#include "core/base/json.h"
#include "core/text/json_fields.h"
#include "core/text/pipeline_json.h"

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <utility>

namespace mambascope {

namespace {

using Json = nlohmann::json;

class Reader
{
public:
    explicit Reader(const std::string& subject) : m_fields(subject) {}
    TokenizerParts read(std::string_view json);

private:
    [[noreturn]] void fail(const Message& cause) const { m_fields.fail(cause); }
    const Json* member(const Json& object, const char* name) const { return m_fields.member(object, name); }
    static std::string quoted(const std::string& text) { return JsonFields::quoted(text); }

    Json parse(std::string_view json) const;
    const Json& modelOf(const Json& root) const;
    void readOptions(const Json& model);
    void refuseOption(const Json& model, const char* name) const;
    void readVocabulary(const Json& vocabulary, const Json* added);
    void readMerges(const Json& merges);
    std::pair<std::string, std::string> mergeParts(const Json& merge, std::size_t index) const;
    void addMerge(const Json& merge, std::size_t index);
    void readAddedToken(const Json& entry, std::size_t index);
    void setToken(std::int64_t id, const std::string& token);
    std::int64_t idIn(const Json& value, const std::string& token) const;

    JsonFields m_fields;
    TokenizerParts m_parts;
    std::vector<bool> m_idTaken;
};

TokenizerParts Reader::read(std::string_view json)
{
    const Json root = parse(json);
    if (!root.is_object()) {
        fail(say("is not a tokenizer: its JSON is not an object"));
    }
    const Json& model = modelOf(root);
    // "truncation" and "padding" describe how batches were made for training; a whole text is encoded as it is.
    m_parts.normalizer = readNormalizer(m_fields, root);
    m_parts.preTokenizer = readPreTokenizer(m_fields, root);
    m_parts.decoders = readDecoders(m_fields, root);
    const Json* vocabulary = member(model, "vocab");
    const Json* merges = member(model, "merges");
    if (vocabulary == nullptr || !vocabulary->is_object()) {
        fail(say("the model's vocab is not an object of tokens and ids"));
    }
    if (merges == nullptr || !merges->is_array()) {
        fail(say("the model's merges are not a list"));
    }
    const Json* added = member(root, "added_tokens");
    if (added != nullptr && !added->is_array()) {
        fail(say("added_tokens is not a list"));
    }
    m_parts.model.reserve(vocabulary->size());
    readVocabulary(*vocabulary, added);
    readMerges(*merges);
    readOptions(model);
    m_parts.textTemplate = readPostProcessor(m_fields, root, [this](std::int64_t id) {
        return id >= 0 && id < static_cast<std::int64_t>(m_parts.tokens.size());
    });
    return std::move(m_parts);
}

Json Reader::parse(std::string_view json) const
{
    if (json.empty()) {
        fail(say("is empty, not JSON"));
    }
    return parseJson(json, m_fields.subject());
}

const Json& Reader::modelOf(const Json& root) const
{
    const Json* model = m_fields.objectMember(root, "model");
    if (model == nullptr) {
        fail(say("has no model, so it is not a tokenizer.json"));
    }
    if (member(*model, "type") != nullptr) { // which old files leave out
        const std::string type = m_fields.typeOf(*model, "model");
        if (type != "BPE") {
            fail(say("model {0} is not supported, only BPE is", quoted(type)));
        }
    }
    return *model;
}

void Reader::refuseOption(const Json& model, const char* name) const
{
    const Json* value = member(model, name);
    const std::string* text = value == nullptr ? nullptr : value->get_ptr<const std::string*>();
    const bool off = value == nullptr || *value == false || (text != nullptr && text->empty()) ||
                     (value->is_number() && *value == 0);
    if (!off) {
        fail(say("the model's option {0} is not supported", name));
    }
}

void Reader::readOptions(const Json& model)
{
    for (const char* name : {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) {
        refuseOption(model, name);
    }
    Bpe::Options options;
    options.fuseUnknown = m_fields.flag(model, "fuse_unk", false, "model");
    options.byteFallback = m_fields.flag(model, "byte_fallback", false, "model");
    options.ignoreMerges = m_fields.flag(model, "ignore_merges", false, "model");
    if (const Json* unknown = member(model, "unk_token")) {
        if (!unknown->is_string()) {
            fail(say("the model's unk_token is not a string"));
        }
        options.unknown = m_parts.model.idOf(unknown->get<std::string>());
        if (options.unknown < 0) {
            fail(say("the model's unk_token {0} is not in its vocab", quoted(unknown->get<std::string>())));
        }
    }
    m_parts.model.setOptions(options);
}

std::int64_t Reader::idIn(const Json& value, const std::string& token) const
{
    const auto count = static_cast<std::int64_t>(m_parts.tokens.size());
    const bool whole = value.is_number_integer();
    const bool tooLarge = value.is_number_unsigned() && value.get<std::uint64_t>() >= static_cast<std::uint64_t>(count);
    if (!whole || tooLarge || value.get<std::int64_t>() < 0) {
        const std::string given = value.is_number() ? value.dump() : value.type_name();
        fail(say("token {0} has the id '{1}', but the ids of {2} tokens are 0 to {3} without a gap", quoted(token),
                 given, count, count - 1));
    }
    return value.get<std::int64_t>();
}

void Reader::setToken(std::int64_t id, const std::string& token)
{
    const auto index = static_cast<std::size_t>(id);
    if (m_idTaken[index]) {
        fail(say("tokens {0} and {1} have the same id {2}", quoted(m_parts.tokens[index]), quoted(token), id));
    }
    m_idTaken[index] = true;
    m_parts.tokens[index] = token;
}

void Reader::readVocabulary(const Json& vocabulary, const Json* added)
{
    // Added tokens may be in the vocabulary as well: only the others add to the number of ids.
    std::size_t count = vocabulary.size();
    std::vector<const std::string*> contents;
    const std::size_t addedCount = added == nullptr ? 0 : added->size();
    for (std::size_t i = 0; i < addedCount; ++i) {
        const Json& entry = (*added)[i];
        const Json* content = entry.is_object() ? member(entry, "content") : nullptr;
        const auto* text = content == nullptr ? nullptr : content->get_ptr<const std::string*>();
        if (text == nullptr || text->empty()) {
            fail(say("added token number {0} has no content", i));
        }
        if (!vocabulary.contains(*text)) {
            ++count;
        }
    }
    if (count == 0 || count > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max())) {
        fail(say("the model's vocab has {0} tokens", count));
    }
    m_parts.tokens.resize(count);
    m_idTaken.resize(count);
    for (const auto& [token, value] : vocabulary.items()) {
        const std::int64_t id = idIn(value, token);
        setToken(id, token);
        m_parts.model.addToken(token, static_cast<std::int32_t>(id));
    }
    for (std::size_t i = 0; i < addedCount; ++i) {
        readAddedToken((*added)[i], i);
    }
}

void Reader::readAddedToken(const Json& entry, std::size_t index)
{
    AddedToken token;
    token.content = entry["content"].get<std::string>();
    const Message what = say("added token {0}", quoted(token.content));
    const Json* id = member(entry, "id");
    if (id == nullptr) {
        fail(say("{0} (number {1}) has no id", what, index));
    }
    token.id = idIn(*id, token.content);
    const std::int32_t inVocabulary = m_parts.model.idOf(token.content);
    if (inVocabulary < 0) {
        setToken(token.id, token.content);
    } else if (inVocabulary != token.id) {
        fail(say("{0} has the id {1}, but the id {2} in the model's vocab", what, token.id, inVocabulary));
    }
    token.special = m_fields.flag(entry, "special", false, what);
    token.normalized = m_fields.flag(entry, "normalized", !token.special, what);
    token.singleWord = m_fields.flag(entry, "single_word", false, what);
    token.takesLeft = m_fields.flag(entry, "lstrip", false, what);
    token.takesRight = m_fields.flag(entry, "rstrip", false, what);
    m_parts.addedTokens.push_back(std::move(token));
}

std::pair<std::string, std::string> Reader::mergeParts(const Json& merge, std::size_t index) const
{
    if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
        return {merge[0].get<std::string>(), merge[1].get<std::string>()};
    }
    if (merge.is_string()) {
        const std::string text = merge.get<std::string>();
        const std::size_t space = text.find(' ');
        if (space != std::string::npos && text.find(' ', space + 1) == std::string::npos) {
            return {text.substr(0, space), text.substr(space + 1)};
        }
    }
    fail(say("merge number {0} is not a pair of tokens", index));
}

void Reader::addMerge(const Json& merge, std::size_t index)
{
    const auto [left, right] = mergeParts(merge, index);
    const auto need = [&](const std::string& token) {
        const std::int32_t id = m_parts.model.idOf(token);
        if (id < 0) {
            fail(say("merge number {0} needs the token {1}, which is not in the model's vocab", index, quoted(token)));
        }
        return id;
    };
    const std::int32_t leftId = need(left);
    const std::int32_t rightId = need(right);
    m_parts.model.addMerge(left, right, leftId, rightId, need(left + right));
}

void Reader::readMerges(const Json& merges)
{
    for (std::size_t i = 0; i < merges.size(); ++i) {
        addMerge(merges[i], i);
    }
}

} // namespace

TokenizerParts readTokenizerJson(std::string_view json, const std::string& subject)
{
    return Reader(subject).read(json);
}

} // namespace mambascope
