// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/evaluate/likelihood.h"
#include "core/inspect/state_norm.h"
#include "core/model/pass.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>

namespace mambascope::cli {

namespace {

struct Options
{
    ModelOptions model;
    SequenceOptions sequence;
    MethodOptions method;
    std::string logits, nll, dt, hidden, keep, keptIndices, stateNorm;
    std::int64_t every = 0;
    std::int64_t last = 0;
    bool json = false;

    bool writes() const
    {
        return !(logits.empty() && nll.empty() && dt.empty() && hidden.empty() && keep.empty() && keptIndices.empty() &&
                 stateNorm.empty());
    }
};

/// Takes from one pass what was asked for; everything as large as the sequence goes to its file at once. Rows of tokens
/// that decimation took away are NaN.
class Collector : public PassObserver
{
public:
    Collector(const Options& options, const ModelConfig& config, std::span<const std::int64_t> ids)
        : m_config(config), m_ids(ids), m_length(std::ssize(ids)),
          m_wantsNll(!options.nll.empty() || !options.writes()), m_wantsIndices(!options.keptIndices.empty())
    {
        m_logitsFrom = options.last > 0 ? std::max<std::int64_t>(0, m_length - options.last) : 0;
        if (!options.logits.empty())
            m_logits = openArray<float>(options.logits, {m_length - m_logitsFrom, config.vocab});
        if (!options.hidden.empty())
            m_hidden = openArray<float>(options.hidden, {m_length, config.dModel});
        if (!options.dt.empty()) {
            m_dt = openArray<float>(options.dt, {config.layers, config.channels(), m_length});
            m_layerDt.assign(static_cast<std::size_t>(config.channels() * m_length), NAN);
        }
        if (!options.keep.empty())
            m_kept.assign(static_cast<std::size_t>(config.layers * config.channels()), 0);
        if (m_wantsNll)
            m_nll.reserve(static_cast<std::size_t>(m_length));
    }

    std::int64_t firstLogits() const
    {
        if (m_wantsNll)
            return 0;
        return m_logits ? m_logitsFrom : m_length - 1;
    }

    bool wantsLayer(std::int64_t layer) const override
    {
        return m_dt || m_norm || !m_kept.empty() || (m_wantsIndices && layer + 1 == m_config.layers);
    }
    bool wantsHidden() const override { return m_hidden != nullptr; }

    /// The pass has to have `every` as its chunk.
    void sampleStates(const State& state, std::int64_t every) { m_norm.emplace(state, m_length, every); }

    void layerChunk(const LayerChunk& chunk) override
    {
        if (m_norm)
            m_norm->layerChunk(chunk);
        const std::int64_t channels = m_config.channels();
        for (std::int64_t c = 0; m_dt && c < channels; ++c)
            for (std::int64_t t = 0; t < chunk.tokens; ++t)
                m_layerDt[static_cast<std::size_t>(c * m_length + positionOf(chunk, t))] = chunk.dt[t * channels + c];
        if (m_wantsIndices && chunk.layer + 1 == m_config.layers)
            for (std::int64_t t = 0; t < chunk.tokens; ++t)
                m_indices.push_back(positionOf(chunk, t));
        if (m_kept.empty())
            return;
        std::int64_t* kept = m_kept.data() + chunk.layer * channels;
        for (std::int64_t t = 0; t < chunk.tokens; ++t)
            for (std::int64_t c = 0; c < channels; ++c)
                kept[c] += chunk.thresholds.empty() ||
                           chunk.dt[t * channels + c] > chunk.thresholds[static_cast<std::size_t>(c)];
    }

    void layerDone(std::int64_t) override
    {
        if (m_dt)
            m_dt->append(m_layerDt);
        std::fill(m_layerDt.begin(), m_layerDt.end(), NAN);
    }

    void hiddenChunk(std::int64_t begin, std::int64_t rows, const float* hidden) override
    {
        fillTo(*m_hidden, m_hiddenRows, begin, m_config.dModel);
        m_hiddenRows += rows;
        m_hidden->append({hidden, static_cast<std::size_t>(rows * m_config.dModel)});
    }

    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* logits) override
    {
        const auto vocab = static_cast<std::size_t>(m_config.vocab);
        for (std::int64_t row = 0; row < rows; ++row) {
            const std::span<const float> values(logits + static_cast<std::size_t>(row) * vocab, vocab);
            const std::int64_t position = begin + row;
            if (m_wantsNll && position + 1 < m_length) {
                m_nll.resize(static_cast<std::size_t>(position), NAN);
                m_nll.push_back(negativeLogLikelihood(values, m_ids[static_cast<std::size_t>(position + 1)]));
            }
            if (m_logits && position >= m_logitsFrom) {
                fillTo(*m_logits, m_logitRows, position - m_logitsFrom, m_config.vocab);
                ++m_logitRows;
                m_logits->append(values);
            }
            if (position + 1 == m_length)
                m_lastLogits.assign(values.begin(), values.end());
        }
    }

    void finish(const Options& options)
    {
        for (ArrayWriter<float>* writer : {m_logits.get(), m_hidden.get(), m_dt.get()})
            if (writer)
                writer->finish();
        m_nll.resize(static_cast<std::size_t>(m_wantsNll ? m_length - 1 : 0), NAN);
        if (!options.nll.empty())
            writeArray(options.nll, m_nll, {std::ssize(m_nll)});
        if (m_norm) {
            const StateNorm norm = m_norm->take();
            writeArray(options.stateNorm, norm.rms, {norm.layers, norm.channels, norm.samples()});
        }
        if (!options.keep.empty())
            writeArray(options.keep, m_kept, {m_config.layers, m_config.channels()});
        if (m_wantsIndices)
            writeArray(options.keptIndices, m_indices, {std::ssize(m_indices)});
    }

    const std::vector<double>& nll() const { return m_nll; }
    const std::vector<float>& lastLogits() const { return m_lastLogits; }

private:
    static std::int64_t positionOf(const LayerChunk& chunk, std::int64_t t)
    {
        return chunk.positions != nullptr ? chunk.positions[t] : chunk.begin + t;
    }
    static void fillTo(ArrayWriter<float>& writer, std::int64_t& rows, std::int64_t begin, std::int64_t width)
    {
        const std::vector<float> none(static_cast<std::size_t>(width), NAN);
        for (; rows < begin; ++rows)
            writer.append(none);
    }

    const ModelConfig& m_config;
    std::span<const std::int64_t> m_ids;
    std::int64_t m_length;
    bool m_wantsNll;
    bool m_wantsIndices;
    std::int64_t m_logitRows = 0, m_hiddenRows = 0; ///< written so far
    std::int64_t m_logitsFrom = 0;
    std::unique_ptr<ArrayWriter<float>> m_logits, m_hidden, m_dt;
    std::vector<float> m_layerDt; ///< [channels, L] of the current layer
    std::vector<std::int64_t> m_kept;
    std::vector<std::int64_t> m_indices; ///< of the tokens in the last layer
    std::optional<StateNormSampler> m_norm;
    std::vector<double> m_nll;
    std::vector<float> m_lastLogits;
};

struct Guess
{
    std::int64_t id = 0;
    double probability = 0;
};

std::vector<Guess> likeliest(std::span<const float> logits, std::size_t count)
{
    std::vector<std::int64_t> order(logits.size());
    std::iota(order.begin(), order.end(), 0);
    count = std::min(count, order.size());
    std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(count), order.end(),
                      [&](std::int64_t a, std::int64_t b) {
                          return logits[static_cast<std::size_t>(a)] > logits[static_cast<std::size_t>(b)];
                      });
    std::vector<Guess> guesses;
    for (std::size_t i = 0; i < count; ++i)
        guesses.push_back({order[i], std::exp(-negativeLogLikelihood(logits, order[i]))});
    return guesses;
}

/// Of those that are numbers: no token follows one that decimation took away.
double meanOfNumbers(const std::vector<double>& values)
{
    double sum = 0;
    double count = 0;
    for (const double value : values)
        if (!std::isnan(value)) {
            sum += value;
            ++count;
        }
    return count > 0 ? sum / count : NAN;
}

void report(const Options& options, const Collector& collector, const std::string& method, std::int64_t tokens,
            double seconds, const Tokenizer* tokenizer)
{
    const std::vector<double>& nll = collector.nll();
    const double mean = meanOfNumbers(nll);
    const std::vector<Guess> next = likeliest(collector.lastLogits(), 5);
    const auto piece = [&](std::int64_t id) { // the output matrix may have more rows than the tokenizer has tokens
        return tokenizer && id < tokenizer->vocabSize() ? tokenizer->decode(std::span(&id, 1), false) : std::string();
    };
    if (options.json) {
        Json json = {{"method", method}, {"tokens", tokens}, {"seconds", seconds}};
        if (!std::isnan(mean)) {
            json["nll"] = mean;
            json["perplexity"] = std::exp(mean);
        }
        for (const Guess& guess : next)
            json["next"].push_back({{"id", guess.id}, {"text", piece(guess.id)}, {"probability", guess.probability}});
        printJson(json);
        return;
    }
    std::printf("%s tokens in %.2f s, %s tokens/s, %s\n", grouped(tokens).c_str(), seconds,
                grouped(std::llround(static_cast<double>(tokens) / seconds)).c_str(), method.c_str());
    if (!std::isnan(mean))
        std::printf("mean loss %.4f nats, perplexity %s\n", mean, perplexityText(std::exp(mean)).c_str());
    std::printf("likeliest next:");
    for (const Guess& guess : next) {
        const std::string text = piece(guess.id);
        std::printf("  %s (%.1f %%)", (text.empty() ? std::to_string(guess.id) : jsonText(text, -1)).c_str(),
                    100 * guess.probability);
    }
    std::printf("\n");
}

void runVerb(const Options& options, Job& job)
{
    for (const std::string& path : {options.logits, options.nll, options.dt, options.hidden, options.keep,
                                    options.keptIndices, options.stateNorm})
        if (!path.empty())
            requireWritable(path, OutKind::Array);
    const auto model = options.model.open(job.progress());
    const std::vector<std::int64_t> ids = options.sequence.read(options.model, model->files());
    const MethodOptions::Named method = options.method.makeOne(*model);

    Collector collector(options, model->config(), ids);
    PassOptions pass;
    pass.method = method.method.get();
    pass.logitsFrom = collector.firstLogits();
    pass.keepLast = std::max<std::int64_t>(1, options.last);
    if (!options.dt.empty())
        pass.order = PassOrder::LayerMajor; // a layer's Delta is written [channels, L] when the layer is done
    State state(model);
    if (!options.stateNorm.empty()) {
        constexpr std::int64_t kSamples = 64;
        pass.chunk = options.every > 0 ? options.every : samplingDistance(std::ssize(ids), kSamples);
        collector.sampleStates(state, pass.chunk);
    }
    const auto start = std::chrono::steady_clock::now();
    runPass(state, ids, pass, &collector, job.progress());
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    collector.finish(options);
    const auto tokenizer = options.model.tokenizerIfAny(model->files());
    job.clearLine();
    report(options, collector, method.name, std::ssize(ids), seconds, tokenizer.get());
}

} // namespace

Action addRun(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    options->model.add(app);
    options->sequence.add(app);
    options->method.add(app, false);
    app.add_option("--logits", options->logits, "Logits [L, vocabulary]");
    app.add_option("--last", options->last, "Logits of the last K positions only")->check(CLI::PositiveNumber);
    app.add_option("--nll", options->nll, "-ln p of each token given those before it, [L-1]");
    app.add_option("--dt", options->dt, "Delta of every channel, before any filter, [layers, channels, L]");
    app.add_option("--hidden", options->hidden, "Output of the final norm, [L, d_model]");
    app.add_option("--keep", options->keep, "Number of tokens that each channel keeps, [layers, channels]");
    app.add_option("--kept-indices", options->keptIndices,
                   "Positions of the tokens that decimation leaves in the last layer, the last one always among them");
    auto* norm =
        app.add_option("--state-norm", options->stateNorm,
                       "Root mean square of every channel's state every K tokens, [layers, channels, samples]");
    app.add_option("--every", options->every, "K of --state-norm; default: 64 samples")
        ->check(CLI::PositiveNumber)
        ->needs(norm);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { runVerb(*options, job); };
}

} // namespace mambascope::cli
