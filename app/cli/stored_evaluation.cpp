// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/stored_evaluation.h"

#include "app/cli/output.h"
#include "core/evaluate/tables_of_runs.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

namespace mambascope::cli {

namespace fs = std::filesystem;

std::string wholePath(const std::string& file)
{
    if (file.empty())
        return {};
    std::error_code status;
    const fs::path whole = fs::absolute(file, status);
    return status ? file : whole.lexically_normal().string();
}

EvaluationSettings storedSettings(EvaluationKind kind, const ModelOptions& model, const MethodOptions& method,
                                  const Model& opened)
{
    EvaluationSettings settings = EvaluationSettings::defaults(kind);
    model.describe(settings);
    method.describe(settings, opened);
    return settings;
}

void StoredEvaluation::add(CLI::App& app)
{
    app.add_option("--table", m_table, "The table that the window exports, as .tex, .md or .csv");
}

void StoredEvaluation::check() const
{
    if (!m_table.empty())
        requireWritable(m_table, OutKind::ResultTable);
}

void StoredEvaluation::begin(EvaluationSettings settings, const std::string& folder, bool leads)
{
    m_leads = leads;
    m_run.settings = std::move(settings);
    m_run.name = fs::path(m_run.settings.model).filename().string() + ", " + toString(m_run.settings.kind);
    if (folder.empty() || !leads)
        return;
    m_run.folder = folder;
    std::error_code status;
    m_run.created = utcText(std::chrono::system_clock::now());
    if (fs::exists(m_run.folder / "run.json", status)) {
        const StoredRun before = StoredRun::load(m_run.folder);
        if (before.settings.kind != m_run.settings.kind)
            throw Error(folder,
                        "holds a run of another kind (" + toString(before.settings.kind) + "); name another folder");
        m_run.name = before.name;
        m_run.created = before.created;
    }
    m_log = std::make_unique<ResultLog>(m_run);
}

// Not before a result is there: a run that its journal refuses changes nothing.
void StoredEvaluation::save()
{
    if (!m_log)
        return;
    try {
        m_run.save();
    } catch (const Error& error) {
        m_problem = error.what();
    }
}

void StoredEvaluation::tell(const ItemOutcome& outcome, const std::optional<EvaluationRecord>& record)
{
    m_run.done = static_cast<std::int64_t>(outcome.done);
    m_run.total = static_cast<std::int64_t>(outcome.total);
    if (record) // a problem is in the evaluation's report
        tell(*record, outcome.resumed, m_run.done, m_run.total);
}

void StoredEvaluation::tell(const EvaluationRecord& record, bool resumed, std::int64_t done, std::int64_t total)
{
    m_run.done = done;
    m_run.total = total;
    if (m_records.empty()) // so that one that is killed is listed, too
        save();
    if (m_log)
        m_log->add(record, resumed);
    m_records.push_back(record);
}

void StoredEvaluation::finish(bool cancelled, std::vector<Message>& problems)
{
    if (!m_leads)
        return;
    if (m_log && m_run.total > 0) {
        m_run.state = cancelled ? StoredRun::State::Partial : StoredRun::State::Finished;
        if ((!cancelled || m_log->hasBegun()) && !m_log->flush())
            problems.push_back(say("results are not written: {0}", m_log->problem()));
        m_run.problems = problems;
        m_problem.clear();
        save();
        if (!m_problem.empty())
            problems.push_back(m_problem);
    }
    if (m_table.empty() || m_records.empty())
        return;
    const ShownRun shown{m_run, m_records, {}};
    writeResultTable(m_table, resultTable({&shown, 1}));
}

} // namespace mambascope::cli
