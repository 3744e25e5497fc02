// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/ssd_launch.cuh"

namespace mambascope::cuda {

template void launchChunked<float, 64>(const Chunked& m, cudaStream_t stream);
template void launchChunked<float, 128>(const Chunked& m, cudaStream_t stream);
template void launchChunked<float, 256>(const Chunked& m, cudaStream_t stream);

} // namespace mambascope::cuda
