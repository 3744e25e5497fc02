// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/inspect/gallery.h"

#include "core/base/npy.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/receptive_field.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>

namespace mambascope {

namespace {

constexpr std::int64_t kHeldCells = std::int64_t(1) << 26; // of the maps that are written next: 256 MiB

} // namespace

SmallMap makeSmallMap(const std::shared_ptr<const LayerFactors>& factors, std::int64_t channel, std::int64_t tokens,
                      const SmallMapOptions& options, Progress& progress)
{
    const AttentionMap map(factors, channel);
    SmallMap result;
    result.tokens = std::min(tokens, map.length());
    result.edge = std::min(options.edge, result.tokens);
    result.values.resize(static_cast<std::size_t>(result.edge * result.edge));
    map.pooled({0, result.tokens, 0, result.tokens}, result.edge, result.edge, Reduce::MaxAbs, result.values, progress);
    if (options.reachLevel <= 0)
        return result;
    const std::int64_t lines = std::min(options.reachLines, result.tokens);
    std::vector<std::int64_t> rows;
    for (std::int64_t k = 0; k < lines; ++k)
        rows.push_back((k + 1) * result.tokens / lines - 1);
    const std::vector<std::int64_t> reached =
        reach(*factors, channel, rows, options.reachLevel, std::nullopt, options.reachOf);
    for (std::size_t k = 0; k < rows.size(); ++k) {
        result.reachRows.push_back(static_cast<double>(rows[k]));
        result.reachColumns.push_back(reached[k] < 0 ? std::numeric_limits<double>::quiet_NaN()
                                                     : static_cast<double>(rows[k] - reached[k]));
    }
    return result;
}

std::shared_ptr<const LayerFactors> FactorsCache::factors(const std::shared_ptr<const Trace>& trace, std::int64_t layer,
                                                          Progress& progress)
{
    std::erase_if(m_entries, [](const Entry& entry) { return entry.trace.expired(); });
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&](const Entry& entry) {
        return entry.layer == layer && entry.trace.lock() == trace;
    });
    if (found != m_entries.end()) {
        Entry entry = std::move(*found);
        m_entries.erase(found);
        m_entries.push_back(std::move(entry));
        return m_entries.back().factors;
    }
    const auto made = trace->factors(layer, progress);
    m_entries.push_back({trace, layer, made});
    std::int64_t bytes = 0;
    for (const Entry& entry : m_entries)
        bytes += entry.factors->memory();
    while (m_entries.size() > 1 && bytes > m_budget) {
        bytes -= m_entries.front().factors->memory();
        m_entries.pop_front();
    }
    return made;
}

void makeGallery(const GallerySource& source, std::span<const ChannelRef> wanted, FactorsCache& cache,
                 const std::function<void(std::size_t, const GalleryMaps&)>& onMaps, Progress& progress)
{
    std::vector<std::int64_t> layers;
    for (const ChannelRef& ref : wanted) {
        if (std::find(layers.begin(), layers.end(), ref.layer) == layers.end())
            layers.push_back(ref.layer);
    }
    const bool bothLengths = source.trainingLength > 0;
    std::int64_t done = 0;
    for (const std::int64_t layer : layers) {
        const auto factors = cache.factors(source.trace, layer, progress);
        const auto unfiltered = bothLengths ? cache.factors(source.vanilla, layer, progress) : nullptr;
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            if (wanted[k].layer != layer)
                continue;
            progress.step(say("channel"), done++, std::ssize(wanted));
            const auto make = [&](const std::shared_ptr<const LayerFactors>& from, std::int64_t tokens) {
                return std::make_shared<const SmallMap>(
                    makeSmallMap(from, wanted[k].channel, tokens, source.options, progress));
            };
            GalleryMaps maps;
            maps.whole = make(factors, source.trace->length());
            if (bothLengths)
                maps.training = make(unfiltered, source.trainingLength);
            onMaps(k, maps);
        }
    }
}

void saveGalleryMaps(const std::filesystem::path& whole, const std::filesystem::path& training,
                     const GallerySource& source, std::span<const ChannelRef> channels,
                     std::span<const GalleryMaps> known, FactorsCache& cache, Progress& progress)
{
    const bool bothLengths = source.trainingLength > 0;
    const std::int64_t edge = std::min(source.options.edge, source.trace->length());
    const std::int64_t trainingEdge = std::min(source.options.edge, source.trainingLength);
    const std::int64_t count = std::ssize(channels);
    NpyWriter<float> file(whole, std::array{count, edge, edge});
    std::optional<NpyWriter<float>> trainingFile;
    if (bothLengths)
        trainingFile.emplace(training, std::array{count, trainingEdge, trainingEdge});
    const auto isThere = [&](const GalleryMaps& maps) {
        return maps.whole && maps.whole->edge == edge &&
               (!bothLengths || (maps.training && maps.training->edge == trainingEdge));
    };
    // Channels come in the order of their decays, factors by layer: as many at once as memory takes.
    const std::int64_t band = std::max<std::int64_t>(1, kHeldCells / (edge * edge + trainingEdge * trainingEdge));
    for (std::int64_t begin = 0; begin < count; begin += band) {
        const std::int64_t size = std::min(band, count - begin);
        std::vector<GalleryMaps> maps(static_cast<std::size_t>(size));
        std::vector<ChannelRef> wanted;
        std::vector<std::size_t> places;
        for (std::size_t k = 0; k < maps.size(); ++k) {
            const std::size_t at = static_cast<std::size_t>(begin) + k;
            if (!known.empty() && isThere(known[at])) {
                maps[k] = known[at];
                continue;
            }
            wanted.push_back(channels[at]);
            places.push_back(k);
        }
        progress.setPart(static_cast<double>(begin) / static_cast<double>(count),
                         static_cast<double>(size) / static_cast<double>(count));
        makeGallery(
            source, wanted, cache, [&](std::size_t k, const GalleryMaps& made) { maps[places[k]] = made; }, progress);
        for (const GalleryMaps& made : maps) {
            file.append(made.whole->values);
            if (trainingFile)
                trainingFile->append(made.training->values);
        }
    }
    progress.setPart(0, 1);
    progress.check();
    file.finish();
    if (trainingFile)
        trainingFile->finish();
}

} // namespace mambascope
