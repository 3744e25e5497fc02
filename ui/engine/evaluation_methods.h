// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/workforce.h"
#include "ui/engine/evaluation_jobs.h"

#include <string>
#include <vector>

namespace mambascope::ui {

/// Each method of a run under the name and fingerprint that the verbs give it, so that both go on with the same run.
/// \throws Error for settings that a method refuses
std::vector<EvaluatedMethod> evaluatedMethods(const EvaluationSettings& settings, const EvaluationTools& tools);

/// The first text of the settings, or the built-in story. \throws Error naming the file
std::string evaluationText(const EvaluationSettings& settings);
/// What it is called.
std::string evaluationTextName(const EvaluationSettings& settings);

} // namespace mambascope::ui
