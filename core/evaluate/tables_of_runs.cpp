// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/tables_of_runs.h"

#include "core/evaluate/tables_of_searches.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

namespace mambascope {

namespace {

using Better = ResultTable::Better;

constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

std::string grouped(std::int64_t number)
{
    std::string digits = std::to_string(number);
    for (std::ptrdiff_t at = std::ssize(digits) - 3; at > 0; at -= 3)
        digits.insert(static_cast<std::size_t>(at), 1, ',');
    return digits;
}

std::string shortest(double value)
{
    std::string text = std::to_string(value); // six decimals
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.'))
        text.pop_back();
    return text;
}

bool rowsAreTasks(EvaluationKind kind)
{
    return kind == EvaluationKind::LongBench || kind == EvaluationKind::Ruler;
}

constexpr std::array<const char*, 3> kBuckets = {"0-4k", "4-8k", "8k+"};

std::vector<Message> latencyColumns()
{
    return {say("prefill, ms"), say("prefill added, %"), say("tokens/s"), say("memory, MiB"), say("memory added, %")};
}
constexpr std::array<std::pair<LatencyColumn, const char*>, 3> kLatencyValues = {
    {{Prefill, "prefill_seconds"}, {Decode, "decode_tokens_per_second"}, {Memory, "memory"}}};

std::size_t bucketOf(std::int64_t words)
{
    return words < 4000 ? 0 : words < 8000 ? 1 : 2;
}

/// The titles of one axis: what records have, numbers in order, names in the order of the settings and then as they
/// come.
class Axis
{
public:
    void add(double value) { m_numbers.insert(value); }
    void add(const std::string& name)
    {
        if (std::find(m_names.begin(), m_names.end(), name) == m_names.end())
            m_names.push_back(name);
    }
    std::vector<double> numbers() const { return {m_numbers.begin(), m_numbers.end()}; }
    const std::vector<std::string>& names() const { return m_names; }
    std::size_t indexOf(double value) const
    {
        return static_cast<std::size_t>(std::distance(m_numbers.begin(), m_numbers.find(value)));
    }
    std::size_t indexOf(const std::string& name) const
    {
        return static_cast<std::size_t>(std::find(m_names.begin(), m_names.end(), name) - m_names.begin());
    }

private:
    std::set<double> m_numbers;
    std::vector<std::string> m_names;
};

void addSeries(ResultGrid& grid, std::span<const ShownRun> runs)
{
    const std::vector<std::string> labels = runLabels(runs);
    for (std::size_t r = 0; r < runs.size(); ++r) {
        std::vector<std::string> methods = runs[r].run.settings.methods;
        for (const EvaluationRecord& record : runs[r].records)
            if (std::find(methods.begin(), methods.end(), record.method) == methods.end())
                methods.push_back(record.method);
        for (const std::string& method : methods) {
            const std::string title = methodTitle(method);
            grid.series.push_back({r, method, runs.size() > 1 ? labels[r] + ": " + title : title});
        }
    }
}

std::size_t seriesOf(const ResultGrid& grid, std::size_t run, const std::string& method)
{
    const auto found = std::find_if(grid.series.begin(), grid.series.end(), [&](const ResultGrid::Series& series) {
        return series.run == run && series.method == method;
    });
    return static_cast<std::size_t>(found - grid.series.begin());
}

bool isExtended(std::span<const ShownRun> runs)
{
    return std::any_of(runs.begin(), runs.end(), [](const ShownRun& shown) { return shown.run.settings.extended; });
}

void setAxes(ResultGrid& grid, std::span<const ShownRun> runs, Axis& rows, Axis& columns)
{
    const bool tasks = rowsAreTasks(grid.kind);
    for (const ShownRun& shown : runs) {
        const EvaluationSettings& settings = shown.run.settings;
        for (const std::string& task : settings.tasks)
            rows.add(task);
        for (const double depth : grid.kind == EvaluationKind::Passkey ? settings.depths : std::vector<double>())
            rows.add(depth);
        for (const std::int64_t length : settings.lengths)
            (tasks || grid.kind == EvaluationKind::Passkey ? columns : rows).add(static_cast<double>(length));
        for (const EvaluationRecord& record : shown.records) {
            if (tasks)
                rows.add(record.task);
            else
                rows.add(grid.kind == EvaluationKind::Passkey ? record.depth : static_cast<double>(record.length));
            if (grid.kind == EvaluationKind::Passkey || grid.kind == EvaluationKind::Ruler)
                columns.add(static_cast<double>(record.length));
        }
    }
    if (tasks) {
        grid.rows = rows.names();
    } else {
        grid.rowValues = rows.numbers();
        for (const double value : grid.rowValues)
            grid.rows.push_back(grid.kind == EvaluationKind::Passkey ? shortest(value)
                                                                     : grouped(static_cast<std::int64_t>(value)));
    }
    if (grid.kind == EvaluationKind::Passkey || grid.kind == EvaluationKind::Ruler) {
        for (const double length : columns.numbers())
            grid.columns.push_back(grouped(static_cast<std::int64_t>(length)));
    } else if (grid.kind == EvaluationKind::LongBench && isExtended(runs)) {
        grid.columns = {kBuckets.begin(), kBuckets.end()};
        grid.columns.push_back(say("all"));
    } else if (grid.kind == EvaluationKind::Latency) {
        grid.columns = latencyColumns();
    } else {
        grid.columns = {""};
    }
}

Better betterOf(EvaluationKind kind, std::size_t column)
{
    if (kind == EvaluationKind::Latency)
        return column == Decode                        ? Better::Higher
               : column == Prefill || column == Memory ? Better::Lower
                                                       : Better::Neither;
    return kind == EvaluationKind::Perplexity ? Better::Lower : Better::Higher;
}

int decimalsOf(EvaluationKind kind, std::size_t column)
{
    switch (kind) {
    case EvaluationKind::Passkey:
    case EvaluationKind::DocumentRetrieval:
        return 1;
    case EvaluationKind::Latency:
        return column == Memory ? 0 : 1;
    default:
        return 2;
    }
}

Message rowTitle(EvaluationKind kind)
{
    switch (kind) {
    case EvaluationKind::Passkey:
        return say("depth");
    case EvaluationKind::Perplexity:
        return say("context, tokens");
    case EvaluationKind::DocumentRetrieval:
        return say("documents");
    case EvaluationKind::Latency:
        return say("prompt, tokens");
    default:
        return say("task");
    }
}

/// The mean over the rows that have a value, as the papers' "Avg" is.
ResultTable::Row meanRow(const ResultTable& table)
{
    ResultTable::Row mean{{{.text = say("mean")}}, true};
    for (std::size_t c = 1; c < table.columns.size(); ++c) {
        double sum = 0;
        int count = 0;
        for (const ResultTable::Row& row : table.rows)
            if (!std::isnan(row.cells[c].value)) {
                sum += row.cells[c].value;
                ++count;
            }
        mean.cells.push_back({.value = count ? sum / count : kNothing});
    }
    return mean;
}

/// What every other method of a run takes more than its vanilla, per cent.
void addToVanilla(ResultGrid& grid)
{
    for (std::size_t s = 0; s < grid.series.size(); ++s) {
        const std::size_t vanilla = seriesOf(grid, grid.series[s].run, "vanilla");
        if (s == vanilla || vanilla == grid.series.size())
            continue;
        for (std::size_t row = 0; row < grid.rows.size(); ++row)
            for (const auto& [measured, added] : {std::pair(Prefill, PrefillAdded), std::pair(Memory, MemoryAdded)}) {
                const double more = 100 * (grid.value(s, row, measured) / grid.value(vanilla, row, measured) - 1);
                if (std::isfinite(more))
                    grid.cells[{s, row, added}] = {more, 1};
            }
    }
}

/// Vanilla adds nothing to itself, and a run may not have generated anything.
bool hasColumn(const ResultGrid& grid, std::size_t s, std::size_t column)
{
    if (grid.kind != EvaluationKind::Latency || column == Prefill || column == Memory)
        return true;
    for (std::size_t row = 0; row < grid.rows.size(); ++row)
        if (grid.cells.contains({s, row, column}))
            return true;
    return false;
}

/// The series of the first run that another run's series is compared with: the same method, or its only one.
std::size_t referenceOf(const ResultGrid& grid, const ResultGrid::Series& series)
{
    const std::size_t same = seriesOf(grid, 0, series.method);
    if (same < grid.series.size())
        return same;
    const auto ofFirst = std::count_if(grid.series.begin(), grid.series.end(),
                                       [](const ResultGrid::Series& one) { return one.run == 0; });
    return ofFirst == 1 ? 0 : grid.series.size();
}

} // namespace

std::vector<std::string> runLabels(std::span<const ShownRun> runs)
{
    std::vector<std::string> labels;
    for (const ShownRun& shown : runs) {
        const auto namesakes = std::count_if(runs.begin(), runs.end(),
                                             [&](const ShownRun& other) { return other.run.name == shown.run.name; });
        labels.push_back(namesakes > 1 ? shown.run.name + " (" + shown.run.created + ")" : shown.run.name);
    }
    return labels;
}

double ResultGrid::value(std::size_t s, std::size_t row, std::size_t column) const
{
    const auto found = cells.find({s, row, column});
    if (found == cells.end() || found->second.count == 0)
        return kNothing;
    const double mean = found->second.sum / static_cast<double>(found->second.count);
    if (kind == EvaluationKind::Latency)
        return column == Prefill ? 1000 * mean : column == Memory ? mean / 1048576 : mean;
    return kind == EvaluationKind::Perplexity ? std::exp(mean) : 100 * mean;
}

ResultGrid resultGrid(std::span<const ShownRun> runs)
{
    ResultGrid grid;
    if (runs.empty())
        return grid;
    grid.kind = runs[0].run.settings.kind;
    addSeries(grid, runs);
    Axis rows, columns;
    setAxes(grid, runs, rows, columns);
    const bool buckets = grid.kind == EvaluationKind::LongBench && isExtended(runs);
    for (std::size_t r = 0; r < runs.size(); ++r)
        for (const EvaluationRecord& record : runs[r].records) {
            const std::size_t series = seriesOf(grid, r, record.method);
            const std::size_t row = rowsAreTasks(grid.kind) ? rows.indexOf(record.task)
                                    : grid.kind == EvaluationKind::Passkey
                                        ? rows.indexOf(record.depth)
                                        : rows.indexOf(static_cast<double>(record.length));
            const auto add = [&](std::size_t column, double value) {
                ResultGrid::Cell& cell = grid.cells[{series, row, column}];
                cell.sum += value;
                ++cell.count;
            };
            if (grid.kind == EvaluationKind::Latency) {
                for (const auto& [column, name] : kLatencyValues)
                    if (const auto value = record.values.find(name); value != record.values.end())
                        add(column, value->second);
            } else if (buckets) {
                add(bucketOf(record.length), record.score);
                add(kBuckets.size(), record.score);
            } else {
                const bool byLength = grid.kind == EvaluationKind::Passkey || grid.kind == EvaluationKind::Ruler;
                add(byLength ? columns.indexOf(static_cast<double>(record.length)) : 0, record.score);
            }
        }
    if (grid.kind == EvaluationKind::Latency)
        addToVanilla(grid);
    return grid;
}

Message measureTitle(EvaluationKind kind)
{
    switch (kind) {
    case EvaluationKind::Passkey:
        return say("right pass keys, %");
    case EvaluationKind::Perplexity:
        return say("perplexity");
    case EvaluationKind::DocumentRetrieval:
        return say("right documents, %");
    case EvaluationKind::LongBench:
    case EvaluationKind::Ruler:
        return say("score, %");
    case EvaluationKind::Search:
        return say("trials");
    case EvaluationKind::Latency:
        return say("time and memory");
    }
    return {};
}

ResultTable resultTable(std::span<const ShownRun> runs)
{
    ResultTable table;
    if (runs.empty())
        return table;
    const EvaluationKind kind = runs[0].run.settings.kind;
    if (kind == EvaluationKind::Search)
        return searchTable(runs);
    const ResultGrid grid = resultGrid(runs);
    table.caption = measureTitle(kind);
    table.columns.push_back({"", rowTitle(kind), -1});
    const bool hasColumns = grid.columns.size() > 1 || !grid.columns.front().empty();
    struct Source
    {
        std::size_t series, column, reference;
        bool difference;
    };
    std::vector<Source> sources;
    const auto addColumns = [&](std::size_t s, std::size_t reference, bool difference, const std::string& label) {
        for (std::size_t c = 0; c < grid.columns.size(); ++c) {
            const bool added = kind == EvaluationKind::Latency && (c == PrefillAdded || c == MemoryAdded);
            if (!hasColumn(grid, s, c) || (added && difference))
                continue;
            table.columns.push_back({hasColumns ? Message(label) : Message(),
                                     hasColumns ? grid.columns[c] : Message(label), decimalsOf(kind, c),
                                     difference ? Better::Neither : betterOf(kind, c), difference || added});
            sources.push_back({s, c, reference, difference});
        }
    };
    for (std::size_t s = 0; s < grid.series.size(); ++s)
        addColumns(s, 0, false, grid.series[s].label);
    for (std::size_t s = 0; s < grid.series.size(); ++s)
        if (const std::size_t reference = referenceOf(grid, grid.series[s]);
            grid.series[s].run > 0 && reference < grid.series.size())
            addColumns(s, reference, true, grid.series[s].label + " − " + grid.series[reference].label);
    for (std::size_t row = 0; row < grid.rows.size(); ++row) {
        const double number = row < grid.rowValues.size() ? grid.rowValues[row] : kNothing;
        ResultTable::Row line{{{.text = grid.rows[row], .value = number}}, false};
        for (const Source& source : sources) {
            const double value = grid.value(source.series, row, source.column);
            line.cells.push_back(
                {.value = source.difference ? value - grid.value(source.reference, row, source.column) : value});
        }
        table.rows.push_back(std::move(line));
    }
    const bool hasMean =
        rowsAreTasks(kind) || kind == EvaluationKind::Passkey || kind == EvaluationKind::DocumentRetrieval;
    if (hasMean && table.rows.size() > 1)
        table.rows.push_back(meanRow(table));
    markBest(table);
    return table;
}

} // namespace mambascope
