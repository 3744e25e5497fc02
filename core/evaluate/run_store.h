// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"
#include "core/evaluate/run_store_settings.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mambascope {

/// One result of a run, of any kind, as pages and tables show it. What a run goes on from is the journal of its kind.
struct EvaluationRecord
{
    std::string method;      ///< "vanilla", "longmamba", "decimamba"
    std::string task;        ///< dataset or task; a text's name for perplexity
    std::int64_t length = 0; ///< tokens of prompt or window; documents (document retrieval); words (LongBench)
    double depth = 0;        ///< pass keys only
    /// Pass key and document retrieval: 0 or 1. Perplexity: mean loss of a window in nats. LongBench: 0..1. RULER:
    /// 0..1, share of references found. Search: the metric.
    double score = 0;
    /// Search: theta, scale, clamp, rung, nll. Latency: prefill_seconds, decode_tokens_per_second, memory
    /// (bytes).
    std::map<std::string, double> values;

    bool operator==(const EvaluationRecord&) const = default;
    nlohmann::json toJson() const;
    /// \throws Error (subject as given) for what is no record
    static EvaluationRecord fromJson(const nlohmann::json& json, const Message& subject);
};

/// What a run folder's run.json says. A run that ended in any way that could not be written down is partial.
struct StoredRun
{
    enum class State { Partial, Finished, Failed };

    std::filesystem::path folder;
    std::string name;
    std::string created; ///< UTC, "2026-01-31T12:00:00Z"
    EvaluationSettings settings;
    State state = State::Partial;
    Message failure;               ///< why it failed
    std::int64_t done = 0;         ///< results that there were when the file was written
    std::int64_t total = 0;        ///< 0: not known yet
    std::vector<Message> problems; ///< what was left out, and why

    std::filesystem::path results() const { return folder / "results.jsonl"; }
    /// \throws Error naming the file.
    static StoredRun load(const std::filesystem::path& folder);
    /// Atomic. \throws Error naming the file.
    void save() const;
};

/// A run's results, also while they are being written.
struct StoredResults
{
    std::vector<EvaluationRecord> records;
    std::vector<Message> problems; ///< lines that are no records, one sentence each; a last, half one is none
};
/// A run that has not begun has no results. \throws Error naming the file: it cannot be read.
StoredResults readResults(const StoredRun& run);

/// Writes a run's results as they come. A run that goes on tells all of its results again: until the first new one the
/// file stays as it was, so that nothing is missing from it if the run is stopped there. A disk that takes no more is
/// no reason to lose a result: it is kept in memory and written with the next ones.
class ResultLog
{
public:
    explicit ResultLog(const StoredRun& run) : m_path(run.results()) {}
    ~ResultLog();
    ResultLog(const ResultLog&) = delete;
    ResultLog& operator=(const ResultLog&) = delete;

    /// `known`: an earlier run had it, and it can wait.
    void add(const EvaluationRecord& record, bool known);
    /// Writes what is still kept back. \returns whether all is written
    bool flush();
    /// Whether the file is this run's already.
    bool hasBegun() const { return m_descriptor >= 0; }
    /// Why flush() could not: "FILE: cause".
    Message problem() const;

private:
    bool begin();

    std::filesystem::path m_path;
    std::string m_pending; ///< lines that are not in the file yet
    int m_descriptor = -1;
    std::int64_t m_end = 0; ///< bytes of whole lines in the file
    Message m_problem;
};

/// "2026-01-31T12:00:00Z", as a run's `created` is.
std::string utcText(std::chrono::system_clock::time_point time);

/// A folder of run folders.
class RunStore
{
public:
    explicit RunStore(std::filesystem::path folder) : m_folder(std::move(folder)) {}
    const std::filesystem::path& folder() const { return m_folder; }

    struct Listing
    {
        std::vector<StoredRun> runs;   ///< newest first
        std::vector<Message> problems; ///< folders whose run.json cannot be read, one sentence each
    };
    /// A folder that does not exist holds no runs.
    Listing list() const;

    /// Makes a folder named after date and kind. \throws Error naming the folder.
    StoredRun create(const EvaluationSettings& settings, const std::string& name,
                     std::chrono::system_clock::time_point now) const;
    /// Moves the run out of sight. \returns where it is now. \throws Error naming the folder.
    std::filesystem::path remove(const StoredRun& run) const;
    /// Takes remove() back. \throws Error naming the folder.
    void restore(const std::filesystem::path& removed) const;
    /// Deletes for good what was removed before `before`.
    void purge(std::filesystem::file_time_type before) const;

private:
    std::filesystem::path trash() const { return m_folder / ".removed"; }

    std::filesystem::path m_folder;
};

} // namespace mambascope
