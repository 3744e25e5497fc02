// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mambascope {

/// Folder that holds models/, profiles/ and texts/: $MAMBASCOPE_RESOURCES, else share/mambascope beside the installed
/// program, else the source tree's resources/.
/// \throws Error when none of them exists.
std::filesystem::path resourceFolder();

/// Names of the models in resources/models, for example "mamba2-12m", in alphabetical order.
std::vector<std::string> bundledModels();

/// The profile made for a bundled model, empty path when there is none. `modelName` is one of bundledModels(); of a
/// model that was opened see bundledProfile() in core/checkpoint/locate.h.
std::filesystem::path bundledProfile(const std::string& modelName);

} // namespace mambascope
