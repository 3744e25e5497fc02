// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/device.h"

#include "kernels/cuda/common.cuh"

namespace mambascope::cuda {

Answer askDriver(int index)
{
    Answer answer;
    answer.needed = CUDART_VERSION;
    if (cudaDriverGetVersion(&answer.driver) != cudaSuccess)
        answer.driver = 0;
    const cudaError_t status = cudaGetDeviceCount(&answer.devices);
    if (status != cudaSuccess)
        answer.devices = 0;
    if (status != cudaSuccess && status != cudaErrorNoDevice && status != cudaErrorInsufficientDriver)
        answer.failure = cudaGetErrorString(status);
    if (index < answer.devices) {
        answer.name = deviceName(index);
        cudaDeviceGetAttribute(&answer.major, cudaDevAttrComputeCapabilityMajor, index);
        cudaDeviceGetAttribute(&answer.minor, cudaDevAttrComputeCapabilityMinor, index);
    }
    cudaGetLastError(); // what was answered is no failure of the next launch
    return answer;
}

bool isSupported(int index)
{
    int major = 0;
    return cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, index) == cudaSuccess && major >= 8;
}

void useDevice(int index)
{
    if (const cudaError_t status = cudaSetDevice(index); status != cudaSuccess)
        throw Failure(std::string("CUDA device ") + std::to_string(index) + ": " + cudaGetErrorString(status));
}

std::string deviceName(int index)
{
    cudaDeviceProp properties{};
    return cudaGetDeviceProperties(&properties, index) == cudaSuccess ? properties.name : "";
}

double exponentialsPerSecond(int index)
{
    int processors = 0;
    int kilohertz = 0;
    if (cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, index) != cudaSuccess ||
        cudaDeviceGetAttribute(&kilohertz, cudaDevAttrClockRate, index) != cudaSuccess)
        return 0;
    return 16.0 * processors * kilohertz * 1e3;
}

} // namespace mambascope::cuda
