// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/half.h"
#include "core/checkpoint/stored_tensor.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

namespace mambascope {

/// Reads the element of type T that begins `offset` elements behind the first one; data may lie unaligned in the file.
template <typename T>
T elementAt(const StoredTensor& t, std::int64_t offset)
{
    T value;
    std::memcpy(&value, t.bytes.data() + static_cast<std::size_t>(offset) * sizeof(T), sizeof(T));
    return value;
}

/// Calls visit(offset, length, stride), all in elements, for runs that together are the tensor in row-major order.
/// Runs are of bounded length, so that a visitor can report and stop between them.
template <typename Visit>
void forEachRun(const StoredTensor& t, Visit visit)
{
    constexpr std::int64_t kLongest = 1 << 20;
    const std::int64_t count = t.count();
    if (count == 0)
        return;
    const bool contiguous = t.isContiguous() || t.shape.empty();
    const std::int64_t row = contiguous ? count : t.shape.back();
    const std::int64_t stride = contiguous ? 1 : t.strides.back();
    std::vector<std::int64_t> index(contiguous ? 0 : t.shape.size() - 1);
    std::int64_t offset = 0;
    for (std::int64_t left = count / row; left > 0; --left) {
        for (std::int64_t at = 0; at < row; at += kLongest)
            visit(offset + at * stride, std::min(kLongest, row - at), stride);
        for (std::size_t d = index.size(); d-- > 0;) {
            offset += t.strides[d];
            if (++index[d] < t.shape[d])
                break;
            offset -= index[d] * t.strides[d];
            index[d] = 0;
        }
    }
}

} // namespace mambascope
