// SPDX-License-Identifier: GPL-3.0-or-later
// RULER's prepared files, read and written.
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"
#include "core/evaluate/ruler_run.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <iterator>
#include <system_error>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// A folder named by a length; 0 for others.
std::int64_t lengthOf(const fs::path& folder)
{
    const std::string name = folder.filename().string();
    std::int64_t length = 0;
    const auto [end, status] = std::from_chars(name.data(), name.data() + name.size(), length);
    return status == std::errc() && end == name.data() + name.size() && length > 0 ? length : 0;
}

RulerSample sampleOf(const nlohmann::json& record, std::int64_t number)
{
    if (!record.is_object())
        throw Error(say("record"), say("is not a JSON object"));
    const auto text = [&](const char* name, bool needed) {
        const auto found = record.find(name);
        if (found == record.end() && !needed)
            return std::string();
        if (found == record.end() || !found->is_string())
            throw Error(name, found == record.end() ? say("is missing") : say("is not text"));
        return found->get<std::string>();
    };
    RulerSample sample;
    sample.index = number;
    if (const auto index = record.find("index"); index != record.end() && index->is_number_integer())
        sample.index = index->get<std::int64_t>();
    sample.input = text("input", true);
    sample.answerPrefix = text("answer_prefix", false);
    if (sample.input.empty() && sample.answerPrefix.empty())
        throw Error("input", say("is empty"));
    const auto outputs = record.find("outputs");
    try {
        if (outputs == record.end())
            throw Error("outputs", say("is missing"));
        sample.outputs = outputs->get<std::vector<std::string>>();
    } catch (const nlohmann::json::exception&) {
        throw Error("outputs", say("is not a list of texts"));
    }
    if (sample.outputs.empty())
        throw Error("outputs", say("is empty"));
    if (const auto length = record.find("length"); length != record.end() && length->is_number_integer())
        sample.length = length->get<std::int64_t>();
    return sample;
}

RulerFile readFile(const RulerTask& task, const fs::path& path, std::int64_t length, std::int64_t samples)
{
    RulerFile file{&task, length, {}, {}};
    std::int64_t records = 0;
    try {
        forEachLine(path, [&](const std::string& line, std::int64_t number) {
            if (samples > 0 && records >= samples)
                return;
            ++records;
            const Message place = linePlace(path, number);
            try {
                file.samples.push_back(sampleOf(parseJson(line, place), number - 1));
            } catch (const Error& error) {
                file.problems.push_back(error.subjectMessage() == place ? error.message()
                                                                        : say("{0}: {1}", place, error.message()));
            }
        });
        if (file.samples.empty() && file.problems.empty())
            throw Error(path.string(), say("has no records"));
    } catch (const Error& error) {
        file.problems.push_back(error.message());
    }
    if (file.length == 0)
        for (const RulerSample& sample : file.samples)
            file.length = std::max(file.length, sample.length);
    return file;
}

} // namespace

std::vector<RulerFile> readRulerFolder(const fs::path& folder, const std::vector<std::string>& tasks,
                                       std::int64_t samples, const std::vector<std::int64_t>& lengths)
{
    std::error_code status;
    if (!fs::is_directory(folder, status))
        throw Error(folder.string(), say("no such folder"));
    std::vector<std::pair<std::int64_t, fs::path>> places;
    for (const auto& entry : fs::directory_iterator(folder, status))
        if (const std::int64_t length = lengthOf(entry.path()); length > 0 && entry.is_directory(status))
            places.emplace_back(length,
                                fs::is_directory(entry.path() / "data", status) ? entry.path() / "data" : entry.path());
    std::sort(places.begin(), places.end());
    if (places.empty())
        places.emplace_back(lengthOf(folder), folder);

    std::vector<RulerFile> files;
    for (const std::string& name : tasks)
        rulerTask(name);
    for (const auto& [length, place] : places)
        for (const RulerTask& task : rulerTasks()) {
            const bool named = std::find(tasks.begin(), tasks.end(), task.name) != tasks.end();
            if (!tasks.empty() && !named)
                continue;
            fs::path path = place / task.name / "validation.jsonl";
            if (!fs::exists(path, status))
                path = place / (std::string(task.name) + ".jsonl");
            if (named || fs::exists(path, status))
                files.push_back(readFile(task, path, length, samples));
        }
    if (files.empty())
        throw Error(folder.string(), say("has no prepared file of RULER's (TASK/validation.jsonl, TASK.jsonl, or these "
                                         "below a folder for each length)"));
    requireRulerSamples(files);
    if (lengths.empty())
        return files;
    const auto isWanted = [&](const RulerFile& file) {
        return std::ranges::find(lengths, file.length) != lengths.end();
    };
    std::string there;
    std::int64_t last = -1;
    for (const RulerFile& file : files)
        if (file.length != last)
            there += (there.empty() ? "" : ", ") + std::to_string(last = file.length);
    std::erase_if(files, [&](const RulerFile& file) { return !isWanted(file); });
    if (files.empty())
        throw Error(folder.string(), say("has none of these lengths; there are {0}", there));
    return files;
}

void requireRulerSamples(const std::vector<RulerFile>& files)
{
    if (std::any_of(files.begin(), files.end(), [](const RulerFile& file) { return !file.samples.empty(); }))
        return;
    std::vector<Message> problems;
    for (const RulerFile& file : files)
        problems.insert(problems.end(), file.problems.begin(), file.problems.end());
    throw Error("RULER", problems.empty() ? say("there are no tasks and lengths to ask")
                                          : say("no prompt can be asked; the first problem: {0}", problems.front()));
}

std::vector<RulerFile> makeRulerFiles(const RulerSources& sources, const Tokenizer& tokenizer,
                                      const std::vector<std::string>& tasks, const std::vector<std::int64_t>& lengths,
                                      std::int64_t samples, std::uint64_t seed, Progress& progress)
{
    std::vector<const RulerTask*> wanted;
    for (const RulerTask& task : rulerTasks())
        if (tasks.empty() || std::find(tasks.begin(), tasks.end(), task.name) != tasks.end())
            wanted.push_back(&task);
    std::vector<RulerFile> files;
    const auto total = static_cast<std::int64_t>(lengths.size() * wanted.size());
    for (const std::int64_t length : lengths)
        for (const RulerTask* task : wanted) {
            progress.step(say("writing prompts"), std::ssize(files), total);
            RulerFile file{task, length, {}, {}};
            try {
                file.samples = makeRulerSamples(*task, sources, tokenizer, length, samples, seed, progress);
            } catch (const Error& error) {
                file.problems.push_back(error.message());
            }
            files.push_back(std::move(file));
        }
    requireRulerSamples(files);
    return files;
}

void writeRulerFolder(const fs::path& folder, const std::vector<RulerFile>& files)
{
    for (const RulerFile& file : files) {
        if (file.samples.empty())
            continue;
        std::string lines;
        for (const RulerSample& sample : file.samples) {
            const ordered_json record = {{"index", sample.index},
                                         {"input", sample.input},
                                         {"outputs", sample.outputs},
                                         {"length", sample.length},
                                         {"length_w_model_temp", sample.length},
                                         {"answer_prefix", sample.answerPrefix}};
            lines += record.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
        }
        writeWholeFile(folder / std::to_string(file.length) / file.task->name / "validation.jsonl", lines);
    }
}

} // namespace mambascope
