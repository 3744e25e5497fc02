// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace mambascope::test {

inline constexpr std::int64_t kTinyZambaVocab = 50;
inline constexpr std::int64_t kTinyPadding = 14;

struct TinyZamba2
{
    std::int64_t keyHeads = 4; ///< of 4 query heads
    bool repeatKeys = false;   ///< the same function with a row of keys and values for every query head
    std::string config = {};   ///< more of it: ", \"key\": value"
    // Under which of its two layers (1, 2) the shared block's parts are stored; the same function.
    int attentionHome = 1;
    int feedForwardHome = 1;
};

/// Writes a Zamba2 checkpoint with random weights: 3 layers, the last two hybrid, d_model 16, 4 heads of 8.
void writeTinyZamba2(const std::filesystem::path& folder, const TinyZamba2& settings);

struct TinyMamba2
{
    bool headOfEntry = false; ///< the same function with 32 heads of one entry, where D of a head is D of an entry
    bool untied = false;      ///< an output matrix of its own: the embedding upside down
    bool padded = false;      ///< 14 more rows, of which one has a larger product with any hidden state than all others
    bool huggingFace = false; ///< as transformers writes it, where the padding is a part of vocab_size
};

/// Writes a Mamba-2 checkpoint with one layer of d_model 16 and 4 heads of 8. In the state-spaces layout D has a value
/// for every entry of d_inner.
void writeTinyMamba2(const std::filesystem::path& folder, const TinyMamba2& settings);

/// Writes a Mamba-2 checkpoint of half a terabyte that is all holes. Returns its size in bytes; 0 when the file system
/// cannot hold it.
std::int64_t writeHugeMamba2(const std::filesystem::path& folder);

} // namespace mambascope::test
