// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mambascope {

/// One tensor of a weight file: where its elements are and how to read them. Little endian, possibly unaligned.
struct StoredTensor
{
    std::string name;
    std::string dtype; ///< as safetensors spells it, in every format: F32 F16 BF16 F64 I64 U8 ...
    std::vector<std::int64_t> shape;
    std::vector<std::int64_t> strides;      ///< in elements; empty: row-major without gaps
    std::span<const std::byte> bytes;       ///< from the first element to the end of the last one
    std::shared_ptr<const MappedFile> file; ///< what `bytes` points into

    std::int64_t count() const; ///< elements
    bool isContiguous() const;  ///< row-major without gaps
    /// Copies and converts floating-point values, row-major whatever the strides are.
    /// \throws Error for dtypes that are not floating point.
    std::vector<float> toFloat() const;
    std::vector<double> toDouble() const;
    std::vector<std::int64_t> toInt64() const;
};

/// Bytes of one element of a safetensors dtype; 0 for a name that is not one.
std::int64_t bytesPerElement(const std::string& dtype);

} // namespace mambascope
