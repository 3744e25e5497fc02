// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/demo.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/resources.h"
#include "core/checkpoint/locate.h"
#include "core/evaluate/perplexity.h"
#include "core/generate/generate.h"
#include "core/inspect/trace.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

namespace mambascope::cli {

namespace {

/// A demonstration's model with both methods.
struct Stage
{
    const Demonstration& demo;
    std::shared_ptr<const Model> model;
    std::shared_ptr<const Tokenizer> tokenizer;
    std::vector<std::shared_ptr<const Method>> methods;
    Haystack prompt;
};

constexpr const char* kLabels[] = {"vanilla", "LongMamba"};

Stage open(const Demonstration& demo, Job& job)
{
    Stage stage{demo, Model::open(locateModel(demo.model), LoadOptions(), job.progress()), nullptr, {}, {}};
    if (stage.model->files().tokenizer.empty())
        throw Error(demo.model, "has no tokenizer.json");
    stage.tokenizer = Tokenizer::load(stage.model->files().tokenizer);
    stage.methods = {makeMethod("vanilla", MethodSettings(), stage.model->config()),
                     demoMethod(demo, stage.model->config())};
    stage.prompt = demoPrompt(demo, *stage.tokenizer);
    job.clearLine();
    std::printf("%s\n\n%s\n\n%s, trained on sequences of %s tokens; the prompt has %s.\n", demo.title.c_str(),
                wrapped(demo.summary, 100).c_str(), demo.model.c_str(), grouped(demo.trainingLength).c_str(),
                grouped(demo.tokens).c_str());
    std::fflush(stdout);
    return stage;
}

std::string perSecond(std::int64_t tokens, double seconds)
{
    return grouped(std::llround(static_cast<double>(tokens) / std::max(seconds, 1e-9))) + " tokens/s";
}

/// Text of ids on one line.
std::string shown(const Tokenizer& tokenizer, std::span<const std::int64_t> ids)
{
    std::string text = tokenizer.decode(ids);
    std::replace(text.begin(), text.end(), '\n', ' ');
    text.erase(0, text.find_first_not_of(' '));
    return text;
}

std::vector<std::string> passkeyRow(const Stage& stage, std::size_t method, const GenerateResult& answer,
                                    double prefillSeconds)
{
    const auto& expected = stage.prompt.answer;
    const bool right =
        answer.ids.size() >= expected.size() && std::equal(expected.begin(), expected.end(), answer.ids.begin());
    const auto length = std::min(answer.ids.size(), expected.size());
    return {kLabels[method], shown(*stage.tokenizer, std::span(answer.ids).first(length)), right ? "right" : "wrong",
            perSecond(std::ssize(stage.prompt.ids), prefillSeconds), perSecond(std::ssize(answer.ids), answer.seconds)};
}

GenerateResult answer(const Stage& stage, State& state, std::span<const float> logits, Job& job)
{
    GenerateOptions options;
    options.maxNewTokens = std::max(stage.demo.maxNewTokens, std::ssize(stage.prompt.answer));
    Progress silent;
    GenerateResult result = generate(
        state, logits, options, [&](std::int64_t) { return !job.progress().cancelled(); }, silent);
    job.progress().check();
    return result;
}

std::vector<std::vector<std::string>> passkeyTable(const Stage& stage)
{
    std::printf("The key is %s.\n\n", stage.prompt.key.c_str());
    return {{"", "answer", "", "prompt read", "answer written"}};
}

void passkeyDemo(const Demonstration& demo, Job& job)
{
    const Stage stage = open(demo, job);
    auto rows = passkeyTable(stage);
    for (std::size_t m = 0; m < stage.methods.size(); ++m) {
        State state(stage.model);
        const Prefill start = prefill(state, stage.prompt.ids, stage.methods[m].get(), job.progress());
        rows.push_back(passkeyRow(stage, m, answer(stage, state, start.lastLogits, job), start.seconds));
    }
    job.clearLine();
    printColumns(rows);
}

void collapseDemo(const Demonstration& demo, Job& job)
{
    const Stage stage = open(demo, job);
    std::vector<PerplexityText> texts;
    for (const std::string& name : bundledTexts())
        texts.push_back({name, stage.tokenizer->encode(bundledText(name))});
    PerplexitySettings settings;
    settings.contexts = {demo.trainingLength, 4 * demo.trainingLength, 8 * demo.trainingLength};
    settings.windows = 3;
    std::vector<std::vector<std::string>> rows = {{"perplexity at", kLabels[0], kLabels[1]}};
    std::vector<EvaluatedMethod> methods;
    for (std::size_t m = 0; m < stage.methods.size(); ++m)
        methods.push_back({kLabels[m], kLabels[m], stage.methods[m], kLabels[m]});
    PerplexityRun run;
    run.onResult = [&](const PerplexityResult& result) {
        if (result.method == 0)
            rows.push_back({grouped(result.context) + " tokens"});
        rows.back().push_back(perplexityText(result.perplexity));
    };
    runPerplexity(stage.model, texts, methods, settings, run, job.progress());
    job.clearLine();
    std::printf("Texts: the program's own stories, last %lld tokens of each window.\n\n",
                static_cast<long long>(settings.last));
    printColumns(rows);
    std::printf("\nThe story after %s tokens, as each goes on:\n", grouped(demo.tokens).c_str());
    std::fflush(stdout);
    job.progress().setPart(0, 1);
    for (std::size_t m = 0; m < stage.methods.size(); ++m) {
        State state(stage.model);
        const Prefill start = prefill(state, stage.prompt.ids, stage.methods[m].get(), job.progress());
        const GenerateResult result = answer(stage, state, start.lastLogits, job);
        job.clearLine();
        std::printf("\n%s\n%s\n", kLabels[m], wrapped(shown(*stage.tokenizer, result.ids), 98, "  ").c_str());
    }
}

/// Mean over the channels of one class; channels that dropped every token have no distance and are left out.
std::string meanDistanceOf(const std::vector<float>& distance, const std::vector<std::uint8_t>& global,
                           std::uint8_t wanted)
{
    double sum = 0;
    std::int64_t count = 0;
    for (std::size_t i = 0; i < distance.size(); ++i) {
        if (global[i] != wanted || std::isnan(distance[i]))
            continue;
        sum += static_cast<double>(distance[i]);
        ++count;
    }
    return count ? grouped(std::llround(sum / static_cast<double>(count))) : "-";
}

void channelsDemo(const Demonstration& demo, Job& job)
{
    const Stage stage = open(demo, job);
    const std::vector<std::uint8_t> global =
        Profile::load(bundledProfile(demo.model))->globalChannels(logTheta(demo.theta));
    const auto globals = std::count(global.begin(), global.end(), 1);
    auto rows = passkeyTable(stage);
    std::vector<std::vector<std::string>> fields = {{"mean distance, tokens", "global", "local"}};
    TraceOptions options;
    options.inputBudget = 0; // no layer is looked at again
    for (std::size_t m = 0; m < stage.methods.size(); ++m) {
        const auto trace = Trace::run(stage.model, stage.prompt.ids, stage.methods[m], options, job.progress());
        State state = trace->state().copy();
        rows.push_back(passkeyRow(stage, m, answer(stage, state, trace->lastLogits(), job), trace->seconds()));
        fields.push_back({kLabels[m], meanDistanceOf(trace->meanDistance(), global, 1),
                          meanDistanceOf(trace->meanDistance(), global, 0)});
    }
    job.clearLine();
    printColumns(rows);
    std::printf("\n%s of %s channels are global at theta %s.\n\n", grouped(globals).c_str(),
                grouped(std::ssize(global)).c_str(), shortNumber(demo.theta).c_str());
    printColumns(fields);
}

} // namespace

Action addDemo(CLI::App& app)
{
    auto name = std::make_shared<std::string>("passkey");
    app.add_option("NAME", *name, "passkey, collapse or channels")
        ->check(CLI::IsMember({"passkey", "collapse", "channels"}))
        ->capture_default_str();
    return [name](Job& job) {
        const Demonstration& demo = demonstration(*name);
        if (*name == "passkey")
            passkeyDemo(demo, job);
        else if (*name == "collapse")
            collapseDemo(demo, job);
        else
            channelsDemo(demo, job);
    };
}

} // namespace mambascope::cli
