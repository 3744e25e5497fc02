// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/tables_of_searches.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <string_view>
#include <tuple>

namespace mambascope {

namespace {

std::string shortNumber(double value)
{
    std::array<char, 32> text{};
    const auto [end, status] =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 4);
    return {text.data(), end};
}

double valueOr0(const EvaluationRecord& trial, const char* name)
{
    const auto found = trial.values.find(name);
    return found == trial.values.end() ? 0 : found->second;
}

bool lowerIsBetter(const ShownRun& run)
{
    return run.run.settings.metric == "perplexity";
}

auto rankOf(const EvaluationRecord& trial, const ShownRun& run)
{
    const auto rank = [](double value) { return std::isnan(value) ? -HUGE_VAL : value; };
    const bool isNumber = !std::isnan(trial.score);
    return std::tuple(isNumber, valueOr0(trial, "rung"), rank(lowerIsBetter(run) ? -trial.score : trial.score),
                      rank(-valueOr0(trial, "nll")));
}

/// What tells settings apart.
constexpr std::array<const char*, 4> kSettings = {"theta", "clamp", "scale", "layer"};

/// The heading of its column.
Message titleOf(std::string_view setting)
{
    return setting == "theta"   ? say("theta")
           : setting == "clamp" ? say("clamp")
           : setting == "scale" ? say("factor")
                                : say("layer");
}

} // namespace

double trialValue(const EvaluationRecord& trial, const char* name)
{
    const auto found = trial.values.find(name);
    return found == trial.values.end() ? std::numeric_limits<double>::quiet_NaN() : found->second;
}

std::vector<ShownTrial> shownTrials(std::span<const ShownRun> runs)
{
    std::vector<ShownTrial> trials;
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::map<std::vector<double>, const EvaluationRecord*> last;
        for (const EvaluationRecord& record : runs[r].records) {
            std::vector<double> key;
            for (const char* setting : kSettings)
                key.push_back(record.values.contains(setting) ? valueOr0(record, setting) : -1);
            const EvaluationRecord*& known = last[key];
            if (known == nullptr || valueOr0(record, "rung") >= valueOr0(*known, "rung"))
                known = &record;
        }
        const EvaluationRecord* best = bestTrial(runs[r]);
        for (const auto& [key, record] : last)
            trials.push_back({r, record, record == best});
    }
    std::stable_sort(trials.begin(), trials.end(), [&](const ShownTrial& a, const ShownTrial& b) {
        return rankOf(*a.record, runs[a.run]) > rankOf(*b.record, runs[b.run]);
    });
    return trials;
}

const EvaluationRecord* bestTrial(const ShownRun& run)
{
    const EvaluationRecord* best = nullptr;
    for (const EvaluationRecord& record : run.records)
        if (best == nullptr || rankOf(record, run) > rankOf(*best, run))
            best = &record;
    return best;
}

ResultTable searchTable(std::span<const ShownRun> runs)
{
    ResultTable table;
    if (runs.empty())
        return table;
    const std::vector<ShownTrial> trials = shownTrials(runs);
    const std::vector<std::string> labels = runLabels(runs);
    const bool lower = lowerIsBetter(runs[0]);
    const auto has = [&](const char* name) {
        return std::any_of(trials.begin(), trials.end(),
                           [name](const ShownTrial& trial) { return trial.record->values.contains(name); });
    };
    table.caption = say("search, {0}", runs[0].run.settings.metric);
    if (runs.size() > 1)
        table.columns.push_back({"", say("run"), -1});
    std::vector<const char*> shown;
    for (const char* setting : kSettings)
        if (has(setting)) {
            shown.push_back(setting);
            table.columns.push_back({"", titleOf(setting), -1});
        }
    if (has("global_channels")) {
        shown.push_back("global_channels");
        table.columns.push_back({"", say("global channels"), -1});
    }
    shown.push_back("items");
    table.columns.push_back({"", lower ? say("windows") : say("prompts"), -1});
    using Better = ResultTable::Better;
    table.columns.push_back({"", lower ? say("perplexity") : say("right pass keys, %"), lower ? 3 : 1,
                             lower ? Better::Lower : Better::Higher});
    table.columns.push_back({"", say("loss"), 4, Better::Lower});
    for (const ShownTrial& trial : trials) {
        ResultTable::Row row;
        if (runs.size() > 1)
            row.cells.push_back({.text = labels[trial.run]});
        for (const char* name : shown) {
            const double value = trialValue(*trial.record, name);
            row.cells.push_back({.text = std::isnan(value) ? "-" : shortNumber(value), .value = value});
        }
        row.cells.push_back({.value = lower ? trial.record->score : 100 * trial.record->score, .best = trial.best});
        row.cells.push_back({.value = trialValue(*trial.record, "nll")});
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace mambascope
