// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <unordered_map>

namespace mambascope {

namespace {

using Kind = PickleValue::Kind;

// What a checkpoint of thirty thousand tensors needs; keeps memory bounded, since one byte can make a value.
constexpr std::size_t kMostNodes = std::size_t{1} << 20U;
constexpr std::size_t kMostValues = std::size_t{1} << 22U; ///< on the stack, in the memo and in lists, tuples and dicts
constexpr std::size_t kLongestGlobal = 256;

constexpr std::string_view kOrderedDict = "collections OrderedDict";

struct Opcode
{
    std::uint8_t code;
    const char* name;
};
// Those that are refused, by name, so that a person learns what stands in the file.
constexpr std::array kRefused{Opcode{'0', "POP"},
                              Opcode{'1', "POP_MARK"},
                              Opcode{'2', "DUP"},
                              Opcode{'B', "BINBYTES"},
                              Opcode{'C', "SHORT_BINBYTES"},
                              Opcode{'F', "FLOAT"},
                              Opcode{'I', "INT"},
                              Opcode{'L', "LONG"},
                              Opcode{'P', "PERSID"},
                              Opcode{'S', "STRING"},
                              Opcode{'T', "BINSTRING"},
                              Opcode{'V', "UNICODE"},
                              Opcode{'d', "DICT"},
                              Opcode{'g', "GET"},
                              Opcode{'i', "INST"},
                              Opcode{'l', "LIST"},
                              Opcode{'o', "OBJ"},
                              Opcode{'p', "PUT"},
                              Opcode{0x81, "NEWOBJ"},
                              Opcode{0x82, "EXT1"},
                              Opcode{0x83, "EXT2"},
                              Opcode{0x84, "EXT4"},
                              Opcode{0x8b, "LONG4"},
                              Opcode{0x8c, "SHORT_BINUNICODE"},
                              Opcode{0x8d, "BINUNICODE8"},
                              Opcode{0x8e, "BINBYTES8"},
                              Opcode{0x8f, "EMPTY_SET"},
                              Opcode{0x90, "ADDITEMS"},
                              Opcode{0x91, "FROZENSET"},
                              Opcode{0x92, "NEWOBJ_EX"},
                              Opcode{0x93, "STACK_GLOBAL"},
                              Opcode{0x94, "MEMOIZE"},
                              Opcode{0x95, "FRAME"},
                              Opcode{0x96, "BYTEARRAY8"},
                              Opcode{0x97, "NEXT_BUFFER"},
                              Opcode{0x98, "READONLY_BUFFER"}};

std::string hexadecimal(std::uint8_t byte)
{
    constexpr std::string_view digits = "0123456789abcdef";
    return {'0', 'x', digits[byte >> 4U], digits[byte & 0xFU]};
}

} // namespace

const std::vector<PickleValue>& PickleValue::items() const
{
    return is(Kind::Call) || is(Kind::Persistent) ? node->items.front().node->items : node->items;
}

std::string_view PickleValue::text() const
{
    return node->text;
}

Message kindName(Kind kind)
{
    switch (kind) {
    case Kind::None:
        return "None";
    case Kind::Boolean:
        return say("a truth value");
    case Kind::Integer:
        return say("an integer");
    case Kind::LargeInteger:
        return say("an integer beyond 64 bits");
    case Kind::Real:
        return say("a number");
    case Kind::Text:
        return say("a string");
    case Kind::Tuple:
        return say("a tuple");
    case Kind::List:
        return say("a list");
    case Kind::Dict:
        return say("a dict");
    case Kind::Global:
        return say("a class or function");
    case Kind::Call:
        return say("an object");
    case Kind::Persistent:
        return say("a storage");
    }
    return "";
}

class PickleMachine
{
public:
    PickleMachine(Pickle& pickle, std::span<const std::byte> bytes, const std::string& subject, const Message& part,
                  std::span<const std::string_view> allowed)
        : m_pickle(pickle), m_bytes(bytes), m_subject(subject), m_part(part), m_allowed(allowed)
    {
    }

    void run()
    {
        while (step()) {
        }
        m_pickle.m_size = m_at;
    }

private:
    [[noreturn]] void fail(const Message& cause) const
    {
        throw Error(m_subject, say("{0}, offset {1}: {2}", m_part, m_opcodeAt, cause));
    }

    std::span<const std::byte> take(std::uint64_t size)
    {
        if (size > m_bytes.size() - m_at)
            fail(say("it is truncated, {0} bytes are announced and {1} follow", size, m_bytes.size() - m_at));
        const auto found = m_bytes.subspan(m_at, static_cast<std::size_t>(size));
        m_at += found.size();
        return found;
    }
    template <typename T>
    T number()
    {
        T value;
        std::memcpy(&value, take(sizeof(T)).data(), sizeof(T));
        return value;
    }
    std::string_view text(std::uint64_t size)
    {
        const auto found = take(size);
        return {reinterpret_cast<const char*>(found.data()), found.size()};
    }

    PickleValue make(Kind kind, std::string_view content = {}, std::vector<PickleValue> items = {})
    {
        if (m_pickle.m_nodes.size() >= kMostNodes)
            fail(say("it makes more than {0} objects, which is the limit", kMostNodes));
        m_pickle.m_nodes.push_back({content, std::move(items)});
        return {kind, 0, &m_pickle.m_nodes.back()};
    }

    void push(const PickleValue& value)
    {
        count(1);
        m_stack.push_back(value);
    }
    void count(std::size_t values)
    {
        m_values += values;
        if (m_values > kMostValues)
            fail(say("it makes more than {0} values, which is the limit", kMostValues));
    }

    // Values above the last mark are one group; nothing reaches below a mark but the opcodes that take it away.
    std::size_t floor() const { return m_marks.empty() ? 0 : m_marks.back(); }

    PickleValue pop(const char* opcode)
    {
        if (m_stack.size() <= floor())
            fail(say("stack underflow in {0}", opcode));
        const PickleValue value = m_stack.back();
        m_stack.pop_back();
        return value;
    }
    PickleValue& top(const char* opcode)
    {
        if (m_stack.size() <= floor())
            fail(say("stack underflow in {0}", opcode));
        return m_stack.back();
    }
    std::vector<PickleValue> popToMark(const char* opcode)
    {
        if (m_marks.empty())
            fail(say("{0} without a mark on the stack", opcode));
        const auto from = m_stack.begin() + static_cast<std::ptrdiff_t>(m_marks.back());
        std::vector<PickleValue> values(from, m_stack.end());
        m_stack.erase(from, m_stack.end());
        m_marks.pop_back();
        return values;
    }
    std::vector<PickleValue> popSome(std::size_t size, const char* opcode)
    {
        std::vector<PickleValue> values(size);
        for (std::size_t i = size; i-- > 0;)
            values[i] = pop(opcode);
        return values;
    }

    void append(const std::vector<PickleValue>& values, Kind to, const char* opcode)
    {
        const PickleValue& target = top(opcode);
        if (!target.is(to))
            fail(say("{0} on {1}", opcode, kindName(target.kind)));
        if (to == Kind::Dict && values.size() % 2 != 0)
            fail(say("{0} with a key that has no value", opcode));
        count(values.size());
        target.node->items.insert(target.node->items.end(), values.begin(), values.end());
    }

    void remember(std::uint32_t index)
    {
        count(1);
        m_memo[index] = top("PUT");
    }
    void recall(std::uint32_t index)
    {
        const auto found = m_memo.find(index);
        if (found == m_memo.end())
            fail(say("memo entry {0} is read but was never stored", index));
        push(found->second);
    }

    void pushGlobal()
    {
        const std::string_view rest{reinterpret_cast<const char*>(m_bytes.data()) + m_at, m_bytes.size() - m_at};
        const std::size_t first = rest.find('\n');
        const std::size_t second = first == std::string_view::npos ? first : rest.find('\n', first + 1);
        if (second == std::string_view::npos)
            fail(say("GLOBAL is truncated: {0}", inQuotes(rest)));
        if (second > kLongestGlobal)
            fail(say("GLOBAL names {0}, which is too long for a name", inQuotes(rest.substr(0, second))));
        std::string name(rest.substr(0, second));
        name[first] = ' ';
        const auto known = std::find(m_allowed.begin(), m_allowed.end(), name);
        if (known == m_allowed.end() && name != kOrderedDict) {
            name[first] = '.';
            fail(say("it refers to {0}, which is not allowed in a checkpoint", inQuotes(name)));
        }
        m_at += second + 1;
        push(make(Kind::Global, known == m_allowed.end() ? kOrderedDict : *known));
    }

    void call()
    {
        const PickleValue arguments = pop("REDUCE");
        const PickleValue callee = pop("REDUCE");
        if (!callee.is(Kind::Global))
            fail(say("REDUCE calls {0}", kindName(callee.kind)));
        if (!arguments.is(Kind::Tuple))
            fail(say("REDUCE with {0} in place of arguments", kindName(arguments.kind)));
        if (callee.text() != kOrderedDict) {
            push(make(Kind::Call, callee.text(), {arguments}));
        } else if (arguments.items().empty()) {
            push(make(Kind::Dict));
        } else {
            fail(say("REDUCE calls OrderedDict with arguments, which is not supported"));
        }
    }

    void build()
    {
        pop("BUILD");
        if (!top("BUILD").is(Kind::Dict))
            fail(say("BUILD on {0}", kindName(top("BUILD").kind)));
    }

    void pushPersistent()
    {
        const PickleValue id = pop("BINPERSID");
        if (!id.is(Kind::Tuple))
            fail(say("BINPERSID with {0}", kindName(id.kind)));
        const PickleValue value = make(Kind::Persistent, {}, {id});
        m_pickle.m_persistent.push_back(value);
        push(value);
    }

    void pushLong()
    {
        const auto bytes = take(number<std::uint8_t>());
        std::uint64_t bits = 0;
        const bool negative = !bytes.empty() && (bytes.back() & std::byte{0x80}) != std::byte{0};
        const std::byte filler{static_cast<std::uint8_t>(negative ? 0xFF : 0)};
        for (std::size_t i = 0; i < bytes.size() || i < sizeof bits; ++i) {
            const std::byte byte = i < bytes.size() ? bytes[i] : filler;
            if (i < sizeof bits)
                bits |= std::to_integer<std::uint64_t>(byte) << (8 * i);
            else if (byte != filler)
                return push({Kind::LargeInteger});
        }
        const auto value = std::bit_cast<std::int64_t>(bits);
        push((value < 0) == negative ? PickleValue{Kind::Integer, value} : PickleValue{Kind::LargeInteger});
    }

    void stop()
    {
        m_pickle.m_root = pop("STOP");
        if (!m_stack.empty() || !m_marks.empty())
            fail(say("STOP with values left on the stack"));
    }

    // Does one opcode; false after STOP.
    bool step()
    {
        m_opcodeAt = m_at;
        if (m_at == m_bytes.size())
            fail(say("it ends without STOP"));
        const auto code = std::to_integer<std::uint8_t>(take(1)[0]);
        switch (code) {
        case 0x80:
            if (const auto version = number<std::uint8_t>(); version < 2 || version > 3)
                fail(say("protocol {0} is not supported (2 is what torch.save writes)", version));
            return true;
        case '.':
            stop();
            return false;
        case '(':
            count(1);
            m_marks.push_back(m_stack.size());
            return true;
        case 'c':
            pushGlobal();
            return true;
        case 'R':
            call();
            return true;
        case 'b':
            build();
            return true;
        case 'Q':
            pushPersistent();
            return true;
        case 'q':
            remember(number<std::uint8_t>());
            return true;
        case 'r':
            remember(number<std::uint32_t>());
            return true;
        case 'h':
            recall(number<std::uint8_t>());
            return true;
        case 'j':
            recall(number<std::uint32_t>());
            return true;
        case 'N':
            push({});
            return true;
        case 0x88:
            push({Kind::Boolean, 1});
            return true;
        case 0x89:
            push({Kind::Boolean, 0});
            return true;
        case 'J':
            push({Kind::Integer, number<std::int32_t>()});
            return true;
        case 'K':
            push({Kind::Integer, number<std::uint8_t>()});
            return true;
        case 'M':
            push({Kind::Integer, number<std::uint16_t>()});
            return true;
        case 0x8a:
            pushLong();
            return true;
        case 'G':
            take(8);
            push({Kind::Real});
            return true;
        case 'X':
            push(make(Kind::Text, text(number<std::uint32_t>())));
            return true;
        case 'U':
            push(make(Kind::Text, text(number<std::uint8_t>())));
            return true;
        case ')':
            push(make(Kind::Tuple));
            return true;
        case ']':
            push(make(Kind::List));
            return true;
        case '}':
            push(make(Kind::Dict));
            return true;
        case 't':
            push(make(Kind::Tuple, {}, popToMark("TUPLE")));
            return true;
        case 0x85:
            push(make(Kind::Tuple, {}, popSome(1, "TUPLE1")));
            return true;
        case 0x86:
            push(make(Kind::Tuple, {}, popSome(2, "TUPLE2")));
            return true;
        case 0x87:
            push(make(Kind::Tuple, {}, popSome(3, "TUPLE3")));
            return true;
        case 'a':
            append(popSome(1, "APPEND"), Kind::List, "APPEND");
            return true;
        case 'e':
            append(popToMark("APPENDS"), Kind::List, "APPENDS");
            return true;
        case 's':
            append(popSome(2, "SETITEM"), Kind::Dict, "SETITEM");
            return true;
        case 'u':
            append(popToMark("SETITEMS"), Kind::Dict, "SETITEMS");
            return true;
        default:
            refuse(code);
        }
    }

    [[noreturn]] void refuse(std::uint8_t code) const
    {
        const auto* const known =
            std::find_if(kRefused.begin(), kRefused.end(), [&](const Opcode& opcode) { return opcode.code == code; });
        if (known == kRefused.end())
            fail(say("{0} is not an opcode", hexadecimal(code)));
        fail(say("opcode {0} ({1}) is not allowed in a checkpoint", known->name, hexadecimal(code)));
    }

    Pickle& m_pickle;
    std::span<const std::byte> m_bytes;
    const std::string& m_subject;
    const Message& m_part;
    std::span<const std::string_view> m_allowed;
    std::size_t m_at = 0;
    std::size_t m_opcodeAt = 0;
    std::size_t m_values = 0; ///< ever pushed, so that copies count, too
    std::vector<PickleValue> m_stack;
    std::vector<std::size_t> m_marks; ///< sizes of the stack
    std::unordered_map<std::uint32_t, PickleValue> m_memo;
};

Pickle::Pickle(std::span<const std::byte> bytes, const std::string& subject, const Message& part,
               std::span<const std::string_view> allowed)
{
    PickleMachine(*this, bytes, subject, part, allowed).run();
}

} // namespace mambascope
