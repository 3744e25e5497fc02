// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace mambascope::ui {

/// From the first call on every MapView speaks: its value is the text of the picked cell. Cheap to call again.
void installMapViewAccessibility();

} // namespace mambascope::ui
