// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/demo.h"
#include "core/workspace/view_state.h"

namespace mambascope {

/// What the window shows of a demonstration: its model, sequence, method and channel; everything else as by default.
ViewState demonstrationState(const Demonstration& demo);

} // namespace mambascope
