// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

namespace mambascope {

/// Tells contents apart that belong to the same name: FNV-1a, 64 bits. Against accidents, not against intent.
class Fingerprint
{
public:
    template <typename Range>
    Fingerprint& add(const Range& values)
    {
        for (const std::byte b : std::as_bytes(std::span(values)))
            m_hash = (m_hash ^ std::to_integer<std::uint64_t>(b)) * 1099511628211ULL;
        return *this;
    }
    /// 16 hexadecimal digits.
    std::string text() const
    {
        char digits[17];
        std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(m_hash));
        return digits;
    }

private:
    std::uint64_t m_hash = 14695981039346656037ULL;
};

} // namespace mambascope
