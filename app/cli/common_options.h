// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/evaluate/run_store_settings.h"
#include "core/evaluate/workforce.h"
#include "core/method/method.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <CLI/CLI.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mambascope::cli {

/// Arguments that cannot be read together or at all: exit status 2.
[[noreturn]] void wrongUsage(const std::string& option, const std::string& cause);

/// MODEL --tokenizer --device --dtype --threads
class ModelOptions
{
public:
    /// `several`: the verb shares its work out over a comma list of devices.
    void add(CLI::App& app, bool several = false);
    std::shared_ptr<const Model> open(Progress& progress) const;
    /// The model on every device of the list, with the processes that were started together with this one.
    Workforce openAll(Progress& progress) const;
    /// Of --tokenizer or of the model. \throws Error when there is none.
    std::shared_ptr<const Tokenizer> tokenizer(const ModelFiles& files) const;
    /// The same, but null instead of an error.
    std::shared_ptr<const Tokenizer> tokenizerIfAny(const ModelFiles& files) const;
    const std::string& argument() const { return m_model; }
    /// What of it a stored run keeps.
    void describe(EvaluationSettings& settings) const;

private:
    std::string m_model;
    std::string m_tokenizer;
    std::string m_device = "cpu";
    std::string m_dtype = "fp32";
    int m_threads = 0;
};

/// --ids | --prompt | --text, and --tokens
class SequenceOptions
{
public:
    void add(CLI::App& app);
    /// How many of the three were given.
    int given() const;
    /// The tokenizer is asked for only when there is text to read.
    std::vector<std::int64_t> read(const ModelOptions& model, const ModelFiles& files) const;
    std::vector<std::int64_t> encode(const Tokenizer& tokenizer) const;
    bool hasIds() const { return !m_ids.empty(); }
    const std::string& idsFile() const { return m_ids; }
    const std::string& textFile() const { return m_text; }

private:
    std::vector<std::int64_t> cut(std::vector<std::int64_t> ids, const std::string& subject) const;
    std::string m_ids, m_prompt, m_text;
    CLI::Option* m_promptOption = nullptr; ///< tells an empty prompt from none
    std::int64_t m_tokens = 0;
};

/// --method --profile --theta --scale --bucket --filter --decimate --align-length
class MethodOptions
{
public:
    /// `several`: the verb takes a comma list of methods.
    void add(CLI::App& app, bool several);
    struct Named
    {
        std::string name;
        std::shared_ptr<const Method> method;
    };
    std::vector<Named> make(const Model& model) const;
    /// The same with what evaluations call them.
    std::vector<EvaluatedMethod> evaluated(const Model& model) const;
    Named makeOne(const Model& model) const;
    /// A method that another option names, with these settings.
    std::shared_ptr<const Method> makeNamed(const std::string& name, const Model& model) const;
    /// The profile that LongMamba uses; null when none is named and the model has none.
    std::shared_ptr<const Profile> profile(const Model& model) const;
    /// The same where `file` may name it.
    static std::shared_ptr<const Profile> profileOf(const std::string& file, const Model& model);
    DecimationSettings decimation(const Model& model) const;
    /// Given, or chosen by the search that made the profile, or the family's default.
    double theta(Family family, const Profile* used) const;
    double scale(const Profile* used) const;
    bool uses(const std::string& method) const;
    /// What of it a stored run keeps: theta and scale as they are for this model.
    void describe(EvaluationSettings& settings, const Model& model) const;
    /// "-0.05-1": theta and scale, and the bucket if one is named; "-layers=5.."; nothing for vanilla. For names of
    /// folders.
    std::string settingsTag(const Model& model, const std::string& method) const;
    /// Hexadecimal digits that change with any number of the profile; empty without one.
    std::string profileFingerprint(const Model& model) const;

private:
    bool m_several = false;
    std::vector<std::string> m_methods = {"vanilla"};
    std::string m_profile;
    std::optional<double> m_theta;
    std::optional<double> m_scale;
    std::int64_t m_bucket = 0;
    std::string m_decimate;
    std::string m_filter = "dt_thre";
    std::int64_t m_trainingLength = 0; ///< 0: as the profile says
};

/// theta when none is given: .05 for Mamba-2; Mamba-1's mean over states decays far faster, so 1e-10.
double defaultTheta(Family family);

/// "480x640". \throws usage error
std::pair<std::int64_t, std::int64_t> parseSize(const std::string& option, const std::string& text);

/// An option that takes a comma list and nothing after it.
template <typename T>
CLI::Option* addList(CLI::App& app, const std::string& name, std::vector<T>& values, const std::string& description)
{
    return app.add_option(name, values, description)->delimiter(',')->allow_extra_args(false);
}

} // namespace mambascope::cli
