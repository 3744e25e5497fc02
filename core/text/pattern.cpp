// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/pattern.h"

#include "core/base/error.h"
#include "core/text/utf8.h"

#include <oniguruma.h>

#include <array>
#include <mutex>
#include <new>
#include <utility>

namespace mambascope {

namespace {

/// Expressions in use have some hundred characters.
constexpr std::size_t longestExpression = std::size_t{1} << 16U;

const OnigUChar* bytesOf(std::string_view text)
{
    return reinterpret_cast<const OnigUChar*>(text.data());
}

Message subjectOf(const std::string& expression)
{
    constexpr std::size_t longest = 60;
    if (expression.size() <= longest) {
        return say("regex '{0}'", expression);
    }
    std::size_t end = longest;
    while ((static_cast<unsigned char>(expression[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    return say("regex '{0}...'", expression.substr(0, end));
}

std::string messageOf(int status, OnigErrorInfo* info)
{
    std::array<OnigUChar, ONIG_MAX_ERROR_MESSAGE_LEN> message{};
    const int length = info != nullptr ? onig_error_code_to_str(message.data(), status, info)
                                       : onig_error_code_to_str(message.data(), status);
    return {reinterpret_cast<const char*>(message.data()), static_cast<std::size_t>(length)};
}

void initializeOnce()
{
    static std::once_flag once;
    std::call_once(once, [] {
        std::array<OnigEncoding, 1> encodings{ONIG_ENCODING_UTF8};
        if (onig_initialize(encodings.data(), static_cast<int>(encodings.size())) != ONIG_NORMAL) {
            throw Error(say("regex"), say("Oniguruma cannot be initialized"));
        }
    });
}

} // namespace

struct Pattern::Regex
{
    OnigRegex compiled = nullptr;
    Regex() = default;
    Regex(const Regex&) = delete;
    Regex& operator=(const Regex&) = delete;
    ~Regex() { onig_free(compiled); }
};

Pattern::Pattern(std::string text) : m_text(std::move(text)) {}
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

Pattern Pattern::literal(std::string text)
{
    return Pattern(std::move(text));
}

Pattern Pattern::regex(const std::string& expression)
{
    initializeOnce();
    if (expression.size() > longestExpression) {
        throw Error(subjectOf(expression), say("is longer than {0} bytes", longestExpression));
    }
    Pattern pattern(expression);
    pattern.m_regex = std::make_unique<Regex>();
    OnigErrorInfo info{};
    const int status =
        onig_new(&pattern.m_regex->compiled, bytesOf(expression), bytesOf(expression) + expression.size(),
                 ONIG_OPTION_NONE, ONIG_ENCODING_UTF8, ONIG_SYNTAX_DEFAULT, &info);
    if (status != ONIG_NORMAL) {
        throw Error(subjectOf(expression), say("is not a regular expression: {0}", messageOf(status, &info)));
    }
    return pattern;
}

std::string Pattern::replaced(std::string_view text, std::string_view content, std::size_t limit) const
{
    std::vector<Pieces::Range> matches;
    PatternSearch(*this).find(text, matches);
    std::string result;
    std::size_t done = 0;
    for (const Pieces::Range match : matches) {
        if (result.size() + (match.begin - done) + content.size() > limit) {
            throw Error(say("Replace"), say("would make a text of {0} bytes longer than {1}", text.size(), limit));
        }
        result.append(text, done, match.begin - done).append(content);
        done = match.end;
    }
    return result.append(text, done);
}

struct PatternSearch::Memory
{
    OnigRegion* region = onig_region_new();
    OnigMatchParam* limits = onig_new_match_param();
    Memory()
    {
        if (region == nullptr || limits == nullptr) {
            onig_free_match_param(limits);
            onig_region_free(region, 1);
            throw std::bad_alloc();
        }
    }
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;
    ~Memory()
    {
        onig_free_match_param(limits);
        onig_region_free(region, 1);
    }
};

PatternSearch::PatternSearch(const Pattern& pattern) : m_pattern(pattern)
{
    if (!pattern.isLiteral()) {
        m_memory = std::make_unique<Memory>();
    }
}

PatternSearch::~PatternSearch() = default;

void PatternSearch::find(std::string_view text, std::vector<Pieces::Range>& matches)
{
    matches.clear();
    if (m_memory) {
        findRegex(text, matches);
    } else {
        findLiteral(text, matches);
    }
}

void PatternSearch::findLiteral(std::string_view text, std::vector<Pieces::Range>& matches) const
{
    const std::string& wanted = m_pattern.m_text;
    for (std::size_t at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + wanted.size())) {
        matches.push_back({at, at + wanted.size()});
    }
}

void PatternSearch::findRegex(std::string_view text, std::vector<Pieces::Range>& matches)
{
    // A sensible expression goes back a few times for each character; one that goes back exponentially often would
    // never end. The library counts from anew with every search.
    const std::size_t steps = 10'000'000 + 16 * text.size();
    onig_initialize_match_param(m_memory->limits);
    onig_set_retry_limit_in_match_of_match_param(m_memory->limits, steps);
    onig_set_retry_limit_in_search_of_match_param(m_memory->limits, steps);
    const OnigUChar* begin = bytesOf(text);
    const OnigUChar* end = begin + text.size();
    for (std::size_t from = 0; from <= text.size();) {
        const int status = onig_search_with_param(m_pattern.m_regex->compiled, begin, end, begin + from, end,
                                                  m_memory->region, ONIG_OPTION_NONE, m_memory->limits);
        if (status == ONIG_MISMATCH) {
            return;
        }
        if (status < 0) {
            throw Error(subjectOf(m_pattern.m_text), say("cannot be searched for: {0}", messageOf(status, nullptr)));
        }
        const Pieces::Range match{static_cast<std::size_t>(m_memory->region->beg[0]),
                                  static_cast<std::size_t>(m_memory->region->end[0])};
        if (match.begin < from || match.end < match.begin) { // \K inside a look-ahead
            throw Error(subjectOf(m_pattern.m_text), say("matches backwards"));
        }
        if (match.begin == match.end && !matches.empty() && matches.back().end == match.end) {
            from += from < text.size() ? utf8::step(text, from).length : 1;
            continue;
        }
        matches.push_back(match);
        from = match.end;
    }
}

} // namespace mambascope
