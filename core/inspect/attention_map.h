// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/inspect/layer_factors.h"
#include "core/inspect/softmax_factors.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace mambascope {

enum class Reduce {
    MaxAbs,  ///< largest |alpha| of the cell
    MeanAbs, ///< mean |alpha|, entries above the diagonal counted as zero
    Peak,    ///< the entry of largest magnitude, with its sign
};

struct Rollout;

/// Hidden attention of one channel (arXiv 2403.01590 eq 14; Mamba-2: arXiv 2405.21060 section 5):
///   alpha(i, j) = sum_n C_i[n] exp(A_n (S_i - S_j)) dt_j B_j[n]   for j <= i, else 0,   S = running sum of dt.
/// A function of (i, j), not a matrix: costs O(L N) memory. Thread-safe after construction.
class AttentionMap
{
public:
    /// `keepAbove`: threshold on dt instead of the pass's own (a preview of a filter); default: what the pass used.
    /// \throws Error when the channel does not exist (count named).
    AttentionMap(std::shared_ptr<const LayerFactors> factors, std::int64_t channel,
                 std::optional<float> keepAbove = std::nullopt);
    /// The softmax attention of one head of a hybrid layer: rows are shares that sum to 1.
    AttentionMap(std::shared_ptr<const SoftmaxFactors> factors, std::int64_t head);
    /// rho between tokens, or, when the sequence is longer than its blocks, each token's share of its block's.
    explicit AttentionMap(std::shared_ptr<const Rollout> rollout);
    ~AttentionMap();
    AttentionMap(AttentionMap&&) noexcept;
    /// The signed mean over all channels of the layer; the mean is taken before any absolute value.
    static AttentionMap meanOfChannels(std::shared_ptr<const LayerFactors> factors);
    /// left - right, entry by entry. \throws Error when they differ in length.
    static AttentionMap difference(std::shared_ptr<const AttentionMap> left, std::shared_ptr<const AttentionMap> right);

    std::int64_t length() const;
    /// \throws Error when i or j is outside the sequence.
    float value(std::int64_t i, std::int64_t j) const;
    /// Row i, columns 0..L-1 (zero beyond the diagonal). `out` has L entries.
    void row(std::int64_t i, std::span<float> out) const;
    /// Column j, rows 0..L-1. `out` has L entries.
    void column(std::int64_t j, std::span<float> out) const;

    struct Rect
    { ///< half-open ranges of rows (i) and columns (j)
        std::int64_t row0 = 0, row1 = 0, col0 = 0, col1 = 0;
        bool operator==(const Rect&) const = default;
    };
    /// Signed values of a part of the map, [row1-row0, col1-col0].
    void values(const Rect& rect, std::span<float> out) const;
    /// The part reduced to height x width cells, [height, width]; cell (y, x) covers rows
    /// row0 + floor(y R / height) .. row0 + floor((y+1) R / height), R = row1-row0, columns alike. At least one row and
    /// column a cell: height <= R, width <= C.
    /// \throws Error for an empty or out-of-range rectangle or more cells than entries; Cancelled.
    void pooled(const Rect& rect, std::int64_t height, std::int64_t width, Reduce reduce, std::span<float> out,
                Progress& progress) const;

    /// The same for the rows y0..y1 of cells only; `out` is of all of them. On a GPU all are computed whatever is asked
    /// for: it is quicker than the host is with a few.
    void pooledRows(const Rect& rect, std::int64_t height, std::int64_t width, std::int64_t y0, std::int64_t y1,
                    Reduce reduce, std::span<float> out, Progress& progress) const;
    /// A GPU computes values(), row() and pooled() magnitudes.
    bool isOnDevice() const;
    /// A quick look: of the given rows (ascending) only, the entry of largest magnitude in each of `width` equal parts
    /// of the columns 0..L, with its sign. [rows, width] \throws Error for a row outside the sequence or more parts
    /// than columns; Cancelled.
    void sampleRows(std::span<const std::int64_t> rows, std::int64_t width, std::span<float> out,
                    const Progress& progress) const;

    /// Tokens kept in this channel; all of them where the map is not one channel's.
    std::int64_t keptTokens() const;
    /// dt as used, 0 = dropped. [L]; empty where the map is not one channel's.
    std::span<const float> dt() const;

    class Entries; ///< implementation

private:
    explicit AttentionMap(std::unique_ptr<const Entries> entries);
    std::unique_ptr<const Entries> m;
};

} // namespace mambascope
