// SPDX-License-Identifier: GPL-3.0-or-later
// Variables assigned one from another, as RULER's variable_tracking.py makes them.
#include "core/base/python_random.h"
#include "core/evaluate/longbench_data.h"
#include "core/evaluate/ruler_writer.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace mambascope {

namespace {

constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr int kHops = 4;
constexpr std::size_t kExampleLetters = 3;
constexpr const char* kExampleValue = "12345";
constexpr std::int64_t kExampleTokens = 500; ///< the answer not counted

void replaceAll(std::string& text, const std::string& what, const std::string& by)
{
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

class TrackingWriter : public RulerWriter
{
public:
    TrackingWriter(const RulerTask& task, const RulerSources& sources, std::uint64_t seed)
        : m_wording(sources.wordings.of(task)), m_random(streamBehindOne(seed)),
          m_values(static_cast<std::uint32_t>(seed))
    {
    }

    // One solved example, made once; its names and value are drawn anew for every prompt.
    void makeExample(const Tokenizer& tokenizer, Progress& progress)
    {
        unit = probe = 5;
        m_letters = kExampleLetters;
        std::int64_t size = fittedSize(*this, tokenizer, 0, kExampleTokens, progress);
        Prompt prompt = write(0, size);
        while (size > unit && std::ssize(tokenizer.encode(prompt.text, false)) > kExampleTokens)
            prompt = write(0, size -= unit);
        m_example = prompt.text + " ";
        for (std::size_t i = 0; i < prompt.outputs.size(); ++i)
            m_example += (i > 0 ? " " : "") + prompt.outputs[i];
        m_example += "\n";
        m_exampleNames = prompt.outputs;
        m_exampleTokens = std::ssize(tokenizer.encode(m_example + "\n", false));
        m_letters = 5;
    }

    Prompt write(std::int64_t, std::int64_t size) override
    {
        std::vector<std::string> names;
        for (int i = 0; i <= kHops; ++i)
            names.push_back(m_random.letters(kCapitals, m_letters));
        while (std::set<std::string>(names.begin(), names.end()).size() <= kHops)
            names.push_back(m_random.letters(kCapitals, m_letters));
        names.resize(kHops + 1);
        const std::string value =
            m_letters == kExampleLetters ? kExampleValue : std::to_string(m_values.below(10000, 99999));
        std::vector<std::string> chain = {"VAR " + names[0] + " = " + value};
        for (int i = 0; i < kHops; ++i)
            chain.push_back("VAR " + names[static_cast<std::size_t>(i) + 1] + " = VAR " +
                            names[static_cast<std::size_t>(i)] + " ");

        std::vector<std::string> lines(static_cast<std::size_t>(size), m_wording.noise);
        std::vector<std::size_t> places = m_random.sample(lines.size(), chain.size());
        std::sort(places.begin(), places.end());
        for (std::size_t i = 0; i < chain.size(); ++i)
            lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(places[i] + i), chain[i]);
        std::string context;
        for (std::size_t i = 0; i < lines.size(); ++i)
            context += (i > 0 ? "\n" : "") + lines[i];

        const std::map<std::string, std::string> fields = {
            {"context", context}, {"query", value}, {"num_v", std::to_string(kHops + 1)}};
        Prompt prompt;
        prompt.prefix = filledTemplate(m_wording.answerPrefix, fields, say("template of {0}", "variable tracking"));
        prompt.text =
            filledTemplate(m_wording.text, fields, say("template of {0}", "variable tracking")) + prompt.prefix;
        prompt.outputs = names;
        prompt.extraTokens = m_exampleTokens;
        return prompt;
    }

    void finish(Prompt& prompt) override
    {
        std::string example = m_example;
        for (const std::string& name : m_exampleNames)
            replaceAll(example, name, m_random.letters(kCapitals, name.size()));
        replaceAll(example, kExampleValue, std::to_string(m_values.below(10000, 99999)));
        prompt.example = example + "\n";
    }

private:
    const RulerWording& m_wording;
    python::Random m_random;
    python::NumpyRandom m_values;
    std::size_t m_letters = 5;
    std::string m_example;
    std::vector<std::string> m_exampleNames;
    std::int64_t m_exampleTokens = 0;
};

} // namespace

std::unique_ptr<RulerWriter> trackingWriter(const RulerTask& task, const RulerSources& sources,
                                            const Tokenizer& tokenizer, std::int64_t length, std::uint64_t seed,
                                            Progress& progress)
{
    auto writer = std::make_unique<TrackingWriter>(task, sources, seed);
    writer->makeExample(tokenizer, progress);
    writer->unit = writer->probe = length < 4096 ? 5 : 10;
    return writer;
}

} // namespace mambascope
