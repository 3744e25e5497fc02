// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"
#include "core/checkpoint/pickle.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace mambascope {

/// The bytes of a pickle, taken one after the other.
class PickleBytes
{
public:
    /// As Pickle has them; all have to outlive this.
    PickleBytes(std::span<const std::byte> bytes, const std::string& subject, const Message& part)
        : m_bytes(bytes), m_subject(subject), m_part(part)
    {
    }

    std::size_t position() const { return m_at; }
    /// What was not taken yet.
    std::string_view rest() const;

    /// Takes an opcode, whose offset the errors name from now on.
    std::uint8_t opcode();
    std::span<const std::byte> take(std::uint64_t size);
    std::string_view text(std::uint64_t size);
    template <typename T>
    T number()
    {
        T value;
        std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
        return value;
    }

    /// \throws Error naming the part and the offset of the opcode, as do all that find less than they need.
    [[noreturn]] void fail(const Message& cause) const;

private:
    std::span<const std::byte> m_bytes;
    const std::string& m_subject;
    const Message& m_part;
    std::size_t m_at = 0;
    std::size_t m_opcodeAt = 0;
};

/// What the opcodes of a pickle work on: a stack of values with marks in it, and a memo. Values above the last mark are
/// one group; nothing reaches below a mark but the opcodes that take it away. Messages name the opcode that asked.
class PickleStack
{
public:
    /// `bytes` is where its errors come from; has to outlive this.
    explicit PickleStack(const PickleBytes& bytes) : m_bytes(bytes) {}

    bool isEmpty() const { return m_values.empty() && m_marks.empty(); }

    void push(const PickleValue& value);
    PickleValue pop(const char* opcode);
    const PickleValue& top(const char* opcode) const;
    std::vector<PickleValue> popSome(std::size_t size, const char* opcode);

    void mark();
    std::vector<PickleValue> popToMark(const char* opcode);

    /// To the list or dict that is on top.
    void append(const std::vector<PickleValue>& values, PickleValue::Kind to, const char* opcode);

    void remember(std::uint32_t index);
    void recall(std::uint32_t index);

private:
    std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }
    void count(std::size_t values);

    const PickleBytes& m_bytes;
    std::size_t m_counted = 0; ///< values ever pushed, so that copies count, too
    std::vector<PickleValue> m_values;
    std::vector<std::size_t> m_marks; ///< sizes of the stack
    std::unordered_map<std::uint32_t, PickleValue> m_memo;
};

} // namespace mambascope
