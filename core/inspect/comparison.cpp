// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/comparison.h"

#include "core/evaluate/likelihood.h"
#include "core/generate/generate.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mambascope {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// States and the loss of the last tokens from the same pass.
class NormAndLoss final : public StateNormSampler
{
public:
    NormAndLoss(const State& state, const std::vector<std::int64_t>& ids, std::int64_t every)
        : StateNormSampler(state, std::ssize(ids), every), m_ids(ids), m_vocab(state.model()->config().vocab)
    {
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* logits) override
    {
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto next = static_cast<std::size_t>(begin + row + 1);
            if (next >= m_ids.size())
                break;
            m_sum += negativeLogLikelihood({logits + row * m_vocab, static_cast<std::size_t>(m_vocab)}, m_ids[next]);
            ++m_tokens;
        }
    }
    double nll() const { return m_tokens > 0 ? m_sum / static_cast<double>(m_tokens) : kNaN; }
    std::int64_t tokens() const { return m_tokens; }

private:
    const std::vector<std::int64_t>& m_ids;
    std::int64_t m_vocab;
    double m_sum = 0;
    std::int64_t m_tokens = 0;
};

/// Mean of what is a number.
class Mean
{
public:
    void add(double value)
    {
        if (std::isnan(value))
            return;
        m_sum += value;
        ++m_count;
    }
    double value() const { return m_count > 0 ? m_sum / static_cast<double>(m_count) : kNaN; }

private:
    double m_sum = 0;
    std::int64_t m_count = 0;
};

struct Sums
{
    Mean global, globalDistance, localDistance, kept, squares;

    LayerSummary summary() const
    {
        return {global.value(), globalDistance.value(), localDistance.value(), kept.value(),
                std::sqrt(squares.value())};
    }
};

} // namespace

MeasuredSide measureSide(const SideToMeasure& side, Progress& progress)
{
    MeasuredSide result;
    const std::int64_t length = std::ssize(side.ids);
    progress.setPart(0, 0.25);
    {
        State state(side.model);
        result.prefillSeconds = prefill(state, side.ids, side.method.get(), progress).seconds;
    }
    progress.setPart(0.25, 0.35);
    result.trace = side.trace ? side.trace : Trace::run(side.model, side.ids, side.method, {}, progress);
    progress.setPart(0.6, 0.4);
    State state(side.model);
    const std::int64_t every = samplingDistance(length, side.samples);
    NormAndLoss observer(state, side.ids, every);
    PassOptions pass;
    pass.method = side.method.get();
    pass.chunk = every;
    pass.logitsFrom = std::max<std::int64_t>(0, length - 1 - side.lastTokens);
    runPass(state, side.ids, pass, &observer, progress);
    progress.setPart(0, 1);
    result.nll = observer.nll();
    result.nllTokens = observer.tokens();
    result.norm = observer.take();
    if (side.profile)
        result.global = side.profile->globalChannels(side.lnTheta);
    return result;
}

std::vector<LayerSummary> summariseLayers(const MeasuredSide& side)
{
    const ModelConfig& config = side.trace->model()->config();
    const std::int64_t channels = config.channels();
    std::vector<LayerSummary> result;
    Sums all;
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        Sums sums;
        for (std::int64_t channel = 0; channel < channels; ++channel) {
            const auto cell = static_cast<std::size_t>(layer * channels + channel);
            const double distance =
                side.trace->meanDistance().empty() ? kNaN : static_cast<double>(side.trace->meanDistance()[cell]);
            const double rms = static_cast<double>(side.norm.of(layer, channel).back());
            for (Sums* sum : {&sums, &all}) {
                if (!side.global.empty()) {
                    const bool isGlobal = side.global[cell] != 0;
                    sum->global.add(isGlobal ? 1 : 0);
                    (isGlobal ? sum->globalDistance : sum->localDistance).add(distance);
                }
                sum->kept.add(static_cast<double>(side.trace->keptTokens()[cell]));
                sum->squares.add(rms * rms);
            }
        }
        result.push_back(sums.summary());
    }
    result.push_back(all.summary());
    return result;
}

} // namespace mambascope
