// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/metrics.h"

#include "core/base/error.h"
#include "core/text/chinese_words.h"
#include "core/text/python_str.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

namespace mambascope {

namespace {

using python::Text;
using python::View;

bool isAsciiPunctuation(char32_t c)
{
    return (c >= 0x21 && c <= 0x2F) || (c >= 0x3A && c <= 0x40) || (c >= 0x5B && c <= 0x60) || (c >= 0x7B && c <= 0x7E);
}

// The words a, an and the become a space, as re.sub(r"\b(a|an|the)\b", " ", text) does it.
Text withoutArticles(View text)
{
    Text result;
    for (std::size_t i = 0; i < text.size();) {
        const bool begins = python::isWord(text[i]) && (i == 0 || !python::isWord(text[i - 1]));
        std::size_t end = i;
        while (begins && end < text.size() && python::isWord(text[end]))
            ++end;
        const View word = text.substr(i, end - i);
        if (word == U"a" || word == U"an" || word == U"the") {
            result += U' ';
            i = end;
        } else {
            result += text[i++];
        }
    }
    return result;
}

Text normalized(View text)
{
    Text plain;
    for (const char32_t c : python::lower(text))
        if (!isAsciiPunctuation(c))
            plain += c;
    const Text without = withoutArticles(plain);
    Text joined;
    for (const View word : python::split(without)) {
        if (!joined.empty())
            joined += U' ';
        joined += word;
    }
    return joined;
}

/// F-measure of two bags of words.
template <typename Words>
double bagF1(const Words& predicted, const Words& expected)
{
    std::map<View, int> counts;
    for (const View word : expected)
        ++counts[word];
    int common = 0;
    for (const View word : predicted)
        if (const auto found = counts.find(word); found != counts.end() && found->second > 0) {
            --found->second;
            ++common;
        }
    if (common == 0)
        return 0;
    const double precision = 1.0 * common / static_cast<double>(predicted.size());
    const double recall = 1.0 * common / static_cast<double>(expected.size());
    return 2 * precision * recall / (precision + recall);
}

double qaF1(const std::string& prediction, const std::string& reference)
{
    const Text a = normalized(python::fromUtf8(prediction));
    const Text b = normalized(python::fromUtf8(reference));
    return bagF1(python::split(a), python::split(b));
}

// LongBench's list of Chinese punctuation, which has gaps: the opening angle brackets, the ideographic full stop of
// half width beside that of full width, and others stay.
bool isChinesePunctuation(char32_t c)
{
    constexpr std::pair<char32_t, char32_t> kRanges[] = {
        {0x2013, 0x2014}, {0x2018, 0x2019}, {0x201B, 0x201F}, {0x2026, 0x2027}, {0x3001, 0x3003},
        {0x300B, 0x3011}, {0x3014, 0x301F}, {0x3030, 0x3030}, {0x303E, 0x303F}, {0xFE4F, 0xFE4F},
        {0xFF01, 0xFF0D}, {0xFF0F, 0xFF0F}, {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF64}};
    return std::any_of(std::begin(kRanges), std::end(kRanges),
                       [c](const auto& range) { return c >= range.first && c <= range.second; });
}

Text normalizedChinese(View text)
{
    Text plain;
    for (const char32_t c : python::lower(text))
        if (!isAsciiPunctuation(c) && !isChinesePunctuation(c) && !python::isSpace(c))
            plain += c;
    return plain;
}

// Word by word, so that what the punctuation parted stays apart.
std::vector<Text> chineseAnswer(const ChineseWords& words, const std::string& answer)
{
    const Text text = python::fromUtf8(answer);
    std::vector<Text> kept;
    for (const View word : words.cut(text))
        if (Text plain = normalizedChinese(word); !plain.empty())
            kept.push_back(std::move(plain));
    return kept;
}

double qaF1Chinese(const std::string& prediction, const std::string& reference)
{
    const auto words = chineseWords();
    return bagF1(chineseAnswer(*words, prediction), chineseAnswer(*words, reference));
}

std::string spacedWords(const ChineseWords& words, const std::string& text)
{
    const Text points = python::fromUtf8(text);
    Text joined;
    for (const View word : words.cut(points)) {
        if (!joined.empty())
            joined += U' ';
        joined += word;
    }
    return python::toUtf8(joined);
}

double rougeLChinese(const std::string& prediction, const std::string& reference)
{
    const auto words = chineseWords();
    // One function more on Python's stack than the English metric has.
    return rougeL(spacedWords(*words, prediction), spacedWords(*words, reference), kRougeSteps - 1);
}

// Upstream removes entries from the list that it walks over, so the one behind a removed entry is not looked at.
double classification(const std::string& prediction, const std::string& reference,
                      const std::vector<std::string>& classes)
{
    std::vector<std::string> found;
    for (const std::string& name : classes)
        if (prediction.find(name) != std::string::npos)
            found.push_back(name);
    for (std::size_t i = 0; i < found.size(); ++i) {
        const std::string name = found[i];
        if (name != reference && reference.find(name) != std::string::npos)
            found.erase(std::find(found.begin(), found.end(), name));
    }
    const bool right = std::find(found.begin(), found.end(), reference) != found.end();
    return right ? 1.0 / static_cast<double>(found.size()) : 0.0;
}

double shareOfNumbers(const std::string& prediction, View expected)
{
    const Text text = python::fromUtf8(prediction);
    const auto numbers = python::numbers(text);
    if (numbers.empty())
        return 0;
    return static_cast<double>(std::count(numbers.begin(), numbers.end(), expected)) /
           static_cast<double>(numbers.size());
}

// The paragraph that the reference names: the first number right behind one of the marks.
double retrieval(const std::string& prediction, const std::string& reference, View mark)
{
    const Text text = python::fromUtf8(reference);
    for (std::size_t at = text.find(mark); at != Text::npos; at = text.find(mark, at + 1)) {
        const std::size_t begin = at + mark.size();
        std::size_t end = begin;
        while (end < text.size() && python::isDigit(text[end]))
            ++end;
        if (end > begin)
            return shareOfNumbers(prediction, View(text).substr(begin, end - begin));
    }
    throw Error(say("reference '{0}'", reference), say("names no {0}and number", python::toUtf8(mark)));
}

double codeSimilarity(const std::string& prediction, const std::string& reference)
{
    return stringRatio(codeLine(prediction), reference);
}

double passkeyFound(const std::string& prediction, const std::string& key)
{
    const std::string_view response = std::string_view(prediction).substr(0, prediction.find("<|endoftext|>"));
    for (std::size_t begin = 0; begin <= response.size();) {
        const std::size_t end = std::min(response.find(' ', begin), response.size());
        if (response.substr(begin, end - begin) == key)
            return 1;
        begin = end + 1;
    }
    return 0;
}

double documentFound(const std::string& prediction, const std::string& id)
{
    return prediction.substr(0, prediction.find("|>")) == id ? 1 : 0;
}

using PerReference = double (*)(const ScoredAnswer& answer, const std::string& reference);

struct Metric
{
    const char* name;
    PerReference score; ///< the best over the references counts; null: all references at once
};

constexpr Metric kMetrics[] = {
    {"qa_f1_score", [](const ScoredAnswer& a, const std::string& r) { return qaF1(a.prediction, r); }},
    {"qa_f1_zh_score", [](const ScoredAnswer& a, const std::string& r) { return qaF1Chinese(a.prediction, r); }},
    {"rouge_score", [](const ScoredAnswer& a, const std::string& r) { return rougeL(a.prediction, r); }},
    {"rouge_zh_score", [](const ScoredAnswer& a, const std::string& r) { return rougeLChinese(a.prediction, r); }},
    {"classification_score",
     [](const ScoredAnswer& a, const std::string& r) { return classification(a.prediction, r, a.classes); }},
    {"retrieval_score",
     [](const ScoredAnswer& a, const std::string& r) { return retrieval(a.prediction, r, U"Paragraph "); }},
    {"retrieval_zh_score",
     [](const ScoredAnswer& a, const std::string& r) { return retrieval(a.prediction, r, U"\u6bb5\u843d"); }},
    {"count_score",
     [](const ScoredAnswer& a, const std::string& r) { return shareOfNumbers(a.prediction, python::fromUtf8(r)); }},
    {"code_sim_score", [](const ScoredAnswer& a, const std::string& r) { return codeSimilarity(a.prediction, r); }},
    {"string_match_all", nullptr},
    {"string_match_part", nullptr},
    {"passkey", [](const ScoredAnswer& a, const std::string& r) { return passkeyFound(a.prediction, r); }},
    {"doc_retrieval", [](const ScoredAnswer& a, const std::string& r) { return documentFound(a.prediction, r); }},
};

const Metric* metricNamed(std::string_view name)
{
    const auto* const found = std::find_if(std::begin(kMetrics), std::end(kMetrics),
                                           [&](const Metric& candidate) { return name == candidate.name; });
    return found == std::end(kMetrics) ? nullptr : found;
}

std::string listed(const std::vector<std::string>& names)
{
    std::string text;
    for (const std::string& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

} // namespace

const std::vector<std::string>& metricNames()
{
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const Metric& metric : kMetrics)
            all.emplace_back(metric.name);
        return all;
    }();
    return names;
}

void requireMetric(std::string_view metric)
{
    if (metricNamed(metric) == nullptr)
        throw Error(say("metric '{0}'", metric), say("is not known; there are {0}", listed(metricNames())));
    if (metric == "qa_f1_zh_score" || metric == "rouge_zh_score")
        chineseWords();
}

double scoreAnswer(std::string_view metric, const ScoredAnswer& answer)
{
    requireMetric(metric);
    const Metric* const found = metricNamed(metric);
    if (found->score == nullptr)
        return roundedToHundredths(100 * foundShare(answer, metric == "string_match_part"));
    double best = 0;
    for (const std::string& reference : answer.references)
        best = std::max(best, found->score(answer, reference));
    return best;
}

double foundShare(const ScoredAnswer& answer, bool any)
{
    if (answer.references.empty())
        return 0;
    const Text prediction = python::lower(python::fromUtf8(answer.prediction));
    double found = 0;
    for (const std::string& reference : answer.references)
        found += prediction.find(python::lower(python::fromUtf8(reference))) != Text::npos ? 1 : 0;
    return any ? std::min(found, 1.0) : found / static_cast<double>(answer.references.size());
}

double roundedToHundredths(double value)
{
    std::array<char, 512> text{};
    std::snprintf(text.data(), text.size(), "%.2f", value);
    return std::strtod(text.data(), nullptr);
}

std::string firstLine(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
    return std::string(text.substr(0, text.find('\n')));
}

std::string normalizedAnswer(std::string_view text)
{
    return python::toUtf8(normalized(python::fromUtf8(text)));
}

std::string normalizedChineseAnswer(std::string_view text)
{
    return python::toUtf8(normalizedChinese(python::fromUtf8(text)));
}

std::string codeLine(std::string_view text)
{
    text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
    while (true) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        if (line.find_first_of("`#") == std::string_view::npos && line.find("//") == std::string_view::npos)
            return std::string(line);
        if (end == std::string_view::npos)
            return {};
        text.remove_prefix(end + 1);
    }
}

std::string rulerAnswer(std::string_view text)
{
    Text points(python::strip(python::fromUtf8(text)));
    std::replace_if(
        points.begin(), points.end(), [](char32_t c) { return c < 0x20; }, U'\n');
    return python::toUtf8(python::strip(points));
}

std::string cleanedUp(std::string_view text)
{
    static constexpr std::pair<std::string_view, std::string_view> replacements[] = {
        {" .", "."},     {" ?", "?"},   {" !", "!"},   {" ,", ","},     {" ' ", "'"},
        {" n't", "n't"}, {" 'm", "'m"}, {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
    std::string result(text);
    for (const auto& [from, to] : replacements) {
        std::string next;
        std::size_t begin = 0;
        for (std::size_t at = result.find(from); at != std::string::npos; at = result.find(from, begin)) {
            next.append(result, begin, at - begin).append(to);
            begin = at + from.size();
        }
        result = next.append(result, begin);
    }
    return result;
}

} // namespace mambascope
