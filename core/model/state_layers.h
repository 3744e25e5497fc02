// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pass.h"
#include "core/model/weights.h"

namespace mambascope {

struct State::Layers
{
    std::vector<LayerState> layers;
};

} // namespace mambascope
