// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mambascope::python {

/// MT19937 (Matsumoto and Nishimura 1998), the generator under Python's `random` and numpy's legacy one.
class MersenneTwister
{
public:
    /// One number, as numpy seeds.
    static MersenneTwister ofNumber(std::uint32_t seed);
    /// An array, as Python seeds.
    static MersenneTwister ofArray(const std::vector<std::uint32_t>& key);
    std::uint32_t next();

private:
    static constexpr std::size_t kSize = 624;
    std::array<std::uint32_t, kSize> m_state{};
    std::size_t m_index = kSize;
};

/// Python's random.Random(seed), so that a benchmark's prompts come out as its own generator writes them.
class Random
{
public:
    explicit Random(std::uint64_t seed);

    double random();                                             ///< [0, 1), 53 bits
    std::uint32_t bits(int count);                               ///< getrandbits(1..32)
    std::uint64_t below(std::uint64_t end);                      ///< _randbelow, as choice() draws an index
    std::int64_t between(std::int64_t first, std::int64_t last); ///< randint
    std::string uuid4();                                         ///< uuid.UUID(int=getrandbits(128), version=4)
    /// random.sample(range(size), count). \throws std::invalid_argument when there are not that many
    std::vector<std::size_t> sample(std::size_t size, std::size_t count);
    /// ''.join(random.choices(letters, k=count))
    std::string letters(std::string_view from, std::size_t count);
    template <typename T>
    void shuffle(std::vector<T>& values)
    {
        for (std::size_t i = values.size(); i-- > 1;)
            std::swap(values[i], values[below(i + 1)]);
    }

private:
    MersenneTwister m_generator;
};

/// numpy.random.RandomState(seed).randint(first, end)
class NumpyRandom
{
public:
    explicit NumpyRandom(std::uint32_t seed) : m_generator(MersenneTwister::ofNumber(seed)) {}
    std::int64_t below(std::int64_t first, std::int64_t end);

private:
    MersenneTwister m_generator;
};

} // namespace mambascope::python
