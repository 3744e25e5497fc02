// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/views.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

// Arrays for comparing and timing kernels, without any framework.
namespace mambascope::cuda::test {

inline void check(cudaError_t status)
{
    if (status != cudaSuccess)
        throw std::runtime_error(cudaGetErrorString(status));
}

template <typename T>
class DeviceArray
{
public:
    explicit DeviceArray(std::size_t count) : m_count(count) { check(cudaMalloc(&m_data, count * sizeof(T))); }
    explicit DeviceArray(const std::vector<T>& values) : DeviceArray(values.size())
    {
        check(cudaMemcpy(m_data, values.data(), m_count * sizeof(T), cudaMemcpyHostToDevice));
    }
    DeviceArray(DeviceArray&& other) noexcept : m_data(other.m_data), m_count(other.m_count) { other.m_data = nullptr; }
    ~DeviceArray() { cudaFree(m_data); }
    T* data() const { return m_data; }
    std::size_t size() const { return m_count; }
    std::vector<T> host() const
    {
        std::vector<T> values(m_count);
        check(cudaMemcpy(values.data(), m_data, m_count * sizeof(T), cudaMemcpyDeviceToHost));
        return values;
    }
    void poison() { check(cudaMemset(m_data, 0xff, m_count * sizeof(T))); } // NaN in both types

private:
    T* m_data = nullptr;
    std::size_t m_count;
};

inline float rounded(float value, Type type)
{
    return type == Type::Float32 ? value : __bfloat162float(__float2bfloat16_rn(value));
}

/// fp32 values as the type wants them, in a matrix with `stride` elements a row, `offset` elements from the start.
inline DeviceArray<unsigned char> upload(const std::vector<float>& values, Type type, std::int64_t rows,
                                         std::int64_t width, std::int64_t stride, std::int64_t offset)
{
    const std::size_t bytes = type == Type::Float32 ? 4 : 2;
    std::vector<unsigned char> host(static_cast<std::size_t>(rows * stride + offset) * bytes, 0xff);
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < width; ++c) {
            const float value = values[static_cast<std::size_t>(r * width + c)];
            unsigned char* to = host.data() + static_cast<std::size_t>(offset + r * stride + c) * bytes;
            if (type == Type::Float32) {
                std::memcpy(to, &value, 4);
            } else {
                const __nv_bfloat16 narrow = __float2bfloat16_rn(value);
                std::memcpy(to, &narrow, 2);
            }
        }
    return DeviceArray<unsigned char>(host);
}

inline std::vector<float> download(const DeviceArray<unsigned char>& array, Type type, std::int64_t rows,
                                   std::int64_t width, std::int64_t stride)
{
    const std::vector<unsigned char> host = array.host();
    std::vector<float> values(static_cast<std::size_t>(rows * width));
    for (std::int64_t r = 0; r < rows; ++r)
        for (std::int64_t c = 0; c < width; ++c) {
            const unsigned char* from =
                host.data() + static_cast<std::size_t>(r * stride + c) * (type == Type::Float32 ? 4 : 2);
            float value = 0;
            if (type == Type::Float32) {
                std::memcpy(&value, from, 4);
            } else {
                __nv_bfloat16 narrow;
                std::memcpy(&narrow, from, 2);
                value = __bfloat162float(narrow);
            }
            values[static_cast<std::size_t>(r * width + c)] = value;
        }
    return values;
}

/// Normal with the given mean and deviation, rounded to what `type` holds.
inline std::vector<float> normal(std::size_t count, float mean, float deviation, Type type, std::uint64_t seed)
{
    std::mt19937_64 generator(seed);
    std::normal_distribution<float> distribution(mean, deviation);
    std::vector<float> values(count);
    for (float& value : values)
        value = rounded(distribution(generator), type);
    return values;
}

/// Random elements for matrices of any size: a million drawn, then repeated.
struct RepeatedArray
{
    RepeatedArray(std::int64_t count, float mean, float deviation, Type type, std::uint64_t seed)
        : drawn(normal(1000003, mean, deviation, type, seed)),
          device(static_cast<std::size_t>(count) * (type == Type::Float32 ? 4 : 2))
    {
        const auto rows = static_cast<std::int64_t>(drawn.size());
        const auto block = upload(drawn, type, 1, rows, rows, 0);
        for (std::size_t at = 0; at < device.size(); at += block.size())
            check(cudaMemcpy(device.data() + at, block.data(), std::min(block.size(), device.size() - at),
                             cudaMemcpyDeviceToDevice));
    }
    double operator[](std::int64_t i) const
    {
        return static_cast<double>(drawn[static_cast<std::size_t>(i) % drawn.size()]);
    }

    std::vector<float> drawn;
    DeviceArray<unsigned char> device;
};

} // namespace mambascope::cuda::test
