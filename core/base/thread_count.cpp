// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/thread_count.h"

#include <ATen/Parallel.h>

#include <algorithm>
#include <omp.h>

namespace mambascope {

void setThreadsOfThisThread(int threads)
{
    at::get_num_threads(); // LibTorch sets the number of a thread that it meets first; from now on it leaves it alone
    omp_set_num_threads(std::max(1, threads));
}

} // namespace mambascope
