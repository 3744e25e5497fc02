// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/peers.h"
#include "core/method/method.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

/// Who computes the items of an evaluation: one model on each device, and other processes.
struct Workforce
{
    Workforce() = default;
    Workforce(std::shared_ptr<const Model> model) : models{std::move(model)} {} // NOLINT: one model is a workforce
    std::vector<std::shared_ptr<const Model>> models;
    Peers* peers = nullptr;

    const Model& model() const { return *models.front(); }
    /// Whether this process has the results.
    bool leads() const { return peers == nullptr || peers->rank() == 0; }
};

/// A method under evaluation.
struct EvaluatedMethod
{
    std::string name; ///< as results are called: "vanilla", "longmamba"
    std::string tag;  ///< folder of its predictions: "mamba2-12m_longmamba-0.05-1"
    std::shared_ptr<const Method> method;
    std::string fingerprint; ///< equal for equal settings, profile included
};

/// What has to be equal in every evaluation for its results to belong together: benchmark, model, dtype, tokenizer
/// (null: the items are ids), method. An evaluation adds its own.
nlohmann::json evaluationSettings(const std::string& benchmark, const Model& model, const Tokenizer* tokenizer,
                                  const EvaluatedMethod& method);

/// Writes a file that is there as a whole or not at all. \throws Error naming it
void writeWholeFile(const std::filesystem::path& path, const std::string& text);

} // namespace mambascope
