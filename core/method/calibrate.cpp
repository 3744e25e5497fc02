// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/inspect/transpose.h"
#include "core/method/profile.h"
#include "core/model/pass.h"
#include "mambascope/kernels/decay.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <sstream>

namespace mambascope {

namespace {

// What one sequence says about every channel.
struct SequenceProfile
{
    std::vector<double> lnDecay;
    std::vector<float> threshold; // [lengths, layers, channels]
    std::vector<float> keepRatio; // the same
    std::vector<float> deltaSum;
};

// Descending. Floats without a sign are ordered as integers are: three passes over 11 bits each beat a sort by
// comparison, and calibration sorts every channel of every layer.
std::vector<float> sortedDescending(std::span<const float> values)
{
    std::vector<float> sorted(values.begin(), values.end());
    constexpr std::size_t kFew = 512;
    if (sorted.size() < kFew || std::any_of(sorted.begin(), sorted.end(), [](float v) { return !(v >= 0); })) {
        std::sort(sorted.begin(), sorted.end(), std::greater<>());
        return sorted;
    }
    constexpr unsigned kBits = 11;
    constexpr std::size_t kBuckets = std::size_t{1} << kBits;
    std::vector<float> other(sorted.size());
    for (unsigned shift = 0; shift < 32; shift += kBits) {
        const auto bucket = [shift](float value) {
            return kBuckets - 1 - (std::bit_cast<std::uint32_t>(value) >> shift) % kBuckets;
        };
        std::array<std::uint32_t, kBuckets + 1> begin{};
        for (const float value : sorted)
            ++begin[bucket(value) + 1];
        std::partial_sum(begin.begin(), begin.end(), begin.begin());
        for (const float value : sorted)
            other[begin[bucket(value)]++] = value;
        sorted.swap(other);
    }
    return sorted;
}

// The k-th largest Delta caps all larger ones, k = max(1, n x clamp); a clamp of 0 caps nothing. Returns that cap.
float clampLargest(std::vector<float>& descending, double clamp)
{
    if (clamp <= 0)
        return std::numeric_limits<float>::infinity();
    const auto k = std::max<std::int64_t>(1, static_cast<std::int64_t>(static_cast<double>(descending.size()) * clamp));
    const float cap = descending[static_cast<std::size_t>(k - 1)];
    std::fill_n(descending.begin(), k - 1, cap);
    return cap;
}

// Value i of n ascending-position samples stretched to S by linear interpolation between their centres.
class Stretched
{
public:
    Stretched(const std::vector<float>& samples, std::int64_t length)
        : m_samples(samples), m_step(static_cast<double>(samples.size()) / static_cast<double>(length))
    {
    }
    double operator[](std::int64_t i) const
    {
        const double x = position(i);
        const auto left = static_cast<std::size_t>(x);
        const std::size_t right = std::min(left + 1, m_samples.size() - 1);
        const double weight = x - static_cast<double>(left);
        return (1 - weight) * static_cast<double>(m_samples[left]) + weight * static_cast<double>(m_samples[right]);
    }

    // The first index whose running sum exceeds `target`; 0 if there is none. Between two samples values change evenly,
    // so that whole stretches are summed at once.
    std::int64_t crossing(double target, std::int64_t length) const
    {
        double sum = 0;
        std::int64_t begin = 0;
        for (std::int64_t left = 0; left < std::ssize(m_samples) && begin < length; ++left) {
            // Indices begin..end lie between the samples left and left + 1.
            auto end = static_cast<std::int64_t>((static_cast<double>(left) + 1.5) / m_step - 0.5);
            end = std::clamp<std::int64_t>(end, begin, length);
            while (end < length && position(end) < static_cast<double>(left + 1))
                ++end;
            while (end > begin && position(end - 1) >= static_cast<double>(left + 1))
                --end;
            const double here =
                static_cast<double>(end - begin) * 0.5 * ((*this)[begin] + (*this)[std::max(begin, end - 1)]);
            const bool even = begin > 0; // the first indices lie before the first sample's centre
            if (even && sum + here <= target * (1 - 1e-9)) {
                sum += here;
            } else {
                for (std::int64_t i = begin; i < end; ++i) {
                    sum += (*this)[i];
                    if (sum > target)
                        return i;
                }
            }
            begin = end;
        }
        return 0;
    }

private:
    double position(std::int64_t i) const { return std::max(0.0, (static_cast<double>(i) + 0.5) * m_step - 0.5); }

    const std::vector<float>& m_samples;
    double m_step;
};

// g(S) for each of `lengths`, of n Deltas that are sorted and clamped.
std::vector<float> thresholdsOf(const std::vector<float>& clamped, std::span<const std::int64_t> lengths,
                                double* sumClamped, std::vector<float>* keepRatio)
{
    double target = 0;
    for (const float value : clamped)
        target += static_cast<double>(value);
    if (sumClamped != nullptr)
        *sumClamped = target;
    std::vector<float> g;
    for (const std::int64_t length : lengths) {
        if (length <= std::ssize(clamped)) {
            g.push_back(0); // up to the training length nothing is filtered
            if (keepRatio != nullptr)
                keepRatio->push_back(1);
            continue;
        }
        // The threshold is the element after the one at which the running sum exceeds the target.
        const Stretched stretched(clamped, length);
        const std::int64_t kept = stretched.crossing(target, length) + 1;
        g.push_back(static_cast<float>(stretched[std::min(kept, length - 1)]));
        if (keepRatio != nullptr)
            keepRatio->push_back(static_cast<float>(static_cast<double>(kept) / static_cast<double>(length)));
    }
    return g;
}

// Deltas do not depend on the clamp, so that one pass says what a sequence is under any number of them.
class Collector final : public PassObserver
{
public:
    Collector(const Model& model, const CalibrationSettings& settings, std::span<const double> clamps)
        : m_model(model), m_settings(settings), m_clamps(clamps), m_channels(model.config().channels()),
          m_dt(static_cast<std::size_t>(m_channels * settings.length)), m_results(clamps.size())
    {
        const auto cells = static_cast<std::size_t>(model.config().layers * m_channels);
        for (SequenceProfile& result : m_results) {
            result.lnDecay.resize(cells);
            result.threshold.resize(cells * settings.lengths.size());
            result.keepRatio.resize(cells * settings.lengths.size());
            result.deltaSum.resize(cells);
        }
    }
    std::vector<SequenceProfile> take() { return std::move(m_results); } ///< of each clamp

    bool wantsLayer(std::int64_t) const override { return true; }
    void layerChunk(const LayerChunk& chunk) override
    {
        transposeInto(chunk.dt, chunk.tokens, m_channels, m_dt.data() + chunk.begin, m_settings.length);
    }
    void layerDone(std::int64_t layer) override
    {
        at::parallel_for(0, m_channels, 1, [&](std::int64_t begin, std::int64_t end) {
            for (std::int64_t channel = begin; channel < end; ++channel)
                summariseChannel(layer, channel);
        });
    }

private:
    void summariseChannel(std::int64_t layer, std::int64_t channel)
    {
        const float* first = m_dt.data() + channel * m_settings.length;
        const std::span<const float> dt(first, static_cast<std::size_t>(m_settings.length));
        const std::vector<float> sorted = sortedDescending(dt);
        for (std::size_t i = 0; i < m_clamps.size(); ++i)
            summarise(layer, channel, dt, sorted, m_clamps[i], m_results[i]);
    }
    void summarise(std::int64_t layer, std::int64_t channel, std::span<const float> dt, std::vector<float> sorted,
                   double clamp, SequenceProfile& result)
    {
        const float cap = clampLargest(sorted, clamp);
        std::vector<float> clamped(dt.size());
        std::transform(dt.begin(), dt.end(), clamped.begin(), [cap](float value) { return std::min(value, cap); });
        const std::int64_t rates = static_cast<std::int64_t>(m_model.stateMatrix(layer).size()) / m_channels;
        const float* a = m_model.stateMatrix(layer).data() + channel * rates;
        const std::int64_t cell = layer * m_channels + channel;
        constexpr float kKeepAll = -1;
        result.lnDecay[static_cast<std::size_t>(cell)] =
            kernels::lnDecaySum(clamped.data(), m_settings.length, kKeepAll, a, rates);
        double sum = 0;
        std::vector<float> ratio;
        const std::vector<float> g = thresholdsOf(sorted, m_settings.lengths, &sum, &ratio);
        result.deltaSum[static_cast<std::size_t>(cell)] = static_cast<float>(sum);
        const std::int64_t cells = m_model.config().layers * m_channels;
        for (std::size_t s = 0; s < g.size(); ++s) {
            const std::size_t at = s * static_cast<std::size_t>(cells) + static_cast<std::size_t>(cell);
            result.threshold[at] = g[s];
            result.keepRatio[at] = ratio[s];
        }
    }

    const Model& m_model;
    const CalibrationSettings& m_settings;
    std::span<const double> m_clamps;
    std::int64_t m_channels;
    std::vector<float> m_dt; // [channels, n] of the current layer
    std::vector<SequenceProfile> m_results;
};

// ln(mean(exp(values))), safe where exp underflows.
double lnMean(const std::vector<double>& values)
{
    const double most = *std::max_element(values.begin(), values.end());
    if (std::isinf(most))
        return most;
    double sum = 0;
    for (const double v : values)
        sum += std::exp(v - most);
    return most + std::log(sum / static_cast<double>(values.size()));
}

void checkSettings(const CalibrationSettings& s)
{
    if (s.length < 2)
        throw Error(say("calibration length {0}", s.length), say("at least 2 tokens are needed"));
    for (std::size_t i = 0; i < s.lengths.size(); ++i)
        if (s.lengths[i] < 1 || (i > 0 && s.lengths[i] <= s.lengths[i - 1]))
            throw Error(say("lengths"), say("must be ascending positive numbers"));
}

void checkClamp(double clamp)
{
    if (clamp >= 0 && clamp < 1)
        return;
    std::ostringstream value;
    value << clamp;
    throw Error(say("clamp {0}", value.str()), say("is a share of the tokens: 0 or more and below 1"));
}

Profile profileOf(const Model& model, const CalibrationSettings& settings, double clamp,
                  std::span<const SequenceProfile> parts)
{
    Profile profile;
    profile.model = model.name();
    profile.family = model.config().family;
    profile.layers = model.config().layers;
    profile.channels = model.config().channels();
    profile.calibrationLength = settings.length;
    profile.sequences = std::ssize(parts);
    profile.clamp = clamp;
    profile.aggregate = settings.aggregate;
    profile.source = settings.source;
    profile.lengths = settings.lengths;
    const bool maximum = settings.aggregate == Aggregate::Max;
    std::vector<double> decays(parts.size());
    for (std::size_t cell = 0; cell < parts.front().lnDecay.size(); ++cell) {
        std::transform(parts.begin(), parts.end(), decays.begin(),
                       [&](const SequenceProfile& p) { return p.lnDecay[cell]; });
        profile.lnDecay.push_back(maximum ? *std::max_element(decays.begin(), decays.end()) : lnMean(decays));
    }
    const auto aggregated = [&](std::vector<float> SequenceProfile::*values) {
        std::vector<float> result;
        for (std::size_t cell = 0; cell < (parts.front().*values).size(); ++cell) {
            float most = 0;
            double sum = 0;
            for (const SequenceProfile& p : parts) {
                most = std::max(most, (p.*values)[cell]);
                sum += static_cast<double>((p.*values)[cell]);
            }
            result.push_back(maximum ? most : static_cast<float>(sum / static_cast<double>(parts.size())));
        }
        return result;
    };
    profile.threshold = aggregated(&SequenceProfile::threshold);
    profile.keepRatio = aggregated(&SequenceProfile::keepRatio);
    profile.deltaSum = aggregated(&SequenceProfile::deltaSum);
    if (profile.family == Family::Mamba2)
        for (std::int64_t layer = 0; layer < profile.layers; ++layer)
            profile.stateMatrix.insert(profile.stateMatrix.end(), model.stateMatrix(layer).begin(),
                                       model.stateMatrix(layer).end());
    return profile;
}

} // namespace

std::vector<float> tokenThresholds(std::span<const float> dt, double clamp, std::span<const std::int64_t> lengths,
                                   double* sumClamped, std::vector<float>* keepRatio)
{
    std::vector<float> sorted = sortedDescending(dt);
    clampLargest(sorted, clamp);
    return thresholdsOf(sorted, lengths, sumClamped, keepRatio);
}

Profile calibrate(const std::shared_ptr<const Model>& model, std::span<const std::vector<std::int64_t>> sequences,
                  const CalibrationSettings& settings, Progress& progress)
{
    return std::move(calibrate(model, sequences, settings, std::span(&settings.clamp, 1), progress).front());
}

std::vector<Profile> calibrate(const std::shared_ptr<const Model>& model,
                               std::span<const std::vector<std::int64_t>> sequences, const CalibrationSettings& wanted,
                               std::span<const double> clamps, Progress& progress)
{
    CalibrationSettings settings = wanted;
    if (settings.lengths.empty())
        for (const std::int64_t factor : {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64})
            settings.lengths.push_back(settings.length * factor);
    checkSettings(settings);
    std::ranges::for_each(clamps, checkClamp);
    if (sequences.empty())
        throw Error(say("calibration"), say("needs at least one sequence"));
    for (std::size_t i = 0; i < sequences.size(); ++i)
        if (static_cast<std::int64_t>(sequences[i].size()) < settings.length)
            throw Error(say("calibration sequence {0}", i + 1),
                        say("has {0} tokens, {1} are needed", sequences[i].size(), settings.length));

    std::vector<std::vector<SequenceProfile>> parts(clamps.size());
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        progress.setPart(static_cast<double>(i) / static_cast<double>(sequences.size()),
                         1.0 / static_cast<double>(sequences.size()));
        State state(model);
        Collector collector(*model, settings, clamps);
        PassOptions options;
        options.order = PassOrder::LayerMajor;
        options.stopAfterLayer = model->config().layers - 1;
        runPass(state, std::span(sequences[i]).first(static_cast<std::size_t>(settings.length)), options, &collector,
                progress);
        std::vector<SequenceProfile> ofClamps = collector.take();
        for (std::size_t c = 0; c < clamps.size(); ++c)
            parts[c].push_back(std::move(ofClamps[c]));
    }
    progress.setPart(0, 1);
    std::vector<Profile> profiles;
    for (std::size_t c = 0; c < clamps.size(); ++c)
        profiles.push_back(profileOf(*model, settings, clamps[c], parts[c]));
    return profiles;
}

} // namespace mambascope
