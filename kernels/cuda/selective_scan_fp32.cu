// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/selective_scan.cuh"

namespace mambascope::cuda::scan {

template <>
void launchType<float>(const Arguments& s, std::int64_t states, std::int64_t batch, int lanes, bool vector,
                       cudaStream_t stream)
{
    if (vector)
        launchStates<float, true>(s, states, batch, lanes, stream);
    else
        launchStates<float, false>(s, states, batch, lanes, stream);
}

} // namespace mambascope::cuda::scan
