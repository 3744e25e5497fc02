// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/session.h"

#include "core/base/error.h"
#include "core/bench/peers.h"
#include "mambascope/cuda/views.h"
#if MAMBASCOPE_CUDA_KERNELS
#include "mambascope/cuda/device.h"
#endif

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <chrono>
#include <fstream>

namespace mambascope::bench {

namespace {

double median(std::vector<double> times)
{
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::nth_element(times.begin(), middle, times.end());
    return *middle;
}

std::vector<Measurement> measurements(const Options& options)
{
    std::vector<Measurement> all = mixerMeasurements(options);
    for (auto part : {matrixMeasurements(options), mapMeasurements(options), modelMeasurements(options)})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

std::string processorName()
{
    std::ifstream in("/proc/cpuinfo");
    for (std::string line; std::getline(in, line);)
        if (const std::size_t colon = line.find(": "); line.starts_with("model name") && colon != std::string::npos)
            return line.substr(colon + 2);
    return "CPU";
}

bool fits(const Entry& entry, const std::string& filter)
{
    return text(entry.name, " ", entry.what).find(filter) != std::string::npos;
}

} // namespace

Session::Session(const Options& options, Progress& progress, std::function<void(const Result&)> done)
    : m_options(options), m_progress(progress), m_done(std::move(done))
{
}

at::Device Session::device() const
{
    return onCpu() ? at::Device(at::kCPU) : at::Device(at::kCUDA, static_cast<at::DeviceIndex>(m_options.device.index));
}

at::Tensor Session::random(at::IntArrayRef sizes, double low, double high) const
{
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t{1});
    // One thread makes them: of large tensors only the first part, which is then repeated.
    constexpr std::int64_t kMost = 4194301;
    const std::int64_t count = c10::multiply_integers(sizes);
    const at::Tensor values =
        at::empty({std::min(count, kMost)}, at::kFloat).uniform_(low, high, generator).to(device());
    if (count <= kMost)
        return values.view(sizes);
    return values.repeat({(count + kMost - 1) / kMost}).narrow(0, 0, count).view(sizes);
}

double Session::once(const std::function<void()>& work)
{
    m_progress.check();
    const auto wait = [&] {
        if (!onCpu())
            at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(m_options.device.index));
    };
    wait();
    const auto start = std::chrono::steady_clock::now();
    work();
    wait();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double Session::measure(const std::function<void()>& work)
{
    once(work);
    // Short work is repeated within a run, so that neither the clock nor waiting for a GPU is what is measured.
    const double single = once(work);
    const int calls = static_cast<int>(std::clamp(5.0 / std::max(single, 1e-3), 1.0, 200.0));
    std::vector<double> times;
    for (int i = 0; i < m_options.repeat; ++i)
        times.push_back(once([&] {
                            for (int call = 0; call < calls; ++call)
                                work();
                        }) /
                        calls);
    return median(std::move(times));
}

std::pair<double, double> Session::measureBoth(const std::function<void()>& first, const std::function<void()>& second)
{
    once(first);
    once(second);
    std::vector<double> times[2];
    for (int i = 0; i < m_options.repeat; ++i) {
        times[0].push_back(once(first));
        times[1].push_back(once(second));
    }
    return {median(std::move(times[0])), median(std::move(times[1]))};
}

void Session::setLimit(Result& result, double bytes, double products, double exponentials) const
{
    const std::pair<double, const char*> parts[] = {
        {bytes / limits.copyBytes, "memory"},
        {products / (result.dtype == "bf16" ? limits.narrowProducts : limits.products), "arithmetic"},
        {limits.exponentials > 0 ? exponentials / limits.exponentials : 0, "exponentials"}};
    const auto most = std::max_element(std::begin(parts), std::end(parts));
    result.limitMs = most->first * 1e3;
    result.limitedBy = most->second;
}

double Session::onAnyUnit(double products) const
{
    return onCpu() ? products : products * limits.products / std::max(limits.products, limits.narrowProducts);
}

void Session::done(Result result) const
{
    m_done(result);
}

std::string deviceText(const Options& options)
{
    if (options.device.kind == Device::Kind::Cpu)
        return text(processorName(), ", ", threads(), threads() == 1 ? " thread" : " threads");
#if MAMBASCOPE_CUDA_KERNELS
    const std::string name = cuda::deviceName(options.device.index);
    return text(options.device.text(), name.empty() ? "" : ": ", name);
#else
    return options.device.text();
#endif
}

std::vector<Entry> list(const Options& options)
{
    std::vector<Entry> entries;
    for (const Measurement& m : limitMeasurements(options))
        entries.push_back(m.entry);
    for (const Measurement& m : measurements(options))
        if (fits(m.entry, options.filter))
            entries.push_back(m.entry);
    return entries;
}

void run(const Options& options, Progress& progress, const std::function<void(const Result&)>& done)
{
    std::vector<PeerTime> peers;
    if (!options.peerFile.empty())
        peers = readPeers(options.peerFile);
    requireDevice(options.device);
    std::vector<Measurement> chosen = limitMeasurements(options);
    const std::size_t limits = chosen.size();
    for (const Measurement& m : measurements(options))
        if (fits(m.entry, options.filter))
            chosen.push_back(m);
    const bool onlyLimits = std::any_of(chosen.begin(), chosen.begin() + static_cast<std::ptrdiff_t>(limits),
                                        [&](const Measurement& m) { return fits(m.entry, options.filter); });
    if (chosen.size() == limits && !onlyLimits)
        throw Error(say("measurement \"{0}\"", options.filter), say("there is none of that name; --list shows them"));

    Session session(options, progress, [&](Result result) {
        addPeer(result, peers);
        done(result);
    });
    try {
        const c10::InferenceMode guard;
        for (std::size_t i = 0; i < chosen.size(); ++i) {
            progress.step(text(chosen[i].entry.name, " ", chosen[i].entry.what), static_cast<std::int64_t>(i),
                          static_cast<std::int64_t>(chosen.size()));
            chosen[i].run(session);
        }
        progress.step("measured", 1, 1);
    } catch (const c10::OutOfMemoryError&) {
        throw Error(say("device {0}", options.device.text()), say("ran out of memory"));
    } catch (const c10::Error& error) {
        throw Error(say("device {0}", options.device.text()), error.what_without_backtrace());
    } catch (const cuda::Failure& failure) {
        throw Error(say("device {0}", options.device.text()), failure.what());
    }
}

} // namespace mambascope::bench
