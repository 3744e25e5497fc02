// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// One of RULER's 13 tasks (arXiv 2404.06654; NVIDIA/RULER, scripts/synthetic.yaml).
struct RulerTask
{
    enum class Kind { Needle, VariableTracking, CommonWords, FrequentWords, Questions };
    enum class Haystack { Noise, Essay, Needle };

    const char* name;
    Kind kind;
    const char* wording; ///< name of its template
    // Needles: what they stand in, whether keys and values are UUIDs, keys, values a key, keys asked for.
    Haystack haystack = Haystack::Noise;
    bool uuidKeys = false;
    bool uuidValues = false;
    int keys = 1;
    int values = 1;
    int queries = 1;
    bool hops = false; ///< Questions: HotpotQA's form instead of SQuAD's

    /// Questions: one of the references is enough (string_match_part); elsewhere the share found (string_match_all).
    bool anyReference() const { return kind == Kind::Questions; }
};

std::span<const RulerTask> rulerTasks();
/// \throws Error naming what is not a task of RULER's
const RulerTask& rulerTask(std::string_view name);

/// How a kind of task is worded, in the form of RULER's table of tasks.
struct RulerWording
{
    std::string text; ///< with {context}, {query} ...
    std::string answerPrefix;
    std::int64_t tokensToGenerate = 0;
    std::string needle, noise, document; ///< what RULER's generators have in their code; of some kinds only
};

struct RulerWordings
{
    std::map<std::string, RulerWording> kinds;
    const RulerWording& of(const RulerTask& task) const { return kinds.at(task.wording); }

    /// resources/ruler/templates.json, and over it what `path` has; RULER's own table as JSON is such a file. Empty
    /// path: the program's own. \throws Error naming the file and what is missing or not text
    static RulerWordings load(const std::string& path);
};

struct RulerWords
{
    std::vector<std::string> pairs; ///< adjective-noun, sorted: keys of needles
    std::vector<std::string> words; ///< sorted: what lists are made of; pairs where these are too few

    /// {"adjectives": [..], "nouns": [..], "verbs": [..]}. Empty path: the program's own. \throws Error
    static RulerWords load(const std::string& path);
};

} // namespace mambascope
