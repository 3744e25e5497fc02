// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"

#include "app/cli/stored_evaluation.h"
#include "core/base/fingerprint.h"
#include "core/base/npy.h"
#include "core/base/text_file.h"
#include "core/checkpoint/locate.h"
#include "core/method/align_folder.h"

#include <algorithm>
#include <charconv>
#include <locale>
#include <sstream>
#include <system_error>

namespace mambascope::cli {

namespace fs = std::filesystem;

void wrongUsage(const std::string& option, const std::string& cause)
{
    throw CLI::ValidationError(option, cause);
}

void ModelOptions::add(CLI::App& app, bool several)
{
    app.add_option("MODEL", m_model,
                   "Folder, weight file, org/name in the Hugging Face cache, or name of a bundled model")
        ->required();
    app.add_option("--tokenizer", m_tokenizer, "tokenizer.json when the model's folder has none");
    app.add_option("--device", m_device,
                   several ? "cpu, cuda, cuda:N, a comma list of these, or cuda:all" : "cpu, cuda or cuda:N")
        ->capture_default_str();
    app.add_option("--dtype", m_dtype, "Format of weights and activations: fp32 or bf16")->capture_default_str();
    app.add_option("--threads", m_threads, "CPU threads; 0: all cores")->check(CLI::NonNegativeNumber);
}

std::shared_ptr<const Model> ModelOptions::open(Progress& progress) const
{
    if (const Peers* peers = startedTogether())
        throw Error(say("mpirun"), say("has started {0} processes, and this command is for one", peers->size()));
    LoadOptions options;
    options.device = Device::parse(m_device);
    options.dtype = parseDType(m_dtype);
    const ModelFiles files = locateModel(m_model);
    requireDevice(options.device);
    setThreads(m_threads);
    return Model::open(files, options, progress);
}

std::shared_ptr<const Tokenizer> ModelOptions::tokenizerIfAny(const ModelFiles& files) const
{
    if (!m_tokenizer.empty())
        return Tokenizer::load(m_tokenizer);
    return files.tokenizer.empty() ? nullptr : Tokenizer::load(files.tokenizer);
}

std::shared_ptr<const Tokenizer> ModelOptions::tokenizer(const ModelFiles& files) const
{
    auto tokenizer = tokenizerIfAny(files);
    if (!tokenizer)
        throw Error(m_model, "has no tokenizer.json; name one with --tokenizer");
    return tokenizer;
}

void ModelOptions::describe(EvaluationSettings& settings) const
{
    std::error_code status;
    settings.model = fs::exists(m_model, status) ? wholePath(m_model) : m_model; // or a name
    settings.tokenizer = wholePath(m_tokenizer);
    settings.device = m_device;
    settings.dtype = m_dtype;
}

void SequenceOptions::add(CLI::App& app)
{
    app.add_option("--ids", m_ids, "Token ids: .npy of integers [L]");
    m_promptOption = app.add_option("--prompt", m_prompt, "Text, as an argument");
    app.add_option("--text", m_text, "Text, as a file in UTF-8");
    app.add_option("--tokens", m_tokens, "Only the first N tokens")->check(CLI::PositiveNumber);
}

int SequenceOptions::given() const
{
    return int(!m_ids.empty()) + int(m_promptOption->count() > 0) + int(!m_text.empty());
}

std::vector<std::int64_t> SequenceOptions::read(const ModelOptions& model, const ModelFiles& files) const
{
    if (given() != 1)
        wrongUsage("sequence", "exactly one of --ids, --prompt and --text is needed");
    if (m_ids.empty())
        return encode(*model.tokenizer(files));
    std::vector<std::vector<std::int64_t>> rows = loadIds(m_ids);
    if (rows.size() != 1)
        throw Error(m_ids, "holds " + std::to_string(rows.size()) + " sequences; one is needed");
    return cut(std::move(rows[0]), m_ids);
}

std::vector<std::int64_t> SequenceOptions::encode(const Tokenizer& tokenizer) const
{
    if (m_text.empty())
        return cut(tokenizer.encode(m_prompt), "--prompt");
    return cut(tokenizer.encode(readTextFile(m_text)), m_text);
}

std::vector<std::int64_t> SequenceOptions::cut(std::vector<std::int64_t> ids, const std::string& subject) const
{
    if (m_tokens > static_cast<std::int64_t>(ids.size()))
        throw Error(subject,
                    "has " + std::to_string(ids.size()) + " tokens, --tokens asks for " + std::to_string(m_tokens));
    if (m_tokens > 0)
        ids.resize(static_cast<std::size_t>(m_tokens));
    return ids;
}

void MethodOptions::add(CLI::App& app, bool several)
{
    m_several = several;
    auto* method = addList(app, "--method", m_methods,
                           several ? "vanilla, longmamba, decimamba, or several as a comma list"
                                   : "vanilla, longmamba or decimamba");
    method->capture_default_str();
    app.add_option("--profile", m_profile, "Calibration profile of the model; bundled models have one");
    app.add_option("--theta", m_theta,
                   "A channel is global when it keeps more than this share of a token over the training length; "
                   "default: that of the search which made the profile, else .05 for Mamba-2, 1e-10 for Mamba-1");
    app.add_option("--scale", m_scale,
                   "Factor on the token threshold g(S); default: that of the search which made the profile, else 1");
    app.add_option("--bucket", m_bucket, "Length of the profile whose g(S) is used; default: nearest to the prompt's")
        ->check(CLI::PositiveNumber);
    app.add_option("--filter", m_filter,
                   "LongMamba's choice of tokens: dt_thre (the paper's), or an ablation: alpha, offline, bound, norm, "
                   "channelwise_topk, all_topk")
        ->capture_default_str();
    app.add_option("--align-length", m_trainingLength,
                   "Training length of the model, for an align folder of LongMamba's repository that does not say it "
                   "(taken there: the largest length without a threshold)")
        ->check(CLI::PositiveNumber);
    app.add_option(
        "--decimate", m_decimate,
        "DeciMamba: layers=12+16,l_base=2000,beta=0.5,min=20 or a part of it; default: the middle layer, the "
        "training length of the model's profile, 0.5 and 20");
}

std::vector<EvaluatedMethod> MethodOptions::evaluated(const Model& model) const
{
    std::vector<EvaluatedMethod> methods;
    for (Named& named : make(model)) {
        EvaluatedMethod method{named.name, model.name() + "_" + named.name, named.method, named.name};
        if (named.name != "vanilla") {
            method.tag += settingsTag(model, named.name);
            method.fingerprint += settingsTag(model, named.name);
            if (named.name == "longmamba")
                method.fingerprint += " " + profileFingerprint(model);
        }
        methods.push_back(std::move(method));
    }
    return methods;
}

std::vector<MethodOptions::Named> MethodOptions::make(const Model& model) const
{
    std::vector<Named> methods;
    for (const std::string& name : m_methods) {
        MethodSettings settings;
        settings.bucket = m_bucket;
        settings.filter = filterNamed(m_filter);
        if (name == "longmamba") {
            settings.profile = profile(model);
            if (!settings.profile)
                throw Error(
                    model.name(),
                    "has no calibration profile; make one with 'mambascope calibrate' and name it with --profile");
        }
        settings.theta = theta(model.config().family, settings.profile.get());
        settings.scale = scale(settings.profile.get());
        if (name == "decimamba")
            settings.decimation = decimation(model);
        methods.push_back({name, makeMethod(name, settings, model.config())});
    }
    return methods;
}

std::string MethodOptions::settingsTag(const Model& model, const std::string& method) const
{
    if (method == "decimamba")
        return "-" + decimation(model).text();
    if (method != "longmamba")
        return {};
    std::ostringstream text;
    text.imbue(std::locale::classic());
    const auto used = profile(model);
    text << '-' << theta(model.config().family, used.get()) << '-' << scale(used.get());
    if (m_bucket > 0)
        text << "-S" << m_bucket;
    if (m_filter != filterName(Filter::Threshold))
        text << '-' << m_filter;
    if (m_trainingLength > 0)
        text << "-n" << m_trainingLength;
    return text.str();
}

std::string MethodOptions::profileFingerprint(const Model& model) const
{
    const auto used = profile(model);
    if (!used)
        return {};
    return Fingerprint().add(used->lengths).add(used->lnDecay).add(used->threshold).text();
}

MethodOptions::Named MethodOptions::makeOne(const Model& model) const
{
    if (m_methods.size() != 1)
        wrongUsage("--method", "one method is needed here");
    return make(model).front();
}

std::shared_ptr<const Method> MethodOptions::makeNamed(const std::string& name, const Model& model) const
{
    MethodOptions one = *this;
    one.m_methods = {name};
    return one.make(model).front().method;
}

std::shared_ptr<const Profile> MethodOptions::profile(const Model& model) const
{
    auto used = profileOf(m_profile, model);
    if (m_trainingLength == 0)
        return used;
    if (m_profile.empty())
        wrongUsage("--align-length", "belongs to a --profile that is an align folder");
    return withTrainingLength(used, m_profile, m_trainingLength);
}

std::shared_ptr<const Profile> MethodOptions::profileOf(const std::string& file, const Model& model)
{
    if (!file.empty()) {
        auto profile = Profile::load(file);
        profile->requireFits(model.config(), file);
        return profile;
    }
    const fs::path path = bundledProfile(model.files());
    return path.empty() ? nullptr : Profile::load(path);
}

DecimationSettings MethodOptions::decimation(const Model& model) const
{
    const auto used = profile(model);
    const auto standard = DecimationSettings::standard(model.config(), used ? used->calibrationLength : 0);
    return m_decimate.empty() ? standard : DecimationSettings::parse(m_decimate, standard);
}

double MethodOptions::theta(Family family, const Profile* used) const
{
    return m_theta.value_or(used != nullptr && used->theta > 0 ? used->theta : defaultTheta(family));
}

double MethodOptions::scale(const Profile* used) const
{
    return m_scale.value_or(used != nullptr && used->theta > 0 ? used->scale : 1);
}

void MethodOptions::describe(EvaluationSettings& settings, const Model& model) const
{
    const auto used = profile(model);
    settings.methods = m_methods;
    settings.profile = wholePath(m_profile);
    settings.theta = theta(model.config().family, used.get());
    settings.scale = scale(used.get());
    settings.bucket = m_bucket;
    settings.filter = m_filter;
    settings.decimate = m_decimate;
    settings.trainingLength = m_trainingLength;
}

bool MethodOptions::uses(const std::string& method) const
{
    return std::find(m_methods.begin(), m_methods.end(), method) != m_methods.end();
}

double defaultTheta(Family family)
{
    return family == Family::Mamba1 ? 1e-10 : 0.05;
}

std::pair<std::int64_t, std::int64_t> parseSize(const std::string& option, const std::string& text)
{
    std::int64_t first = 0, second = 0;
    const char* end = text.data() + text.size();
    const auto [middle, firstStatus] = std::from_chars(text.data(), end, first);
    if (firstStatus != std::errc() || middle == end || *middle != 'x')
        wrongUsage(option, "two numbers are needed, as in 64x64");
    const auto [last, secondStatus] = std::from_chars(middle + 1, end, second);
    if (secondStatus != std::errc() || last != end || first < 1 || second < 1)
        wrongUsage(option, "two numbers are needed, as in 64x64");
    return {first, second};
}

} // namespace mambascope::cli
