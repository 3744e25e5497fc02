// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pipeline_json.h"

#include "core/base/error.h"
#include "core/text/byte_level.h"
#include "core/text/decoders.h"
#include "core/text/normalizers.h"
#include "core/text/pre_tokenizers.h"
#include "core/text/unicode.h"

#include <cstdint>
#include <utility>

namespace mambascope {

namespace {

using Json = nlohmann::json;

constexpr std::string_view metaspace = "\u2581";

/// Calls `read(object, type, what)` for a part or for everything in its Sequence, in order. `what` is the member's name
/// in the root, `list` that of the list in a Sequence.
template <typename Read>
void forEachPart(const JsonFields& fields, const Json& part, const char* what, const char* list, const Read& read,
                 int depth = 0)
{
    constexpr int deepest = 16;
    const std::string type = fields.typeOf(part, what);
    if (type != "Sequence") {
        read(part, type, std::string(what) + " " + type);
        return;
    }
    if (depth == deepest) {
        fields.fail(say("{0}: more than {1} Sequences in one another", what, deepest));
    }
    for (const Json& inner : fields.objects(part, list, std::string(what) + " Sequence")) {
        forEachPart(fields, inner, what, list, read, depth + 1);
    }
}

[[noreturn]] void refuse(const JsonFields& fields, const char* what, const std::string& type)
{
    fields.fail(say("{0} {1} is not supported", what, JsonFields::quoted(type)));
}

Pattern readPattern(const JsonFields& fields, const Json& part, const Message& what)
{
    const Json* pattern = fields.member(part, "pattern");
    if (pattern == nullptr || !pattern->is_object() || pattern->size() != 1) {
        fields.fail(say("{0}: pattern is not an object with String or Regex", what));
    }
    if (pattern->contains("String")) {
        std::string text = fields.text(*pattern, "String", say("{0}: pattern", what));
        if (text.empty()) {
            fields.fail(say("{0}: pattern is an empty string", what));
        }
        return Pattern::literal(std::move(text));
    }
    const std::string expression = fields.text(*pattern, "Regex", say("{0}: pattern", what));
    try {
        return Pattern::regex(expression);
    } catch (const Error& error) {
        fields.fail(say("{0}: {1}", what, error.message()));
    }
}

SplitBehavior readBehavior(const JsonFields& fields, const Json& part, const Message& what)
{
    const std::string name = fields.text(part, "behavior", what);
    for (const auto& [known, behavior] : {std::pair("Removed", SplitBehavior::Removed),
                                          {"Isolated", SplitBehavior::Isolated},
                                          {"MergedWithPrevious", SplitBehavior::MergedWithPrevious},
                                          {"MergedWithNext", SplitBehavior::MergedWithNext},
                                          {"Contiguous", SplitBehavior::Contiguous}}) {
        if (name == known) {
            return behavior;
        }
    }
    fields.fail(say("{0}: behavior {1} is not supported", what, JsonFields::quoted(name)));
}

/// prepend_scheme, or what says the same in files from before there was one.
MetaspacePreTokenizer::Prepend readPrependScheme(const JsonFields& fields, const Json& part, const Message& what)
{
    using Prepend = MetaspacePreTokenizer::Prepend;
    const bool adds = fields.flag(part, "add_prefix_space", true, what);
    if (fields.member(part, "prepend_scheme") == nullptr) {
        return adds ? Prepend::Always : Prepend::Never;
    }
    const std::string name = fields.text(part, "prepend_scheme", what);
    if (!adds && name != "never") {
        fields.fail(say("{0}: add_prefix_space false contradicts prepend_scheme {1}", what, JsonFields::quoted(name)));
    }
    for (const auto& [known, scheme] :
         {std::pair("always", Prepend::Always), {"first", Prepend::First}, {"never", Prepend::Never}}) {
        if (name == known) {
            return scheme;
        }
    }
    fields.fail(say("{0}: prepend_scheme {1} is not supported", what, JsonFields::quoted(name)));
}

std::unique_ptr<Normalizer> readNormalizerPart(const JsonFields& fields, const Json& part, const std::string& type,
                                               const Message& what)
{
    for (const auto& [known, form] : {std::pair("NFC", unicode::Form::Nfc),
                                      {"NFD", unicode::Form::Nfd},
                                      {"NFKC", unicode::Form::Nfkc},
                                      {"NFKD", unicode::Form::Nfkd}}) {
        if (type == known) {
            return std::make_unique<UnicodeNormalizer>(form);
        }
    }
    if (type == "Prepend") {
        return std::make_unique<PrependNormalizer>(fields.text(part, "prepend", what));
    }
    if (type == "Replace") {
        return std::make_unique<ReplaceNormalizer>(readPattern(fields, part, what), fields.text(part, "content", what));
    }
    if (type == "Strip") {
        return std::make_unique<StripNormalizer>(fields.flag(part, "strip_left", std::nullopt, what),
                                                 fields.flag(part, "strip_right", std::nullopt, what));
    }
    if (type == "Lowercase") {
        return std::make_unique<LowercaseNormalizer>();
    }
    refuse(fields, "normalizer", type);
}

std::unique_ptr<PreTokenizer> readPreTokenizerPart(const JsonFields& fields, const Json& part, const std::string& type,
                                                   const Message& what)
{
    if (type == "ByteLevel") {
        return std::make_unique<ByteLevelPreTokenizer>(fields.flag(part, "add_prefix_space", std::nullopt, what),
                                                       fields.flag(part, "use_regex", true, what));
    }
    if (type == "Split") {
        return std::make_unique<SplitPreTokenizer>(readPattern(fields, part, what), readBehavior(fields, part, what),
                                                   fields.flag(part, "invert", false, what));
    }
    if (type == "Digits") {
        const bool individual = fields.flag(part, "individual_digits", false, what);
        return std::make_unique<CharacterPreTokenizer>(
            [](char32_t c) { return unicode::classOf(c) == unicode::CharClass::Number; },
            individual ? SplitBehavior::Isolated : SplitBehavior::Contiguous);
    }
    if (type == "Punctuation") {
        const bool given = fields.member(part, "behavior") != nullptr;
        return std::make_unique<CharacterPreTokenizer>(unicode::isPunctuation, given ? readBehavior(fields, part, what)
                                                                                     : SplitBehavior::Isolated);
    }
    if (type == "Metaspace") {
        return std::make_unique<MetaspacePreTokenizer>(fields.character(part, "replacement", what),
                                                       readPrependScheme(fields, part, what),
                                                       fields.flag(part, "split", true, what));
    }
    if (type == "Whitespace") {
        return std::make_unique<WhitespacePreTokenizer>();
    }
    if (type == "WhitespaceSplit") {
        return std::make_unique<CharacterPreTokenizer>(unicode::isSpace, SplitBehavior::Removed);
    }
    refuse(fields, "pre_tokenizer", type);
}

/// Reads decoders one after the other and knows whether all tokens are one by now.
class DecoderReader
{
public:
    explicit DecoderReader(const JsonFields& fields) : m_fields(fields) {}
    void read(const Json& part, const std::string& type, const Message& what)
    {
        if (type == "Fuse") {
            add(std::make_unique<FuseDecoder>());
            m_joined = true;
        } else if (type == "Replace") {
            addReplace(part, what);
        } else if (type == "Strip") {
            add(std::make_unique<StripDecoder>(StripDecoder::Settings{m_fields.character(part, "content", what),
                                                                      m_fields.count(part, "start", what),
                                                                      m_fields.count(part, "stop", what), m_joined}));
        } else {
            addForTokens(part, type, what);
        }
    }
    Decoders take() { return std::move(m_decoders); }

private:
    void add(std::unique_ptr<TokenDecoder> step) { m_decoders.steps.push_back(std::move(step)); }

    void addReplace(const Json& part, const Message& what)
    {
        Pattern pattern = readPattern(m_fields, part, what);
        if (m_joined && !pattern.isLiteral()) {
            m_fields.fail(say("{0}: a Regex that follows Fuse or ByteLevel is not supported", what));
        }
        m_decoders.metaspace = m_decoders.metaspace || pattern.text() == metaspace;
        add(std::make_unique<ReplaceDecoder>(std::move(pattern), m_fields.text(part, "content", what), m_joined));
    }

    void addForTokens(const Json& part, const std::string& type, const Message& what)
    {
        const bool known = type == "ByteLevel" || type == "ByteFallback" || type == "Metaspace";
        if (!known) {
            refuse(m_fields, "decoder", type);
        }
        if (m_joined) {
            m_fields.fail(say("{0} that follows Fuse or ByteLevel is not supported", what));
        }
        if (type == "ByteLevel") {
            add(std::make_unique<ByteLevelDecoder>());
            m_decoders.byteLevel = true;
            m_joined = true;
        } else if (type == "ByteFallback") {
            add(std::make_unique<ByteFallbackDecoder>());
        } else {
            const bool prepends = readPrependScheme(m_fields, part, what) != MetaspacePreTokenizer::Prepend::Never;
            add(std::make_unique<MetaspaceDecoder>(m_fields.character(part, "replacement", what), prepends));
            m_decoders.metaspace = true;
        }
    }

    const JsonFields& m_fields;
    Decoders m_decoders;
    bool m_joined = false;
};

class TemplateReader
{
public:
    TemplateReader(const JsonFields& fields, const std::function<bool(std::int64_t)>& knows)
        : m_fields(fields), m_knows(knows)
    {
    }
    TextTemplate read(const Json& part)
    {
        if (m_read) {
            m_fields.fail(say("{0}: a second one is not supported", m_what));
        }
        m_read = true;
        TextTemplate tokens;
        bool afterText = false;
        for (const Json& entry : m_fields.objects(part, "single", m_what)) {
            if (const Json* sequence = m_fields.objectMember(entry, "Sequence")) {
                if (afterText || m_fields.text(*sequence, "id", m_what) != "A") {
                    m_fields.fail(say("{0}: single has another text than A, once", m_what));
                }
                afterText = true;
            } else if (const Json* special = m_fields.objectMember(entry, "SpecialToken")) {
                appendIds(part, m_fields.text(*special, "id", m_what), afterText ? tokens.end : tokens.begin);
            } else {
                m_fields.fail(say("{0}: single has an entry that is no SpecialToken or Sequence", m_what));
            }
        }
        if (!afterText) {
            m_fields.fail(say("{0}: single leaves the text out", m_what));
        }
        return tokens;
    }

private:
    void appendIds(const Json& part, const std::string& name, std::vector<std::int64_t>& ids) const
    {
        const Message what = say("{0}: special token {1}", m_what, JsonFields::quoted(name));
        const Json* specials = m_fields.objectMember(part, "special_tokens");
        const auto found = specials == nullptr ? Json::const_iterator() : specials->find(name);
        if (specials == nullptr || found == specials->end() || !found->is_object()) {
            m_fields.fail(say("{0} is not in special_tokens", what));
        }
        const Json* list = m_fields.member(*found, "ids");
        if (list == nullptr || !list->is_array()) {
            m_fields.fail(say("{0} has no list of ids", what));
        }
        for (const Json& id : *list) {
            if (!id.is_number_unsigned() || id.get<std::uint64_t>() > INT32_MAX || !m_knows(id.get<std::int64_t>())) {
                m_fields.fail(say("{0} has an id that no token has", what));
            }
            ids.push_back(id.get<std::int64_t>());
        }
    }

    const std::string m_what = "post_processor TemplateProcessing";
    const JsonFields& m_fields;
    const std::function<bool(std::int64_t)>& m_knows;
    bool m_read = false;
};

} // namespace

std::unique_ptr<Normalizer> readNormalizer(const JsonFields& fields, const Json& root)
{
    const Json* normalizer = fields.objectMember(root, "normalizer");
    std::vector<std::unique_ptr<Normalizer>> parts;
    if (normalizer != nullptr) {
        forEachPart(fields, *normalizer, "normalizer", "normalizers",
                    [&](const Json& part, const std::string& type, const Message& what) {
                        parts.push_back(readNormalizerPart(fields, part, type, what));
                    });
    }
    if (parts.empty()) {
        return nullptr;
    }
    return parts.size() == 1 ? std::move(parts[0]) : std::make_unique<NormalizerSequence>(std::move(parts));
}

std::unique_ptr<PreTokenizer> readPreTokenizer(const JsonFields& fields, const Json& root)
{
    const Json* preTokenizer = fields.objectMember(root, "pre_tokenizer");
    std::vector<std::unique_ptr<PreTokenizer>> parts;
    if (preTokenizer != nullptr) {
        forEachPart(fields, *preTokenizer, "pre_tokenizer", "pretokenizers",
                    [&](const Json& part, const std::string& type, const Message& what) {
                        parts.push_back(readPreTokenizerPart(fields, part, type, what));
                    });
    }
    if (parts.empty()) {
        return nullptr;
    }
    return parts.size() == 1 ? std::move(parts[0]) : std::make_unique<PreTokenizerSequence>(std::move(parts));
}

Decoders readDecoders(const JsonFields& fields, const Json& root)
{
    const Json* decoder = fields.objectMember(root, "decoder");
    if (decoder == nullptr) {
        fields.fail(say("a tokenizer without decoder is not supported"));
    }
    DecoderReader reader(fields);
    forEachPart(fields, *decoder, "decoder", "decoders",
                [&](const Json& part, const std::string& type, const Message& what) { reader.read(part, type, what); });
    return reader.take();
}

TextTemplate readPostProcessor(const JsonFields& fields, const Json& root,
                               const std::function<bool(std::int64_t)>& knows)
{
    TextTemplate tokens;
    const Json* processor = fields.objectMember(root, "post_processor");
    if (processor == nullptr) {
        return tokens;
    }
    TemplateReader reader(fields, knows);
    forEachPart(fields, *processor, "post_processor", "processors",
                [&](const Json& part, const std::string& type, const std::string&) {
                    if (type == "TemplateProcessing") {
                        tokens = reader.read(part);
                    } else if (type != "ByteLevel") { // which only changes the tokens' places in the text
                        refuse(fields, "post_processor", type);
                    }
                });
    return tokens;
}

} // namespace mambascope
