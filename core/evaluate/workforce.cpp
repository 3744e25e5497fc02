// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/workforce.h"

#include "core/base/error.h"
#include "core/base/replace_file.h"
#include "core/base/system_reason.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <system_error>

namespace mambascope {

nlohmann::json evaluationSettings(const std::string& benchmark, const Model& model, const Tokenizer* tokenizer,
                                  const EvaluatedMethod& method)
{
    nlohmann::json settings = {{"benchmark", benchmark},
                               {"model", model.name()},
                               {"parameters", model.parameters()},
                               {"dtype", model.options().dtype == DType::BFloat16 ? "bf16" : "fp32"},
                               {"method", method.fingerprint}};
    if (tokenizer != nullptr)
        settings["tokenizer"] = tokenizer->kind().english();
    return settings;
}

void writeWholeFile(const std::filesystem::path& path, const std::string& text)
{
    namespace fs = std::filesystem;
    std::error_code status;
    if (path.has_parent_path())
        fs::create_directories(path.parent_path(), status);
    if (status)
        throw Error(path.parent_path().string(), say("cannot be made: {0}", systemReason(status)));
    replaceFile(path, text);
}

} // namespace mambascope
