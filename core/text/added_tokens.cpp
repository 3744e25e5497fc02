// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/added_tokens.h"

#include "core/text/unicode.h"
#include "core/text/utf8.h"

#include <algorithm>

namespace mambascope {

namespace {

bool isInsideWord(std::string_view text, std::size_t begin, std::size_t end)
{
    return (begin > 0 && unicode::isWord(utf8::step(text, utf8::previous(text, begin)).codepoint)) ||
           (end < text.size() && unicode::isWord(utf8::step(text, end).codepoint));
}

} // namespace

AddedTokenMatcher::AddedTokenMatcher() : m_nodes(1) {}

void AddedTokenMatcher::add(const AddedToken& token, std::string_view pattern)
{
    const auto newNode = [this] {
        m_nodes.emplace_back();
        return m_nodes.size() - 1;
    };
    std::size_t& root = m_roots[static_cast<unsigned char>(pattern.front())];
    if (root == 0) {
        root = newNode();
    }
    std::size_t node = root;
    for (const char c : pattern.substr(1)) {
        const auto byte = static_cast<unsigned char>(c);
        const auto& next = m_nodes[node].next;
        const auto found = std::find_if(next.begin(), next.end(), [byte](const auto& n) { return n.first == byte; });
        if (found != next.end()) {
            node = found->second;
            continue;
        }
        const std::size_t child = newNode();
        m_nodes[node].next.emplace_back(byte, child);
        node = child;
    }
    if (m_nodes[node].token < 0) { // two tokens may look alike once they are normalized: the first is taken
        m_nodes[node].token = static_cast<std::ptrdiff_t>(m_tokens.size());
        m_tokens.push_back(token);
    }
}

AddedTokenMatcher::Match AddedTokenMatcher::longestAt(std::string_view text, std::size_t begin) const
{
    Match best{-1, begin};
    std::size_t node = m_roots[static_cast<unsigned char>(text[begin])];
    for (std::size_t at = begin + 1; node != 0; ++at) {
        if (m_nodes[node].token >= 0) {
            best = {m_nodes[node].token, at};
        }
        if (at == text.size()) {
            break;
        }
        const auto byte = static_cast<unsigned char>(text[at]);
        const auto& next = m_nodes[node].next;
        const auto found = std::find_if(next.begin(), next.end(), [byte](const auto& n) { return n.first == byte; });
        node = found == next.end() ? 0 : found->second;
    }
    return best;
}

std::vector<AddedTokenMatcher::Part> AddedTokenMatcher::split(std::string_view text) const
{
    std::vector<Part> parts;
    std::size_t done = 0;
    for (std::size_t at = 0; at < text.size() && !m_tokens.empty();) {
        const Match match = longestAt(text, at);
        if (match.token < 0) {
            ++at;
            continue;
        }
        const AddedToken& token = m_tokens[static_cast<std::size_t>(match.token)];
        const std::size_t matched = std::exchange(at, match.end);
        if (token.singleWord && isInsideWord(text, matched, match.end)) {
            continue;
        }
        const std::size_t begin =
            token.takesLeft ? unicode::spaceBegin(text, matched, std::min(done, matched)) : matched;
        const std::size_t end = token.takesRight ? unicode::spaceEnd(text, match.end) : match.end;
        if (done < begin) {
            parts.push_back({done, begin, -1});
        }
        parts.push_back({begin, end, token.id});
        done = end;
    }
    if (done < text.size()) {
        parts.push_back({done, text.size(), -1});
    }
    return parts;
}

} // namespace mambascope
