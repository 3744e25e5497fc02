// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/bench/bench.h"

#include <filesystem>
#include <functional>
#include <vector>

namespace mambascope::bench {

/// One time of somebody else's program: {"name", "shape", "dtype", "peer", "ms"}, as tests/bench/peers.py writes them.
struct PeerTime
{
    std::string name;
    std::string shape;
    std::string dtype;
    std::string peer;
    double ms = 0;
};

/// Reads {"results": [...]}. \throws Error naming the file and what is wrong with it.
std::vector<PeerTime> readPeers(const std::filesystem::path& path);
/// Gives a result the time of the peer that has its name, shape and dtype, unless it already has one.
void addPeer(Result& result, const std::vector<PeerTime>& peers);

} // namespace mambascope::bench
