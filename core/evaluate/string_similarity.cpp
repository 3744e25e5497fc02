// SPDX-License-Identifier: GPL-3.0-or-later
// The two string similarities that LongBench takes from Python packages, with what is particular to each: scores have
// to be equal to theirs, odd cases included.
#include "core/evaluate/metrics.h"
#include "core/text/python_str.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace mambascope {

namespace {

using python::Text;
using python::View;

// What is between full stops, each part's white space as single spaces; words keep case and punctuation.
std::vector<std::vector<Text>> sentencesOf(View text)
{
    std::vector<std::vector<Text>> sentences;
    for (const View part : python::split(text, U'.')) {
        if (part.empty())
            continue;
        std::vector<Text> words;
        for (const View word : python::split(part))
            words.emplace_back(word);
        if (words.empty())
            words.emplace_back(); // blanks only: one empty word
        sentences.push_back(std::move(words));
    }
    return sentences;
}

std::set<Text> distinctWords(const std::vector<std::vector<Text>>& sentences)
{
    std::set<Text> words;
    for (const auto& sentence : sentences)
        words.insert(sentence.begin(), sentence.end());
    return words;
}

// Adds a longest common subsequence of the two to `words`. False: too long a walk.
bool collectCommon(const std::vector<Text>& reference, const std::vector<Text>& prediction, std::size_t mostSteps,
                   std::set<Text>& words)
{
    const std::size_t rows = reference.size();
    const std::size_t columns = prediction.size();
    const std::size_t pitch = columns + 1;
    std::vector<std::int32_t> table((rows + 1) * pitch);
    for (std::size_t i = 1; i <= rows; ++i)
        for (std::size_t j = 1; j <= columns; ++j)
            table[i * pitch + j] = reference[i - 1] == prediction[j - 1]
                                       ? table[(i - 1) * pitch + j - 1] + 1
                                       : std::max(table[(i - 1) * pitch + j], table[i * pitch + j - 1]);
    std::size_t steps = 0;
    std::size_t i = rows;
    std::size_t j = columns;
    for (; i > 0 && j > 0; ++steps) {
        if (reference[i - 1] == prediction[j - 1]) {
            words.insert(reference[i - 1]);
            --i;
            --j;
        } else if (table[(i - 1) * pitch + j] > table[i * pitch + j - 1]) {
            --i;
        } else {
            --j;
        }
    }
    return steps <= mostSteps;
}

// difflib's matching blocks: the longest common run, then the same left and right of it.
class Matcher
{
public:
    Matcher(View a, View b) : m_a(a), m_b(b)
    {
        for (std::size_t j = 0; j < b.size(); ++j)
            m_places[b[j]].push_back(j);
        // Characters that are all over a long text begin no block.
        if (constexpr std::size_t kLong = 200; b.size() >= kLong)
            std::erase_if(m_places, [&](const auto& entry) { return entry.second.size() > b.size() / 100 + 1; });
    }

    std::size_t matches() const
    {
        std::size_t total = 0;
        std::vector<Range> open = {{0, m_a.size(), 0, m_b.size()}};
        while (!open.empty()) {
            const Range r = open.back();
            open.pop_back();
            const Block block = longest(r);
            if (block.size == 0)
                continue;
            total += block.size;
            if (r.aBegin < block.a && r.bBegin < block.b)
                open.push_back({r.aBegin, block.a, r.bBegin, block.b});
            if (block.a + block.size < r.aEnd && block.b + block.size < r.bEnd)
                open.push_back({block.a + block.size, r.aEnd, block.b + block.size, r.bEnd});
        }
        return total;
    }

private:
    struct Range
    {
        std::size_t aBegin, aEnd, bBegin, bEnd;
    };
    struct Block
    {
        std::size_t a = 0, b = 0, size = 0;
    };

    // The longest run, of equal ones the first in a, of those the first in b; then grown over every equal character.
    Block longest(const Range& r) const
    {
        Block best{r.aBegin, r.bBegin, 0};
        std::map<std::size_t, std::size_t> ending; // in b -> length of the run that ends there
        for (std::size_t i = r.aBegin; i < r.aEnd; ++i) {
            std::map<std::size_t, std::size_t> next;
            if (const auto places = m_places.find(m_a[i]); places != m_places.end())
                for (const std::size_t j : places->second) {
                    if (j < r.bBegin)
                        continue;
                    if (j >= r.bEnd)
                        break;
                    const auto before = j > 0 ? ending.find(j - 1) : ending.end();
                    const std::size_t size = (before == ending.end() ? 0 : before->second) + 1;
                    next[j] = size;
                    if (size > best.size)
                        best = {i + 1 - size, j + 1 - size, size};
                }
            ending = std::move(next);
        }
        while (best.a > r.aBegin && best.b > r.bBegin && m_a[best.a - 1] == m_b[best.b - 1]) {
            --best.a;
            --best.b;
            ++best.size;
        }
        while (best.a + best.size < r.aEnd && best.b + best.size < r.bEnd &&
               m_a[best.a + best.size] == m_b[best.b + best.size])
            ++best.size;
        return best;
    }

    View m_a, m_b;
    std::map<char32_t, std::vector<std::size_t>> m_places;
};

} // namespace

double rougeL(std::string_view prediction, std::string_view reference, std::size_t mostSteps)
{
    const auto predicted = sentencesOf(python::fromUtf8(prediction));
    const auto expected = sentencesOf(python::fromUtf8(reference));
    if (predicted.empty() || expected.empty())
        return 0;
    std::set<Text> common;
    for (const auto& r : expected)
        for (const auto& p : predicted)
            if (!collectCommon(r, p, mostSteps, common))
                return 0;
    const auto shared = static_cast<double>(common.size());
    const double precision = shared / static_cast<double>(distinctWords(predicted).size());
    const double recall = shared / static_cast<double>(distinctWords(expected).size());
    return 2 * precision * recall / (precision + recall + 1e-8);
}

double stringRatio(std::string_view a, std::string_view b)
{
    if (a == b)
        return 1;
    if (a.empty() || b.empty())
        return 0;
    const Text left = python::fromUtf8(a);
    const Text right = python::fromUtf8(b);
    const double ratio =
        2.0 * static_cast<double>(Matcher(left, right).matches()) / static_cast<double>(left.size() + right.size());
    return std::nearbyint(100 * ratio) / 100;
}

} // namespace mambascope
