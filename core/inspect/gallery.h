// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/inspect/channel_sample.h"
#include "core/inspect/receptive_field.h"
#include "core/inspect/trace.h"

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace mambascope {

/// One channel's hidden attention over the first `tokens` tokens, small enough for a gallery of hundreds.
struct SmallMap
{
    std::int64_t tokens = 0;
    std::int64_t edge = 0;     ///< cells a side
    std::vector<float> values; ///< [edge, edge] largest |alpha| of each cell
    /// Receptive-field line: in row reachRows[k] the farthest column that counts, NaN where the row is zero.
    std::vector<double> reachRows, reachColumns;
};

struct SmallMapOptions
{
    std::int64_t edge = 128; ///< at most; shorter sequences have a cell a token
    std::int64_t reachLines = 64;
    double reachLevel = 1e-3; ///< as reachOf says; 0: no line
    ReachOf reachOf = ReachOf::Row;
};

/// The map of the first `tokens` tokens. An upper left part of the longer map is the map of the shorter sequence: the
/// model is causal. \throws Error, Cancelled.
SmallMap makeSmallMap(const std::shared_ptr<const LayerFactors>& factors, std::int64_t channel, std::int64_t tokens,
                      const SmallMapOptions& options, Progress& progress);

/// Factors of the layers that were asked for last, up to a number of bytes: a gallery over all layers comes back to
/// each of them with every screenful. For one thread at a time.
class FactorsCache
{
public:
    explicit FactorsCache(std::int64_t budget = std::int64_t(1) << 28) : m_budget(budget) {}
    std::shared_ptr<const LayerFactors> factors(const std::shared_ptr<const Trace>& trace, std::int64_t layer,
                                                Progress& progress);

private:
    struct Entry
    {
        std::weak_ptr<const Trace> trace; ///< factors of a trace that nobody has any more go first
        std::int64_t layer = 0;
        std::shared_ptr<const LayerFactors> factors;
    };
    std::int64_t m_budget;
    std::deque<Entry> m_entries; ///< newest last
};

/// The maps of one channel of a gallery. `training` is null unless both lengths are shown.
struct GalleryMaps
{
    std::shared_ptr<const SmallMap> whole, training;
};

/// What a gallery is computed from.
struct GallerySource
{
    std::shared_ptr<const Trace> trace; ///< the method that is shown
    /// Figure 1: the first this many tokens beside the whole sequence; 0: the whole sequence only.
    std::int64_t trainingLength = 0;
    /// The vanilla pass, from which the maps at training length come: LongMamba leaves sequences that are not longer
    /// than that alone.
    std::shared_ptr<const Trace> vanilla;
    SmallMapOptions options;
};

/// Makes the maps of `wanted`, layer after layer in the order in which the layers appear, and hands each over as soon
/// as it is there. \throws Error, Cancelled.
void makeGallery(const GallerySource& source, std::span<const ChannelRef> wanted, FactorsCache& cache,
                 const std::function<void(std::size_t place, const GalleryMaps& maps)>& onMaps, Progress& progress);

/// Writes the maps of `channels`, in their order, as .npy of float32 [channels, edge, edge], and with both lengths
/// those at training length to `training`. `known`, empty or one a channel, are maps of the same source; those that
/// have another edge, or none yet, are made. \throws Error naming the file, Cancelled; then no file is there.
void saveGalleryMaps(const std::filesystem::path& whole, const std::filesystem::path& training,
                     const GallerySource& source, std::span<const ChannelRef> channels,
                     std::span<const GalleryMaps> known, FactorsCache& cache, Progress& progress);

} // namespace mambascope
