// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/evaluation_jobs.h"

#include "core/base/fingerprint.h"
#include "core/base/resources.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/evaluate/haystack.h"
#include "core/evaluate/journal.h"
#include "core/evaluate/passkey.h"
#include "core/evaluate/perplexity.h"
#include "ui/engine/document.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <system_error>

namespace mambascope::ui {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

/// One thing to compute: what it is, what it costs, and how its score is found.
struct Item
{
    std::string key;
    EvaluationRecord record; ///< without a score yet
    double cost = 0;         ///< tokens
    std::function<double(Progress&)> score;
};

std::shared_ptr<const Method> methodOf(const EvaluationSettings& settings, const EvaluationTools& tools,
                                       const std::string& name)
{
    MethodSettings method;
    method.profile = tools.profile;
    method.theta = settings.theta;
    method.scale = settings.scale;
    method.bucket = settings.bucket;
    return makeMethod(name, method, tools.model->config());
}

/// What has to be equal for results to belong together: of the files, what is in them.
json identityOf(const EvaluationSettings& settings, const EvaluationTools& tools)
{
    json identity = settings.toJson();
    identity["model"] = tools.model->name();
    identity["parameters"] = tools.model->parameters();
    identity["tokenizer"] = tools.tokenizer->kind();
    identity.erase("profile");
    if (tools.profile)
        identity["profile"] = Fingerprint()
                                  .add(tools.profile->lengths)
                                  .add(tools.profile->lnDecay)
                                  .add(tools.profile->threshold)
                                  .text();
    return identity;
}

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Computes what the journal does not have yet.
void runItems(const std::vector<Item>& items, Journal& journal, const EvaluationListener& listener, Progress& progress)
{
    const auto total = std::ssize(items);
    std::int64_t done = 0;
    double costLeft = 0, costDone = 0;
    std::vector<const Item*> waiting;
    for (const Item& item : items) {
        const json* known = journal.find(item.key);
        if (known == nullptr) {
            waiting.push_back(&item);
            costLeft += item.cost;
            continue;
        }
        EvaluationRecord record = item.record;
        record.score = known->at("score").get<double>();
        ++done;
        listener.onRecord(record, true);
    }
    listener.onCount(done, total, -1);
    const double costTotal = costLeft;
    const auto start = std::chrono::steady_clock::now();
    for (const Item* item : waiting) {
        progress.setPart(costDone / costTotal, item->cost / costTotal);
        EvaluationRecord record = item->record;
        try {
            record.score = item->score(progress);
            journal.add(item->key, {{"score", record.score}});
            costDone += item->cost;
            costLeft -= item->cost;
            listener.onCount(++done, total, secondsSince(start) * costLeft / costDone);
            listener.onRecord(record, false);
        } catch (const Error& error) {
            costDone += item->cost;
            costLeft -= item->cost;
            listener.onProblem(item->key + ": " + error.what());
        }
    }
    if (const std::size_t left = journal.unwritten(); left > 0)
        listener.onProblem(std::to_string(left) + " results are not written: " + journal.problem());
}

std::string fillerText(const EvaluationSettings& settings)
{
    return settings.texts.empty() ? bundledText(kHaystackText) : readTextFile(locateText(settings.texts.front()));
}

std::vector<Item> passkeyItems(const EvaluationSettings& settings, const EvaluationTools& tools,
                               const EvaluationListener& listener)
{
    const auto filler = std::make_shared<const std::string>(fillerText(settings));
    std::vector<Item> items;
    for (const std::int64_t length : settings.lengths)
        for (const double depth : settings.depths)
            for (std::int64_t trial = 0; trial < settings.samples; ++trial) {
                const std::uint64_t seed = settings.seed + static_cast<std::uint64_t>(trial);
                std::shared_ptr<const PasskeyCase> prompt;
                try {
                    const Haystack haystack = makeHaystack(*tools.tokenizer, *filler, {length, depth, seed});
                    prompt = std::make_shared<const PasskeyCase>(
                        PasskeyCase{haystack.ids, haystack.answer, length, depth});
                } catch (const Error& error) { // too short for the needle
                    listener.onProblem(std::to_string(length) + " tokens: " + error.what());
                    continue;
                }
                for (const std::string& name : settings.methods) {
                    const auto method = methodOf(settings, tools, name);
                    items.push_back({name + " " + std::to_string(length) + " " + json(depth).dump() + " " +
                                         std::to_string(seed),
                                     {.method = name, .task = {}, .length = length, .depth = depth},
                                     static_cast<double>(length),
                                     [&tools, prompt, method](Progress& progress) {
                                         const auto results = runPasskey(
                                             tools.model, {*prompt}, {method}, tools.tokenizer->vocabSize(),
                                             [](const PasskeyResult&) {}, progress);
                                         return results.front().correct ? 1.0 : 0.0;
                                     }});
                }
            }
    return items;
}

std::vector<PerplexityText> perplexityTexts(const EvaluationSettings& settings, const EvaluationTools& tools)
{
    std::vector<PerplexityText> texts;
    if (settings.texts.empty())
        texts.push_back({kHaystackText, tools.tokenizer->encode(bundledText(kHaystackText))});
    for (const std::string& name : settings.texts)
        texts.push_back({fs::path(name).filename().string(), tools.tokenizer->encode(readTextFile(locateText(name)))});
    return texts;
}

std::vector<Item> perplexityItems(const EvaluationSettings& settings, const EvaluationTools& tools,
                                  const EvaluationListener& listener)
{
    std::vector<Item> items;
    const auto texts = std::make_shared<const std::vector<PerplexityText>>(perplexityTexts(settings, tools));
    for (const std::int64_t context : settings.lengths)
        for (std::size_t t = 0; t < texts->size(); ++t) {
            const PerplexityText& text = (*texts)[t];
            const auto length = std::ssize(text.ids);
            if (length <= context) {
                listener.onProblem(text.name + ": has " + std::to_string(length) + " tokens, a context of " +
                                   std::to_string(context) + " needs more");
                continue;
            }
            const std::int64_t stride = std::max<std::int64_t>(10, (length - context) / settings.samples);
            for (std::int64_t start = 0; start < length - context; start += stride)
                for (const std::string& name : settings.methods) {
                    const auto method = methodOf(settings, tools, name);
                    items.push_back(
                        {name + " " + std::to_string(context) + " " + text.name + " " + std::to_string(start),
                         {.method = name, .task = text.name, .length = context},
                         static_cast<double>(context),
                         [&tools, &settings, texts, t, context, start, method](Progress& progress) {
                             const auto begin = (*texts)[t].ids.begin() + start;
                             const PerplexityText window{(*texts)[t].name, {begin, begin + context + 1}};
                             return runPerplexity(
                                        tools.model, {window}, {method},
                                        {.contexts = {context}, .windows = 1, .last = settings.last},
                                        [](const PerplexityResult&) {}, progress)
                                 .front()
                                 .nll;
                         }});
                }
        }
    return items;
}

} // namespace

EvaluationTools openEvaluationTools(const EvaluationSettings& settings,
                                    const std::shared_ptr<const Document>& document, Progress& progress)
{
    EvaluationTools tools;
    const ModelFiles files = locateModel(settings.model);
    const fs::path tokenizer = settings.tokenizer.empty() ? files.tokenizer : fs::path(settings.tokenizer);
    if (tokenizer.empty())
        throw Error(settings.model, "has no tokenizer.json; choose one with Model > Choose tokenizer");
    const bool open = document && document->model->files().weights == files.weights;
    tools.model = open ? document->model : Model::open(files, {}, progress);
    tools.tokenizer = document && document->tokenizer && document->tokenizer->path() == tokenizer
                          ? document->tokenizer
                          : Tokenizer::load(tokenizer);
    const fs::path profile = settings.profile.empty() ? bundledProfile(files.name) : fs::path(settings.profile);
    if (!profile.empty()) {
        tools.profile = Profile::load(profile);
        tools.profile->requireFits(tools.model->config(), profile.string());
    }
    const auto& methods = settings.methods;
    if (!tools.profile && std::find(methods.begin(), methods.end(), "longmamba") != methods.end())
        throw Error(settings.model, "has no calibration profile, which LongMamba needs; make one with 'mambascope "
                                    "calibrate' and open it");
    return tools;
}

bool canRun(EvaluationKind kind)
{
    return kind == EvaluationKind::Passkey || kind == EvaluationKind::Perplexity;
}

void runEvaluation(const EvaluationSettings& settings, const EvaluationTools& tools, const fs::path& folder,
                   const EvaluationListener& listener, Progress& progress)
{
    Journal journal(folder / "journal.jsonl", identityOf(settings, tools));
    const auto items = settings.kind == EvaluationKind::Passkey ? passkeyItems(settings, tools, listener)
                                                                : perplexityItems(settings, tools, listener);
    runItems(items, journal, listener, progress);
}

} // namespace mambascope::ui
