// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/peers.h"

namespace mambascope {

/// What the program and the module that speaks MPI have agreed on.
constexpr const char* kPeersModule = "mambascope_mpi.so";
constexpr const char* kJoinPeers = "mambascopeJoinPeers";
using JoinPeers = Peers* (*)();

} // namespace mambascope
