// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mambascope::ui {

/// Makes an application without a display when the program has none: widgets and fonts need one.
void requireApplication();

} // namespace mambascope::ui
