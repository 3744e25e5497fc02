// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mambascope {

struct PickleNode;

/// A value of a pickle: what it is, and the part of it that is not in a node. A copy is cheap and refers to the same
/// node.
struct PickleValue
{
    enum class Kind { None, Boolean, Integer, LargeInteger, Real, Text, Tuple, List, Dict, Global, Call, Persistent };

    Kind kind = Kind::None;
    std::int64_t integer = 0;   ///< of an Integer; 0 or 1 of a Boolean. The value of a Real is not kept
    PickleNode* node = nullptr; ///< of the kinds from Text on; belongs to the Pickle

    bool is(Kind other) const { return kind == other; }
    /// Of a Tuple or List its values, of a Call its arguments, of a Persistent what it is made of; of a Dict its keys
    /// and values in turn, as often as they were set.
    const std::vector<PickleValue>& items() const;
    /// Of a Text, not necessarily valid UTF-8; "module name" of a Global and of what a Call calls.
    std::string_view text() const;
};

/// For messages: "a tuple", "a string" ...
Message kindName(PickleValue::Kind kind);

struct PickleNode
{
    std::string_view text; ///< points into the pickle
    /// Calls and Persistents have one item, the tuple of their arguments: arguments may be used more than once.
    std::vector<PickleValue> items;
};

/// A pickle read by a machine that can do nothing but build values: no code is run, whatever the pickle says. Names
/// outside an allow-list are errors as soon as they are mentioned. What is on it becomes a Call that the caller
/// interprets; collections.OrderedDict becomes a Dict, and attributes set on a Dict are dropped.
/// Format: Python's Lib/pickletools.py, protocol 2 as far as torch.save uses it.
class Pickle
{
public:
    /// Reads the pickle that begins `bytes`. `allowed` are the names that may be mentioned, as "module name"; `part` is
    /// what the pickle is called within the file `subject`.
    /// \throws Error (subject: `subject`) naming the part, the opcode and its offset.
    Pickle(std::span<const std::byte> bytes, const std::string& subject, const Message& part,
           std::span<const std::string_view> allowed);
    Pickle(const Pickle&) = delete;
    Pickle& operator=(const Pickle&) = delete;

    const PickleValue& root() const { return m_root; }
    /// Bytes from the first to the STOP.
    std::size_t size() const { return m_size; }
    /// Every Persistent there is, in the order of appearance, whether the root refers to it or not.
    const std::vector<PickleValue>& persistent() const { return m_persistent; }

private:
    friend class PickleMachine;
    // Values may refer to each other in circles and be nested to any depth: nodes lie side by side, so that nothing has
    // to be followed to free them.
    std::deque<PickleNode> m_nodes;
    std::vector<PickleValue> m_persistent;
    PickleValue m_root;
    std::size_t m_size = 0;
};

} // namespace mambascope
