// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <cstdio>
#include <memory>
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
        return path.string() + "  " + Tokenizer::load(path)->kind();
    } catch (const Error& error) {
        return std::string("cannot be used: ") + error.what();
    }
}

void print(const ModelSummary& summary, bool tensors)
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
    line("format", summary.format);
    line("memory", sizeText(summary.memoryNeeded) + ", matrices as stored and mapped from the file");
    line("tokenizer", tokenizerText(summary.files.tokenizer));
    for (const auto& path : filesOf(summary))
        line("file", path.string() + "  " + sizeText(bytesOf(path)));
    for (const std::string& note : summary.notes)
        line("note", note);
    if (!tensors)
        return;
    std::printf("\n");
    std::vector<std::vector<std::string>> rows;
    for (const TensorInfo& tensor : summary.tensors) {
        std::string shape;
        for (const std::int64_t size : tensor.shape)
            shape += (shape.empty() ? "" : " x ") + std::to_string(size);
        rows.push_back({tensor.name, shape, tensor.dtype, sizeText(tensor.bytes)});
    }
    printColumns(rows);
}

} // namespace

Action addInfo(CLI::App& app)
{
    struct Options
    {
        std::string model;
        bool tensors = false;
        bool json = false;
    };
    auto options = std::make_shared<Options>();
    app.add_option("MODEL", options->model, "Folder, weight file, or name of a bundled model")->required();
    app.add_flag("--tensors", options->tensors, "List the tensors too");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job&) {
        const ModelSummary summary = inspectModel(options->model);
        if (options->json)
            printJson(toJson(summary));
        else
            print(summary, options->tensors);
    };
}

} // namespace mambascope::cli
