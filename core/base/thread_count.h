// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mambascope {

/// Number of threads that what the calling thread computes is spread over. Unlike setThreads() it touches nothing that
/// other threads use, so each of several that compute at the same time can call it between two jobs.
void setThreadsOfThisThread(int threads);

} // namespace mambascope
