// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/safetensors.h"

#include <cmath>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace mambascope::test {

/// Collects random tensors and writes them as one safetensors file. The same seed gives the same numbers.
class RandomWeights
{
public:
    explicit RandomWeights(unsigned seed) : m_random(seed) {}

    void add(const std::string& name, const std::vector<std::int64_t>& shape,
             const std::function<float(std::int64_t index, double noise)>& value)
    {
        std::int64_t count = 1;
        for (const std::int64_t size : shape)
            count *= size;
        std::vector<float>& values = m_values.emplace_back();
        for (std::int64_t i = 0; i < count; ++i)
            values.push_back(value(i, static_cast<double>(m_random() >> 8) / 8388608.0 - 1.0));
        m_tensors.push_back({name, "F32", shape, std::as_bytes(std::span(values))});
    }
    void matrix(const std::string& name, const std::vector<std::int64_t>& shape)
    {
        const double scale = 1.7 / std::sqrt(static_cast<double>(shape.back()));
        add(name, shape, [scale](std::int64_t, double noise) { return static_cast<float>(scale * noise); });
    }
    void ones(const std::string& name, std::int64_t size)
    {
        add(name, {size}, [](std::int64_t, double noise) { return static_cast<float>(1 + 0.1 * noise); });
    }
    void save(const std::filesystem::path& path) const { writeSafetensors(path, m_tensors, {}); }

private:
    std::mt19937 m_random;
    std::deque<std::vector<float>> m_values; // the tensors point into it
    std::vector<TensorToStore> m_tensors;
};

} // namespace mambascope::test
