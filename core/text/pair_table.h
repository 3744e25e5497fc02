// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace mambascope {

/// A map from pairs of 32-bit numbers that is filled once and then read some million times for each megabyte of text.
/// The pair of two -1 is no key.
template <typename Value>
class PairTable
{
public:
    /// An entry that is there already gets the new value.
    void insert(std::uint32_t first, std::uint32_t second, const Value& value)
    {
        if (2 * (m_count + 1) > m_slots.size()) {
            grow();
        }
        Slot& slot = m_slots[indexOf(keyOf(first, second))];
        m_count += slot.key == none ? 1 : 0;
        slot = {keyOf(first, second), value};
    }
    const Value* find(std::uint32_t first, std::uint32_t second) const
    {
        if (m_slots.empty()) {
            return nullptr;
        }
        const Slot& slot = m_slots[indexOf(keyOf(first, second))];
        return slot.key == none ? nullptr : &slot.value;
    }

private:
    static constexpr std::uint64_t none = ~std::uint64_t{0};
    struct Slot
    {
        std::uint64_t key = none;
        Value value{};
    };

    static std::uint64_t keyOf(std::uint32_t first, std::uint32_t second)
    {
        return std::uint64_t{first} << 32U | second;
    }
    /// Where the key is, or the free place where it belongs.
    std::size_t indexOf(std::uint64_t key) const
    {
        std::uint64_t mixed = key * 0x9E3779B97F4A7C15ULL;
        mixed = (mixed ^ (mixed >> 32U)) * 0xD6E8FEB86659FD93ULL;
        auto index = static_cast<std::size_t>(mixed >> 16U) & (m_slots.size() - 1);
        while (m_slots[index].key != key && m_slots[index].key != none) {
            index = (index + 1) & (m_slots.size() - 1);
        }
        return index;
    }
    void grow()
    {
        std::vector<Slot> old = std::exchange(m_slots, std::vector<Slot>(m_slots.empty() ? 64 : 2 * m_slots.size()));
        for (const Slot& slot : old) {
            if (slot.key != none) {
                m_slots[indexOf(slot.key)] = slot;
            }
        }
    }

    std::vector<Slot> m_slots; ///< a power of two of them, at most half of them taken
    std::size_t m_count = 0;
};

} // namespace mambascope
