// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/device.h"
#include "core/base/progress.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

/// How fast this machine runs what MambaScope is made of, each figure beside what the machine could do at best.
namespace mambascope::bench {

struct Options
{
    Device device;
    std::string filter;             ///< only measurements whose name contains this; empty: all
    DType dtype = DType::Float32;   ///< of whole models
    std::string model;              ///< argument of locateModel(); empty: every bundled model
    int repeat = 9;                 ///< timed runs of a measurement; the median counts
    std::int64_t tokens = 4096;     ///< of a prefill
    std::filesystem::path peerFile; ///< times of others (tests/bench/peers.py writes them); empty: none
};

struct Result
{
    std::string name;
    std::string shape;
    std::string dtype;
    std::optional<std::int64_t> dState;
    double medianMs = 0;
    /// Least time that this machine needs for the bytes or the arithmetic of it, and which of the two it is.
    std::optional<double> limitMs;
    std::string limitedBy;
    std::optional<double> nsPerChannelToken;
    std::optional<double> rate; ///< in `rateUnit`
    std::string rateUnit;       ///< "GB/s", "GFLOP/s", "tokens/s" or empty
    std::string peer;           ///< who is compared with; empty: nobody
    std::optional<double> peerMs;
};

struct Entry
{
    std::string name;
    std::string what;
};
/// What there is to measure, in the order in which run() does it. \throws Error when the model is not found.
std::vector<Entry> list(const Options& options);

/// What measures: processor and threads, or the GPU.
std::string deviceText(const Options& options);

/// Measures the machine's limits and then everything that fits the filter; `done` gets each result as it is ready.
/// \throws Error when no name fits, for a peer file that is none, for a device that does not answer; Cancelled.
void run(const Options& options, Progress& progress, const std::function<void(const Result&)>& done);

} // namespace mambascope::bench
