// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/evaluate/likelihood.h"
#include "core/inspect/attention_map.h"
#include "core/inspect/trace.h"
#include "core/method/method.h"
#include "core/model/pass.h"
#include "tests/cuda/golden_table.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <numeric>
#include <sstream>

namespace mambascope::goldens {

namespace {

// What is allowed; the second number where weights and activations are bf16 (measured on the reference itself with 16
// bits: logits 0.26, likelihoods 0.1, one decision in a thousand).
struct Allowed
{
    explicit Allowed(const Format& format) : exact(format.isExact()) {}
    double pick(double fp32, double bf16) const { return exact ? fp32 : bf16; }
    bool exact;
};

class Methods
{
public:
    Methods(Table& table, std::filesystem::path root, std::shared_ptr<const Model> model, const Format& format)
        : m_table(table), m_root(std::move(root)), m_model(std::move(model)), m_allowed(format),
          m_folder(m_root / m_model->name())
    {
        std::ifstream in(m_folder / "meta.json");
        std::stringstream text;
        text << in.rdbuf();
        m_meta = parseJson(text.str(), (m_folder / "meta.json").string());
        m_long = loadIds(m_root / "ids_long.npy").front();
    }

    void logits()
    {
        const std::vector<std::int64_t> ids = loadIds(m_root / "ids_logits.npy").front();
        const Read read = run(ids, nullptr);
        const auto vocab = static_cast<std::size_t>(m_model->config().vocab);
        add("logits", excess(std::span(read.logits).last(64 * vocab), golden("logits_last64")),
            m_allowed.pick(5e-4, 0.8));
        add("likelihoods", excess(read.likelihoods, golden("nll")), m_allowed.pick(2e-4, 0.3));
    }

    // Thresholds and decays of every clamp and aggregation; the profile of the filter's is kept.
    void calibration()
    {
        const nlohmann::json& about = m_meta.at("calib");
        const auto clamps = about.at("clamps").get<std::vector<double>>();
        const auto aggregates = about.at("aggregation").get<std::vector<std::string>>();
        const std::vector<double> decays = golden("calib/ln_decay");
        const std::vector<double> thresholds = golden("calib/threshold");
        const std::vector<std::vector<std::int64_t>> sequences = loadIds(m_root / "ids_calib.npy");
        CalibrationSettings settings;
        settings.length = about.at("n").get<std::int64_t>();
        settings.lengths = about.at("buckets").get<std::vector<std::int64_t>>();
        double decay = 0;
        double far = 0;
        double share = 0;
        for (std::size_t c = 0; c < clamps.size(); ++c)
            for (std::size_t a = 0; a < aggregates.size(); ++a) {
                settings.clamp = clamps[c];
                settings.aggregate = aggregates[a] == "max" ? Aggregate::Max : Aggregate::Average;
                Progress progress;
                const Profile profile = calibrate(m_model, sequences, settings, progress);
                const std::size_t at = c * aggregates.size() + a;
                const auto part = [&](const std::vector<double>& all, std::size_t size) {
                    return std::span(all).subspan(at * size, size);
                };
                decay = std::max(
                    decay, excess(profile.lnDecay, part(decays, profile.lnDecay.size()), m_allowed.pick(1e-5, 2e-2)));
                const std::span<const double> want = part(thresholds, profile.threshold.size());
                far = std::max(far, excess(profile.threshold, want, m_allowed.pick(0.2, 0.4)));
                share = std::max(share, shareOutside(profile.threshold, want, m_allowed.pick(1e-4, 5e-2)));
                if (clamps[c] == m_meta.at("filter").at("clamp") && aggregates[a] == m_meta.at("filter").at("agg"))
                    m_profile = std::make_shared<Profile>(profile);
            }
        add("calibration, ln decay beyond its relative part", decay, m_allowed.pick(1e-3, 0.1));
        add("calibration, thresholds beyond a place", far, m_allowed.pick(1e-9, 1e-3));
        add("calibration, share of moved thresholds", share, m_allowed.pick(0.005, 0.1));
    }

    void filtering(bool filtered)
    {
        const std::shared_ptr<const Method> method = filtered ? longmamba() : nullptr;
        const std::string name = filtered ? "longmamba" : "vanilla";
        const Read read = run(m_long, method.get());
        const auto vocab = static_cast<std::size_t>(m_model->config().vocab);
        add(name + " 4096, logits",
            excess(std::span(read.logits).last(32 * vocab), golden("filter/" + name + "_logits_last32")),
            m_allowed.pick(1e-3, 0.8));
        add(name + " 4096, likelihoods",
            excess(std::span(read.likelihoods).last(100), golden("filter/" + name + "_nll_last100")),
            m_allowed.pick(5e-4, 0.3));
        TraceOptions options;
        Progress progress;
        const auto trace = Trace::run(m_model, m_long, method, options, progress);
        if (filtered) {
            const std::vector<double> counts = golden("filter/keep_counts");
            add("kept tokens of a channel",
                excess(trace->keptTokens(), std::span(counts).first(trace->keptTokens().size())),
                m_allowed.pick(2, 40)); // of 4,096
            // The same tokens, counted by channel and by token. An unfiltered channel keeps all of them.
            const std::int64_t unfiltered = std::ssize(trace->keptTokens()) - trace->filteredChannels();
            const auto sum = [](const auto& of) { return std::accumulate(of.begin(), of.end(), std::int64_t{0}); };
            add("kept tokens counted twice",
                std::abs(static_cast<double>(sum(trace->keptTokens()) - unfiltered * trace->length() -
                                             sum(trace->keptBy()))),
                0);
        }
        fields(*trace, filtered, name);
        maps(*trace, name);
    }

    // DeciMamba: which positions stay behind each decimating layer, and the logits of the last one.
    void decimation()
    {
        std::size_t moved = 0;
        double logits = 0;
        for (const nlohmann::json& one : m_meta.at("deci")) {
            if (one.at("resp_len") != 1)
                continue; // what the LongMamba repository's port does, which may drop the last token
            const nlohmann::json& config = one.at("config");
            MethodSettings settings;
            settings.decimation = {config.at("layers").get<std::vector<std::int64_t>>(),
                                   config.at("L_base").get<std::int64_t>(), config.at("beta").get<double>(),
                                   one.at("min_seq_len").get<std::int64_t>()};
            const std::string file = "deci/" + one.at("files").get<std::string>();
            for (const std::int64_t chunk : {0, 1000}) {
                Decimated seen(*m_model);
                State state(m_model);
                PassOptions options;
                const auto method = makeMethod("decimamba", settings, m_model->config());
                options.method = method.get();
                options.chunk = chunk;
                Progress progress;
                runPass(state, m_long, options, &seen, progress);
                for (const std::int64_t layer : settings.decimation.layers) {
                    const std::vector<double> want = golden(file + "_layer" + std::to_string(layer));
                    const std::vector<double>& got = seen.positions[static_cast<std::size_t>(layer)];
                    std::vector<double> both;
                    std::set_intersection(got.begin(), got.end(), want.begin(), want.end(), std::back_inserter(both));
                    moved = std::max(moved, std::max(got.size(), want.size()) - both.size());
                }
                logits = std::max(logits, excess(seen.logits, golden(file + "_logits")));
            }
        }
        // In fp32 one place at the border may go to another token; 16 bits rank many of them anew.
        add("decimation, positions that are others", static_cast<double>(moved), m_allowed.pick(1, 60));
        if (moved == 0 || !m_allowed.exact)
            add("decimation, logits", logits, m_allowed.pick(1e-3, 3));
    }

private:
    class Decimated final : public PassObserver
    {
    public:
        explicit Decimated(const Model& model)
            : positions(static_cast<std::size_t>(model.config().layers)), m_vocab(model.config().vocab)
        {
        }
        bool wantsLayer(std::int64_t) const override { return true; }
        void layerChunk(const LayerChunk& chunk) override
        {
            for (std::int64_t t = 0; t < chunk.tokens; ++t)
                positions[static_cast<std::size_t>(chunk.layer)].push_back(
                    static_cast<double>(chunk.positions != nullptr ? chunk.positions[t] : chunk.begin + t));
        }
        void logitsChunk(std::int64_t, std::int64_t rows, const float* values) override
        {
            logits.assign(values + (rows - 1) * m_vocab, values + rows * m_vocab);
        }
        std::vector<std::vector<double>> positions;
        std::vector<float> logits;

    private:
        std::int64_t m_vocab;
    };
    struct Read
    {
        std::vector<float> logits;      ///< of all positions
        std::vector<float> likelihoods; ///< of the ids behind each but the last
    };
    class AllLogits final : public PassObserver
    {
    public:
        explicit AllLogits(std::vector<float>& to) : m_to(to) {}
        void logitsChunk(std::int64_t, std::int64_t rows, const float* logits) override
        {
            m_to.insert(m_to.end(), logits, logits + rows * vocab);
        }
        std::int64_t vocab = 0;

    private:
        std::vector<float>& m_to;
    };

    Read run(const std::vector<std::int64_t>& ids, const Method* method) const
    {
        Read read;
        AllLogits observer(read.logits);
        observer.vocab = m_model->config().vocab;
        State state(m_model);
        PassOptions options;
        options.method = method;
        options.logitsFrom = 0;
        Progress progress;
        runPass(state, ids, options, &observer, progress);
        const auto vocab = static_cast<std::size_t>(observer.vocab);
        for (std::size_t t = 0; t + 1 < ids.size(); ++t)
            read.likelihoods.push_back(static_cast<float>(
                negativeLogLikelihood(std::span(read.logits).subspan(t * vocab, vocab), ids[t + 1])));
        return read;
    }

    std::shared_ptr<const Method> longmamba() const
    {
        MethodSettings settings;
        settings.profile = m_profile;
        settings.theta = m_meta.at("filter").at("theta").get<double>();
        return makeMethod("longmamba", settings, m_model->config());
    }

    // Mean distance of every channel's last row, and cumulative decays of some.
    void fields(const Trace& trace, bool filtered, const std::string& name)
    {
        const std::vector<double> all = golden("field/mmd"); // [run, L 4, row 2, layer, channel]
        const std::size_t cells = trace.meanDistance().size();
        const std::span<const double> want = std::span(all).subspan(((filtered ? 4 : 0) + 3) * 2 * cells, cells);
        add(name + ", mean distance beyond 20 %", excess(trace.meanDistance(), want, m_allowed.pick(0.2, 0.5)),
            m_allowed.pick(1e-3, 2));
        add(name + ", share of mean distances beyond their tolerance",
            shareOutside(trace.meanDistance(), want, m_allowed.pick(2e-3, 5e-2)), m_allowed.pick(1e-3, 0.2));
    }

    void maps(const Trace& trace, const std::string& name)
    {
        const nlohmann::json& about = m_meta.at("attn");
        const auto pairs = about.at("pairs").get<std::vector<std::vector<std::int64_t>>>();
        const auto rows = about.at("rows").get<std::vector<std::int64_t>>();
        const std::vector<double> want = golden("attn/" + name + "_rows4096"); // [pair, row, L]
        const auto length = static_cast<std::size_t>(trace.length());
        const double allowed = m_allowed.pick(5e-4, 0.2);
        double worst = 0;
        std::size_t mostForgotten = 0; // of a row: columns that only one of both has forgotten
        for (std::size_t p = 0; p < pairs.size(); ++p) {
            Progress progress;
            const AttentionMap map(trace.factors(pairs[p][0], progress), pairs[p][1]);
            const std::span<const double> part =
                std::span(want).subspan(p * rows.size() * length, rows.size() * length);
            double peak = 0;
            for (const double value : part)
                peak = std::max(peak, std::abs(value));
            std::vector<float> row(length);
            for (std::size_t r = 0; r < rows.size(); ++r) {
                map.row(rows[r], row);
                const std::span<const double> wanted = part.subspan(r * length, length);
                // A step so near to its threshold that it falls on the other side is a column that is there or not.
                std::size_t forgotten = 0;
                for (std::size_t j = 0; j < length; ++j) {
                    const double got = row[j];
                    if ((got == 0) != (wanted[j] == 0) && std::abs(got - wanted[j]) > allowed * peak) {
                        ++forgotten;
                        row[j] = static_cast<float>(wanted[j]);
                    }
                }
                mostForgotten = std::max(mostForgotten, forgotten);
                worst = std::max(worst, excess(row, wanted) / peak);
            }
        }
        add(name + ", columns of a map's row forgotten otherwise", static_cast<double>(mostForgotten),
            m_allowed.pick(2, 40));
        add(name + ", rows of the maps, of the largest entry", worst, allowed);
    }

    template <typename Got>
    static double shareOutside(const Got& got, std::span<const double> want, double relative)
    {
        std::size_t outside = 0;
        for (std::size_t i = 0; i < want.size(); ++i)
            outside += std::abs(static_cast<double>(got[i]) - want[i]) > relative * std::abs(want[i]);
        return static_cast<double>(outside) / static_cast<double>(want.size());
    }

    std::vector<double> golden(const std::string& name) const { return loadNpy(m_folder / (name + ".npy")).values; }
    void add(const std::string& name, double error, double allowed)
    {
        m_table.add(m_model->name() + ", " + name, error, allowed);
    }

    Table& m_table;
    std::filesystem::path m_root;
    std::shared_ptr<const Model> m_model;
    Allowed m_allowed;
    std::filesystem::path m_folder;
    nlohmann::json m_meta;
    std::vector<std::int64_t> m_long;
    std::shared_ptr<const Profile> m_profile;
};

} // namespace

void checkMethods(Table& table, const std::filesystem::path& folder, const std::filesystem::path& model,
                  const Device& device, const Format& format)
{
    table.section("methods on " + device.text() + ", " + format.name() + ": largest difference, allowed");
    try {
        Progress progress;
        Methods methods(table, folder, Model::open(locateModel(model.string()), {device, format.dtype}, progress),
                        format);
        methods.logits();
        methods.calibration();
        methods.filtering(false);
        methods.filtering(true);
        methods.decimation();
    } catch (const std::exception& error) {
        table.fail(model.filename().string(), error.what());
    }
}

} // namespace mambascope::goldens
