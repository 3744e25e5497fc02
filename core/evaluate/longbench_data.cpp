// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/longbench_data.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/base/json.h"
#include "core/base/text_file.h"

#include <nlohmann/json.hpp>

#include <span>
#include <system_error>
#include <utility>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

template <typename T>
std::map<std::string, T> configOf(const fs::path& path, const Message& what)
{
    const json object = parseJson(readTextFile(path), path.string());
    std::map<std::string, T> values;
    if (!object.is_object())
        throw Error(path.string(), say("is not an object from datasets to {0}", what));
    for (const auto& [name, value] : object.items())
        try {
            values[name] = value.template get<T>();
        } catch (const json::exception&) {
            throw Error(path.string(), say("'{0}' is not one of {1}", name, what));
        }
    return values;
}

// A field that must be there, with a sentence when it is not or is something else.
template <typename T>
T field(const json& record, const char* name, const Message& what)
{
    const auto found = record.find(name);
    if (found == record.end())
        throw Error(name, say("is missing"));
    try {
        return found->get<T>();
    } catch (const json::exception&) {
        throw Error(name, say("is not {0}", what));
    }
}

LongBenchRecord recordOf(const json& record, const std::string& prompt)
{
    if (!record.is_object())
        throw Error(say("record"), say("is not a JSON object"));
    std::map<std::string, std::string> fields;
    for (const auto& [name, value] : record.items())
        if (value.is_string())
            fields[name] = value.get<std::string>();
    LongBenchRecord result;
    result.prompt = filledTemplate(prompt, fields, say("prompt"));
    result.answers = field<std::vector<std::string>>(record, "answers", say("a list of strings"));
    result.length = field<std::int64_t>(record, "length", say("a number"));
    if (const auto classes = record.find("all_classes"); classes != record.end() && !classes->is_null())
        result.classes = field<std::vector<std::string>>(record, "all_classes", say("a list of strings or null"));
    return result;
}

} // namespace

LongBenchFolder::LongBenchFolder(fs::path folder) : m_folder(std::move(folder))
{
    std::error_code status;
    if (!fs::is_directory(m_folder, status))
        throw Error(m_folder.string(), say("no such folder"));
    m_prompts = configOf<std::string>(m_folder / "config" / "dataset2prompt.json", say("prompts"));
    m_limits = configOf<std::int64_t>(m_folder / "config" / "dataset2maxlen.json", say("numbers of tokens"));
}

fs::path LongBenchFolder::fileOf(const std::string& dataset, bool extended) const
{
    return m_folder / "data" / (dataset + (extended ? "_e.jsonl" : ".jsonl"));
}

std::vector<std::string> LongBenchFolder::present(bool extended) const
{
    std::vector<std::string> names;
    std::error_code status;
    for (const LongBenchTask& task : longBenchTasks())
        if (fs::exists(fileOf(task.name, extended), status))
            names.emplace_back(task.name);
    return names;
}

std::optional<std::int64_t> LongBenchFolder::modelLimit(const std::string& model) const
{
    const fs::path path = m_folder / "config" / "model2maxlen.json";
    std::error_code status;
    if (!fs::exists(path, status))
        return std::nullopt;
    const auto limits = configOf<std::int64_t>(path, say("numbers of tokens"));
    const auto found = limits.find(model);
    return found == limits.end() || found->second < 1 ? std::nullopt : std::optional(found->second);
}

LongBenchFile LongBenchFolder::read(const std::string& dataset, bool extended) const
{
    LongBenchFile file;
    file.task = &longBenchTask(dataset);
    file.path = fileOf(dataset, extended);
    const auto prompt = m_prompts.find(dataset);
    if (prompt == m_prompts.end())
        throw Error((m_folder / "config" / "dataset2prompt.json").string(), say("has no prompt for {0}", dataset));
    const auto limit = m_limits.find(dataset);
    if (limit == m_limits.end() || limit->second < 1)
        throw Error((m_folder / "config" / "dataset2maxlen.json").string(),
                    say("has no number of tokens for {0}", dataset));
    file.maxNewTokens = limit->second;

    forEachLine(file.path, [&](const std::string& line, std::int64_t number) {
        const Message place = linePlace(file.path, number);
        try {
            LongBenchRecord record = recordOf(parseJson(line, place), prompt->second);
            record.key = dataset + "/" + std::to_string(number) + "/" +
                         Fingerprint().add(record.prompt + '\n' + std::to_string(file.maxNewTokens)).text();
            record.line = number;
            file.records.push_back(std::move(record));
        } catch (const Error& error) {
            file.problems.push_back(error.subjectMessage() == place ? error.message()
                                                                    : say("{0}: {1}", place, error.message()));
        }
    });
    if (file.records.empty())
        throw Error(file.path.string(), file.problems.empty()
                                            ? say("has no records")
                                            : say("has no usable record; the first: {0}", file.problems.front()));
    return file;
}

std::string filledTemplate(const std::string& text, const std::map<std::string, std::string>& fields,
                           const Message& subject)
{
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c != '{' && c != '}') {
            result += c;
            continue;
        }
        if (i + 1 < text.size() && text[i + 1] == c) {
            result += c;
            ++i;
            continue;
        }
        const std::size_t end = c == '{' ? text.find('}', i) : std::string::npos;
        if (end == std::string::npos)
            throw Error(subject, say("the template has a lone '{0}' at byte {1}", c, i));
        const std::string name = text.substr(i + 1, end - i - 1);
        const auto found = fields.find(name);
        if (found == fields.end())
            throw Error(subject, say("the template wants '{0}', which the record does not have as a string", name));
        result += found->second;
        i = end;
    }
    return result;
}

std::string cutInTheMiddle(const Tokenizer& tokenizer, const std::string& prompt, std::int64_t maxLength, bool cleanUp)
{
    const std::vector<std::int64_t> ids = tokenizer.encode(prompt);
    if (std::ssize(ids) <= maxLength)
        return prompt;
    const auto half = static_cast<std::size_t>(maxLength / 2);
    const std::span<const std::int64_t> all(ids);
    // Python's ids[-0:] is everything.
    const auto text = [&](std::span<const std::int64_t> part) {
        return cleanUp ? cleanedUp(tokenizer.decode(part)) : tokenizer.decode(part);
    };
    return text(all.first(half)) + text(half == 0 ? all : all.last(half));
}

} // namespace mambascope
