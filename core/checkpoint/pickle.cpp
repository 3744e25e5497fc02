// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/pickle.h"

#include "core/base/in_quotes.h"
#include "core/checkpoint/pickle_stack.h"

#include <algorithm>
#include <array>
#include <bit>

namespace mambascope {

namespace {

using Kind = PickleValue::Kind;

// What a checkpoint of thirty thousand tensors needs; keeps memory bounded, since one byte can make a value.
constexpr std::size_t kMostNodes = std::size_t{1} << 20U;
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
        : m_pickle(pickle), m_bytes(bytes, subject, part), m_allowed(allowed)
    {
    }

    void run()
    {
        while (step()) {
        }
        m_pickle.m_size = m_bytes.position();
    }

private:
    [[noreturn]] void fail(const Message& cause) const { m_bytes.fail(cause); }

    PickleValue make(Kind kind, std::string_view content = {}, std::vector<PickleValue> items = {})
    {
        if (m_pickle.m_nodes.size() >= kMostNodes)
            fail(say("it makes more than {0} objects, which is the limit", kMostNodes));
        m_pickle.m_nodes.push_back({content, std::move(items)});
        return {kind, 0, &m_pickle.m_nodes.back()};
    }

    void push(const PickleValue& value) { m_stack.push(value); }

    void pushGlobal()
    {
        const std::string_view rest = m_bytes.rest();
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
        m_bytes.take(second + 1);
        push(make(Kind::Global, known == m_allowed.end() ? kOrderedDict : *known));
    }

    void call()
    {
        const PickleValue arguments = m_stack.pop("REDUCE");
        const PickleValue callee = m_stack.pop("REDUCE");
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
        m_stack.pop("BUILD");
        if (!m_stack.top("BUILD").is(Kind::Dict))
            fail(say("BUILD on {0}", kindName(m_stack.top("BUILD").kind)));
    }

    void pushPersistent()
    {
        const PickleValue id = m_stack.pop("BINPERSID");
        if (!id.is(Kind::Tuple))
            fail(say("BINPERSID with {0}", kindName(id.kind)));
        const PickleValue value = make(Kind::Persistent, {}, {id});
        m_pickle.m_persistent.push_back(value);
        push(value);
    }

    void pushLong()
    {
        const auto bytes = m_bytes.take(m_bytes.number<std::uint8_t>());
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
        m_pickle.m_root = m_stack.pop("STOP");
        if (!m_stack.isEmpty())
            fail(say("STOP with values left on the stack"));
    }

    // Does one opcode; false after STOP.
    bool step()
    {
        const std::uint8_t code = m_bytes.opcode();
        switch (code) {
        case 0x80:
            if (const auto version = m_bytes.number<std::uint8_t>(); version < 2 || version > 3)
                fail(say("protocol {0} is not supported (2 is what torch.save writes)", version));
            return true;
        case '.':
            stop();
            return false;
        case '(':
            m_stack.mark();
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
            m_stack.remember(m_bytes.number<std::uint8_t>());
            return true;
        case 'r':
            m_stack.remember(m_bytes.number<std::uint32_t>());
            return true;
        case 'h':
            m_stack.recall(m_bytes.number<std::uint8_t>());
            return true;
        case 'j':
            m_stack.recall(m_bytes.number<std::uint32_t>());
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
            push({Kind::Integer, m_bytes.number<std::int32_t>()});
            return true;
        case 'K':
            push({Kind::Integer, m_bytes.number<std::uint8_t>()});
            return true;
        case 'M':
            push({Kind::Integer, m_bytes.number<std::uint16_t>()});
            return true;
        case 0x8a:
            pushLong();
            return true;
        case 'G':
            m_bytes.take(8);
            push({Kind::Real});
            return true;
        case 'X':
            push(make(Kind::Text, m_bytes.text(m_bytes.number<std::uint32_t>())));
            return true;
        case 'U':
            push(make(Kind::Text, m_bytes.text(m_bytes.number<std::uint8_t>())));
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
            push(make(Kind::Tuple, {}, m_stack.popToMark("TUPLE")));
            return true;
        case 0x85:
            push(make(Kind::Tuple, {}, m_stack.popSome(1, "TUPLE1")));
            return true;
        case 0x86:
            push(make(Kind::Tuple, {}, m_stack.popSome(2, "TUPLE2")));
            return true;
        case 0x87:
            push(make(Kind::Tuple, {}, m_stack.popSome(3, "TUPLE3")));
            return true;
        case 'a':
            m_stack.append(m_stack.popSome(1, "APPEND"), Kind::List, "APPEND");
            return true;
        case 'e':
            m_stack.append(m_stack.popToMark("APPENDS"), Kind::List, "APPENDS");
            return true;
        case 's':
            m_stack.append(m_stack.popSome(2, "SETITEM"), Kind::Dict, "SETITEM");
            return true;
        case 'u':
            m_stack.append(m_stack.popToMark("SETITEMS"), Kind::Dict, "SETITEMS");
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
    PickleBytes m_bytes;
    PickleStack m_stack{m_bytes};
    std::span<const std::string_view> m_allowed;
};

Pickle::Pickle(std::span<const std::byte> bytes, const std::string& subject, const Message& part,
               std::span<const std::string_view> allowed)
{
    PickleMachine(*this, bytes, subject, part, allowed).run();
}

} // namespace mambascope
