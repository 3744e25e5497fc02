// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/run_store_settings.h"

#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/evaluate/demo.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>
#include <system_error>

namespace mambascope {

namespace {

using nlohmann::json;

/// Every field once: writing and reading cannot drift apart.
template <typename Settings, typename Visitor>
void visitFields(Settings& s, Visitor&& visit)
{
    visit("model", s.model);
    visit("tokenizer", s.tokenizer);
    visit("profile", s.profile);
    visit("methods", s.methods);
    visit("theta", s.theta);
    visit("scale", s.scale);
    visit("bucket", s.bucket);
    visit("decimate", s.decimate);
    visit("filter", s.filter);
    visit("device", s.device);
    visit("dtype", s.dtype);
    visit("lengths", s.lengths);
    visit("depths", s.depths);
    visit("samples", s.samples);
    visit("seed", s.seed);
    visit("texts", s.texts);
    visit("last", s.last);
    visit("data", s.data);
    visit("tasks", s.tasks);
    visit("extended", s.extended);
    visit("protocol", s.protocol);
    visit("clean_up", s.cleanUp);
    visit("max_length", s.maxLength);
    visit("files", s.files);
    visit("metric", s.metric);
    visit("minutes", s.minutes);
    visit("training_length", s.trainingLength);
    visit("candidates", s.candidates);
    visit("calibration", s.calibration);
    visit("new_tokens", s.newTokens);
}

void require(bool condition, const Message& subject, const Message& cause)
{
    if (!condition)
        throw Error(subject, cause);
}

std::string number(double value)
{
    std::array<char, 32> text; // the shortest form that reads back as the same number
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value).ptr};
}

std::string shellWord(const std::string& word)
{
    const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) {
        return std::isalnum(c) || std::string("_./:=+-,").find(static_cast<char>(c)) != std::string::npos;
    });
    if (plain)
        return word;
    std::string quoted = "'";
    for (const char c : word) {
        if (c == '\'')
            quoted += "'\\'"; // the quote that follows opens the next part
        quoted.push_back(c);
    }
    quoted.push_back('\'');
    return quoted;
}

template <typename Values, typename Text>
std::string list(const Values& values, Text&& text)
{
    std::string joined;
    for (const auto& value : values) {
        if (!joined.empty())
            joined.push_back(',');
        joined.append(text(value));
    }
    return joined;
}

std::string integers(const std::vector<std::int64_t>& values)
{
    return list(values, [](std::int64_t value) { return std::to_string(value); });
}

std::string words(const std::vector<std::string>& values)
{
    return shellWord(list(values, [](const std::string& value) { return value; }));
}

class Words
{
public:
    explicit Words(std::string begin) : m_text(std::move(begin)) {}
    Words& option(const char* name, const std::string& value)
    {
        if (!value.empty())
            m_text.append(" --").append(name).append(" ").append(value);
        return *this;
    }
    Words& path(const char* name, const std::string& value)
    {
        return value.empty() ? *this : option(name, shellWord(value));
    }
    Words& flag(const char* name, bool set)
    {
        if (set)
            m_text.append(" --").append(name);
        return *this;
    }
    const std::string& text() const { return m_text; }

private:
    std::string m_text;
};

bool hasLengths(EvaluationKind kind)
{
    return kind != EvaluationKind::LongBench;
}

/// A text as the verbs open it: they know files only, the window also the names of the built-in texts.
std::string textFile(const std::string& name)
{
    std::error_code status;
    if (name.empty() || std::filesystem::exists(name, status))
        return name;
    const std::filesystem::path builtIn = resourceFolder() / "texts" / name;
    return std::filesystem::exists(builtIn, status) ? builtIn.string() : name;
}

bool perplexityProtocol(const std::string& name)
{
    return name == "pg19" || name == "pg19-decimamba" || name == "longmamba";
}

std::string verbOf(EvaluationKind kind)
{
    return kind == EvaluationKind::DocumentRetrieval ? "docretrieval" : toString(kind);
}

} // namespace

const std::vector<EvaluationKind>& evaluationKinds()
{
    static const std::vector<EvaluationKind> kinds = {
        EvaluationKind::Passkey,           EvaluationKind::Perplexity, EvaluationKind::LongBench, EvaluationKind::Ruler,
        EvaluationKind::DocumentRetrieval, EvaluationKind::Search,     EvaluationKind::Latency};
    return kinds;
}

std::string toString(EvaluationKind kind)
{
    switch (kind) {
    case EvaluationKind::Passkey:
        return "passkey";
    case EvaluationKind::Perplexity:
        return "perplexity";
    case EvaluationKind::LongBench:
        return "longbench";
    case EvaluationKind::Ruler:
        return "ruler";
    case EvaluationKind::DocumentRetrieval:
        return "document-retrieval";
    case EvaluationKind::Search:
        return "search";
    case EvaluationKind::Latency:
        return "latency";
    }
    return {};
}

EvaluationKind evaluationKind(const std::string& name)
{
    std::string known;
    for (const EvaluationKind kind : evaluationKinds()) {
        if (toString(kind) == name)
            return kind;
        known.append(known.empty() ? "" : ", ").append(toString(kind));
    }
    throw Error(say("evaluation '{0}'", name), say("is not known; there are {0}", known));
}

EvaluationSettings EvaluationSettings::defaults(EvaluationKind kind)
{
    EvaluationSettings settings;
    settings.kind = kind;
    switch (kind) {
    case EvaluationKind::Passkey:
        settings.lengths = {512, 1024, 2048, 4096};
        break;
    case EvaluationKind::Perplexity:
        settings.lengths = {256, 512, 1024, 2048};
        settings.samples = 10;
        break;
    case EvaluationKind::LongBench:
        settings.samples = 0;
        break;
    case EvaluationKind::Ruler:
        settings.lengths = {1024, 4096};
        settings.samples = 5;
        settings.seed = 42;
        break;
    case EvaluationKind::DocumentRetrieval:
        settings.lengths = {2, 5, 10};
        settings.samples = 20;
        settings.seed = 123;
        break;
    case EvaluationKind::Search:
        settings.methods = {"longmamba"};
        settings.metric = "passkey";
        settings.lengths = {2048};
        break;
    case EvaluationKind::Latency:
        settings.lengths = {1024, 4096, 8192};
        settings.samples = 3;
        settings.newTokens = 32;
        break;
    }
    return settings;
}

json EvaluationSettings::toJson() const
{
    json document = {{"kind", toString(kind)}};
    visitFields(*this, [&](const char* key, const auto& value) { document[key] = value; });
    return document;
}

EvaluationSettings EvaluationSettings::draftFromJson(const json& document, const std::string& subject)
{
    require(document.is_object(), subject, say("the settings of a run are an object"));
    EvaluationSettings settings;
    const auto kind = document.find("kind");
    require(kind != document.end() && kind->is_string(), subject, say("\"kind\" must be a text"));
    try {
        settings.kind = evaluationKind(kind->get<std::string>());
    } catch (const Error& error) {
        throw Error(subject, error.message());
    }
    visitFields(settings, [&](const char* key, auto& value) {
        const auto entry = document.find(key);
        if (entry == document.end())
            return;
        try {
            entry->get_to(value);
        } catch (const json::exception&) {
            throw Error(subject, say("\"{0}\" has a value of another type", key));
        }
    });
    return settings;
}

EvaluationSettings EvaluationSettings::fromJson(const json& document, const std::string& subject)
{
    EvaluationSettings settings = draftFromJson(document, subject);
    try {
        settings.validate();
    } catch (const Error& error) {
        throw Error(subject, error.message());
    }
    return settings;
}

void EvaluationSettings::validate() const
{
    require(!model.empty(), say("model"), say("none is named"));
    require(!methods.empty(), say("methods"), say("none is chosen"));
    require(std::set<std::string>(methods.begin(), methods.end()).size() == methods.size(), say("methods"),
            say("one is named twice"));
    require(theta > 0 && theta <= 1, "theta", say("must be above 0 and at most 1"));
    require(scale >= 0 && std::isfinite(scale), say("scale"), say("must be 0 or more"));
    require(bucket >= 0, "bucket", say("must be 0 or more"));
    const bool allOfData = kind == EvaluationKind::LongBench || (kind == EvaluationKind::Ruler && !data.empty());
    require(samples >= (allOfData ? 0 : 1), say("samples"), say("must be 1 or more"));
    require(last >= 1, say("last tokens"), say("must be 1 or more"));
    require(maxLength >= 0, say("longest prompt"), say("must be 0 or more"));
    require(newTokens >= 0, say("new tokens"), say("must be 0 or more"));
    const bool ownLengths = kind == EvaluationKind::Ruler && !data.empty(); // prepared prompts
    require(!hasLengths(kind) || ownLengths || !lengths.empty(), say("lengths"), say("none is given"));
    for (const std::int64_t length : lengths)
        require(length >= 1, say("lengths"), say("must be 1 or more, {0} is not", length));
    require(kind != EvaluationKind::Passkey || !depths.empty(), say("depths"), say("none is given"));
    for (const double depth : depths)
        require(depth >= 0 && depth <= 1, say("depths"), say("must be between 0 and 1, {0} is not", number(depth)));
    if (kind == EvaluationKind::Perplexity)
        for (const std::int64_t length : lengths)
            require(length > last, say("lengths"),
                    say("a context of {0} tokens is not longer than the {1} tokens that count", length, last));
    require(kind != EvaluationKind::LongBench || !data.empty(), say("data"), say("LongBench's folder is not named"));
    if (kind == EvaluationKind::Search) {
        require(minutes > 0 && std::isfinite(minutes), say("minutes"), say("must be above 0"));
        require(trainingLength >= 0, say("training length"), say("must be 0 or more"));
        require(candidates >= 1, say("candidates"), say("must be 1 or more"));
        require(methods.size() == 1 && (methods[0] == "longmamba" || methods[0] == "decimamba"), say("methods"),
                say("a search is for the settings of longmamba or of decimamba"));
        require(metric == "passkey" || metric == "perplexity", say("metric"), say("is passkey or perplexity"));
    }
}

std::string EvaluationSettings::file(const std::string& option) const
{
    const auto found = files.find(option);
    return found == files.end() ? std::string() : found->second;
}

std::string commandLineOf(const EvaluationSettings& s, const std::string& folder)
{
    const EvaluationSettings standard;
    Words line("mambascope " + verbOf(s.kind) + " " + shellWord(s.model));
    line.path("tokenizer", s.tokenizer);
    if (s.device != standard.device)
        line.option("device", s.device);
    if (s.dtype != standard.dtype)
        line.option("dtype", s.dtype);
    if (s.kind != EvaluationKind::Search) {
        line.option("method", list(s.methods, [](const std::string& method) { return method; }));
        const bool filters = std::find(s.methods.begin(), s.methods.end(), "longmamba") != s.methods.end();
        if (filters)
            line.path("profile", s.profile).option("theta", number(s.theta)).option("scale", number(s.scale));
        if (filters && s.bucket > 0)
            line.option("bucket", std::to_string(s.bucket));
        if (filters && s.filter != standard.filter)
            line.option("filter", s.filter);
        if (s.trainingLength > 0)
            line.option("align-length", std::to_string(s.trainingLength));
        if (std::find(s.methods.begin(), s.methods.end(), "decimamba") != s.methods.end())
            line.path("decimate", s.decimate);
    }
    switch (s.kind) {
    case EvaluationKind::Passkey:
        if (s.file("cases").empty()) {
            if (s.protocol == "decimamba")
                line.option("protocol", s.protocol);
            line.option("lengths", integers(s.lengths))
                .option("depths", list(s.depths, number))
                .option("trials", std::to_string(s.samples))
                .option("seed", std::to_string(s.seed));
            if (!s.texts.empty())
                line.path("text", textFile(s.texts.front()));
        }
        break;
    case EvaluationKind::Perplexity:
        if (perplexityProtocol(s.protocol))
            line.option("protocol", s.protocol);
        for (const std::string& text : s.texts)
            line.path("text", textFile(text));
        if (s.texts.empty()) // the verb wants a file
            line.path("text", (resourceFolder() / "texts" / kHaystackText).string());
        line.option("contexts", integers(s.lengths))
            .option("windows", std::to_string(s.samples))
            .option("last", std::to_string(s.last));
        break;
    case EvaluationKind::LongBench:
        line.path("data", s.data);
        if (!s.tasks.empty())
            line.option("tasks", words(s.tasks));
        line.flag("extended", s.extended).option("protocol", s.protocol).option("clean-up", s.cleanUp);
        if (s.maxLength > 0)
            line.option("max-length", std::to_string(s.maxLength));
        if (s.samples > 0)
            line.option("samples", std::to_string(s.samples));
        break;
    case EvaluationKind::Ruler:
        line.path("data", s.data);
        if (!s.tasks.empty())
            line.option("tasks", words(s.tasks));
        line.option("lengths", integers(s.lengths))
            .option("samples", std::to_string(s.samples))
            .option("seed", std::to_string(s.seed));
        break;
    case EvaluationKind::DocumentRetrieval:
        line.path("data", s.data)
            .option("documents", integers(s.lengths))
            .option("samples", std::to_string(s.samples))
            .option("seed", std::to_string(s.seed));
        break;
    case EvaluationKind::Search:
        line.option("method", s.methods.front()).path("profile", s.profile);
        if (!s.texts.empty())
            line.path("text", textFile(s.texts.front()));
        line.option("metric", s.metric).option("lengths", integers(s.lengths)).option("minutes", number(s.minutes));
        if (s.trainingLength > 0)
            line.option("length", std::to_string(s.trainingLength));
        line.path("calibration", textFile(s.calibration))
            .option("candidates", std::to_string(s.candidates))
            .option("seed", std::to_string(s.seed));
        if (s.metric == "perplexity")
            line.option("last", std::to_string(s.last));
        break;
    case EvaluationKind::Latency:
        if (s.protocol == "longmamba")
            line.option("protocol", s.protocol);
        if (!s.texts.empty())
            line.path("text", textFile(s.texts.front()));
        line.option("lengths", integers(s.lengths))
            .option("repeats", std::to_string(s.samples))
            .option("new-tokens", std::to_string(s.newTokens));
        break;
    }
    const bool worded = s.protocol == "decimamba" && s.file("cases").empty(); // cases have their wording
    for (const auto& [option, file] : s.files)
        if (option != "template" || worded)
            line.path(option.c_str(), file);
    const bool ownFolder = s.kind == EvaluationKind::LongBench || s.kind == EvaluationKind::Ruler;
    line.path(ownFolder ? "out" : "results", folder);
    return line.text();
}

std::string methodTitle(const std::string& method)
{
    return method == "longmamba" ? "LongMamba" : method == "decimamba" ? "DeciMamba" : method;
}

} // namespace mambascope
