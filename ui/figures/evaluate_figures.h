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

/// Trials of a search: two settings, coloured by what they gave.
struct TrialsFigure
{
    struct Trial
    {
        double theta = 0, factor = 0, score = 0;
        bool best = false;
        double scale = 1; ///< on g(S)
    };
    std::string yLabel, scoreLabel;
    std::vector<Trial> trials;
    bool isScale = true; ///< the factor is that on g(S); otherwise the clamp of the calibration
};

/// The picture of one run or of several of a kind: heat maps (pass key, RULER), curves (perplexity, document retrieval,
/// latency) or a scatter plot (search). LongBench has none.
struct EvaluationFigure
{
    std::vector<HeatMapFigure> maps;
    std::optional<LinesFigure> lines;
    std::optional<TrialsFigure> trials;
    bool isEmpty() const { return maps.empty() && !lines && !trials; }
};
EvaluationFigure evaluationFigure(std::span<const ShownRun> runs);

/// \throws Error when there is nothing to draw
void drawEvaluation(FigurePlot& figure, const EvaluationFigure& content);
/// \throws Error naming the file, see figures.h
void writeEvaluationPicture(const std::filesystem::path& path, const EvaluationFigure& content,
                            const FigureOptions& options = {});

} // namespace mambascope::ui
