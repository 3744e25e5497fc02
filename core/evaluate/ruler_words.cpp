// SPDX-License-Identifier: GPL-3.0-or-later
// Words that are counted, as RULER's common_words_extraction.py and freq_words_extraction.py make them.
#include "core/base/error.h"
#include "core/base/python_random.h"
#include "core/evaluate/longbench_data.h"
#include "core/evaluate/ruler_writer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>

namespace mambascope {

namespace {

constexpr std::size_t kCommon = 10;
constexpr std::string_view kSmallLetters = "abcdefghijklmnopqrstuvwxyz";
constexpr std::size_t kCodeLetters = 6;

std::string numbered(const std::vector<std::string>& words)
{
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i)
        text.append(i > 0 ? " " : "").append(std::to_string(i + 1)).append(". ").append(words[i]);
    return text;
}

class CommonWordsWriter : public RulerWriter
{
public:
    CommonWordsWriter(const RulerTask& task, const RulerSources& sources, std::int64_t length, std::uint64_t seed)
        : m_wording(sources.wordings.of(task)), m_words(sources.words), m_random(streamBehindOne(seed)), m_seed(seed),
          m_short(length < 4096)
    {
        unit = 10;
        probe = 4096;
        slack = 2;
    }

    Prompt write(std::int64_t, std::int64_t size) override
    {
        const List example = m_short ? list(20, 3, 1) : list(40, 10, 3);
        const List asked =
            m_short ? list(static_cast<std::size_t>(size), 6, 1) : list(static_cast<std::size_t>(size), 30, 3);
        const auto filled = [&](const std::string& text, const std::string& context) {
            return filledTemplate(text, {{"context", context}, {"query", ""}}, say("template of {0}", "common words"));
        };
        Prompt prompt;
        prompt.prefix = filled(m_wording.answerPrefix, "");
        prompt.text = filled(m_wording.text, example.context) + prompt.prefix + " " + numbered(example.common) + "\n" +
                      filled(m_wording.text, asked.context) + prompt.prefix;
        prompt.outputs = asked.common;
        return prompt;
    }

private:
    struct List
    {
        std::string context;
        std::vector<std::string> common;
    };
    List list(std::size_t count, int commonRepeats, int otherRepeats)
    {
        const std::vector<std::string>& from = count > m_words.words.size() ? m_words.pairs : m_words.words;
        std::vector<std::string> drawn;
        for (const std::size_t i : m_random.sample(from.size(), count))
            drawn.push_back(from[i]);
        List made;
        made.common.assign(drawn.begin(), drawn.begin() + static_cast<std::ptrdiff_t>(std::min(kCommon, drawn.size())));
        std::vector<std::string> all;
        for (int i = 0; i < commonRepeats; ++i)
            all.insert(all.end(), made.common.begin(), made.common.end());
        for (int i = 0; i < otherRepeats; ++i)
            all.insert(all.end(), drawn.begin() + std::ssize(made.common), drawn.end());
        python::Random(m_seed).shuffle(all);
        made.context = numbered(all);
        return made;
    }

    const RulerWording& m_wording;
    const RulerWords& m_words;
    python::Random m_random;
    std::uint64_t m_seed;
    bool m_short;
};

/// One text of code words, whose ranks follow a zeta distribution with exponent 2; the first rank is dots.
class CodedText
{
public:
    CodedText(const RulerWording& wording, std::int64_t kinds, python::Random& random, std::uint64_t seed)
        : m_wording(wording), m_seed(seed)
    {
        std::vector<std::string> drawn;
        for (std::int64_t i = 0; i < kinds; ++i)
            drawn.push_back(random.letters(kSmallLetters, kCodeLetters));
        std::set<std::string> distinct(drawn.begin(), drawn.end());
        while (std::ssize(distinct) < kinds)
            distinct.insert(random.letters(kSmallLetters, kCodeLetters));
        m_words.assign(distinct.begin(), distinct.end());
        python::Random(seed).shuffle(m_words);
        m_words[0] = "...";
    }
    std::string prefix() const { return filled(m_wording.answerPrefix, ""); }
    std::string text(std::int64_t words) const
    {
        constexpr double kZeta = 1.6449340668482264;
        std::vector<std::string> all;
        for (std::size_t rank = 0; rank < m_words.size(); ++rank) {
            const double share = std::pow(static_cast<double>(rank + 1), -2.0);
            const auto count = static_cast<std::size_t>(static_cast<double>(words) * share / kZeta);
            all.insert(all.end(), count, m_words[rank]);
        }
        python::Random(m_seed).shuffle(all);
        std::string context;
        for (std::size_t i = 0; i < all.size(); ++i)
            context.append(i > 0 ? " " : "").append(all[i]);
        return filled(m_wording.text, context) + prefix();
    }
    std::vector<std::string> mostFrequent() const { return {m_words.begin() + 1, m_words.begin() + 4}; }

private:
    std::string filled(const std::string& text, const std::string& context) const
    {
        return filledTemplate(text, {{"context", context}, {"query", ""}}, say("template of {0}", "frequent words"));
    }
    const RulerWording& m_wording;
    std::uint64_t m_seed;
    std::vector<std::string> m_words;
};

} // namespace

std::unique_ptr<RulerWriter> commonWordsWriter(const RulerTask& task, const RulerSources& sources, std::int64_t length,
                                               std::uint64_t seed)
{
    return std::make_unique<CommonWordsWriter>(task, sources, length, seed);
}

std::vector<RulerSample> frequentWords(const RulerTask& task, const RulerSources& sources, const Tokenizer& tokenizer,
                                       std::int64_t length, std::int64_t count, std::uint64_t seed, Progress& progress)
{
    const RulerWording& wording = sources.wordings.of(task);
    const std::int64_t budget = length - wording.tokensToGenerate;
    const std::int64_t kinds = budget / 50;
    const std::int64_t step = budget / 32;
    if (kinds < 4 || step < 1)
        throw Error(say("{0} of {1} tokens", std::string(task.name), length), say("is too short for the task"));
    const auto tokensOf = [&](const std::string& text) { return std::ssize(tokenizer.encode(text, false)); };
    python::Random random = streamBehindOne(seed);
    const CodedText first(wording, kinds, random, seed);
    std::int64_t words = budget / static_cast<std::int64_t>(kCodeLetters);
    while (tokensOf(first.text(words)) < budget) {
        progress.check();
        words += step;
    }
    words -= step;
    std::vector<RulerSample> samples;
    for (std::int64_t index = 0; index < count; ++index) {
        progress.check();
        const CodedText coded(wording, kinds, random, seed);
        std::int64_t used = words;
        std::string text = coded.text(used);
        while (tokensOf(text) > budget && used > step)
            text = coded.text(used -= step);
        const std::int64_t tokens = tokensOf(text);
        if (tokens > budget)
            throw Error(say("{0} of {1} tokens", std::string(task.name), length), say("is too short for the task"));
        const std::string prefix = coded.prefix();
        samples.push_back({index, text.substr(0, text.size() - prefix.size()), coded.mostFrequent(), prefix,
                           tokens + wording.tokensToGenerate});
    }
    return samples;
}

} // namespace mambascope
