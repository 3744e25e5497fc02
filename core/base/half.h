// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>

namespace mambascope {

/// Numbers of 16 bits, widened exactly.
inline float bfloat16ToFloat(std::uint16_t b)
{
    return std::bit_cast<float>(std::uint32_t{b} << 16U);
}

inline float halfToFloat(std::uint16_t h)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(h & 0x8000U) << 16U;
    const std::uint32_t exponent = (h >> 10U) & 0x1fU;
    const std::uint32_t fraction = h & 0x3ffU;
    if (exponent == 0) // zero or denormal: fraction * 2^-24
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24F));
    const std::uint32_t widened = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | (widened << 23U) | (fraction << 13U));
}

} // namespace mambascope
