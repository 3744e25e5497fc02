// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/search.h"
#include "core/method/method.h"
#include "ui/engine/evaluation_jobs.h"

#include <filesystem>

namespace mambascope::ui {

// The kinds of run that are no list of questions: what one of their results takes, and how many there will be, shows
// while they run. Both go on from the journals of the verbs of their names.

/// A record a trial. FOLDER/profile.safetensors is the best one's, also of a search that was stopped, and
/// trialProfile() that of any of them. \throws Error, Cancelled
void runSearchTrials(const EvaluationSettings& settings, const EvaluationTools& tools,
                     const std::filesystem::path& folder, const EvaluationListener& listener, Progress& progress);

/// A record a length and method. \throws Error, Cancelled
void runLatencyTable(const EvaluationSettings& settings, const EvaluationTools& tools,
                     const std::filesystem::path& folder, const EvaluationListener& listener, Progress& progress);

/// Where the profile of a search's trial is, once the search has ended or was stopped. Trials of one clamp share it.
std::filesystem::path trialProfile(const std::filesystem::path& folder, const EvaluationRecord& trial);
/// Writes those files, with profile.safetensors of the best one. \throws Error naming the file
void keepSearchProfiles(const std::filesystem::path& folder, const SearchResult& result);
/// Writes the trial's profile, with its theta, factor and the search's history, into a folder where it outlives the
/// run. \returns the file. \throws Error: the search was killed before it wrote one, the folder cannot be written
std::filesystem::path keepTrialProfile(const StoredRun& run, const EvaluationRecord& trial,
                                       const std::filesystem::path& folder);
/// What a trial of DeciMamba was measured with. `profile` (may be null) says the training length where the run does
/// not.
DecimationSettings trialDecimation(const EvaluationSettings& settings, const EvaluationRecord& trial,
                                   const ModelConfig& config, const Profile* profile);

} // namespace mambascope::ui
