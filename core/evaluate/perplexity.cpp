// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/perplexity.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/base/json.h"
#include "core/evaluate/likelihood.h"
#include "core/evaluate/shared_layers.h"
#include "core/method/treatment.h"
#include "core/model/pass.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <deque>
#include <initializer_list>
#include <iterator>
#include <span>

namespace mambascope {

namespace {

/// Sums the loss of the tokens behind each row of logits; the last row has no token behind it.
class LossSum : public PassObserver
{
public:
    LossSum(std::span<const std::int64_t> ids, std::int64_t vocab)
        : m_ids(ids), m_vocab(static_cast<std::size_t>(vocab))
    {
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* logits) override
    {
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto next = static_cast<std::size_t>(begin + row + 1);
            if (next < m_ids.size())
                m_sum +=
                    negativeLogLikelihood({logits + static_cast<std::size_t>(row) * m_vocab, m_vocab}, m_ids[next]);
        }
    }
    double sum() const { return m_sum; }

private:
    std::span<const std::int64_t> m_ids;
    std::size_t m_vocab;
    double m_sum = 0;
};

std::vector<PerplexityWindow> windowsOf(const std::vector<PerplexityText>& texts, std::int64_t context,
                                        std::int64_t windows)
{
    std::vector<PerplexityWindow> all;
    for (std::size_t t = 0; t < texts.size(); ++t) {
        const auto length = static_cast<std::int64_t>(texts[t].ids.size());
        const std::int64_t stride = std::max<std::int64_t>(10, (length - context) / windows);
        for (std::int64_t start = 0; start < length - context; start += stride)
            all.push_back({t, start, 0});
    }
    return all;
}

void checkSettings(const std::vector<PerplexityText>& texts, const PerplexitySettings& settings)
{
    if (settings.contexts.empty())
        throw Error(say("contexts"), say("none given"));
    if (settings.windows < 1)
        throw Error(say("windows"), say("must be 1 or more"));
    if (settings.last < 1)
        throw Error(say("last tokens"), say("must be 1 or more"));
    for (const std::int64_t context : settings.contexts) {
        if (context <= settings.last)
            throw Error(say("context {0}", context),
                        say("must be longer than the {0} tokens that the loss is taken over", settings.last));
        for (const PerplexityText& text : texts)
            if (!settings.shortTexts && static_cast<std::int64_t>(text.ids.size()) <= context)
                throw Error(text.name, say("has {0} tokens, a context of {1} needs more", text.ids.size(), context));
    }
}

double lossOf(SharedLayers& reader, std::span<const std::int64_t> ids, const Method* method, std::int64_t last,
              Progress& progress)
{
    State state(reader.model());
    PassOptions options;
    options.method = method;
    options.logitsFrom = std::ssize(ids) - last - 1;
    LossSum loss(ids, reader.model()->config().vocab);
    reader.read(state, ids, options, &loss, progress);
    return loss.sum() / static_cast<double>(last);
}

/// The windows of one context under one method.
struct Block
{
    std::size_t method = 0;
    std::int64_t context = 0;
    std::vector<PerplexityWindow> windows;
    std::size_t open = 0;             ///< windows of which nothing is known yet
    std::vector<nlohmann::json> made; ///< of each window; null: nothing
};

/// A window under a method. All methods read a window before the next one, so that they can share its layers.
struct Place
{
    std::size_t block = 0, window = 0;
};

PerplexityResult resultOf(const Block& block)
{
    PerplexityResult result;
    result.method = block.method;
    result.context = block.context;
    for (std::size_t i = 0; i < block.windows.size(); ++i)
        if (const nlohmann::json& made = block.made[i]; !made.is_null()) {
            result.windows.push_back(block.windows[i]);
            result.windows.back().nll = numberOfJson(made.at("nll"), "nll"); // a broken checkpoint has none
        }
    for (const PerplexityWindow& window : result.windows)
        result.nll += window.nll / static_cast<double>(result.windows.size());
    result.perplexity = std::exp(result.nll);
    return result;
}

std::vector<std::int64_t> thousands(std::initializer_list<std::int64_t> numbers)
{
    std::vector<std::int64_t> contexts;
    for (const std::int64_t number : numbers)
        contexts.push_back(1000 * number);
    return contexts;
}

} // namespace

PerplexitySettings PerplexitySettings::named(const std::string& protocol)
{
    PerplexitySettings settings;
    settings.shortTexts = true;
    if (protocol == "pg19")
        settings.contexts = thousands({2, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100});
    else if (protocol == "pg19-decimamba")
        settings.contexts = thousands({1, 2, 4, 10, 20, 30, 40, 50, 60});
    else if (protocol == "longmamba")
        settings.contexts = thousands({100, 80, 60, 40, 20, 10, 2});
    else
        throw Error(say("protocol '{0}'", protocol),
                    say("is not known; there are {0}", "pg19, pg19-decimamba, longmamba"));
    return settings;
}

PerplexityReport runPerplexity(const Workforce& workforce, const std::vector<PerplexityText>& texts,
                               const std::vector<EvaluatedMethod>& methods, const PerplexitySettings& settings,
                               const PerplexityRun& run, Progress& progress)
{
    checkSettings(texts, settings);
    ItemRun items;
    std::vector<Block> blocks;
    std::vector<Place> places;
    for (const EvaluatedMethod& method : methods) {
        items.journals.push_back(
            {run.folder.empty() ? std::filesystem::path() : run.folder / "journal" / (method.tag + ".jsonl"),
             evaluationSettings("perplexity", workforce.model(), run.tokenizer, method)});
        items.journals.back().settings["last"] = settings.last;
    }
    std::vector<std::string> fingerprints;
    for (const PerplexityText& text : texts)
        fingerprints.push_back(Fingerprint().add(text.ids).text());
    for (const std::int64_t context : settings.contexts) {
        const std::vector<PerplexityWindow> windows = windowsOf(texts, context, settings.windows);
        if (windows.empty())
            continue;
        const std::size_t first = blocks.size();
        std::vector<std::string> treatments;
        for (std::size_t m = 0; m < methods.size(); ++m) {
            blocks.push_back({m, context, windows, windows.size(), std::vector<nlohmann::json>(windows.size())});
            treatments.push_back(
                treatmentOf(methods[m].method.get(), workforce.model().config(), context, settings.last + 1));
        }
        for (std::size_t w = 0; w < windows.size(); ++w) {
            const PerplexityWindow& window = windows[w];
            const std::size_t prompt = items.items.size();
            for (std::size_t m = 0; m < methods.size(); ++m) {
                items.items.push_back({std::to_string(window.text) + "/" + fingerprints[window.text] + "/" +
                                           std::to_string(context) + "/" + std::to_string(window.start),
                                       say("{0} from token {1}, context {2} ({3})", texts[window.text].name,
                                           window.start, context, methods[m].name),
                                       static_cast<double>(context), m});
                items.items.back().prompt = prompt;
                items.items.back().sameAs = items.items.back().key + " " + treatments[m];
                places.push_back({first + m, w});
            }
        }
    }
    if (items.items.empty())
        throw Error(texts.empty() ? say("texts") : Message(texts.front().name),
                    say("no text is longer than a context"));

    PerplexityReport report;
    std::vector<PerplexityResult> results(blocks.size());
    items.onItem = [&](const ItemOutcome& outcome) {
        const Place& place = places[outcome.item];
        Block& block = blocks[place.block];
        if (outcome.result != nullptr)
            block.made[place.window] = *outcome.result;
        if (run.onItem)
            run.onItem({block.method, block.context, block.windows[place.window], outcome});
        if (--block.open > 0)
            return;
        PerplexityResult& result = results[place.block];
        result = resultOf(block);
        if (!result.windows.empty() && run.onResult)
            run.onResult(result);
    };
    std::vector<ItemWork> workers;
    std::deque<SharedLayers> readers = readersOf(workforce, methods);
    for (SharedLayers& reader : readers)
        workers.emplace_back([&](std::size_t item, Progress& itsProgress) {
            const Block& block = blocks[places[item].block];
            const PerplexityWindow& window = block.windows[places[item].window];
            const auto ids =
                std::span(texts[window.text].ids)
                    .subspan(static_cast<std::size_t>(window.start), static_cast<std::size_t>(block.context));
            return nlohmann::json{{"nll", jsonOfNumber(lossOf(reader, ids, methods[block.method].method.get(),
                                                              settings.last, itsProgress))}};
        });
    ItemResults outcome = runItems(items, workers, progress, workforce.peers);
    for (PerplexityResult& result : results)
        if (!result.windows.empty())
            report.results.push_back(std::move(result));
    report.problems = std::move(outcome.problems);
    report.made = outcome.made;
    report.resumed = outcome.resumed;
    return report;
}

std::string longMambaPerplexityJson(const std::vector<PerplexityResult>& results, std::size_t method)
{
    nlohmann::ordered_json lines;
    double sum = 0;
    const auto decimals = [](double value) {
        char text[64];
        std::snprintf(text, sizeof text, "%.4f", value);
        return std::string(text);
    };
    for (const PerplexityResult& result : results)
        if (result.method == method) {
            const bool round = result.context % 1000 == 0;
            lines[std::to_string(round ? result.context / 1000 : result.context) + (round ? "k" : "")] =
                decimals(result.perplexity);
            sum += result.perplexity;
        }
    lines["average"] = decimals(sum / static_cast<double>(lines.size()));
    return lines.dump(4) + '\n';
}

} // namespace mambascope
