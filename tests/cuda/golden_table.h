// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/npy.h"
#include "core/model/model.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// Reference numbers on a GPU, without Qt: what a pass gives beside what it should, as a table.
namespace mambascope::goldens {

class Table
{
public:
    void section(const std::string& title) { std::printf("\n%s\n", title.c_str()); }
    /// One line; `error` is held against `allowed`.
    void add(const std::string& name, double error, double allowed)
    {
        const bool good = error <= allowed; // NaN is not
        ++(good ? m_passed : m_failed);
        std::printf("%s %-58s %10.3g of %.3g\n", good ? "ok  " : "FAIL", name.c_str(), error, allowed);
        std::fflush(stdout);
    }
    void fail(const std::string& name, const std::string& why)
    {
        ++m_failed;
        std::printf("FAIL %s: %s\n", name.c_str(), why.c_str());
    }
    bool finish() const
    {
        std::printf("\n%d passed, %d failed\n", m_passed, m_failed);
        return m_passed > 0 && m_failed == 0;
    }

private:
    int m_passed = 0;
    int m_failed = 0;
};

/// Largest |got - want| - relative |want|; infinite where one is NaN and the other is not, or the sizes differ.
template <typename Got, typename Want>
double excess(const Got& got, const Want& want, double relative = 0)
{
    if (std::size(got) != std::size(want))
        return INFINITY;
    double most = 0;
    auto w = std::begin(want);
    for (auto g = std::begin(got); g != std::end(got); ++g, ++w) {
        const double a = *g;
        const double b = *w;
        if (std::isnan(a) && std::isnan(b))
            continue;
        const double by = std::abs(a - b) - relative * std::abs(b);
        most = std::isnan(by) ? INFINITY : std::max(most, by);
    }
    return most;
}

/// |got - want| / |want|, lengths of vectors.
template <typename Got, typename Want>
double relativeLength(const Got& got, const Want& want)
{
    if (std::size(got) != std::size(want))
        return INFINITY;
    double difference = 0;
    double length = 0;
    auto w = std::begin(want);
    for (auto g = std::begin(got); g != std::end(got); ++g, ++w) {
        difference += std::pow(static_cast<double>(*g) - *w, 2);
        length += std::pow(static_cast<double>(*w), 2);
    }
    return std::sqrt(difference / length);
}

/// The two number formats of a GPU; bf16 rounds weights and activations to 8 bits.
struct Format
{
    DType dtype = DType::Float32;
    bool isExact() const { return dtype == DType::Float32; }
    const char* name() const { return isExact() ? "fp32" : "bf16"; }
};

/// How far the 24 greedy tokens agree, as the number that do not.
inline double unequal(const std::vector<std::int64_t>& got, const std::vector<std::int64_t>& want)
{
    std::size_t same = 0;
    while (same < std::min(got.size(), want.size()) && got[same] == want[same])
        ++same;
    return static_cast<double>(std::max(got.size(), want.size()) - same);
}

std::vector<std::int64_t> greedy(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> prompt,
                                 std::size_t count);

/// goldens/models: every family and file form.
void checkModels(Table& table, const std::filesystem::path& folder, const Device& device, const Format& format);
/// goldens/methods of one of the bundled models, opened from `model`.
void checkMethods(Table& table, const std::filesystem::path& folder, const std::filesystem::path& model,
                  const Device& device, const Format& format);

} // namespace mambascope::goldens
