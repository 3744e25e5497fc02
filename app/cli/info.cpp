// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/tensor_statistics.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <system_error>

namespace mambascope::cli {

namespace {

std::vector<std::filesystem::path> filesOf(const ModelSummary& summary)
{
    std::vector<std::filesystem::path> all = {summary.files.config};
    all.insert(all.end(), summary.weightFiles.begin(), summary.weightFiles.end());
    if (!summary.files.tokenizer.empty())
        all.push_back(summary.files.tokenizer);
    return all;
}

std::int64_t bytesOf(const std::filesystem::path& path)
{
    std::error_code status;
    const auto size = std::filesystem::file_size(path, status);
    return status ? 0 : static_cast<std::int64_t>(size);
}

std::string joined(const std::vector<std::int64_t>& numbers)
{
    std::string text;
    for (const std::int64_t number : numbers)
        text += (text.empty() ? "" : ", ") + std::to_string(number);
    return text;
}

/// Null: there is none, or it cannot be used.
Json tokenizerKind(const std::filesystem::path& path)
{
    if (path.empty())
        return nullptr;
    try {
        return Tokenizer::load(path)->kind().english();
    } catch (const Error&) {
        return nullptr; // the model can be looked at all the same; the text form says why
    }
}

Json toJson(const ModelSummary& summary)
{
    const ModelConfig& config = summary.config;
    Json json;
    json["name"] = summary.files.name;
    json["family"] = architectureName(config.architecture);
    json["layers"] = config.layers;
    json["d_model"] = config.dModel;
    json["d_inner"] = config.dInner;
    json["d_state"] = config.dState;
    json["heads"] = config.family == Family::Mamba2 ? Json(config.heads) : Json(nullptr);
    json["channels"] = config.channels();
    json["vocab"] = config.vocab;
    json["parameters"] = summary.parameters;
    json["dtype"] = summary.dtype;
    json["format"] = summary.format;
    json["hybrid_layers"] = config.shared.layers;
    json["notes"] = summary.notes;
    json["tied"] = config.tied.value_or(true);
    json["memory"] = summary.memoryNeeded;
    json["tokenizer"] = summary.files.tokenizer.empty() ? Json(nullptr) : Json(summary.files.tokenizer.string());
    json["tokenizer_kind"] = tokenizerKind(summary.files.tokenizer);
    json["files"] = Json::array();
    for (const auto& path : filesOf(summary))
        json["files"].push_back({{"path", path.string()}, {"bytes", bytesOf(path)}});
    return json;
}

/// The model can be looked at even if its tokenizer cannot be used.
std::string tokenizerText(const std::filesystem::path& path)
{
    if (path.empty())
        return "none";
    try {
        return path.string() + "  " + Tokenizer::load(path)->kind().english();
    } catch (const Error& error) {
        return std::string("cannot be used: ") + error.what();
    }
}

void print(const ModelSummary& summary)
{
    const ModelConfig& config = summary.config;
    const auto line = [](const char* label, const std::string& value) {
        std::printf("%-14s%s\n", label, value.c_str());
    };
    line("model", summary.files.name);
    line("family", architectureName(config.architecture));
    line("layers", std::to_string(config.layers));
    line("d_model", std::to_string(config.dModel));
    line("d_inner", std::to_string(config.dInner));
    line("d_state", std::to_string(config.dState));
    if (config.family == Family::Mamba2)
        line("heads", std::to_string(config.heads) + " of " + std::to_string(config.headDim) + ", " +
                          std::to_string(config.groups) + (config.groups == 1 ? " group" : " groups"));
    if (!config.shared.layers.empty())
        line("attention",
             std::to_string(config.shared.layers.size()) + " hybrid layers (" + joined(config.shared.layers) + "), " +
                 std::to_string(config.shared.heads) + " heads of " + std::to_string(config.shared.headDim) + ", " +
                 std::to_string(config.shared.blocks) + " shared blocks" + (config.shared.rope ? ", rotary" : ""));
    line("channels", grouped(config.layers * config.channels()) + " that LongMamba classifies, " +
                         grouped(config.channels()) + " a layer");
    line("vocabulary", grouped(config.vocab) + (config.tied.value_or(true) ? ", embedding tied to the output"
                                                                           : ", output matrix of its own"));
    line("parameters", grouped(summary.parameters));
    line("dtype", summary.dtype);
    line("format", summary.format.english());
    line("memory",
         sizeText(summary.memoryNeeded) +
             (summary.dtype == "F64" ? ", matrices kept in fp32" : ", matrices as stored and mapped from the file"));
    line("tokenizer", tokenizerText(summary.files.tokenizer));
    for (const auto& path : filesOf(summary))
        line("file", path.string() + "  " + sizeText(bytesOf(path)));
    for (const Message& note : summary.notes)
        line("note", note.english());
}

struct TensorValues
{
    std::optional<TensorStatistics> statistics;
    std::string problem; ///< why there are none: integers, for example
};
using Statistics = std::vector<TensorValues>; ///< of every tensor, in the summary's order

Statistics readStatistics(const ModelSummary& summary, Progress& progress)
{
    const Checkpoint checkpoint = Checkpoint::open(summary.files);
    Statistics all;
    for (const TensorInfo& tensor : summary.tensors) {
        progress.step("reading the weights", std::ssize(all), std::ssize(summary.tensors));
        try {
            all.push_back({tensorStatistics(checkpoint.tensor(tensor.name), progress), {}});
        } catch (const Error& error) {
            all.push_back({std::nullopt, error.cause()});
        }
    }
    return all;
}

std::string numberText(double number)
{
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.4g", number);
    return text.data();
}

void printTensors(const ModelSummary& summary, const std::optional<Statistics>& statistics)
{
    std::printf("\n");
    std::vector<std::vector<std::string>> rows;
    if (statistics)
        rows.push_back({"tensor", "shape", "type", "size", "minimum", "maximum", "mean", "deviation", "not finite"});
    for (std::size_t k = 0; k < summary.tensors.size(); ++k) {
        const TensorInfo& tensor = summary.tensors[k];
        std::string shape;
        for (const std::int64_t size : tensor.shape)
            shape += (shape.empty() ? "" : " x ") + std::to_string(size);
        std::vector<std::string> row = {tensor.name, shape, tensor.dtype, sizeText(tensor.bytes)};
        if (statistics) {
            if (const auto& values = (*statistics)[k].statistics) {
                for (const double number : {values->minimum, values->maximum, values->mean, values->standardDeviation})
                    row.push_back(numberText(number));
                row.push_back(grouped(values->nonFinite));
            } else {
                row.push_back((*statistics)[k].problem);
            }
        }
        rows.push_back(row);
    }
    printColumns(rows);
}

Json tensorsJson(const ModelSummary& summary, const std::optional<Statistics>& statistics)
{
    const auto orNull = [](double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); };
    Json list = Json::array();
    for (std::size_t k = 0; k < summary.tensors.size(); ++k) {
        const TensorInfo& tensor = summary.tensors[k];
        Json json = {{"name", tensor.name}, {"shape", tensor.shape}, {"dtype", tensor.dtype}, {"bytes", tensor.bytes}};
        if (statistics) {
            if (const auto& values = (*statistics)[k].statistics) {
                json["minimum"] = orNull(values->minimum);
                json["maximum"] = orNull(values->maximum);
                json["mean"] = orNull(values->mean);
                json["standard_deviation"] = orNull(values->standardDeviation);
                json["zeros"] = values->zeros;
                json["not_finite"] = values->nonFinite;
                json["histogram"] = values->histogram;
            } else {
                json["problem"] = (*statistics)[k].problem;
            }
        }
        list.push_back(json);
    }
    return list;
}

} // namespace

Action addInfo(CLI::App& app)
{
    struct Options
    {
        std::string model;
        bool tensors = false, statistics = false;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    app.add_option("MODEL", options->model,
                   "Folder, weight file, org/name in the Hugging Face cache, or name of a bundled model")
        ->required();
    app.add_flag("--tensors", options->tensors, "List the tensors too");
    app.add_flag("--statistics", options->statistics,
                 "List the tensors with what their values look like; reads all weights");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) {
        const ModelSummary summary = inspectModel(options->model);
        std::optional<Statistics> statistics;
        if (options->statistics)
            statistics = readStatistics(summary, job.progress());
        const bool tensors = options->tensors || options->statistics;
        if (options->json) {
            Json json = toJson(summary);
            if (tensors)
                json["tensors"] = tensorsJson(summary, statistics);
            printJson(json);
            return;
        }
        print(summary);
        if (tensors)
            printTensors(summary, statistics);
    };
}

} // namespace mambascope::cli
