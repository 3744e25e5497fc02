// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/unknown_words.h"

#include "core/base/error.h"
#include "core/text/python_literal.h"

#include <algorithm>
#include <string>

namespace mambascope {

namespace {

using python::Numbers;
using python::Text;
using python::View;

// What counts as impossible. A number, not minus infinity: two impossible ways are still compared.
constexpr double kImpossible = -3.14e100;

enum State : std::size_t { kBegin, kEnd, kMiddle, kSingle };
constexpr char32_t kNames[] = {U'B', U'E', U'M', U'S'};
// Which states come before each, the one that loses a tie first.
constexpr State kBefore[][2] = {{kEnd, kSingle}, {kBegin, kMiddle}, {kBegin, kMiddle}, {kEnd, kSingle}};

std::size_t stateNamed(const Text& name, const std::string& file)
{
    const auto* const found = name.size() == 1 ? std::ranges::find(kNames, name[0]) : std::end(kNames);
    if (found == std::end(kNames))
        throw Error(file, say("has a state named '{0}'; there are B, E, M and S", python::toUtf8(name)));
    return static_cast<std::size_t>(found - std::begin(kNames));
}

void requireNumbers(const Numbers& table, const std::string& file)
{
    if (!table.dicts.empty())
        throw Error(file,
                    say("has a table at '{0}' where a number belongs", python::toUtf8(table.dicts.begin()->first)));
}

/// The table of each state, all four of them.
std::array<const Numbers*, 4> tablesOf(const Numbers& all, const std::string& file)
{
    if (!all.numbers.empty())
        throw Error(file,
                    say("has a number at '{0}' where a table belongs", python::toUtf8(all.numbers.begin()->first)));
    std::array<const Numbers*, 4> tables{};
    for (const auto& [name, table] : all.dicts) {
        requireNumbers(table, file);
        tables[stateNamed(name, file)] = &table;
    }
    for (std::size_t s = 0; s < tables.size(); ++s)
        if (tables[s] == nullptr)
            throw Error(file, say("has nothing for the state {0}", python::toUtf8(View(&kNames[s], 1))));
    return tables;
}

bool isChinese(char32_t c)
{
    return c >= 0x4E00 && c <= 0x9FD5;
}

bool isDigit(char32_t c)
{
    return c >= U'0' && c <= U'9';
}

bool isLatin(char32_t c)
{
    return isDigit(c) || (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

/// How long the word or number at the front is: letters and digits, perhaps with decimals and a per cent sign.
std::size_t latinLength(View text)
{
    std::size_t end = 0;
    while (end < text.size() && isLatin(text[end]))
        ++end;
    if (end == 0)
        return 0;
    if (end + 1 < text.size() && text[end] == U'.' && python::isDigit(text[end + 1]))
        for (++end; end < text.size() && python::isDigit(text[end]);)
            ++end;
    return end < text.size() && text[end] == U'%' ? end + 1 : end;
}

} // namespace

UnknownWords UnknownWords::load(const std::filesystem::path& folder)
{
    UnknownWords model;
    const auto fileOf = [&](const char* name) { return (folder / name).string(); };

    const std::string start = fileOf("prob_start.py");
    const Numbers first = python::readNumbers(start, "P");
    requireNumbers(first, start);
    std::array<bool, kStates> there{};
    for (const auto& [name, value] : first.numbers) {
        const std::size_t state = stateNamed(name, start);
        model.m_start[state] = value;
        there[state] = true;
    }
    for (std::size_t s = 0; s < kStates; ++s)
        if (!there[s])
            throw Error(start, say("has nothing for the state {0}", python::toUtf8(View(&kNames[s], 1))));

    const std::string trans = fileOf("prob_trans.py");
    const Numbers steps = python::readNumbers(trans, "P");
    const auto tables = tablesOf(steps, trans);
    for (std::size_t from = 0; from < kStates; ++from) {
        model.m_step[from].fill(kImpossible);
        for (const auto& [name, value] : tables[from]->numbers)
            model.m_step[from][stateNamed(name, trans)] = value;
    }

    const std::string emit = fileOf("prob_emit.py");
    const Numbers characters = python::readNumbers(emit, "P");
    const auto emissions = tablesOf(characters, emit);
    Row nothing;
    nothing.fill(kImpossible);
    for (std::size_t s = 0; s < kStates; ++s)
        for (const auto& [character, value] : emissions[s]->numbers) {
            if (character.size() != 1)
                throw Error(emit, say("has the key '{0}', which is not one character", python::toUtf8(character)));
            model.m_emit.try_emplace(character[0], nothing).first->second[s] = value;
        }
    return model;
}

void UnknownWords::cut(View run, std::vector<View>& words) const
{
    // Nothing of a text is lost: what is neither Chinese nor a word or number is a part by itself.
    std::size_t rest = 0;
    const auto flush = [&](std::size_t end) {
        if (end > rest)
            words.push_back(run.substr(rest, end - rest));
    };
    for (std::size_t i = 0; i < run.size();) {
        std::size_t end = i;
        while (end < run.size() && isChinese(run[end]))
            ++end;
        if (end > i) {
            flush(i);
            cutChinese(run.substr(i, end - i), words);
            rest = i = end;
        } else if (const std::size_t length = latinLength(run.substr(i)); length > 0) {
            flush(i);
            words.push_back(run.substr(i, length));
            rest = i += length;
        } else {
            ++i;
        }
    }
    flush(run.size());
}

void UnknownWords::cutChinese(View run, std::vector<View>& words) const
{
    const std::vector<std::size_t> path = states(run);
    std::size_t begin = 0; // stays where it was behind a word, as an ending without a beginning shows
    std::size_t next = 0;
    for (std::size_t i = 0; i < run.size(); ++i) {
        if (path[i] == kBegin)
            begin = i;
        if (path[i] == kEnd || path[i] == kSingle) {
            const std::size_t from = path[i] == kEnd ? begin : i;
            words.push_back(run.substr(from, i + 1 - from));
            next = i + 1;
        }
    }
    if (next < run.size())
        words.push_back(run.substr(next));
}

const UnknownWords::Row& UnknownWords::emission(char32_t character) const
{
    static const Row nothing = {kImpossible, kImpossible, kImpossible, kImpossible};
    const auto found = m_emit.find(character);
    return found == m_emit.end() ? nothing : found->second;
}

// The likeliest states (Viterbi). Sums are made in the reference's order, so that equal ones are equal to the last bit.
std::vector<std::size_t> UnknownWords::states(View run) const
{
    std::vector<std::array<std::size_t, kStates>> from(run.size());
    Row score{};
    for (std::size_t s = 0; s < kStates; ++s)
        score[s] = m_start[s] + emission(run[0])[s];
    for (std::size_t i = 1; i < run.size(); ++i) {
        const Row& emit = emission(run[i]);
        Row next{};
        for (std::size_t s = 0; s < kStates; ++s) {
            const auto [low, high] = kBefore[s];
            const double a = score[low] + m_step[low][s] + emit[s];
            const double b = score[high] + m_step[high][s] + emit[s];
            next[s] = std::max(a, b);
            from[i][s] = b >= a ? high : low;
        }
        score = next;
    }
    std::vector<std::size_t> path(run.size());
    path.back() = score[kSingle] >= score[kEnd] ? kSingle : kEnd;
    for (std::size_t i = run.size() - 1; i > 0; --i)
        path[i - 1] = from[i][path[i]];
    return path;
}

} // namespace mambascope
