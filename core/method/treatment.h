// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mambascope {

/// Equal for methods that read a prompt of `promptLength` tokens alike, so that what one of them gives is known of the
/// other, too: vanilla (null) and LongMamba up to the training length, two thetas with no channel between them. `last`
/// as in Method::tokensBehind. Methods that rewrite Deltas are like themselves only.
std::string treatmentOf(const Method* method, const ModelConfig& config, std::int64_t promptLength, std::int64_t last);

/// The same for the first 0, 1, ... and for all layers: where two methods have equal entries, the layers in front give
/// the same.
std::vector<std::string> treatmentsByLayer(const Method* method, const ModelConfig& config, std::int64_t promptLength,
                                           std::int64_t last);

} // namespace mambascope
