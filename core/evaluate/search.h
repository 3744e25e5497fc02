// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/workforce.h"
#include "core/method/method.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

enum class SearchMetric {
    Passkey,   ///< share of pass keys hidden in the text that are found; of equal ones the likelier answers win
    Perplexity ///< of the last tokens of windows of the text
};

struct SearchSettings
{
    /// "longmamba": theta, clamp and threshold factor. "decimamba": the first decimating layer, each alone, as
    /// the published find_deci_layer does, but by halving instead of on three windows each.
    std::string method = "longmamba";
    SearchMetric metric = SearchMetric::Passkey;
    std::vector<std::int64_t> lengths; ///< of prompts or windows, in turn
    double minutes = 10;
    std::uint64_t seed = 0;          ///< of keys, windows and which settings are tried
    std::int64_t trainingLength = 0; ///< n of calibrations, L_base of decimation
    std::int64_t samples = 5;        ///< calibration sequences
    std::int64_t candidates = 27;    ///< settings to begin with, at most
    std::int64_t mostItems = 40;     ///< prompts or windows of the first round, at most
    std::int64_t last = 100;         ///< tokens of a window that count for the perplexity
    std::string source;              ///< name of the text, for the profile
    /// File in which every measurement is kept as it comes. A search of the same settings goes on from it: what it has
    /// is not measured again, and the time that this took counts. Empty: nothing is kept.
    std::filesystem::path journal;
};

/// One setting after one round.
struct SearchTrial
{
    double theta = 0, clamp = 0, scale = 0; ///< LongMamba
    std::int64_t layer = -1;                ///< DeciMamba
    std::int64_t globalChannels = 0;        ///< LongMamba: channels that are filtered
    int rung = 0;                           ///< round of the halving, from 0
    std::int64_t items = 0;                 ///< prompts or windows that the score is a mean over
    double score = 0;                       ///< accuracy 0..1, or perplexity
    double nll = 0;                         ///< mean loss of the answers or of the windows, nats
    bool best = false;
};

/// What a search tells after every measurement.
struct SearchProgress
{
    const SearchTrial* trial = nullptr; ///< has become known just now; null: none has
    bool resumed = false;               ///< everything so far was in the journal
    std::int64_t trials = 0, total = 0; ///< known ones, of all rounds
    double secondsLeft = 0;             ///< until the last round or the end of the time, whatever is first
    double fraction = 0;                ///< of the time that it takes, 0..1
};

struct SearchResult
{
    std::vector<SearchTrial> trials; ///< in the order in which they were known; one is the best
    SearchTrial best;
    MethodSettings settings; ///< of the best one, as makeMethod() takes them
    std::shared_ptr<const Profile>
        profile; ///< LongMamba: calibrated with the best clamp, with theta, scale and history
    /// LongMamba: those of all clamps that were tried, by clamp.
    std::map<double, std::shared_ptr<const Profile>> profiles;
    Message problem;       ///< measurements that could not be kept in the journal, and why
    bool complete = false; ///< false: time was up, or it was cancelled, before the last round
    double seconds = 0;
};

/// Successive halving (Jamieson and Talwalkar 2016): every setting is measured on a few prompts, the best third on
/// three times as many, and so on. All see the same prompts, and what one measured stays. How many prompts the first
/// round has follows from the time that the first ones took. Settings that filter the same tokens of every channel, and
/// lengths at which nothing is filtered, are measured once. `text` is what keys are hidden in or windows are cut from,
/// `calibration` where calibration sequences come from. Several models measure prompts side by side. Cancelling, or the
/// end of the time, ends it with the best so far. \throws Error for settings out of range, a text that is too short, a
/// journal that cannot be used; Cancelled when nothing was measured.
SearchResult runSearch(const Workforce& workforce, const Tokenizer& tokenizer, const std::string& text,
                       const std::string& calibration, const SearchSettings& settings,
                       const std::function<void(const SearchProgress&)>& onProgress, Progress& progress);

SearchMetric searchMetricNamed(const std::string& name); ///< "passkey" or "perplexity". \throws Error
/// {"metric", "lengths", "seed", "best", "trials": [{..}]}: what Profile::history holds.
std::string searchHistory(const SearchSettings& settings, const std::vector<SearchTrial>& trials);

} // namespace mambascope
