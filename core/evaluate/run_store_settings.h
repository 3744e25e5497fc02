// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace mambascope {

enum class EvaluationKind { Passkey, Perplexity, LongBench, Ruler, DocumentRetrieval, Search, Latency };

const std::vector<EvaluationKind>& evaluationKinds();
/// "passkey", "perplexity", "longbench", "ruler", "document-retrieval", "search", "latency".
std::string toString(EvaluationKind kind);
/// \throws Error listing the known ones
EvaluationKind evaluationKind(const std::string& name);

/// Everything that decides what a stored run computes. Fields that a kind has no use for keep their defaults.
struct EvaluationSettings
{
    EvaluationKind kind = EvaluationKind::Passkey;
    std::string model = "mamba2-12m";                            ///< as locateModel() takes it
    std::string tokenizer;                                       ///< a tokenizer.json; empty: the model's own
    std::string profile;                                         ///< empty: the bundled model's own
    std::vector<std::string> methods = {"vanilla", "longmamba"}; ///< one, not vanilla, for a search
    double theta = 0.05;
    double scale = 1.0;
    std::int64_t bucket = 0;        ///< 0: nearest
    std::string decimate;           ///< DeciMamba's settings as --decimate takes them; empty: its defaults
    std::string filter = "dt_thre"; ///< LongMamba's choice of tokens, as --filter takes it
    std::string device = "cpu";     ///< as --device takes it
    std::string dtype = "fp32";

    std::vector<std::int64_t> lengths; ///< tokens of a prompt or window (none: all of RULER's data); noise documents
    std::vector<double> depths = {0, 0.25, 0.5, 0.75, 1};
    std::int64_t samples = 1; ///< prompts a cell, windows a text; records a dataset (0: all)
    std::uint64_t seed = 0;
    std::vector<std::string> texts; ///< files; a name of resources/texts; empty: the built-in text
    std::int64_t last = 100;        ///< perplexity: tokens of a window that count
    std::string data;               ///< folder of the benchmark, or file in SQuAD's format
    std::vector<std::string> tasks; ///< empty: all
    bool extended = false;          ///< LongBench-E
    /// LongBench: longbench, longmamba. Pass keys: decimamba. Perplexity: pg19, pg19-decimamba, longmamba. Latency:
    /// longmamba. Anything else there is none.
    std::string protocol = "longbench";
    std::string cleanUp;        ///< LongBench: on, off; empty: as the protocol
    std::int64_t maxLength = 0; ///< tokens of a prompt that is not cut; 0: the model's in the benchmark's list
    /// Further files by the names of the verb's options: "cases" and "template" of pass keys; "templates", "words",
    /// "essay", "squad" and "hotpot" of RULER; the folder "jieba" of LongBench.
    std::map<std::string, std::string> files;
    std::string metric = "perplexity";
    double minutes = 10;             ///< of a search, as all that follows but the last
    std::int64_t trainingLength = 0; ///< tokens; 0: that of the profile; also of runs over an align folder
    std::int64_t candidates = 27;    ///< settings to begin with, at most
    std::string calibration;         ///< file to cut calibration sequences from; empty: the built-in text
    std::int64_t newTokens = 0;      ///< to generate, for the latency report

    bool operator==(const EvaluationSettings&) const = default;

    /// Useful first values of a kind.
    static EvaluationSettings defaults(EvaluationKind kind);
    nlohmann::json toJson() const;
    /// Unknown fields are ignored, missing ones keep their defaults. \throws Error (subject as given) for a value of
    /// another type or out of range.
    static EvaluationSettings fromJson(const nlohmann::json& json, const std::string& subject);
    /// The same of settings that are still being filled in, whatever they lack.
    static EvaluationSettings draftFromJson(const nlohmann::json& json, const std::string& subject);
    /// \throws Error naming the field: an empty list, a length below 1, a depth outside 0..1, a method twice ...
    void validate() const;
    /// One of `files`, or nothing.
    std::string file(const std::string& option) const;
};

/// The same on the command line. `folder`: of a stored run, with which the verb goes on; empty: none. Words are quoted
/// for a shell where they need it.
std::string commandLineOf(const EvaluationSettings& settings, const std::string& folder = {});

/// "vanilla", "LongMamba", "DeciMamba": a method's name for people; an unknown one as it is.
std::string methodTitle(const std::string& method);

} // namespace mambascope
