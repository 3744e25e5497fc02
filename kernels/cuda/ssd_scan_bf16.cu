// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/ssd_launch.cuh"

namespace mambascope::cuda {

template void launchChunked<__nv_bfloat16, 64>(const Chunked& m, cudaStream_t stream);
template void launchChunked<__nv_bfloat16, 128>(const Chunked& m, cudaStream_t stream);
template void launchChunked<__nv_bfloat16, 256>(const Chunked& m, cudaStream_t stream);

} // namespace mambascope::cuda
