// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/generate/generate.h"
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"

#include <cmath>
#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    SequenceOptions sequence;
    MethodOptions method;
    GenerateOptions generation;
    std::vector<std::string> stop;
    bool json = false;
};

/// Writes text as it comes, or ids where there is no tokenizer.
class Stream
{
public:
    Stream(const std::shared_ptr<const Tokenizer>& tokenizer, bool print) : m_print(print)
    {
        if (tokenizer)
            m_decoder.emplace(tokenizer);
    }
    void push(std::int64_t id)
    {
        if (!m_decoder)
            show((m_text.empty() ? "" : " ") + std::to_string(id));
        else
            show(m_decoder->push(id));
    }
    std::string finish()
    {
        if (m_decoder)
            show(m_decoder->finish());
        if (m_print)
            std::fputc('\n', stdout);
        return m_text;
    }

private:
    void show(const std::string& piece)
    {
        m_text += piece;
        if (!m_print)
            return;
        std::fwrite(piece.data(), 1, piece.size(), stdout);
        std::fflush(stdout);
    }
    std::optional<StreamingDecoder> m_decoder;
    std::string m_text;
    bool m_print;
};

double rate(std::int64_t tokens, double seconds)
{
    return seconds > 0 ? static_cast<double>(tokens) / seconds : 0;
}

std::vector<std::int64_t> stopIds(const Options& options, const std::shared_ptr<const Tokenizer>& tokenizer)
{
    std::vector<std::int64_t> ids;
    for (const std::string& token : options.stop) {
        if (!tokenizer)
            throw Error("--stop", "needs a tokenizer");
        ids.push_back(tokenizer->idOf(token));
        if (ids.back() < 0)
            throw Error("--stop " + token, "the tokenizer has no such token");
    }
    return ids;
}

void generateVerb(const Options& options, Job& job)
{
    Progress& progress = job.progress();
    const Sampler checked(options.generation.sampling); // settings are refused before the model is opened
    const auto model = options.model.open(progress);
    const std::vector<std::int64_t> prompt = options.sequence.read(options.model, model->files());
    const auto methods = options.method.make(*model);
    const auto tokenizer = options.model.tokenizerIfAny(model->files());
    GenerateOptions generation = options.generation;
    generation.stopIds = stopIds(options, tokenizer);
    generation.vocabulary = tokenizer ? tokenizer->vocabSize() : 0;

    Json answers = Json::array();
    for (const auto& [name, method] : methods) {
        if (progress.cancelled())
            break;
        State state(model);
        Prefill start;
        try {
            start = prefill(state, prompt, method.get(), progress);
        } catch (const Cancelled&) {
            break; // what the methods before it wrote is kept
        }
        job.clearLine();
        if (!options.json && methods.size() > 1)
            std::printf("%s--- %s\n", answers.empty() ? "" : "\n", name.c_str());
        Stream stream(tokenizer, !options.json);
        Progress silent; // stopping is asked for token by token, so that what there is gets written
        const GenerateResult result = generate(
            state, start.lastLogits, generation,
            [&](std::int64_t id) {
                stream.push(id);
                return !progress.cancelled();
            },
            silent);
        const std::string text = stream.finish();
        const double prefillRate = rate(std::ssize(prompt), start.seconds);
        const double decodeRate = rate(std::ssize(result.ids), result.seconds);
        answers.push_back({{"method", name},
                           {"ids", result.ids},
                           {"text", text},
                           {"prompt_tokens", prompt.size()},
                           {"prefill_tokens_per_second", prefillRate},
                           {"decode_tokens_per_second", decodeRate}});
        job.note(name + ": " + grouped(std::ssize(prompt)) + " tokens read at " + grouped(std::llround(prefillRate)) +
                 " tokens/s, " + grouped(std::ssize(result.ids)) + " written at " + grouped(std::llround(decodeRate)) +
                 " tokens/s");
    }
    if (options.json)
        printJson(answers);
    progress.check();
}

} // namespace

Action addGenerate(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->sequence.add(app);
    options->method.add(app, true);
    GenerateOptions& generation = options->generation;
    app.add_option("--max-new-tokens", generation.maxNewTokens, "How many tokens to write")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--temperature", generation.sampling.temperature, "0: always the likeliest token")
        ->capture_default_str();
    app.add_option("--top-k", generation.sampling.topK, "Only the k likeliest tokens; 0: off")->capture_default_str();
    app.add_option("--top-p", generation.sampling.topP, "Only the likeliest tokens of this total probability; 1: off")
        ->capture_default_str();
    app.add_option("--seed", generation.sampling.seed, "Of the sampling")->capture_default_str();
    app.add_option("--stop", options->stop, "End after this token, for example '<|endoftext|>'; may be repeated")
        ->allow_extra_args(false);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { generateVerb(*options, job); };
}

} // namespace mambascope::cli
