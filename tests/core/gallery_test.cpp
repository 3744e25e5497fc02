// SPDX-License-Identifier: GPL-3.0-or-later
// Which channels a gallery shows, and what its maps hold.
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/base/resources.h"
#include "core/evaluate/demo.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/gallery.h"
#include "core/method/profile.h"
#include "core/text/tokenizer.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

using namespace mambascope;

namespace {

constexpr std::int64_t kTraining = 64;

std::vector<double> someDecays(std::int64_t count)
{
    std::vector<double> decays;
    for (std::int64_t k = 0; k < count; ++k)
        decays.push_back(-static_cast<double>((k * 37) % 101));
    return decays;
}

} // namespace

class GalleryTest : public QObject
{
    Q_OBJECT
private:
    std::shared_ptr<const Model> m_model;
    std::vector<std::int64_t> m_ids;
    Progress m_progress;

    std::shared_ptr<const Trace> trace(const std::string& method, std::int64_t tokens)
    {
        MethodSettings settings;
        if (method == "longmamba")
            settings.profile = Profile::load(bundledProfile("mamba2-12m"));
        settings.bucket = 1024; // the filter acts on a short sequence, too
        return Trace::run(m_model, {m_ids.begin(), m_ids.begin() + tokens},
                          makeMethod(method, settings, m_model->config()), {}, m_progress);
    }

private slots:
    void initTestCase()
    {
        m_model = Model::open(locateModel("mamba2-12m"), {}, m_progress);
        m_ids = Tokenizer::load(m_model->files().tokenizer)->encode(bundledText(kHaystackText).substr(0, 4000));
        QVERIFY(m_ids.size() > 400);
    }

    void samplesWithoutRepetitionSortedByDecay()
    {
        const std::vector<double> decays = someDecays(400);
        const auto sample = sampleChannels(decays, 100, {.layer = -1, .count = 48, .seed = 7});
        QCOMPARE(sample.size(), std::size_t(48));
        std::set<std::pair<std::int64_t, std::int64_t>> seen;
        for (const ChannelRef& c : sample) {
            QVERIFY(c.layer >= 0 && c.layer < 4 && c.channel >= 0 && c.channel < 100);
            QVERIFY(seen.emplace(c.layer, c.channel).second);
            QCOMPARE(c.lnDecay, decays[static_cast<std::size_t>(c.layer * 100 + c.channel)]);
        }
        QVERIFY(std::is_sorted(sample.begin(), sample.end(), [](auto& a, auto& b) { return a.lnDecay > b.lnDecay; }));
        QCOMPARE(sampleChannels(decays, 100, {.layer = -1, .count = 48, .seed = 7}), sample);
        QVERIFY(sampleChannels(decays, 100, {.layer = -1, .count = 48, .seed = 8}) != sample);
    }

    void oneLayerAllChannelsAndUnknownLast()
    {
        std::vector<double> decays = someDecays(30);
        decays[12] = std::numeric_limits<double>::quiet_NaN();
        const auto layer = sampleChannels(decays, 10, {.layer = 1, .count = 0});
        QCOMPARE(layer.size(), std::size_t(10));
        for (const ChannelRef& c : layer)
            QCOMPARE(c.layer, 1);
        QCOMPARE(layer.back().channel, 2);
        QCOMPARE(sampleChannels(decays, 10, {.layer = 1, .count = 99}).size(), std::size_t(10));
        QVERIFY_EXCEPTION_THROWN(sampleChannels(decays, 10, {.layer = 3}), Error);
        QVERIFY_EXCEPTION_THROWN(sampleChannels(decays, 10, {.layer = 0, .count = -1}), Error);
    }

    /// Figure 1 needs no pass of its own: the first tokens of a long pass are the pass over the first tokens.
    void theMapAtTrainingLengthIsThatOfAShortPass()
    {
        const auto extended = trace("vanilla", 384);
        const auto shorter = trace("vanilla", kTraining);
        FactorsCache cache;
        const std::vector<ChannelRef> wanted = {{6, 15, 0}, {2, 3, 0}, {6, 1, 0}};
        GallerySource source{extended, kTraining, extended, {.edge = 32, .reachLines = 16}};
        std::vector<GalleryMaps> maps(wanted.size());
        std::vector<std::size_t> order;
        makeGallery(
            source, wanted, cache,
            [&](std::size_t k, const GalleryMaps& made) {
                maps[k] = made;
                order.push_back(k);
            },
            m_progress);
        QCOMPARE(order, std::vector<std::size_t>({0, 2, 1})); // a layer at a time
        for (std::size_t k = 0; k < wanted.size(); ++k) {
            QCOMPARE(maps[k].whole->tokens, 384);
            QCOMPARE(maps[k].training->tokens, kTraining);
            const SmallMap reference = makeSmallMap(shorter->factors(wanted[k].layer, m_progress), wanted[k].channel,
                                                    kTraining, source.options, m_progress);
            QCOMPARE(maps[k].training->reachRows, reference.reachRows);
            const float largest = *std::max_element(reference.values.begin(), reference.values.end());
            QVERIFY(largest > 0);
            for (std::size_t at = 0; at < reference.values.size(); ++at)
                QVERIFY(std::abs(maps[k].training->values[at] - reference.values[at]) < 1e-4F * largest);
        }
    }

    void cellsHoldTheLargestEntries()
    {
        const auto filtered = trace("longmamba", 256);
        const auto factors = filtered->factors(6, m_progress);
        const SmallMap small = makeSmallMap(factors, 15, 256, {.edge = 64, .reachLines = 8}, m_progress);
        QCOMPARE(small.edge, 64);
        const AttentionMap map(factors, 15);
        for (const auto& [y, x] : {std::pair(63, 0), std::pair(40, 21), std::pair(10, 10)}) {
            float largest = 0;
            for (int i = 4 * y; i < 4 * y + 4; ++i) {
                for (int j = 4 * x; j < 4 * x + 4; ++j)
                    largest = std::max(largest, std::abs(map.value(i, j)));
            }
            QVERIFY(std::abs(small.values[static_cast<std::size_t>(64 * y + x)] - largest) <= 1e-5F * largest);
        }
        QCOMPARE(small.reachRows.back(), 255.0);
        QCOMPARE(makeSmallMap(factors, 15, 20, {.edge = 64}, m_progress).edge, 20); // never more cells than tokens
        QVERIFY(makeSmallMap(factors, 15, 20, {.edge = 8, .reachLevel = 0}, m_progress).reachRows.empty());
    }

    void theCacheKeepsToItsBudget()
    {
        const auto first = trace("vanilla", 128);
        FactorsCache cache(3 * first->factors(0, m_progress)->memory() / 2);
        const auto factors = cache.factors(first, 0, m_progress);
        const std::weak_ptr<const LayerFactors> kept = factors;
        QCOMPARE(cache.factors(first, 0, m_progress), factors);
        cache.factors(first, 1, m_progress);
        cache.factors(first, 2, m_progress);
        QCOMPARE(cache.factors(first, 2, m_progress)->layer, 2);
    }

    void mapsAreFilesInTheOrderOfTheChannels()
    {
        const QTemporaryDir folder;
        const auto path = [&](const char* name) {
            return std::filesystem::path(folder.filePath(QLatin1String(name)).toStdString());
        };
        const auto extended = trace("vanilla", 384);
        const GallerySource source{extended, kTraining, extended, {.edge = 100, .reachLevel = 0}};
        const std::vector<ChannelRef> channels = {{6, 15, 0}, {2, 3, 0}, {6, 1, 0}};
        FactorsCache cache;
        std::vector<GalleryMaps> maps(channels.size());
        makeGallery(
            source, channels, cache, [&](std::size_t k, const GalleryMaps& made) { maps[k] = made; }, m_progress);
        saveGalleryMaps(path("x-maps.npy"), path("x-maps-training.npy"), source, channels, {}, cache, m_progress);
        const NpyArray whole = loadNpy(path("x-maps.npy"));
        const NpyArray training = loadNpy(path("x-maps-training.npy"));
        QCOMPARE(whole.shape, std::vector<std::int64_t>({3, 100, 100}));
        QCOMPARE(training.shape, std::vector<std::int64_t>({3, 64, 64})); // a cell a token
        for (std::size_t k = 0; k < channels.size(); ++k) {
            QCOMPARE(static_cast<float>(whole.values[k * 10000 + 9900]), maps[k].whole->values[9900]);
            QCOMPARE(static_cast<float>(training.values[k * 4096 + 4095]), maps[k].training->values[4095]);
        }
        // Those that are there already are taken, unless they have another edge.
        SmallMap other = *maps[1].whole;
        std::fill(other.values.begin(), other.values.end(), 7.0F);
        maps[1].whole = std::make_shared<const SmallMap>(other);
        other.edge = 3;
        maps[2].whole = std::make_shared<const SmallMap>(other);
        maps[0] = {};
        saveGalleryMaps(path("y.npy"), path("z.npy"), source, channels, maps, cache, m_progress);
        const NpyArray again = loadNpy(path("y.npy"));
        QCOMPARE(again.values[10000], 7.0);
        QCOMPARE(again.values[9900], whole.values[9900]);
        QCOMPARE(again.values[29900], whole.values[29900]);
        Progress stopped;
        stopped.cancel();
        QVERIFY_EXCEPTION_THROWN(
            saveGalleryMaps(path("no.npy"), path("none.npy"), source, channels, {}, cache, stopped), Cancelled);
        QVERIFY(!std::filesystem::exists(path("no.npy")) && !std::filesystem::exists(path("none.npy")));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 4);
    }

    void stopsWhenAsked()
    {
        const auto long_ = trace("vanilla", 128);
        FactorsCache cache;
        Progress progress;
        const std::vector<ChannelRef> wanted = {{0, 0, 0}, {0, 1, 0}};
        int made = 0;
        QVERIFY_EXCEPTION_THROWN(makeGallery(
                                     {long_, 0, nullptr, {}}, wanted, cache,
                                     [&](std::size_t, const GalleryMaps&) {
                                         ++made;
                                         progress.cancel();
                                     },
                                     progress),
                                 Cancelled);
        QCOMPARE(made, 1);
    }
};

QTEST_GUILESS_MAIN(GalleryTest)
#include "gallery_test.moc"
