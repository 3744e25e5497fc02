// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle_stack.h"

#include "core/base/error.h"

namespace mambascope {

namespace {

// Keeps memory bounded, since one byte can make a value.
constexpr std::size_t kMostValues = std::size_t{1} << 22U; ///< on the stack, in the memo and in lists, tuples and dicts

} // namespace

std::string_view PickleBytes::rest() const
{
    return {reinterpret_cast<const char*>(m_bytes.data()) + m_at, m_bytes.size() - m_at};
}

std::uint8_t PickleBytes::opcode()
{
    m_opcodeAt = m_at;
    if (m_at == m_bytes.size())
        fail(say("it ends without STOP"));
    return std::to_integer<std::uint8_t>(take(1)[0]);
}

std::span<const std::byte> PickleBytes::take(std::uint64_t size)
{
    if (size > m_bytes.size() - m_at)
        fail(say("it is truncated, {0} bytes are announced and {1} follow", size, m_bytes.size() - m_at));
    const auto found = m_bytes.subspan(m_at, static_cast<std::size_t>(size));
    m_at += found.size();
    return found;
}

std::string_view PickleBytes::text(std::uint64_t size)
{
    const auto found = take(size);
    return {reinterpret_cast<const char*>(found.data()), found.size()};
}

void PickleBytes::fail(const Message& cause) const
{
    throw Error(m_subject, say("{0}, offset {1}: {2}", m_part, m_opcodeAt, cause));
}

void PickleStack::count(std::size_t values)
{
    m_counted += values;
    if (m_counted > kMostValues)
        m_bytes.fail(say("it makes more than {0} values, which is the limit", kMostValues));
}

void PickleStack::push(const PickleValue& value)
{
    count(1);
    m_values.push_back(value);
}

PickleValue PickleStack::pop(const char* opcode)
{
    const PickleValue value = top(opcode);
    m_values.pop_back();
    return value;
}

const PickleValue& PickleStack::top(const char* opcode) const
{
    if (m_values.size() <= floor())
        m_bytes.fail(say("stack underflow in {0}", opcode));
    return m_values.back();
}

std::vector<PickleValue> PickleStack::popSome(std::size_t size, const char* opcode)
{
    std::vector<PickleValue> values(size);
    for (std::size_t i = size; i-- > 0;)
        values[i] = pop(opcode);
    return values;
}

void PickleStack::mark()
{
    count(1);
    m_marks.push_back(m_values.size());
}

std::vector<PickleValue> PickleStack::popToMark(const char* opcode)
{
    if (m_marks.empty())
        m_bytes.fail(say("{0} without a mark on the stack", opcode));
    const auto from = m_values.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
    std::vector<PickleValue> values(from, m_values.end());
    m_values.erase(from, m_values.end());
    m_marks.pop_back();
    return values;
}

void PickleStack::append(const std::vector<PickleValue>& values, PickleValue::Kind to, const char* opcode)
{
    const PickleValue& target = top(opcode);
    if (!target.is(to))
        m_bytes.fail(say("{0} on {1}", opcode, kindName(target.kind)));
    if (to == PickleValue::Kind::Dict && values.size() % 2 != 0)
        m_bytes.fail(say("{0} with a key that has no value", opcode));
    count(values.size());
    target.node->items.insert(target.node->items.end(), values.begin(), values.end());
}

void PickleStack::remember(std::uint32_t index)
{
    count(1);
    m_memo[index] = top("PUT");
}

void PickleStack::recall(std::uint32_t index)
{
    const auto found = m_memo.find(index);
    if (found == m_memo.end())
        m_bytes.fail(say("memo entry {0} is read but was never stored", index));
    push(found->second);
}

} // namespace mambascope
