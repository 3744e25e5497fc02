// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/evaluate/run_store.h"
#include "core/evaluate/workforce.h"
#include "core/method/profile.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace mambascope::ui {

struct Document;

/// What a run computes with. All of it is const and may be shared with everything else that is open.
struct EvaluationTools
{
    Workforce workforce; ///< a model on each of the run's devices
    std::shared_ptr<const Tokenizer> tokenizer;
    std::shared_ptr<const Profile> profile; ///< null: the model has none

    const Model& model() const { return workforce.model(); }
};

/// Opens what the settings name; what of it is open already (`document`, may be null) is shared.
/// \throws Error: no such model, no tokenizer, no profile although LongMamba is asked for; Cancelled
EvaluationTools openEvaluationTools(const EvaluationSettings& settings, const std::shared_ptr<const Document>& document,
                                    Progress& progress);

/// How far a run is.
struct EvaluationCount
{
    std::int64_t done = 0, total = 0; ///< results
    double secondsLeft = -1;          ///< until the end; -1: not known yet
    double fraction = -1;             ///< 0..1, of the time where results do not take equally long; -1: as the results
};

/// How a run tells what it does; called in the thread that runs it.
struct EvaluationListener
{
    /// `known`: an earlier run had it.
    std::function<void(const EvaluationRecord& record, bool known)> onRecord;
    /// Something was left out.
    std::function<void(const Message& problem)> onProblem;
    std::function<void(const EvaluationCount& count)> onCount;
};

/// Runs the evaluation in `folder`, or goes on with it from the journals there. What concerns one item only is a
/// problem and the rest goes on. \throws Error, Cancelled (what is complete has been written)
void runEvaluation(const EvaluationSettings& settings, const EvaluationTools& tools,
                   const std::filesystem::path& folder, const EvaluationListener& listener, Progress& progress);

} // namespace mambascope::ui
