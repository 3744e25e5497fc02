// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cuda/device_array.h"

#include <algorithm>

namespace mambascope::cuda::test {

/// A matrix on the device whose rows may lie apart; what lies between them is NaN, and stays so.
class Rows
{
public:
    Rows(Type type, std::int64_t rows, std::int64_t width, std::int64_t stride)
        : m_type(type), m_rows(rows), m_width(width), m_stride(stride),
          m_array(static_cast<std::size_t>(rows * stride) * size())
    {
        m_array.poison();
    }
    Rows(const std::vector<float>& values, Type type, std::int64_t rows, std::int64_t width, std::int64_t stride)
        : Rows(type, rows, width, stride)
    {
        std::vector<unsigned char> host(values.size() * size());
        for (std::size_t i = 0; i < values.size(); ++i) {
            const __nv_bfloat16 narrow = __float2bfloat16_rn(values[i]);
            if (type == Type::Float32)
                std::memcpy(host.data() + i * 4, &values[i], 4);
            else
                std::memcpy(host.data() + i * 2, &narrow, 2);
        }
        check(cudaMemcpy2D(m_array.data(), pitch(), host.data(), rowBytes(), rowBytes(), static_cast<std::size_t>(rows),
                           cudaMemcpyHostToDevice));
    }

    View view(std::int64_t rowsOfBatch = 0) const { return {m_array.data(), m_type, m_stride, rowsOfBatch * m_stride}; }
    MutableView target(std::int64_t rowsOfBatch = 0) const
    {
        return {m_array.data(), m_type, m_stride, rowsOfBatch * m_stride};
    }
    std::vector<float> host() const
    {
        const auto count = static_cast<std::size_t>(m_rows * m_width);
        std::vector<unsigned char> raw(count * size());
        check(cudaMemcpy2D(raw.data(), rowBytes(), m_array.data(), pitch(), rowBytes(),
                           static_cast<std::size_t>(m_rows), cudaMemcpyDeviceToHost));
        std::vector<float> values(count);
        for (std::size_t i = 0; i < count; ++i) {
            __nv_bfloat16 narrow;
            if (m_type == Type::Float32) {
                std::memcpy(&values[i], raw.data() + i * 4, 4);
            } else {
                std::memcpy(&narrow, raw.data() + i * 2, 2);
                values[i] = __bfloat162float(narrow);
            }
        }
        return values;
    }
    /// Whether the elements between the rows are as they were. Copies everything.
    bool gapsAreUntouched() const
    {
        const std::vector<unsigned char> all = m_array.host();
        for (std::int64_t row = 0; row < m_rows; ++row)
            for (std::size_t i = rowBytes(); i < pitch(); ++i)
                if (all[static_cast<std::size_t>(row) * pitch() + i] != 0xff)
                    return false;
        return true;
    }

private:
    std::size_t size() const { return m_type == Type::Float32 ? 4 : 2; }
    std::size_t pitch() const { return static_cast<std::size_t>(m_stride) * size(); }
    std::size_t rowBytes() const { return static_cast<std::size_t>(m_width) * size(); }

    Type m_type;
    std::int64_t m_rows, m_width, m_stride;
    DeviceArray<unsigned char> m_array;
};

/// Room for so many bytes twice, and some more.
inline bool fits(std::size_t bytes)
{
    std::size_t free = 0;
    std::size_t total = 0;
    check(cudaMemGetInfo(&free, &total));
    return free > 2 * bytes + (std::size_t{1} << 30);
}

} // namespace mambascope::cuda::test
