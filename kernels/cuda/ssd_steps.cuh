// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "kernels/cuda/common.cuh"
#include "mambascope/cuda/ssd_scan.h"

namespace mambascope::cuda {

/// What a head adds to the raw step, and when it forgets a token.
struct StepRule
{
    float bias, dtMin, dtMax, threshold;
    bool softplus;

    __device__ StepRule(const SsdScan& s, std::int64_t head)
        : bias(s.dtBias != nullptr ? s.dtBias[head] : 0.0F), dtMin(s.dtMin), dtMax(s.dtMax),
          threshold(s.threshold != nullptr ? s.threshold[head] : -INFINITY), softplus(s.softplus)
    {
    }
    /// After bias, softplus and limits.
    __device__ float step(float raw) const
    {
        const float value = raw + bias;
        return fminf(fmaxf(softplus ? mambascope::cuda::softplus(value) : value, dtMin), dtMax);
    }
    __device__ float kept(float step, bool tokenKept) const { return tokenKept && step > threshold ? step : 0.0F; }
};

inline __device__ float readElement(const void* data, Type type, std::int64_t index)
{
    return type == Type::Float32 ? static_cast<const float*>(data)[index]
                                 : __bfloat162float(static_cast<const __nv_bfloat16*>(data)[index]);
}

inline __device__ void writeElement(void* data, Type type, std::int64_t index, float value)
{
    if (type == Type::Float32)
        static_cast<float*>(data)[index] = value;
    else
        static_cast<__nv_bfloat16*>(data)[index] = __float2bfloat16_rn(value);
}

inline __device__ bool tokenKept(const SsdScan& s, std::int64_t sequence, std::int64_t token)
{
    return s.keep == nullptr || s.keep[sequence * s.keepBatchStride + token] != 0;
}

/// Token by token in fp32: devices whose shared memory is too small for the chunked kernels.
void ssdScanByToken(const SsdScan& s, cudaStream_t stream);

} // namespace mambascope::cuda
