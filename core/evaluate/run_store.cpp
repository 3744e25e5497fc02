// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/run_store.h"

#include "core/base/append_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/replace_file.h"
#include "core/base/system_reason.h"
#include "core/base/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>
#include <fcntl.h>
#include <iterator>
#include <system_error>
#include <unistd.h>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kFormat = "mambascope-run";
constexpr int kVersion = 1;
constexpr std::size_t kKeptProblems = 1000; // a broken data set has one a line

const std::array<std::pair<StoredRun::State, const char*>, 3> kStates = {{{StoredRun::State::Partial, "partial"},
                                                                          {StoredRun::State::Finished, "finished"},
                                                                          {StoredRun::State::Failed, "failed"}}};

std::string timeText(std::chrono::system_clock::time_point now, const char* format)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 64> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), format, &parts);
    return {text.data(), size};
}

std::string dumped(const json& document, int indent)
{
    return document.dump(indent, ' ', false, json::error_handler_t::replace) + '\n';
}

template <typename T>
T field(const json& document, const char* key, T fallback, const Message& subject)
{
    const auto entry = document.find(key);
    if (entry == document.end())
        return fallback;
    try {
        return entry->get<T>();
    } catch (const json::exception&) {
        throw Error(subject, say("\"{0}\" has a value of another type", key));
    }
}

} // namespace

std::string utcText(std::chrono::system_clock::time_point time)
{
    return timeText(time, "%Y-%m-%dT%H:%M:%SZ");
}

json EvaluationRecord::toJson() const
{
    json document = {{"method", method}, {"length", length}, {"score", jsonOfNumber(score)}};
    if (!task.empty())
        document["task"] = task;
    if (depth != 0)
        document["depth"] = depth;
    for (const auto& [name, value] : values)
        document["values"][name] = jsonOfNumber(value);
    return document;
}

EvaluationRecord EvaluationRecord::fromJson(const json& document, const Message& subject)
{
    if (!document.is_object() || !document.contains("method") || !document.contains("score"))
        throw Error(subject, say("is no result: it has no \"method\" or no \"score\""));
    EvaluationRecord record;
    record.method = field(document, "method", record.method, subject);
    record.task = field(document, "task", record.task, subject);
    record.length = field(document, "length", record.length, subject);
    record.depth = field(document, "depth", record.depth, subject);
    record.score = numberOfJson(document.at("score"), say("{0}: \"score\"", subject));
    for (const auto& [name, value] : field(document, "values", std::map<std::string, json>(), subject))
        record.values[name] = numberOfJson(value, say("{0}: \"{1}\"", subject, name));
    return record;
}

StoredRun StoredRun::load(const fs::path& folder)
{
    const fs::path path = folder / "run.json";
    const std::string subject = path.string();
    const json document = parseJson(readTextFile(path), subject);
    if (!document.is_object() || document.value("format", json()) != kFormat)
        throw Error(subject, say("does not describe a run"));
    if (field(document, "version", 0, subject) > kVersion)
        throw Error(subject, say("was written by a newer program"));
    StoredRun run;
    run.folder = folder;
    run.name = field(document, "name", folder.filename().string(), subject);
    run.created = field(document, "created", std::string(), subject);
    run.settings = EvaluationSettings::fromJson(document.value("settings", json()), subject);
    const std::string state = field(document, "state", std::string("partial"), subject);
    const auto known =
        std::find_if(kStates.begin(), kStates.end(), [&](const auto& entry) { return state == entry.second; });
    if (known == kStates.end())
        throw Error(subject, say("\"state\" is none of partial, finished and failed"));
    run.state = known->first;
    run.failure = field(document, "failure", std::string(), subject);
    run.done = field(document, "done", std::int64_t{0}, subject);
    run.total = field(document, "total", std::int64_t{0}, subject);
    const auto problems = field(document, "problems", std::vector<std::string>(), subject);
    run.problems.assign(problems.begin(), problems.end());
    return run;
}

void StoredRun::save() const
{
    json document = {{"format", kFormat},  {"version", kVersion},           {"name", name},
                     {"created", created}, {"settings", settings.toJson()}, {"done", done},
                     {"total", total}};
    document["state"] =
        std::find_if(kStates.begin(), kStates.end(), [&](const auto& entry) { return state == entry.first; })->second;
    if (!failure.empty())
        document["failure"] = failure.english();
    if (!problems.empty())
        document["problems"] = std::vector<Message>(
            problems.begin(), problems.begin() + static_cast<std::ptrdiff_t>(std::min(problems.size(), kKeptProblems)));
    replaceFile(folder / "run.json", dumped(document, 2));
}

StoredResults readResults(const StoredRun& run)
{
    StoredResults results;
    std::error_code status;
    if (!fs::exists(run.results(), status))
        return results;
    const std::string text = readTextFile(run.results());
    std::size_t begin = 0;
    for (std::int64_t number = 1;; ++number) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos)
            break; // the rest is being written, or was when the run was killed
        const std::string line = text.substr(begin, end - begin);
        begin = end + 1;
        const Message place = linePlace(run.results(), number);
        try {
            results.records.push_back(EvaluationRecord::fromJson(parseJson(line, place), place));
        } catch (const Error& error) {
            results.problems.push_back(error.message());
        }
    }
    return results;
}

ResultLog::~ResultLog()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
}

void ResultLog::add(const EvaluationRecord& record, bool known)
{
    m_pending += dumped(record.toJson(), -1);
    if (!known)
        flush();
}

// The first lines take the place of an earlier run's file, which stays until they are there.
bool ResultLog::begin()
{
    try {
        replaceFile(m_path, m_pending);
    } catch (const Error& error) {
        m_problem = error.causeMessage();
        return false;
    }
    m_descriptor = ::open(m_path.c_str(), O_WRONLY | O_CLOEXEC);
    if (m_descriptor < 0) {
        m_problem = say("cannot be written: {0}", systemReason(errno));
        return false;
    }
    m_end = std::ssize(m_pending);
    return true;
}

bool ResultLog::flush()
{
    if (m_descriptor < 0 ? !begin() : !appendWhole(m_descriptor, m_end, m_pending, m_problem))
        return false;
    m_pending.clear();
    return true;
}

Message ResultLog::problem() const
{
    return Error(m_path.string(), m_problem).message();
}

RunStore::Listing RunStore::list() const
{
    Listing listing;
    std::error_code status;
    for (fs::directory_iterator entry(m_folder, status), end; !status && entry != end; entry.increment(status)) {
        std::error_code ignored;
        if (!entry->is_directory(ignored) || !fs::exists(entry->path() / "run.json", ignored))
            continue;
        try {
            listing.runs.push_back(StoredRun::load(entry->path()));
        } catch (const Error& error) {
            listing.problems.push_back(error.message());
        }
    }
    if (status && status != std::errc::no_such_file_or_directory)
        listing.problems.push_back(say("{0}: cannot be read: {1}", m_folder.string(), systemReason(status)));
    std::sort(listing.runs.begin(), listing.runs.end(), [](const StoredRun& a, const StoredRun& b) {
        return a.created != b.created ? a.created > b.created : a.folder > b.folder;
    });
    return listing;
}

StoredRun RunStore::create(const EvaluationSettings& settings, const std::string& name,
                           std::chrono::system_clock::time_point now) const
{
    StoredRun run;
    run.name = name;
    run.settings = settings;
    run.created = utcText(now);
    const std::string stem = timeText(now, "%Y%m%d-%H%M%S-") + toString(settings.kind);
    std::error_code status;
    fs::create_directories(m_folder, status);
    // Two runs may begin within a second, in this program or another one.
    for (int k = 1; !status; ++k) {
        run.folder = m_folder / (k == 1 ? stem : stem + "-" + std::to_string(k));
        if (fs::create_directory(run.folder, status))
            break;
    }
    if (status)
        throw Error(m_folder.string(), say("a run cannot be kept there: {0}", systemReason(status)));
    run.save();
    return run;
}

fs::path RunStore::remove(const StoredRun& run) const
{
    std::error_code status;
    fs::create_directories(trash(), status);
    const fs::path place = trash() / run.folder.filename();
    if (!status)
        fs::rename(run.folder, place, status);
    if (!status)
        fs::last_write_time(place, fs::file_time_type::clock::now(), status);
    if (status)
        throw Error(run.folder.string(), say("cannot be removed: {0}", systemReason(status)));
    return place;
}

void RunStore::restore(const fs::path& removed) const
{
    std::error_code status;
    fs::rename(removed, m_folder / removed.filename(), status);
    if (status)
        throw Error(removed.string(), say("cannot be brought back: {0}", systemReason(status)));
}

void RunStore::purge(fs::file_time_type before) const
{
    std::error_code status;
    std::vector<fs::path> old;
    for (fs::directory_iterator entry(trash(), status), end; !status && entry != end; entry.increment(status)) {
        std::error_code failure;
        const fs::file_time_type time = fs::last_write_time(entry->path(), failure);
        if (!failure && time < before)
            old.push_back(entry->path());
    }
    for (const fs::path& path : old)
        fs::remove_all(path, status);
}

} // namespace mambascope
