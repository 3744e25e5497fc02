// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/chinese_words.h"

#include "core/base/error.h"
#include "core/base/text_file.h"
#include "core/text/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>
#include <system_error>

namespace mambascope {

namespace {

using python::View;

constexpr std::uint32_t kRoot = 0;
constexpr std::uint32_t kNone = ~std::uint32_t{0};
constexpr std::int64_t kMostCount = std::int64_t{1} << 53; // exact in the logarithm's argument

/// What words are made of: Chinese characters, Latin letters, digits, and signs that occur within names.
bool isOfWords(char32_t c)
{
    return (c >= 0x4E00 && c <= 0x9FD5) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z') ||
           (c >= U'0' && c <= U'9') || View(U"+#&._%-").find(c) != View::npos;
}

std::string_view stripped(std::string_view line)
{
    constexpr const char* kBlank = " \t\n\r\v\f";
    const std::size_t begin = line.find_first_not_of(kBlank);
    return begin == std::string_view::npos ? std::string_view()
                                           : line.substr(begin, line.find_last_not_of(kBlank) + 1 - begin);
}

struct Entry
{
    std::string_view word;
    std::int64_t count = -1; ///< below 0: the line is none
};

/// WORD COUNT, with whatever behind.
Entry entryOf(std::string_view line)
{
    line = stripped(line);
    const std::size_t gap = line.find(' ');
    if (gap == std::string_view::npos || gap == 0)
        return {};
    const std::string_view digits = line.substr(gap + 1, line.find(' ', gap + 1) - gap - 1);
    Entry entry{line.substr(0, gap)};
    const auto [end, status] = std::from_chars(digits.data(), digits.data() + digits.size(), entry.count);
    if (status != std::errc() || end != digits.data() + digits.size() || entry.count > kMostCount)
        entry.count = -1;
    return entry;
}

} // namespace

std::shared_ptr<const ChineseWords> ChineseWords::load(const std::filesystem::path& folder)
{
    return std::shared_ptr<const ChineseWords>(new ChineseWords(folder));
}

ChineseWords::ChineseWords(const std::filesystem::path& folder) : m_unknown(UnknownWords::load(folder / "finalseg"))
{
    readDictionary(folder / "dict.txt");
}

void ChineseWords::readDictionary(const std::filesystem::path& path)
{
    const std::string text = readTextFile(path);
    m_nodes.assign(1, {});
    std::int64_t total = 0;
    std::int64_t number = 0;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        const Entry entry = entryOf(std::string_view(text).substr(begin, end - begin));
        begin = end + 1;
        ++number;
        if (entry.count < 0 || total > kMostCount - entry.count)
            throw Error(linePlace(path, number), say("is no entry of a dictionary, a word and its count"));
        total += entry.count; // a word that is there twice counts twice, and has its last count
        std::uint32_t node = kRoot;
        for (std::size_t at = 0; at < entry.word.size();) {
            const utf8::Step character = utf8::step(entry.word, at);
            if (!character.valid)
                throw Error(linePlace(path, number), say("is not UTF-8"));
            at += character.length;
            std::uint32_t next = step(node, character.codepoint);
            if (next == kNone) {
                next = static_cast<std::uint32_t>(m_nodes.size());
                m_children.insert(node, character.codepoint, next);
                m_nodes.emplace_back();
            }
            node = next;
        }
        m_nodes[node] = entry.count > 0 ? Node{std::log(static_cast<double>(entry.count)), true} : Node{};
    }
    if (total == 0)
        throw Error(path.string(), say("has no words"));
    m_lnTotal = std::log(static_cast<double>(total));
}

std::uint32_t ChineseWords::step(std::uint32_t node, char32_t character) const
{
    const std::uint32_t* const next = m_children.find(node, character);
    return next == nullptr ? kNone : *next;
}

bool ChineseWords::has(View word) const
{
    std::uint32_t node = kRoot;
    for (const char32_t c : word)
        if ((node = step(node, c)) == kNone)
            return false;
    return m_nodes[node].isWord;
}

std::vector<View> ChineseWords::cut(View text) const
{
    std::vector<View> words;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        while (end < text.size() && isOfWords(text[end]))
            ++end;
        if (end > i) {
            cutBlock(text.substr(i, end - i), words);
            i = end;
            continue;
        }
        const std::size_t length = text.substr(i, 2) == U"\r\n" ? 2 : 1;
        words.push_back(text.substr(i, length));
        i += length;
    }
    return words;
}

// For each place where the word ends that begins there, on the way of the highest probability to the block's end. Of
// ways that are equally likely the one with the longest first word counts. The sums are the reference's, term by term.
std::vector<std::size_t> ChineseWords::likeliestEnds(View block) const
{
    std::vector<double> best(block.size() + 1, 0.0);
    std::vector<std::size_t> ends(block.size());
    for (std::size_t i = block.size(); i-- > 0;) {
        best[i] = -std::numeric_limits<double>::infinity();
        const auto offer = [&](double lnCount, std::size_t end) {
            const double way = lnCount - m_lnTotal + best[end];
            if (way >= best[i]) {
                best[i] = way;
                ends[i] = end;
            }
        };
        bool any = false;
        std::uint32_t node = kRoot;
        for (std::size_t end = i; end < block.size();) {
            if ((node = step(node, block[end])) == kNone)
                break;
            ++end;
            if (!m_nodes[node].isWord)
                continue;
            offer(m_nodes[node].lnCount, end);
            any = true;
        }
        if (!any) // a character that begins no word is one by itself, seen once
            offer(0, i + 1);
    }
    return ends;
}

void ChineseWords::cutBlock(View block, std::vector<View>& words) const
{
    const std::vector<std::size_t> ends = likeliestEnds(block);
    std::size_t singles = 0; // where the run of words of one character began
    for (std::size_t i = 0; i < block.size(); i = ends[i]) {
        if (ends[i] == i + 1)
            continue;
        cutSingles(block.substr(singles, i - singles), words);
        words.push_back(block.substr(i, ends[i] - i));
        singles = ends[i];
    }
    cutSingles(block.substr(singles), words);
}

// Neighbours that the dictionary leaves alone may be a word that it does not know. If it knows them, they were taken
// apart because that is likelier.
void ChineseWords::cutSingles(View singles, std::vector<View>& words) const
{
    if (singles.size() > 1 && !has(singles))
        return m_unknown.cut(singles, words);
    for (std::size_t i = 0; i < singles.size(); ++i)
        words.push_back(singles.substr(i, 1));
}

} // namespace mambascope
