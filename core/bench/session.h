// SPDX-License-Identifier: GPL-3.0-or-later
// What the measurements share; seen by .cpp files of core/bench only, because it knows LibTorch.
#pragma once

#include "core/bench/bench.h"

#include <ATen/core/Tensor.h>

#include <sstream>

namespace mambascope::bench {

/// Its parts one after the other.
template <typename... Parts>
std::string text(const Parts&... parts)
{
    std::ostringstream out;
    (out << ... << parts);
    return out.str();
}

/// What the machine does at best, as measured before anything else.
struct Limits
{
    double copyBytes = 0;      ///< bytes read and written per second by a copy
    double products = 0;       ///< fp32 multiply-adds per second of a matrix product
    double narrowProducts = 0; ///< the same with both sides in bf16
    double exponentials = 0;   ///< per second; GPUs only, where a unit of its own makes them
};

class Session
{
public:
    Session(const Options& options, Progress& progress, std::function<void(const Result&)> done);

    const Options& options() const { return m_options; }
    Progress& progress() { return m_progress; }
    bool onCpu() const { return m_options.device.kind == Device::Kind::Cpu; }
    Limits limits;

    /// fp32 values between low and high on the device, the same in every run.
    at::Tensor random(at::IntArrayRef sizes, double low, double high) const;
    /// Median time of a call, in ms, after calls that warm caches up. Checks for cancellation between calls.
    double measure(const std::function<void()>& work);
    /// Medians of two calls that alternate, so that both see the same machine.
    std::pair<double, double> measureBoth(const std::function<void()>& first, const std::function<void()>& second);
    /// Sets the limit of `result`: the largest of what the bytes, the multiply-adds and (on a GPU) the exponentials
    /// take.
    void setLimit(Result& result, double bytes, double products, double exponentials = 0) const;
    /// For setLimit(): multiply-adds that, on a GPU, the units for bf16 may do, whatever goes in and comes out.
    double onAnyUnit(double products) const;
    /// Hands a result over. The peer's time is filled in when the file of peers has one and the result has none.
    void done(Result result) const;

private:
    double once(const std::function<void()>& work);
    at::Device device() const;

    Options m_options;
    Progress& m_progress;
    std::function<void(const Result&)> m_done;
};

struct Measurement
{
    Entry entry;
    std::function<void(Session&)> run;
};

std::vector<Measurement> limitMeasurements(const Options& options); ///< always run: they set Session::limits
std::vector<Measurement> mixerMeasurements(const Options& options);
std::vector<Measurement> matrixMeasurements(const Options& options);
std::vector<Measurement> mapMeasurements(const Options& options);
std::vector<Measurement> modelMeasurements(const Options& options);

} // namespace mambascope::bench
