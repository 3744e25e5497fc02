// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/tables_of_runs.h"
#include "ui/figures/figures.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mambascope::ui {

class FigurePlot;

/// Trials of a search as points: LongMamba's by theta and, a row each, by factor and clamp, coloured by what they gave;
/// DeciMamba's by layer and what they gave. The longer a setting was measured, the larger is its point.
struct TrialsFigure
{
    struct Trial
    {
        double x = 0, y = 0;
        double score = 0; ///< in the unit that is shown: per cent, perplexity
        bool best = false;
        std::size_t run = 0;
        int row = 0; ///< of the table
        EvaluationRecord record;
    };
    std::string xLabel, yLabel, scoreLabel;
    std::vector<std::string> rows; ///< labels of y = 0, 1, ...; empty: y is a number
    bool logX = false;
    bool lowerIsBetter = false;
    std::vector<Trial> trials; ///< in the order of the table
    int chosen = -1;           ///< a trial with a ring around it; -1: none
};

/// The picture of one run or of several of a kind: heat maps (pass key, RULER), curves (perplexity, document retrieval,
/// latency) or a scatter plot (search). LongBench has none.
struct EvaluationFigure
{
    std::vector<HeatMapFigure> maps;
    std::vector<LinesFigure> lines; ///< a panel each
    std::optional<TrialsFigure> trials;
    bool isEmpty() const { return maps.empty() && lines.empty() && !trials; }
};
EvaluationFigure evaluationFigure(std::span<const ShownRun> runs);

/// In trials_figure.cpp; none without trials.
std::optional<TrialsFigure> trialsFigure(std::span<const ShownRun> runs);
void drawTrials(FigurePlot& figure, const TrialsFigure& content);

/// \throws Error when there is nothing to draw
void drawEvaluation(FigurePlot& figure, const EvaluationFigure& content);
/// \throws Error naming the file, see figures.h
void writeEvaluationPicture(const std::filesystem::path& path, const EvaluationFigure& content,
                            const FigureOptions& options = {});

} // namespace mambascope::ui
