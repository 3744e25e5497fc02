// SPDX-License-Identifier: GPL-3.0-or-later
// Questions over documents, as RULER's qa.py makes them.
#include "core/base/python_random.h"
#include "core/evaluate/longbench_data.h"
#include "core/evaluate/ruler_writer.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <stdexcept>

namespace mambascope {

namespace {

class QuestionsWriter : public RulerWriter
{
public:
    QuestionsWriter(const RulerTask& task, const RulerSources& sources, std::uint64_t seed)
        : m_set(task.hops ? sources.hotpot : sources.squad), m_wording(sources.wordings.of(task)),
          m_random(streamBehindOne(seed)), m_seed(seed)
    {
        unit = probe = 10;
    }

    Prompt write(std::int64_t index, std::int64_t size) override
    {
        const auto& question = m_set.questions[static_cast<std::size_t>(index) % m_set.questions.size()];
        const auto count = static_cast<std::size_t>(size);
        std::vector<std::size_t> chosen = question.documents;
        if (count >= m_set.documents.size()) { // all of them, again and again
            chosen.clear();
            for (std::size_t i = 0; i < count; ++i)
                chosen.push_back(i % m_set.documents.size());
        } else if (count < chosen.size()) {
            throw std::invalid_argument("the question has more documents of its own");
        } else if (count - chosen.size() > question.related.size()) {
            chosen.insert(chosen.end(), question.related.begin(), question.related.end());
            const std::set<std::size_t> own(chosen.begin(), chosen.end());
            std::vector<std::size_t> others;
            for (std::size_t i = 0; i < m_set.documents.size(); ++i)
                if (!own.contains(i))
                    others.push_back(i);
            for (const std::size_t i : m_random.sample(others.size(), count - chosen.size()))
                chosen.push_back(others[i]);
        } else {
            for (const std::size_t i : m_random.sample(question.related.size(), count - chosen.size()))
                chosen.push_back(question.related[i]);
        }
        python::Random(m_seed).shuffle(chosen);

        std::string context;
        for (std::size_t i = 0; i < chosen.size(); ++i)
            context +=
                (i > 0 ? "\n\n" : "") +
                filledTemplate(m_wording.document,
                               {{"i", std::to_string(i + 1)}, {"document", m_set.documents[chosen[i]]}}, "document");
        const std::map<std::string, std::string> fields = {{"context", context}, {"query", question.text}};
        Prompt prompt;
        prompt.prefix = filledTemplate(m_wording.answerPrefix, fields, say("template of {0}", "qa"));
        prompt.text = filledTemplate(m_wording.text, fields, say("template of {0}", "qa")) + prompt.prefix;
        prompt.outputs = question.answers;
        return prompt;
    }

private:
    const QuestionSet& m_set;
    const RulerWording& m_wording;
    python::Random m_random;
    std::uint64_t m_seed;
};

} // namespace

std::unique_ptr<RulerWriter> questionsWriter(const RulerTask& task, const RulerSources& sources, std::uint64_t seed)
{
    return std::make_unique<QuestionsWriter>(task, sources, seed);
}

} // namespace mambascope
