// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/model_config.h"

#include <filesystem>

namespace mambascope::test {

/// Writes a state-spaces checkpoint with random weights that fits the bundled tokenizer: 2 layers, d_model 32, 64
/// channels (Mamba-1) or 4 heads of 16 (Mamba-2). The same seed gives the same model.
void writeTinyModel(const std::filesystem::path& folder, Family family, bool tokenizer = true, unsigned seed = 1);

} // namespace mambascope::test
