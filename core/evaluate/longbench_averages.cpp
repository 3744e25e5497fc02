// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/longbench_averages.h"

#include <algorithm>
#include <cmath>

namespace mambascope {

namespace {

class Mean
{
public:
    void add(double value)
    {
        m_sum += value;
        ++m_count;
    }
    double value() const { return m_sum / static_cast<double>(m_count); } // NaN of nothing

private:
    double m_sum = 0;
    int m_count = 0;
};

} // namespace

const std::array<const char*, 3> kLongBenchLengths = {"0-4k", "4-8k", "8k+"};

std::optional<LongBenchAverages> longBenchAverages(const std::vector<LongBenchScore>& scores, std::size_t method)
{
    Mean datasets, groupMean;
    std::array<Mean, 3> lengths;
    bool byLength = false;
    std::vector<std::pair<std::string, Mean>> groups;
    // In the benchmark's order, whichever was asked for first.
    for (const LongBenchTask& task : longBenchTasks())
        for (const LongBenchScore& score : scores) {
            if (score.dataset != task.name || score.method != method || !score.problem.empty())
                continue;
            datasets.add(score.score);
            if (groups.empty() || groups.back().first != task.group)
                groups.emplace_back(task.group, Mean());
            groups.back().second.add(score.score);
            byLength = byLength || score.byLength.has_value();
            for (std::size_t i = 0; score.byLength && i < lengths.size(); ++i)
                if (!std::isnan((*score.byLength)[i]))
                    lengths[i].add((*score.byLength)[i]);
        }
    if (groups.empty())
        return std::nullopt;
    LongBenchAverages averages;
    averages.datasets = datasets.value();
    for (const auto& [name, mean] : groups) {
        averages.groups.emplace_back(name, mean.value());
        groupMean.add(mean.value());
    }
    averages.groupMean = groupMean.value();
    if (byLength)
        averages.byLength = {lengths[0].value(), lengths[1].value(), lengths[2].value()};
    return averages;
}

} // namespace mambascope
