// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/search_items.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/base/json.h"
#include "core/base/system_reason.h"
#include "core/evaluate/haystack.h"
#include "core/evaluate/likelihood.h"
#include "core/evaluate/workforce.h"
#include "core/generate/last_logits.h"
#include "core/method/treatment.h"
#include "core/model/pass.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <future>
#include <random>

namespace mambascope {

namespace {

constexpr std::array kDepths{0.1, 0.5, 0.9, 0.3, 0.7}; // so that a few prompts are spread already

// Losses of the ids behind the rows of logits, and whether each was the likeliest.
class Losses final : public PassObserver
{
public:
    Losses(std::span<const std::int64_t> ids, std::int64_t vocab, std::int64_t limit)
        : m_ids(ids), m_vocab(static_cast<std::size_t>(vocab)),
          m_limit(static_cast<std::size_t>(limit > 0 ? std::min(limit, vocab) : vocab))
    {
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* logits) override
    {
        for (std::int64_t row = 0; row < rows; ++row)
            add({logits + static_cast<std::size_t>(row) * m_vocab, m_vocab},
                static_cast<std::size_t>(begin - m_begin + row));
    }
    /// Position of the logits that predict the first id.
    void beginAt(std::int64_t position) { m_begin = position; }
    void add(std::span<const float> logits, std::size_t index)
    {
        if (index >= m_ids.size())
            return;
        m_sum += negativeLogLikelihood(logits, m_ids[index]);
        const auto best = std::max_element(logits.begin(), logits.begin() + static_cast<std::ptrdiff_t>(m_limit));
        m_right += best - logits.begin() == m_ids[index];
        ++m_count;
    }
    double mean() const { return m_sum / static_cast<double>(std::max<std::int64_t>(1, m_count)); }
    bool allRight() const { return m_right == std::ssize(m_ids); }

private:
    std::span<const std::int64_t> m_ids;
    std::size_t m_vocab;
    std::size_t m_limit;
    std::int64_t m_begin = 0;
    double m_sum = 0;
    std::int64_t m_count = 0;
    std::int64_t m_right = 0;
};

/// What has to be equal for measurements to belong together. What is tried is no part of it: a treatment has its own
/// key.
nlohmann::json journalSettings(const Model& model, const Tokenizer& tokenizer, const std::string& text,
                               const SearchSettings& s)
{
    nlohmann::json settings = evaluationSettings("search", model, &tokenizer, {{}, {}, {}, s.method});
    settings["metric"] = s.metric == SearchMetric::Passkey ? "passkey" : "perplexity";
    settings["lengths"] = s.lengths;
    settings["seed"] = s.seed;
    settings["text"] = Fingerprint().add(text).text();
    if (s.metric == SearchMetric::Perplexity)
        settings["last"] = s.last;
    return settings;
}

} // namespace

SearchItems::SearchItems(const Workforce& workforce, const Tokenizer& tokenizer, const std::string& text,
                         const SearchSettings& settings)
    : m_workforce(workforce), m_tokenizer(tokenizer), m_text(text), m_settings(settings)
{
    expect({});
    if (settings.metric == SearchMetric::Perplexity) {
        m_ids = tokenizer.encode(text);
        const std::int64_t longest = *std::max_element(settings.lengths.begin(), settings.lengths.end());
        if (std::ssize(m_ids) <= longest)
            throw Error(settings.source.empty() ? say("text") : Message(settings.source),
                        say("has {0} tokens, windows of {1} need more", m_ids.size(), longest));
        for (const std::int64_t length : settings.lengths)
            if (length <= settings.last)
                throw Error(say("length {0}", length),
                            say("must be longer than the {0} tokens that the loss is taken over", settings.last));
    }
    if (settings.journal.empty())
        return;
    std::error_code status;
    if (settings.journal.has_parent_path())
        std::filesystem::create_directories(settings.journal.parent_path(), status);
    if (status)
        throw Error(settings.journal.parent_path().string(), say("cannot be made: {0}", systemReason(status)));
    m_journal =
        std::make_unique<Journal>(settings.journal, journalSettings(workforce.model(), tokenizer, text, settings));
}

std::int64_t SearchItems::length(std::int64_t item) const
{
    return m_settings.lengths[static_cast<std::size_t>(item) % m_settings.lengths.size()];
}

const SearchItems::Prompt& SearchItems::prompt(std::int64_t item)
{
    const auto [found, isNew] = m_prompts.try_emplace(item);
    if (!isNew)
        return found->second;
    const std::int64_t tokens = length(item);
    const std::uint64_t seed = m_settings.seed + static_cast<std::uint64_t>(item);
    if (m_settings.metric == SearchMetric::Passkey) {
        const auto turn = static_cast<std::size_t>(item) / m_settings.lengths.size();
        Haystack haystack = makeHaystack(m_tokenizer, m_text, {tokens, kDepths[turn % kDepths.size()], seed});
        found->second = {std::move(haystack.ids), std::move(haystack.answer)};
    } else {
        const std::uint64_t places = m_ids.size() - static_cast<std::size_t>(tokens); // one token follows each window
        const auto start = static_cast<std::ptrdiff_t>(std::mt19937_64(seed)() % places);
        found->second = {{m_ids.begin() + start, m_ids.begin() + start + tokens}, {}};
    }
    return found->second;
}

void SearchItems::expect(const std::vector<std::shared_ptr<const Method>>& methods)
{
    m_readers.clear();
    for (const auto& model : m_workforce.models)
        m_readers.emplace_back(model, methods);
}

std::string SearchItems::nameOf(std::int64_t item, const std::string& treatment) const
{
    return "item " + std::to_string(item) + ", treatment " + treatment;
}

std::vector<SearchItems::Outcome> SearchItems::measure(std::int64_t first, std::int64_t count, const Method& method,
                                                       Progress& progress)
{
    std::vector<Outcome> outcomes(static_cast<std::size_t>(count));
    std::vector<std::int64_t> open;
    std::vector<std::pair<std::int64_t, std::string>> keys; // a treatment looks at every channel: once an item
    for (std::int64_t item = first; item < first + count; ++item) {
        const auto& key = keys.emplace_back(item, treatmentOf(&method, m_workforce.model().config(), length(item), 1));
        Outcome& outcome = outcomes[static_cast<std::size_t>(item - first)];
        const nlohmann::json* kept = m_journal ? m_journal->find(nameOf(item, key.second)) : nullptr;
        if (const auto known = m_known.find(key); known != m_known.end())
            outcome = known->second;
        else if (kept != nullptr)
            outcome = {kept->at("correct").get<double>(), numberOfJson(kept->at("nll"), nameOf(item, key.second)),
                       kept->at("seconds").get<double>(), true};
        else
            open.push_back(item);
    }
    const std::vector<Outcome> made = computed(open, method, progress);
    for (std::size_t i = 0; i < open.size(); ++i) {
        const Outcome& outcome = outcomes[static_cast<std::size_t>(open[i] - first)] = made[i];
        if (m_journal)
            m_journal->add(
                nameOf(open[i], keys[static_cast<std::size_t>(open[i] - first)].second),
                {{"correct", outcome.correct}, {"nll", jsonOfNumber(outcome.nll)}, {"seconds", outcome.seconds}});
    }
    for (std::size_t i = 0; i < outcomes.size(); ++i)
        m_known[keys[i]] = {outcomes[i].correct, outcomes[i].nll, 0, false};
    return outcomes;
}

// One in this thread, several in a thread each. Their time is what passed, shared out.
std::vector<SearchItems::Outcome> SearchItems::computed(const std::vector<std::int64_t>& items, const Method& method,
                                                        Progress& progress)
{
    std::vector<Outcome> outcomes;
    const auto before = std::chrono::steady_clock::now();
    if (items.size() == 1) {
        outcomes.push_back(computed(m_readers.front(), prompt(items.front()), method, progress));
    } else {
        std::deque<Progress> parts(items.size());
        std::vector<std::future<Outcome>> running;
        for (std::size_t i = 0; i < items.size(); ++i) {
            const Prompt& asked = prompt(items[i]); // made here: the threads only read
            running.push_back(
                std::async(std::launch::async, [&, i] { return computed(m_readers[i], asked, method, parts[i]); }));
        }
        for (std::future<Outcome>& one : running) {
            while (one.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready)
                if (progress.cancelled())
                    std::ranges::for_each(parts, &Progress::cancel);
            outcomes.push_back(one.get());
        }
    }
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - before;
    for (Outcome& outcome : outcomes)
        outcome.seconds = passed.count() / static_cast<double>(outcomes.size());
    return outcomes;
}

SearchItems::Outcome SearchItems::computed(SharedLayers& reader, const Prompt& prompt, const Method& method,
                                           Progress& progress) const
{
    return m_settings.metric == SearchMetric::Passkey ? answer(reader, prompt, method, progress)
                                                      : window(reader, prompt, method, progress);
}

std::int64_t SearchItems::decided(const std::string& what, const std::function<std::int64_t()>& decide)
{
    if (const nlohmann::json* kept = m_journal ? m_journal->find(what) : nullptr)
        return kept->get<std::int64_t>();
    const std::int64_t decision = decide();
    if (m_journal)
        m_journal->add(what, decision);
    return decision;
}

Message SearchItems::unwritten()
{
    const std::size_t count = m_journal ? m_journal->unwritten() : 0;
    return count == 0 ? Message()
                      : say("{0}: {1} measurements could not be kept: {2}", m_settings.journal.string(), count,
                            m_journal->problem());
}

// The right answer is fed token by token: it is the greedy one exactly if each of its tokens is the likeliest there.
SearchItems::Outcome SearchItems::answer(SharedLayers& reader, const Prompt& prompt, const Method& method,
                                         Progress& progress) const
{
    State state(reader.model());
    std::vector<float> lastLogits;
    LastLogits last(lastLogits, m_workforce.model().config().vocab);
    PassOptions pass;
    pass.method = &method;
    reader.read(state, prompt.ids, pass, &last, progress);
    Losses losses(prompt.answer, m_workforce.model().config().vocab, m_tokenizer.vocabSize());
    losses.add(lastLogits, 0);
    if (prompt.answer.size() > 1) {
        losses.beginAt(state.position() - 1);
        PassOptions options;
        options.logitsFrom = state.position();
        runPass(state, std::span(prompt.answer).first(prompt.answer.size() - 1), options, &losses, progress);
    }
    return {losses.allRight() ? 1.0 : 0.0, losses.mean(), 0, false};
}

SearchItems::Outcome SearchItems::window(SharedLayers& reader, const Prompt& prompt, const Method& method,
                                         Progress& progress) const
{
    State state(reader.model());
    const std::int64_t length = std::ssize(prompt.ids);
    const std::int64_t from = length - m_settings.last - 1;
    Losses losses(std::span(prompt.ids).subspan(static_cast<std::size_t>(from + 1)), m_workforce.model().config().vocab,
                  0);
    losses.beginAt(from);
    PassOptions options;
    options.method = &method;
    options.logitsFrom = from;
    reader.read(state, prompt.ids, options, &losses, progress);
    return {0, losses.mean(), 0, false};
}

} // namespace mambascope
