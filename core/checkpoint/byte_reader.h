// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace mambascope {

/// Reads little-endian numbers one after the other and never beyond the end.
class ByteReader
{
public:
    /// `what` names what is read in messages: "the central directory" ... Both have to outlive the reader.
    ByteReader(std::span<const std::byte> bytes, const std::string& subject, Message what)
        : m_bytes(bytes), m_subject(subject), m_what(std::move(what))
    {
    }

    std::size_t position() const { return m_at; }
    std::size_t left() const { return m_bytes.size() - m_at; }

    /// \throws Error (subject: `subject`) when fewer than `size` bytes are left, as all that follow.
    std::span<const std::byte> bytes(std::uint64_t size)
    {
        if (size > left())
            throw Error(m_subject,
                        say("is truncated or damaged: {0} ends at byte {1}, inside a value", m_what, m_bytes.size()));
        const std::span<const std::byte> found = m_bytes.subspan(m_at, size);
        m_at += size;
        return found;
    }
    std::string_view text(std::uint64_t size)
    {
        const std::span<const std::byte> found = bytes(size);
        return {reinterpret_cast<const char*>(found.data()), found.size()};
    }
    void skip(std::uint64_t size) { bytes(size); }

    template <typename T>
    T number()
    {
        T value;
        std::memcpy(&value, bytes(sizeof(T)).data(), sizeof(T));
        return value;
    }
    std::uint8_t u8() { return number<std::uint8_t>(); }
    std::uint16_t u16() { return number<std::uint16_t>(); }
    std::uint32_t u32() { return number<std::uint32_t>(); }
    std::uint64_t u64() { return number<std::uint64_t>(); }

private:
    std::span<const std::byte> m_bytes;
    const std::string& m_subject;
    Message m_what;
    std::size_t m_at = 0;
};

} // namespace mambascope
