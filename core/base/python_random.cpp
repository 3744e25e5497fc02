// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/python_random.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <set>
#include <stdexcept>

namespace mambascope::python {

MersenneTwister MersenneTwister::ofNumber(std::uint32_t seed)
{
    MersenneTwister generator;
    generator.m_state[0] = seed;
    for (std::uint32_t i = 1; i < kSize; ++i) {
        const std::uint32_t last = generator.m_state[i - 1];
        generator.m_state[i] = 1812433253U * (last ^ (last >> 30)) + i;
    }
    return generator;
}

MersenneTwister MersenneTwister::ofArray(const std::vector<std::uint32_t>& key)
{
    MersenneTwister generator = ofNumber(19650218U);
    auto& state = generator.m_state;
    std::size_t i = 1, j = 0;
    const auto step = [&] {
        if (++i >= kSize) {
            state[0] = state[kSize - 1];
            i = 1;
        }
    };
    for (std::size_t k = std::max(kSize, key.size()); k > 0; --k) {
        state[i] =
            (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1664525U)) + key[j] + static_cast<std::uint32_t>(j);
        step();
        j = (j + 1) % key.size();
    }
    for (std::size_t k = kSize - 1; k > 0; --k) {
        state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) * 1566083941U)) - static_cast<std::uint32_t>(i);
        step();
    }
    state[0] = 0x80000000U;
    return generator;
}

std::uint32_t MersenneTwister::next()
{
    constexpr std::size_t kMiddle = 397;
    if (m_index >= kSize) {
        for (std::size_t k = 0; k < kSize; ++k) {
            const std::uint32_t y = (m_state[k] & 0x80000000U) | (m_state[(k + 1) % kSize] & 0x7fffffffU);
            m_state[k] = m_state[(k + kMiddle) % kSize] ^ (y >> 1) ^ ((y & 1U) != 0 ? 0x9908b0dfU : 0U);
        }
        m_index = 0;
    }
    std::uint32_t y = m_state[m_index++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680U;
    y ^= (y << 15) & 0xefc60000U;
    return y ^ (y >> 18);
}

namespace {

std::vector<std::uint32_t> keyOf(std::uint64_t seed)
{
    std::vector<std::uint32_t> key = {static_cast<std::uint32_t>(seed)};
    if (const auto high = static_cast<std::uint32_t>(seed >> 32); high != 0)
        key.push_back(high);
    return key;
}

} // namespace

Random::Random(std::uint64_t seed) : m_generator(MersenneTwister::ofArray(keyOf(seed))) {}

double Random::random()
{
    const std::uint32_t a = m_generator.next() >> 5;
    const std::uint32_t b = m_generator.next() >> 6;
    return (a * 67108864.0 + b) * (1.0 / 9007199254740992.0);
}

std::uint32_t Random::bits(int count)
{
    return m_generator.next() >> (32 - count);
}

std::uint64_t Random::below(std::uint64_t end)
{
    const int width = std::bit_width(end);
    const auto draw = [&]() -> std::uint64_t {
        if (width <= 32)
            return bits(width);
        const std::uint64_t low = m_generator.next();
        return low | std::uint64_t{bits(width - 32)} << 32;
    };
    std::uint64_t value = draw();
    while (value >= end)
        value = draw();
    return value;
}

std::int64_t Random::between(std::int64_t first, std::int64_t last)
{
    return first + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(last - first) + 1));
}

std::string Random::uuid4()
{
    std::array<std::uint32_t, 4> words{}; // the lowest first
    for (std::uint32_t& word : words)
        word = m_generator.next();
    words[2] = (words[2] & 0xffff0fffU) | 0x4000U;
    words[1] = (words[1] & 0x3fffffffU) | 0x80000000U;
    char text[37];
    std::snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%04x%08x", words[3], words[2] >> 16, words[2] & 0xffffU,
                  words[1] >> 16, words[1] & 0xffffU, words[0]);
    return text;
}

std::vector<std::size_t> Random::sample(std::size_t size, std::size_t count)
{
    if (count > size)
        throw std::invalid_argument("a sample is larger than what it is drawn from");
    std::vector<std::size_t> drawn;
    drawn.reserve(count);
    double small = 21; // below this Python takes from a list instead of drawing again what it has
    if (count > 5)
        small += std::pow(4, std::ceil(std::log(static_cast<double>(count) * 3) / std::log(4.0)));
    if (static_cast<double>(size) <= small) {
        std::vector<std::size_t> pool(size);
        std::iota(pool.begin(), pool.end(), std::size_t{0});
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t j = below(size - i);
            drawn.push_back(pool[j]);
            pool[j] = pool[size - i - 1];
        }
        return drawn;
    }
    std::set<std::size_t> had;
    while (drawn.size() < count)
        if (const std::size_t j = below(size); had.insert(j).second)
            drawn.push_back(j);
    return drawn;
}

std::string Random::letters(std::string_view from, std::size_t count)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += from[static_cast<std::size_t>(random() * static_cast<double>(from.size()))];
    return text;
}

std::int64_t NumpyRandom::below(std::int64_t first, std::int64_t end)
{
    const auto range = static_cast<std::uint32_t>(end - first - 1);
    const std::uint32_t mask = range == 0 ? 0 : std::bit_ceil(std::uint64_t{range} + 1) - 1;
    std::uint32_t value = m_generator.next() & mask;
    while (value > range)
        value = m_generator.next() & mask;
    return first + value;
}

} // namespace mambascope::python
