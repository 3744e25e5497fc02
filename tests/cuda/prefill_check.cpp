// SPDX-License-Identifier: GPL-3.0-or-later
// A long prompt on a GPU: finite logits, the same in chunks of other sizes, memory that does not grow with the prompt
// and stays below what passMemory() announces.
//
//     cuda_prefill_test MODEL [--tokens 65536] [--dtype bf16|fp32] [--chunks 8192,4096] [--times]
//
// --times also prints medians of vanilla and filtered passes, with random thresholds that forget about half of what
// they see. A large random model: tests/tools/make_random_checkpoint.py.
#include "core/base/error.h"
#include "core/method/method.h"
#include "core/model/model.h"
#include "core/model/pass.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <random>
#include <sstream>

using namespace mambascope;

namespace {

class LastLogits final : public PassObserver
{
public:
    void logitsChunk(std::int64_t, std::int64_t rows, const float* logits) override
    {
        values.assign(logits + (rows - 1) * vocab, logits + rows * vocab);
    }
    std::int64_t vocab = 0;
    std::vector<float> values;
};

// Another threshold for every channel, among the steps that a random checkpoint makes.
class RandomThresholds final : public Method
{
public:
    explicit RandomThresholds(const ModelConfig& config)
        : m_values(static_cast<std::size_t>(config.layers * config.channels()))
    {
        std::mt19937_64 generator(1);
        std::uniform_real_distribution<float> values(0, 0.1F);
        std::generate(m_values.begin(), m_values.end(), [&] { return values(generator); });
    }
    std::string name() const override { return "random thresholds"; }
    bool tokenThresholds(std::int64_t layer, std::int64_t, std::span<float> thresholds) const override
    {
        const std::size_t channels = thresholds.size();
        std::copy_n(m_values.begin() + layer * static_cast<std::int64_t>(channels), channels, thresholds.begin());
        return true;
    }

private:
    std::vector<float> m_values;
};

struct Pass
{
    std::vector<float> logits;
    double seconds = 0;
    std::int64_t memory = 0; ///< that was taken beside what was there before
};

// What LibTorch's allocator has handed out, or has taken from the device for that.
c10::CachingDeviceAllocator::DeviceStats memoryOf(const Device& device)
{
    if (device.kind == Device::Kind::Cpu)
        return {};
    return c10::getDeviceAllocator(at::kCUDA)->getDeviceStats(static_cast<c10::DeviceIndex>(device.index));
}

Pass run(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> ids, std::int64_t chunk,
         const Method* method)
{
    const Device& device = model->options().device;
    const std::int64_t before = memoryOf(device).allocated_bytes[0].current;
    if (device.kind == Device::Kind::Cuda)
        c10::getDeviceAllocator(at::kCUDA)->resetPeakStats(static_cast<c10::DeviceIndex>(device.index));
    Pass pass;
    LastLogits observer;
    observer.vocab = model->config().vocab;
    PassOptions options;
    options.chunk = chunk;
    options.method = method;
    Progress progress;
    State state(model);
    const auto start = std::chrono::steady_clock::now();
    runPass(state, ids, options, &observer, progress); // waits for the logits
    pass.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    pass.memory = memoryOf(device).allocated_bytes[0].peak - before;
    pass.logits = observer.values;
    return pass;
}

double largest(const std::vector<float>& values)
{
    double most = 0;
    for (const float value : values)
        most = std::isfinite(value) ? std::max(most, std::abs(static_cast<double>(value))) : INFINITY;
    return most;
}

double difference(const std::vector<float>& a, const std::vector<float>& b)
{
    double sum = 0;
    double all = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
        all += std::pow(static_cast<double>(b[i]), 2);
    }
    return std::sqrt(sum / all);
}

double mebibytes(std::int64_t bytes)
{
    return static_cast<double>(bytes) / (1 << 20);
}

bool check(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids,
           const std::vector<std::int64_t>& chunks)
{
    const bool exact = model->options().dtype == DType::Float32;
    const double allowed = exact ? 1e-4 : 5e-2; // of the norm of the logits
    bool good = true;
    Pass first;
    for (const std::int64_t chunk : chunks) {
        const Pass pass = run(model, ids, chunk, nullptr);
        PassOptions options;
        options.chunk = chunk;
        const std::int64_t announced = passMemory(*model, static_cast<std::int64_t>(ids.size()), options);
        const double far = first.logits.empty() ? 0 : difference(pass.logits, first.logits);
        const bool fine = std::isfinite(largest(pass.logits)) && far <= allowed && pass.memory <= announced;
        std::printf("%s %zu tokens in chunks of %lld: %.3f s, %.0f tokens/s, %.0f MiB beside the weights (announced "
                    "%.0f), largest logit %.3g, difference %.3g\n",
                    fine ? "ok  " : "FAIL", ids.size(), static_cast<long long>(chunk), pass.seconds,
                    static_cast<double>(ids.size()) / pass.seconds, mebibytes(pass.memory), mebibytes(announced),
                    largest(pass.logits), far);
        std::fflush(stdout);
        good = good && fine;
        if (first.logits.empty())
            first = pass;
    }
    return good;
}

void showTimes(const std::shared_ptr<const Model>& model, const std::vector<std::int64_t>& ids)
{
    const RandomThresholds method(model->config());
    std::vector<double> seconds[2];
    for (int i = 0; i < 9; ++i) // taking turns
        for (const bool filtered : {false, true})
            seconds[filtered].push_back(run(model, ids, 0, filtered ? &method : nullptr).seconds);
    for (std::vector<double>& one : seconds)
        std::sort(one.begin(), one.end());
    std::printf("%zu tokens: vanilla %.2f ms, filtered %.2f ms (%+.2f %%), best %.2f and %.2f ms\n", ids.size(),
                1e3 * seconds[0][4], 1e3 * seconds[1][4], 100 * (seconds[1][4] / seconds[0][4] - 1),
                1e3 * seconds[0][0], 1e3 * seconds[1][0]);
}

std::vector<std::int64_t> numbers(const std::string& text)
{
    std::vector<std::int64_t> values;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');)
        values.push_back(std::stoll(part));
    return values;
}

} // namespace

int main(int argc, char** argv)
{
    std::string name;
    LoadOptions options{Device::parse("cuda"), DType::BFloat16};
    std::vector<std::int64_t> lengths = {65536};
    std::vector<std::int64_t> chunks = {0, 3000};
    bool times = false;
    try {
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            const std::string value = i + 1 < argc ? argv[i + 1] : "";
            if (word == "--times") {
                times = true;
                continue;
            }
            if (word == "--tokens")
                lengths = numbers(value);
            else if (word == "--chunks")
                chunks = numbers(value);
            else if (word == "--dtype")
                options.dtype = parseDType(value);
            else if (word == "--device")
                options.device = Device::parse(value);
            else
                name = word;
            i += word.starts_with("--") ? 1 : 0;
        }
        requireDevice(options.device);
    } catch (const Error& error) {
        std::printf("%s\n", error.what());
        return 77; // skipped, for CTest
    }
    try {
        Progress progress;
        const auto model = Model::open(locateModel(name), options, progress);
        std::printf("%s: %.0f MiB of weights\n", model->name().c_str(), mebibytes(model->memory()));
        bool good = true;
        for (const std::int64_t length : lengths) {
            std::mt19937_64 generator(7);
            std::uniform_int_distribution<std::int64_t> id(0, model->config().vocab - 1);
            std::vector<std::int64_t> ids(static_cast<std::size_t>(length));
            std::generate(ids.begin(), ids.end(), [&] { return id(generator); });
            good = check(model, ids, chunks) && good;
            if (times)
                showTimes(model, ids);
        }
        std::printf("%.0f MiB taken from the device at most\n%s\n",
                    mebibytes(memoryOf(options.device).reserved_bytes[0].peak), good ? "passed" : "failed");
        return good ? 0 : 1;
    } catch (const std::exception& error) {
        std::printf("FAIL %s\n", error.what());
        return 1;
    }
}
