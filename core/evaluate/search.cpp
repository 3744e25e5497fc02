// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/search.h"

#include "core/base/error.h"
#include "core/evaluate/search_items.h"
#include "core/method/calibration_text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>
#include <random>
#include <utility>

namespace mambascope {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kThird = 3; // of the settings go on, with three times as many prompts
constexpr double kClamps[] = {0.05, 0, 0.1, 0.2};
constexpr double kScales[] = {1, 0.5, 2};
constexpr double kGlobalShares[] = {0.05, 0.1, 0.2, 0.3, 0.5, 0.7};

struct Candidate
{
    SearchTrial trial; // as far as it was measured
    MethodSettings settings;
    std::shared_ptr<const Method> method;
    double correct = 0; // sums over trial.items
    double loss = 0;
};

// Two significant digits, so that what is found can be written down.
double rounded(double value)
{
    const double power = std::pow(10, std::floor(std::log10(value)) - 1);
    return std::round(value / power) * power;
}

// Thetas under which different shares of all channels are global. Below what doubles hold there is none.
std::vector<double> thetasOf(const Profile& profile)
{
    std::vector<double> decays = profile.lnDecay;
    std::sort(decays.begin(), decays.end(), std::greater<>());
    std::vector<double> thetas{profile.family == Family::Mamba1 ? 1e-10 : 0.05};
    for (const double share : kGlobalShares) {
        const double ln = decays[static_cast<std::size_t>(share * static_cast<double>(decays.size() - 1))];
        if (ln > -600 && ln < 0)
            thetas.push_back(std::min(1.0, rounded(std::exp(ln))));
    }
    std::sort(thetas.begin() + 1, thetas.end());
    thetas.erase(std::unique(thetas.begin(), thetas.end()), thetas.end());
    return thetas;
}

std::vector<std::shared_ptr<const Method>> methodsOf(const std::vector<Candidate>& candidates)
{
    std::vector<std::shared_ptr<const Method>> methods;
    for (const Candidate& candidate : candidates)
        methods.push_back(candidate.method);
    return methods;
}

class Search
{
public:
    Search(const Workforce& workforce, const Tokenizer& tokenizer, const std::string& text,
           const SearchSettings& settings, const std::function<void(const SearchProgress&)>& onProgress,
           Progress& progress)
        : m_settings(settings), m_onProgress(onProgress), m_progress(progress),
          m_items(workforce, tokenizer, text, settings), m_start(Clock::now()), m_budget(settings.minutes * 60)
    {
    }

    SearchResult run(std::vector<Candidate> candidates)
    {
        SearchResult result;
        m_items.expect(methodsOf(candidates));
        try {
            result.complete = halve(std::move(candidates));
        } catch (const Cancelled&) { // the best so far is what was asked for
            if (m_trials.empty())
                throw;
        }
        result.seconds = seconds();
        result.trials = std::move(m_trials);
        result.trials[m_best].best = true;
        result.best = result.trials[m_best];
        result.settings = m_bestSettings;
        result.problem = m_items.unwritten();
        return result;
    }

private:
    /// With those of the searches that this one goes on with.
    double seconds() const { return m_resumed + std::chrono::duration<double>(Clock::now() - m_start).count(); }
    double left() const { return std::max(0.0, m_budget - seconds()); }
    /// Until the last round is over, if the time suffices; it takes as long as what was measured.
    double secondsLeft() const
    {
        const double one = m_secondsMeasuring / static_cast<double>(std::max<std::int64_t>(1, m_measured));
        return std::min(left(), one * static_cast<double>(std::max<std::int64_t>(0, m_planned - m_measured)));
    }
    double fraction() const { return m_planned == 0 ? 0 : seconds() / std::max(1e-9, seconds() + secondsLeft()); }
    void tell(const SearchTrial* trial) const
    {
        m_onProgress(
            {trial, m_isResumed, std::ssize(m_trials), m_total, m_planned == 0 ? left() : secondsLeft(), fraction()});
    }

    bool better(const SearchTrial& a, const SearchTrial& b) const
    {
        // What is not a number, as a setting that breaks the model can give, is the worst there is.
        const auto rank = [](double value, bool higher) {
            return std::isnan(value) ? -std::numeric_limits<double>::infinity() : (higher ? value : -value);
        };
        const bool higher = m_settings.metric == SearchMetric::Passkey;
        return std::pair(rank(a.score, higher), rank(a.nll, false)) >
               std::pair(rank(b.score, higher), rank(b.nll, false));
    }

    // Prompts of one setting up to `items` in all; false when the time is up.
    bool measure(Candidate& candidate, std::int64_t items)
    {
        while (candidate.trial.items < items) {
            if (m_measured > 0 && left() == 0)
                return false;
            m_progress.setPart(fraction(), 0); // a part has no progress of its own
            m_progress.step(m_what, 0, 1);
            const std::int64_t count = std::min(m_items.workers(), items - candidate.trial.items);
            for (const SearchItems::Outcome& outcome :
                 m_items.measure(candidate.trial.items, count, *candidate.method, m_progress)) {
                m_secondsMeasuring += outcome.seconds;
                m_resumed += outcome.resumed ? outcome.seconds : 0;
                m_isResumed &= outcome.resumed || outcome.seconds == 0;
                ++m_measured;
                ++candidate.trial.items;
                candidate.correct += outcome.correct;
                candidate.loss += outcome.nll;
            }
            const auto measured = static_cast<double>(candidate.trial.items);
            candidate.trial.nll = candidate.loss / measured;
            candidate.trial.score = m_settings.metric == SearchMetric::Passkey ? candidate.correct / measured
                                                                               : std::exp(candidate.trial.nll);
            if (candidate.trial.items < items)
                tell(nullptr);
        }
        return true;
    }

    void known(const Candidate& candidate)
    {
        m_trials.push_back(candidate.trial);
        const bool first = m_trials.size() == 1;
        // What was measured on more prompts counts for more, whatever its score.
        const bool loses = !first && std::isnan(candidate.trial.nll) && !std::isnan(m_trials[m_best].nll);
        if (first || (candidate.trial.rung > m_trials[m_best].rung && !loses) ||
            better(candidate.trial, m_trials[m_best])) {
            m_best = m_trials.size() - 1;
            m_bestSettings = candidate.settings;
        }
        tell(&candidate.trial);
    }

    // Prompts of the first round: as many as let all rounds, each of about the same cost, end in time.
    std::int64_t firstItems(std::size_t count, int rounds) const
    {
        const double one = m_secondsMeasuring / static_cast<double>(std::max<std::int64_t>(1, m_measured));
        const double affordable = left() / std::max(one, 1e-4) / (static_cast<double>(count) * rounds);
        const auto turn = std::ssize(m_settings.lengths); // every length once at least
        const auto items = static_cast<std::int64_t>(std::min(affordable, static_cast<double>(m_settings.mostItems)));
        return std::max(turn, items / turn * turn);
    }

    /// How many measurements there will be, known ones included.
    void plan(std::size_t settings, std::int64_t items)
    {
        auto field = static_cast<std::int64_t>(settings);
        m_planned = field * items;
        m_total = field;
        while (field > 1) {
            field = (field + kThird - 1) / kThird;
            m_planned += field * (kThird - 1) * items;
            m_total += field;
            items *= kThird;
        }
    }

    bool halve(std::vector<Candidate> field)
    {
        const int rounds =
            1 + static_cast<int>(std::ceil(std::log(std::max<double>(1, static_cast<double>(field.size()))) /
                                           std::log(static_cast<double>(kThird))));
        m_what = say("search: round 1 of {0}", rounds);
        measure(field.front(), 1); // tells how long one takes
        std::int64_t items =
            m_items.decided("prompts of the first round of " + std::to_string(field.size()) + " settings",
                            [&] { return firstItems(field.size(), rounds); });
        plan(field.size(), items);
        for (int rung = 0;; ++rung) {
            m_what = say("search: round {0} of {1}, {2} settings", rung + 1, rounds, field.size());
            for (Candidate& candidate : field) {
                candidate.trial.rung = rung;
                if (!measure(candidate, items))
                    return false;
                known(candidate);
            }
            if (field.size() == 1)
                return true;
            std::stable_sort(field.begin(), field.end(),
                             [&](const Candidate& a, const Candidate& b) { return better(a.trial, b.trial); });
            field.resize((field.size() + kThird - 1) / kThird);
            items *= kThird;
        }
    }

    const SearchSettings& m_settings;
    const std::function<void(const SearchProgress&)>& m_onProgress;
    Progress& m_progress;
    SearchItems m_items;
    Clock::time_point m_start;
    double m_budget;
    double m_resumed = 0; // seconds that the journal's measurements took
    bool m_isResumed = true;
    double m_secondsMeasuring = 0;
    std::int64_t m_measured = 0;
    std::int64_t m_planned = 0; // 0: not known yet
    std::int64_t m_total = 0;   // trials
    Message m_what;
    std::vector<SearchTrial> m_trials;
    std::size_t m_best = 0;
    MethodSettings m_bestSettings;
};

std::vector<Candidate> decimationCandidates(const Model& model, const SearchSettings& settings)
{
    std::vector<Candidate> all;
    for (std::int64_t layer = 1; layer < model.config().layers; ++layer) {
        Candidate c;
        c.trial.layer = layer;
        c.settings.decimation = DecimationSettings::standard(model.config(), settings.trainingLength);
        c.settings.decimation.layers = {layer};
        c.method = makeMethod("decimamba", c.settings, model.config());
        all.push_back(std::move(c));
    }
    return all;
}

std::vector<Candidate> filterCandidates(const std::shared_ptr<const Model>& model, const Tokenizer& tokenizer,
                                        const std::string& calibration, const SearchSettings& settings,
                                        Progress& progress)
{
    const auto sequences =
        cutSequences(tokenizer.encode(calibration), settings.samples, settings.trainingLength, say("calibration text"));
    CalibrationSettings how;
    how.length = settings.trainingLength;
    how.source = settings.source;
    std::vector<Candidate> all;
    for (Profile& calibrated : calibrate(model, sequences, how, kClamps, progress)) {
        const double clamp = calibrated.clamp;
        const auto profile = std::make_shared<const Profile>(std::move(calibrated));
        for (const double theta : thetasOf(*profile))
            for (const double scale : kScales) {
                Candidate c;
                const std::vector<std::uint8_t> global = profile->globalChannels(logTheta(theta));
                c.trial.globalChannels = std::accumulate(global.begin(), global.end(), std::int64_t{0});
                c.trial.theta = c.settings.theta = theta;
                c.trial.scale = c.settings.scale = scale;
                c.trial.clamp = clamp;
                c.settings.profile = profile;
                c.method = makeMethod("longmamba", c.settings, model->config());
                all.push_back(std::move(c));
            }
    }
    // The published default comes first and always takes part; of the others chance chooses.
    std::mt19937_64 random(settings.seed);
    for (std::size_t i = all.size() - 1; i > 1; --i)
        std::swap(all[i], all[1 + random() % i]);
    if (std::ssize(all) > settings.candidates)
        all.resize(static_cast<std::size_t>(settings.candidates));
    return all;
}

void check(const Model& model, const SearchSettings& s)
{
    if (s.method != "longmamba" && s.method != "decimamba")
        throw Error(say("method \"{0}\"", s.method),
                    say("has nothing to search for (longmamba or decimamba expected)"));
    if (s.lengths.empty())
        throw Error(say("lengths"), say("none given"));
    for (const std::int64_t length : s.lengths)
        if (length <= s.trainingLength)
            throw Error(
                say("length {0}", length),
                say("is within the training length of {0} tokens, where nothing is filtered", s.trainingLength));
    if (!(s.minutes > 0))
        throw Error(say("minutes"), say("must be above 0"));
    if (s.trainingLength < 2)
        throw Error(say("training length"), say("is not known; give it in tokens"));
    if (s.candidates < 1 || s.samples < 1 || s.last < 1)
        throw Error(say("search"), say("candidates, samples and last tokens must be 1 or more"));
    if (s.method == "decimamba" && model.config().layers < 2)
        throw Error(model.name(), say("has one layer only"));
}

} // namespace

SearchMetric searchMetricNamed(const std::string& name)
{
    if (name == "passkey")
        return SearchMetric::Passkey;
    if (name == "perplexity")
        return SearchMetric::Perplexity;
    throw Error(say("metric \"{0}\"", name), say("is not known (passkey or perplexity expected)"));
}

std::string searchHistory(const SearchSettings& settings, const std::vector<SearchTrial>& trials)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const SearchTrial& t : trials) {
        nlohmann::ordered_json one;
        if (t.layer >= 0)
            one["layer"] = t.layer;
        else
            one = {{"theta", t.theta}, {"clamp", t.clamp}, {"scale", t.scale}, {"global_channels", t.globalChannels}};
        one["rung"] = t.rung;
        one["items"] = t.items;
        one["score"] = t.score;
        one["nll"] = t.nll;
        one["best"] = t.best;
        list.push_back(std::move(one));
    }
    const nlohmann::ordered_json history = {
        {"method", settings.method},
        {"metric", settings.metric == SearchMetric::Passkey ? "passkey" : "perplexity"},
        {"lengths", settings.lengths},
        {"minutes", settings.minutes},
        {"seed", settings.seed},
        {"text", settings.source},
        {"trials", list}};
    return history.dump();
}

SearchResult runSearch(const Workforce& workforce, const Tokenizer& tokenizer, const std::string& text,
                       const std::string& calibration, const SearchSettings& settings,
                       const std::function<void(const SearchProgress&)>& onProgress, Progress& progress)
{
    if (workforce.peers != nullptr)
        throw Error(say("search"), say("is for one process; --device names as many GPUs as there are"));
    const auto& model = workforce.models.front();
    check(*model, settings);
    Search search(workforce, tokenizer, text, settings, onProgress, progress);
    const bool filters = settings.method == "longmamba";
    std::map<double, std::shared_ptr<const Profile>> profiles;
    std::vector<Candidate> candidates = filters ? filterCandidates(model, tokenizer, calibration, settings, progress)
                                                : decimationCandidates(*model, settings);
    for (const Candidate& candidate : candidates)
        if (candidate.settings.profile)
            profiles[candidate.trial.clamp] = candidate.settings.profile;
    SearchResult result = search.run(std::move(candidates));
    if (filters) {
        result.profiles = std::move(profiles);
        Profile found = *result.settings.profile;
        found.theta = result.best.theta;
        found.scale = result.best.scale;
        found.history = searchHistory(settings, result.trials);
        result.profile = std::make_shared<const Profile>(std::move(found));
        result.settings.profile = result.profile;
    }
    return result;
}

} // namespace mambascope
