// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/common_options.h"
#include "core/evaluate/item_run.h"
#include "core/evaluate/run_store.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mambascope::cli {

/// What a verb of an evaluation leaves besides its own output: run.json and results.jsonl in the folder of its
/// journals, so that the window's Evaluate page lists, shows, compares and resumes the run, and the table that the page
/// exports.
class StoredEvaluation
{
public:
    /// --table
    void add(CLI::App& app);
    /// The same for a verb that has an option of this name of its own.
    void setTable(const std::string& file) { m_table = file; }
    /// Refuses a table that cannot be written, before anything is computed.
    void check() const;

    /// `folder`: empty: nothing is kept. `leads`: the other processes of a run write nothing. \throws Error: the folder
    /// holds a run of another kind
    void begin(EvaluationSettings settings, const std::string& folder, bool leads);
    /// What has become known of an item; `record` is none where there is a problem instead.
    void tell(const ItemOutcome& outcome, const std::optional<EvaluationRecord>& record);
    void tell(const EvaluationRecord& record, bool resumed, std::int64_t done, std::int64_t total);
    /// Writes what is complete. Problems of the disk are added to the others.
    void finish(bool cancelled, std::vector<Message>& problems);

private:
    void save();

    std::string m_table;
    std::string m_problem; ///< why run.json is not written
    StoredRun m_run;
    bool m_leads = false;
    std::unique_ptr<ResultLog> m_log; ///< null: nothing is kept
    std::vector<EvaluationRecord> m_records;
};

/// Model, methods and their settings as a stored run has them: files by their whole paths, so that it can go on from
/// anywhere; what the options leave open as it was chosen for this model.
EvaluationSettings storedSettings(EvaluationKind kind, const ModelOptions& model, const MethodOptions& method,
                                  const Model& opened);
/// The whole path of a file or folder; nothing stays nothing.
std::string wholePath(const std::string& file);

} // namespace mambascope::cli
