// SPDX-License-Identifier: GPL-3.0-or-later
// Needles in a haystack, as RULER's niah.py makes them.
#include "core/base/python_random.h"
#include "core/evaluate/longbench_data.h"
#include "core/evaluate/ruler_writer.h"
#include "core/text/python_str.h"

#include <algorithm>
#include <stdexcept>

namespace mambascope {

namespace {

constexpr int kShort = 4096; ///< below this, sizes go in smaller steps

void replaceAll(std::string& text, std::string_view what, std::string_view by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

// Where Python's round(linspace(0, 100, 40)) puts needles, in per cent.
std::vector<int> depths()
{
    std::vector<int> all;
    for (int i = 0; i < 40; ++i)
        all.push_back((2 * 100 * i + 39) / (2 * 39));
    return all;
}

std::vector<std::string> sentencesOf(const std::string& text)
{
    std::vector<std::string> sentences;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool ends =
            (text[i] == '.' || text[i] == '!' || text[i] == '?') && i + 1 < text.size() && text[i + 1] == ' ';
        if (!ends)
            continue;
        sentences.push_back(text.substr(begin, i + 1 - begin));
        begin = i + 2;
    }
    if (begin < text.size())
        sentences.push_back(text.substr(begin));
    return sentences;
}

std::string joined(const std::vector<std::string>& parts, std::string_view by, std::size_t begin, std::size_t end)
{
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
        if (i > begin)
            text += by;
        text += parts[i];
    }
    return text;
}

class NeedleWriter : public RulerWriter
{
public:
    NeedleWriter(const RulerTask& task, const RulerSources& sources, std::int64_t length, std::uint64_t seed)
        : m_task(task), m_words(sources.words.pairs), m_wording(sources.wordings.of(task)), m_random(seed), m_seed(seed)
    {
        unit = task.haystack == RulerTask::Haystack::Essay ? 500 : (length < kShort ? 5 : 25);
        probe = unit;
        const python::Text essay = python::fromUtf8(sources.essay);
        for (const python::View word : python::split(essay))
            m_essay.push_back(python::toUtf8(word));
        if (task.haystack == RulerTask::Haystack::Essay && m_essay.empty())
            throw std::invalid_argument("the essay has no words");
    }

    Prompt write(std::int64_t, std::int64_t size) override
    {
        const std::string type = m_task.uuidValues ? "uuids" : "numbers";
        std::vector<std::string> keys, needles;
        std::vector<std::vector<std::string>> values;
        for (int k = 0; k < m_task.keys; ++k) {
            keys.push_back(key());
            values.emplace_back();
            for (int v = 0; v < m_task.values; ++v) {
                values.back().push_back(value());
                needles.push_back(needle(type, keys.back(), values.back().back()));
            }
        }
        python::Random(m_seed).shuffle(needles);
        const std::string context = m_task.haystack == RulerTask::Haystack::Essay
                                        ? inEssay(needles, static_cast<std::size_t>(size))
                                        : inLines(needles, type, static_cast<std::size_t>(size));

        Prompt prompt;
        std::vector<std::string> queries;
        for (const std::size_t i : m_random.sample(keys.size(), static_cast<std::size_t>(m_task.queries))) {
            queries.push_back(keys[i]);
            prompt.outputs.insert(prompt.outputs.end(), values[i].begin(), values[i].end());
        }
        const std::string query =
            queries.size() == 1 ? queries[0] : joined(queries, ", ", 0, queries.size() - 1) + ", and " + queries.back();
        const bool singular = m_task.queries * m_task.values == 1;
        const std::map<std::string, std::string> fields = {
            {"type_needle_v", singular ? type.substr(0, type.size() - 1) : type},
            {"context", context},
            {"query", query}};
        const auto filled = [&](std::string text) {
            if (singular) {
                replaceAll(text, "Some", "A");
                replaceAll(text, "are all", "is");
                replaceAll(text, "are", "is");
            }
            return filledTemplate(text, fields, say("template of {0}", "niah"));
        };
        prompt.prefix = filled(m_wording.answerPrefix);
        prompt.text = filled(m_wording.text) + prompt.prefix;
        return prompt;
    }

private:
    std::string word() { return m_words[m_random.below(m_words.size())]; }
    std::string key() { return m_task.uuidKeys ? m_random.uuid4() : word(); }
    std::string value()
    {
        return m_task.uuidValues ? m_random.uuid4() : std::to_string(m_random.between(1000000, 9999999));
    }
    std::string needle(const std::string& type, const std::string& itsKey, const std::string& itsValue) const
    {
        return filledTemplate(m_wording.needle, {{"type_needle_v", type}, {"key", itsKey}, {"value", itsValue}},
                              "needle");
    }

    std::string inLines(const std::vector<std::string>& needles, const std::string& type, std::size_t size)
    {
        std::vector<std::string> lines;
        for (std::size_t i = 0; i < size; ++i)
            if (m_task.haystack == RulerTask::Haystack::Noise) {
                lines.push_back(m_wording.noise);
            } else {
                const std::string distractor = key(); // Python evaluates them in this order
                lines.push_back(needle(type, distractor, value()));
            }
        std::vector<std::size_t> places = m_random.sample(size, needles.size());
        std::sort(places.rbegin(), places.rend());
        for (std::size_t i = 0; i < needles.size(); ++i)
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(places[i]), needles[i]);
        return joined(lines, "\n", 0, lines.size());
    }

    std::string inEssay(const std::vector<std::string>& needles, std::size_t size)
    {
        std::string text;
        for (std::size_t i = 0; i < size; ++i)
            text += (i > 0 ? " " : "") + m_essay[i % m_essay.size()];
        const std::vector<std::string> sentences = sentencesOf(text);
        static const std::vector<int> all = depths();
        std::vector<std::size_t> places;
        for (const std::size_t i : m_random.sample(all.size(), needles.size()))
            places.push_back(static_cast<std::size_t>(static_cast<double>(sentences.size()) * (all[i] / 100.0)));
        std::sort(places.begin(), places.end());
        places.push_back(sentences.size());
        std::vector<std::string> parts;
        std::size_t last = 0;
        for (std::size_t i = 0; i < places.size(); ++i) {
            parts.push_back(joined(sentences, " ", last, places[i])); // may be empty, and brings its space then
            if (i < needles.size())
                parts.push_back(needles[i]);
            last = places[i];
        }
        return joined(parts, " ", 0, parts.size());
    }

    const RulerTask& m_task;
    const std::vector<std::string>& m_words;
    const RulerWording& m_wording;
    python::Random m_random;
    std::uint64_t m_seed;
    std::vector<std::string> m_essay;
};

} // namespace

std::unique_ptr<RulerWriter> needleWriter(const RulerTask& task, const RulerSources& sources, std::int64_t length,
                                          std::uint64_t seed)
{
    return std::make_unique<NeedleWriter>(task, sources, length, seed);
}

} // namespace mambascope
