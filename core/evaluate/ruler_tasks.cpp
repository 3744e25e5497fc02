// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/ruler_tasks.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/resources.h"
#include "core/base/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <set>

namespace mambascope {

namespace {

using nlohmann::json;
using Kind = RulerTask::Kind;
using Haystack = RulerTask::Haystack;

constexpr const char* kNiah = "niah";

constexpr std::array<RulerTask, 13> kTasks = {{
    {"niah_single_1", Kind::Needle, kNiah},
    {"niah_single_2", Kind::Needle, kNiah, Haystack::Essay},
    {"niah_single_3", Kind::Needle, kNiah, Haystack::Essay, false, true},
    {"niah_multikey_1", Kind::Needle, kNiah, Haystack::Essay, false, false, 4},
    {"niah_multikey_2", Kind::Needle, kNiah, Haystack::Needle},
    {"niah_multikey_3", Kind::Needle, kNiah, Haystack::Needle, true, true},
    {"niah_multivalue", Kind::Needle, kNiah, Haystack::Essay, false, false, 1, 4},
    {"niah_multiquery", Kind::Needle, kNiah, Haystack::Essay, false, false, 4, 1, 4},
    {"vt", Kind::VariableTracking, "variable_tracking"},
    {"cwe", Kind::CommonWords, "common_words_extraction"},
    {"fwe", Kind::FrequentWords, "freq_words_extraction"},
    {"qa_1", Kind::Questions, "qa"},
    {"qa_2", Kind::Questions, "qa", Haystack::Noise, false, false, 1, 1, 1, true},
}};

json parsed(const std::filesystem::path& path)
{
    return parseJson(readTextFile(path), path.string());
}

std::string textField(const json& from, const char* name, const std::string& otherwise, const std::string& subject)
{
    const auto found = from.find(name);
    if (found == from.end())
        return otherwise;
    if (!found->is_string())
        throw Error(subject, say("'{0}' is not text", name));
    return found->get<std::string>();
}

void readInto(RulerWordings& wordings, const std::filesystem::path& path)
{
    const json file = parsed(path);
    if (!file.is_object())
        throw Error(path.string(), say("is not an object from kinds of task to their wording"));
    for (const auto& [kind, from] : file.items()) {
        if (!from.is_object())
            throw Error(path.string(), say("'{0}' is not an object", kind));
        const std::string subject = path.string() + " '" + kind + "'";
        RulerWording& wording = wordings.kinds[kind];
        wording.text = textField(from, "template", wording.text, subject);
        wording.answerPrefix = textField(from, "answer_prefix", wording.answerPrefix, subject);
        wording.needle = textField(from, "needle", wording.needle, subject);
        wording.noise = textField(from, "noise", wording.noise, subject);
        wording.document = textField(from, "document", wording.document, subject);
        if (const auto tokens = from.find("tokens_to_generate"); tokens != from.end()) {
            if (!tokens->is_number_integer() || tokens->get<std::int64_t>() < 1)
                throw Error(subject, say("'tokens_to_generate' is not a number of tokens"));
            wording.tokensToGenerate = tokens->get<std::int64_t>();
        }
    }
}

} // namespace

std::span<const RulerTask> rulerTasks()
{
    return kTasks;
}

const RulerTask& rulerTask(std::string_view name)
{
    const auto* const found =
        std::find_if(kTasks.begin(), kTasks.end(), [&](const RulerTask& task) { return name == task.name; });
    if (found == kTasks.end())
        throw Error(say("task '{0}'", name), say("is not one of RULER's"));
    return *found;
}

RulerWordings RulerWordings::load(const std::string& path)
{
    RulerWordings wordings;
    readInto(wordings, resourceFolder() / "ruler" / "templates.json");
    if (!path.empty())
        readInto(wordings, path);
    return wordings;
}

RulerWords RulerWords::load(const std::string& path)
{
    const std::filesystem::path file =
        path.empty() ? resourceFolder() / "ruler" / "words.json" : std::filesystem::path(path);
    const json lists = parsed(file);
    const auto list = [&](const char* name) {
        try {
            return lists.at(name).get<std::vector<std::string>>();
        } catch (const json::exception&) {
            throw Error(file.string(), say("has no list of words '{0}'", name));
        }
    };
    const auto adjectives = list("adjectives");
    const auto nouns = list("nouns");
    const auto verbs = list("verbs");
    std::set<std::string> pairs, words(adjectives.begin(), adjectives.end());
    words.insert(nouns.begin(), nouns.end());
    words.insert(verbs.begin(), verbs.end());
    for (const std::string& adjective : adjectives)
        for (const std::string& noun : nouns)
            pairs.insert(adjective + "-" + noun);
    if (pairs.size() < 1000 || words.size() < 50)
        throw Error(file.string(), say("has too few words: at least 1,000 pairs of adjective and noun are needed"));
    return {{pairs.begin(), pairs.end()}, {words.begin(), words.end()}};
}

} // namespace mambascope
