// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

namespace mambascope::test {

inline constexpr std::int64_t kTinyZambaVocab = 50;

struct TinyZamba2
{
    std::int64_t keyHeads = 4; ///< of 4 query heads
    bool repeatKeys = false;   ///< the same function with a row of keys and values for every query head
};

/// Writes a Zamba2 checkpoint with random weights: 3 layers, the last two hybrid, d_model 16, 4 heads of 8.
void writeTinyZamba2(const std::filesystem::path& folder, const TinyZamba2& settings);

/// Writes a state-spaces Mamba-2 checkpoint, d_model 16, 4 heads of 8, with D for every head or for every entry of
/// d_inner; both are the same function.
void writeTinyMamba2(const std::filesystem::path& folder, bool dPerEntry);

/// Writes a Mamba-2 checkpoint of half a terabyte that is all holes. Returns its size in bytes; 0 when the file system
/// cannot hold it.
std::int64_t writeHugeMamba2(const std::filesystem::path& folder);

} // namespace mambascope::test
