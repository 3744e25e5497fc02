// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/latency.h"

#include "core/base/error.h"
#include "core/generate/generate.h"
#include "core/model/pass.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>

namespace mambascope {

namespace {

// The largest amount of memory since reset(), where the model computes.
class PeakMemory
{
public:
    explicit PeakMemory(const Device& device) : m_device(device) {}

    void reset() const
    {
        if (m_device.kind == Device::Kind::Cuda)
            allocator().resetPeakStats(index());
        else
            std::ofstream("/proc/self/clear_refs") << 5; // where it cannot be written the peak is the process's
    }
    std::int64_t bytes() const
    {
        if (m_device.kind == Device::Kind::Cuda)
            return allocator().getDeviceStats(index()).allocated_bytes[0].peak;
        std::ifstream status("/proc/self/status");
        for (std::string word; status >> word;)
            if (word == "VmHWM:") {
                std::int64_t kibibytes = 0;
                status >> kibibytes;
                return kibibytes * 1024;
            }
        return peakMemory();
    }

private:
    static c10::DeviceAllocator& allocator() { return *c10::getDeviceAllocator(at::kCUDA); }
    c10::DeviceIndex index() const { return static_cast<c10::DeviceIndex>(m_device.index); }

    Device m_device;
};

struct Timed
{
    std::vector<double> prefill, decode; // seconds
    std::int64_t peak = 0;
};

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::vector<std::int64_t> promptOf(const std::vector<std::int64_t>& ids, std::int64_t length)
{
    std::vector<std::int64_t> prompt;
    for (std::int64_t i = 0; i < length; ++i)
        prompt.push_back(ids[static_cast<std::size_t>(i) % ids.size()]);
    return prompt;
}

void check(const std::vector<std::int64_t>& ids, const std::vector<EvaluatedMethod>& methods,
           const LatencySettings& settings)
{
    if (methods.empty())
        throw Error(say("methods"), say("none given"));
    if (ids.empty())
        throw Error(say("text"), say("has no tokens to make prompts of"));
    if (settings.lengths.empty())
        throw Error(say("lengths"), say("none given"));
    for (const std::int64_t length : settings.lengths)
        if (length < 1)
            throw Error(say("length {0}", length), say("at least one token is needed"));
    if (settings.repeats < 1)
        throw Error(say("repeats"), say("must be 1 or more"));
    if (settings.newTokens < 0)
        throw Error(say("new tokens"), say("must be 0 or more"));
}

double mean(const std::vector<double>& values)
{
    return values.empty() ? 0 : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

LatencySettings LatencySettings::named(const std::string& protocol)
{
    if (protocol != "longmamba")
        throw Error(say("protocol '{0}'", protocol), say("is not known; there is longmamba"));
    return {.lengths = {8000, 16000, 32000, 64000}, .repeats = 10, .newTokens = 0, .mean = true};
}

std::vector<LatencyResult> runLatency(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids,
                                      const std::vector<EvaluatedMethod>& methods, const LatencySettings& settings,
                                      const std::function<void(const LatencyResult&)>& onResult, Progress& progress)
{
    check(ids, methods, settings);
    const auto typical = [&](const std::vector<double>& values) {
        return settings.mean ? mean(values) : median(values);
    };
    const PeakMemory memory(model->options().device);
    double total = 0;
    for (const std::int64_t length : settings.lengths)
        total += static_cast<double>(length) * static_cast<double>(settings.repeats + 1);
    double done = 0;
    std::vector<LatencyResult> results;
    for (const std::int64_t length : settings.lengths) {
        const std::vector<std::int64_t> prompt = promptOf(ids, length);
        std::vector<Timed> timed(methods.size());
        for (std::int64_t repeat = 0; repeat <= settings.repeats; ++repeat) { // the first one warms up
            for (std::size_t m = 0; m < methods.size(); ++m) {
                const double share = static_cast<double>(length) / total / static_cast<double>(methods.size());
                progress.setPart(done, share);
                done += share;
                memory.reset();
                State state(model);
                const Prefill start = prefill(state, prompt, methods[m].method.get(), progress);
                double decode = 0;
                if (settings.newTokens > 0) {
                    GenerateOptions options;
                    options.maxNewTokens = settings.newTokens;
                    Progress silent;
                    decode = generate(
                                 state, start.lastLogits, options, [&](std::int64_t) { return !progress.cancelled(); },
                                 silent)
                                 .seconds;
                    progress.check();
                }
                if (repeat == 0)
                    continue;
                timed[m].prefill.push_back(start.seconds);
                timed[m].decode.push_back(decode);
                timed[m].peak = std::max(timed[m].peak, memory.bytes());
            }
        }
        const auto vanilla = std::find_if(methods.begin(), methods.end(),
                                          [](const EvaluatedMethod& method) { return method.name == "vanilla"; });
        const double base = vanilla == methods.end()
                                ? std::numeric_limits<double>::quiet_NaN()
                                : typical(timed[static_cast<std::size_t>(vanilla - methods.begin())].prefill);
        for (std::size_t m = 0; m < methods.size(); ++m) {
            LatencyResult result;
            result.method = m;
            result.length = length;
            result.prefillSeconds = typical(timed[m].prefill);
            if (const double seconds = typical(timed[m].decode); seconds > 0)
                result.decodeTokensPerSecond = static_cast<double>(settings.newTokens) / seconds;
            result.peakBytes = timed[m].peak;
            result.overheadPercent = 100 * (result.prefillSeconds / base - 1);
            results.push_back(result);
            onResult(result);
        }
    }
    return results;
}

} // namespace mambascope
