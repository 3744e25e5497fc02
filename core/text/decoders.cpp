// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/decoders.h"

#include "core/text/byte_level.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <optional>

namespace mambascope {

namespace {

/// Replacing shrinks or hardly changes a token in every file that means well.
constexpr std::size_t longestGrowth = std::size_t{1} << 20U;

constexpr std::string_view replacementCharacter = "\uFFFD";

class Step : public DecodeSink
{
public:
    explicit Step(DecodeSink& next) : m_next(next) {}
    void finish() override { m_next.finish(); }

protected:
    void emit(std::string_view token) { m_next.push(token); }

private:
    DecodeSink& m_next;
};

class ByteLevelStep : public Step
{
public:
    using Step::Step;
    void push(std::string_view token) override
    {
        appendByteLevel(m_pending, token);
        const std::size_t complete = m_pending.size() - utf8::incompleteTail(m_pending);
        emitRepaired(std::string_view(m_pending).substr(0, complete));
        m_pending.erase(0, complete);
    }
    void finish() override
    {
        emitRepaired(m_pending);
        m_pending.clear();
        Step::finish();
    }

private:
    void emitRepaired(std::string_view bytes)
    {
        if (utf8::isValid(bytes)) {
            emit(bytes);
        } else {
            emit(utf8::repaired(bytes));
        }
    }
    std::string m_pending;
};

int hexDigit(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const auto lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// The byte that a token like <0x0A> stands for.
std::optional<char> fallbackByte(std::string_view token)
{
    if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') {
        return std::nullopt;
    }
    const int high = hexDigit(token[3]);
    const int low = hexDigit(token[4]);
    if (high < 0 || low < 0) {
        return std::nullopt;
    }
    return static_cast<char>(static_cast<unsigned char>(16 * high + low));
}

class ByteFallbackStep : public Step
{
public:
    using Step::Step;
    void push(std::string_view token) override
    {
        const std::optional<char> byte = fallbackByte(token);
        if (!byte) {
            endRun();
            emit(token);
            return;
        }
        m_run += *byte;
        if (!m_spoilt) {
            // Only the end of the run can be in doubt: what is before it was looked at when it came.
            const std::size_t complete = m_run.size() - utf8::incompleteTail(m_run);
            m_spoilt = !utf8::isValid(std::string_view(m_run).substr(m_valid, complete - m_valid));
            m_valid = complete;
        }
        if (m_spoilt) {
            emitBroken();
        }
    }
    void finish() override
    {
        endRun();
        Step::finish();
    }

private:
    void emitBroken()
    {
        for (std::size_t i = 0; i < m_run.size(); ++i) {
            emit(replacementCharacter);
        }
        m_run.clear();
    }
    void endRun()
    {
        if (!m_spoilt && m_valid < m_run.size()) {
            emitBroken(); // cut off inside a character
        } else if (!m_run.empty()) {
            emit(m_run);
        }
        m_run.clear();
        m_valid = 0;
        m_spoilt = false;
    }

    std::string m_run;
    std::size_t m_valid = 0;
    bool m_spoilt = false; ///< the run cannot become UTF-8 any more
};

/// Fuse: what follows it is made for one text that comes in parts.
class PassOn : public Step
{
public:
    using Step::Step;
    void push(std::string_view token) override { emit(token); }
};

class ReplaceStep : public Step
{
public:
    ReplaceStep(DecodeSink& next, const Pattern& pattern, const std::string& content)
        : Step(next), m_pattern(pattern), m_content(content)
    {
    }
    void push(std::string_view token) override
    {
        emit(m_pattern.replaced(token, m_content, token.size() + longestGrowth));
    }

private:
    const Pattern& m_pattern;
    const std::string& m_content;
};

/// Replaces in one text that comes in parts: holds back what may be the beginning of a match.
class JoinedReplaceStep : public Step
{
public:
    JoinedReplaceStep(DecodeSink& next, const std::string& wanted, const std::string& content)
        : Step(next), m_wanted(wanted), m_content(content)
    {
    }
    void push(std::string_view part) override
    {
        m_pending += part;
        std::size_t done = 0;
        for (std::size_t at = m_pending.find(m_wanted); at != std::string::npos; at = m_pending.find(m_wanted, done)) {
            emit(std::string_view(m_pending).substr(done, at - done));
            emit(m_content);
            done = at + m_wanted.size();
        }
        std::size_t held = std::min(m_wanted.size() - 1, m_pending.size() - done);
        while (!std::string_view(m_pending).ends_with(std::string_view(m_wanted).substr(0, held))) {
            --held;
        }
        emit(std::string_view(m_pending).substr(done, m_pending.size() - held - done));
        m_pending.erase(0, m_pending.size() - held);
    }
    void finish() override
    {
        emit(m_pending);
        m_pending.clear();
        Step::finish();
    }

private:
    const std::string& m_wanted;
    const std::string& m_content;
    std::string m_pending;
};

/// Strips one text that comes in parts.
class StripStep : public Step
{
public:
    StripStep(DecodeSink& next, const StripDecoder::Settings& settings)
        : Step(next), m_settings(settings), m_startLeft(settings.start)
    {
    }
    void push(std::string_view part) override
    {
        const std::string_view character = m_settings.character;
        while (m_startLeft > 0 && !part.empty()) {
            if (!part.starts_with(character)) {
                m_startLeft = 0;
                break;
            }
            part.remove_prefix(character.size());
            --m_startLeft;
        }
        std::size_t strippable = 0;
        std::string_view rest = part;
        while (rest.ends_with(character)) {
            rest.remove_suffix(character.size());
            ++strippable;
        }
        if (!rest.empty()) {
            emitHeld(0);
            emit(rest);
        }
        m_held += strippable;
        emitHeld(m_settings.stop);
    }
    void finish() override
    {
        m_held = 0; // at most as many as are cut off
        m_startLeft = m_settings.start;
        Step::finish();
    }

private:
    void emitHeld(std::size_t keep)
    {
        for (; m_held > keep; --m_held) {
            emit(m_settings.character);
        }
    }

    const StripDecoder::Settings& m_settings;
    std::size_t m_startLeft;
    std::size_t m_held = 0; ///< of the character, at the end of what came so far
};

/// Strips every token.
class TokenStripStep : public Step
{
public:
    TokenStripStep(DecodeSink& next, const StripDecoder::Settings& settings) : Step(next), m_settings(settings) {}
    void push(std::string_view token) override
    {
        const std::string_view character = m_settings.character;
        for (std::size_t i = 0; i < m_settings.start && token.starts_with(character); ++i) {
            token.remove_prefix(character.size());
        }
        for (std::size_t i = 0; i < m_settings.stop && token.ends_with(character); ++i) {
            token.remove_suffix(character.size());
        }
        emit(token);
    }

private:
    const StripDecoder::Settings& m_settings;
};

class MetaspaceStep : public Step
{
public:
    MetaspaceStep(DecodeSink& next, const Pattern& replacement, bool prepends)
        : Step(next), m_replacement(replacement), m_prepends(prepends)
    {
    }
    void push(std::string_view token) override
    {
        const bool leavesOut = m_first && m_prepends;
        m_first = false;
        emit(m_replacement.replaced(token, leavesOut ? "" : " ", token.size()));
    }
    void finish() override
    {
        m_first = true;
        Step::finish();
    }

private:
    const Pattern& m_replacement;
    bool m_prepends;
    bool m_first = true;
};

} // namespace

std::unique_ptr<DecodeSink> ByteLevelDecoder::start(DecodeSink& next) const
{
    return std::make_unique<ByteLevelStep>(next);
}

void ByteLevelDecoder::toBytes(std::string& token) const
{
    std::string bytes;
    appendByteLevel(bytes, token);
    token = std::move(bytes);
}

std::unique_ptr<DecodeSink> ByteFallbackDecoder::start(DecodeSink& next) const
{
    return std::make_unique<ByteFallbackStep>(next);
}

void ByteFallbackDecoder::toBytes(std::string& token) const
{
    if (const std::optional<char> byte = fallbackByte(token)) {
        token.assign(1, *byte);
    }
}

std::unique_ptr<DecodeSink> FuseDecoder::start(DecodeSink& next) const
{
    return std::make_unique<PassOn>(next);
}

void FuseDecoder::toBytes(std::string& /*token*/) const {}

std::unique_ptr<DecodeSink> ReplaceDecoder::start(DecodeSink& next) const
{
    if (m_joined) {
        return std::make_unique<JoinedReplaceStep>(next, m_pattern.text(), m_content);
    }
    return std::make_unique<ReplaceStep>(next, m_pattern, m_content);
}

void ReplaceDecoder::toBytes(std::string& token) const
{
    if (m_pattern.isLiteral() || utf8::isValid(token)) { // a byte by itself is no text for an expression
        token = m_pattern.replaced(token, m_content, token.size() + longestGrowth);
    }
}

std::unique_ptr<DecodeSink> StripDecoder::start(DecodeSink& next) const
{
    if (m_settings.joined) {
        return std::make_unique<StripStep>(next, m_settings);
    }
    return std::make_unique<TokenStripStep>(next, m_settings);
}

void StripDecoder::toBytes(std::string& /*token*/) const {}

std::unique_ptr<DecodeSink> MetaspaceDecoder::start(DecodeSink& next) const
{
    return std::make_unique<MetaspaceStep>(next, m_replacement, m_prepends);
}

void MetaspaceDecoder::toBytes(std::string& token) const
{
    token = m_replacement.replaced(token, " ", token.size());
}

class DecodeRun::Output : public DecodeSink
{
public:
    void push(std::string_view token) override { text += token; }
    void finish() override {}
    std::string text;
};

DecodeRun::DecodeRun(const std::vector<std::unique_ptr<TokenDecoder>>& decoders)
    : m_decoders(decoders), m_output(std::make_unique<Output>())
{
    startSteps();
}

DecodeRun::~DecodeRun() = default;

void DecodeRun::startSteps()
{
    DecodeSink* next = m_output.get();
    for (auto decoder = m_decoders.rbegin(); decoder != m_decoders.rend(); ++decoder) {
        m_steps.push_back((*decoder)->start(*next));
        next = m_steps.back().get();
    }
}

std::string DecodeRun::push(std::string_view token)
{
    if (m_steps.empty()) {
        return std::string(token);
    }
    m_steps.back()->push(token);
    return std::exchange(m_output->text, {});
}

std::string DecodeRun::finish()
{
    if (!m_steps.empty()) {
        m_steps.back()->finish();
    }
    return std::exchange(m_output->text, {});
}

} // namespace mambascope
