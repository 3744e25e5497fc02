// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/attention_map.h"
#include "core/inspect/device_factors.h"
#include "mambascope/kernels/attention_pool.h"

#include <memory>
#include <span>

namespace mambascope {

struct CellRows;

/// What a map's entries come from. Internal to core/inspect.
class AttentionMap::Entries
{
public:
    Entries() = default;
    Entries(const Entries&) = delete;
    Entries& operator=(const Entries&) = delete;
    virtual ~Entries() = default;

    virtual std::int64_t length() const = 0;
    virtual float value(std::int64_t i, std::int64_t j) const = 0; // j <= i
    /// Signed entries [row1-row0, stride], zero above the diagonal.
    virtual void tile(std::int64_t row0, std::int64_t row1, std::int64_t col0, std::int64_t col1, float* out,
                      std::int64_t stride) const = 0;
    /// Rows that need not follow one another, all of them at or behind col1: [rows, stride].
    virtual void rowsBehind(std::span<const std::int64_t> rows, std::int64_t col0, std::int64_t col1, float* out,
                            std::int64_t stride) const;
    /// |entries| reduced to cells: through tile(), if there is nothing better.
    virtual void pool(const kernels::AttentionCells& cells, const CellRows& rows, const Progress& progress) const;
    virtual std::int64_t keptTokens() const { return length(); }
    virtual std::span<const float> dt() const { return {}; }
    /// Null: tile() computes the map, on the host.
    virtual const DeviceMap* onDevice() const { return nullptr; }
};

std::unique_ptr<const AttentionMap::Entries> channelMeanEntries(std::shared_ptr<const LayerFactors> factors);
/// The entries are those of the maps, which are kept.
std::unique_ptr<const AttentionMap::Entries> differenceEntries(std::shared_ptr<const AttentionMap> left,
                                                               const AttentionMap::Entries& leftEntries,
                                                               std::shared_ptr<const AttentionMap> right,
                                                               const AttentionMap::Entries& rightEntries);
std::unique_ptr<const AttentionMap::Entries> rolloutEntries(std::shared_ptr<const Rollout> rollout);

} // namespace mambascope
