// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"
#include "core/workspace/view_state.h"
#include "ui/engine/document.h"

#include <QString>

#include <string>

namespace mambascope::ui {

/// What makeMethod() takes, from what the window shows. \throws Error for settings of DeciMamba that cannot be read.
MethodSettings methodSettings(const ViewState& state, const Document& document);
/// DeciMamba's settings as they are used: what the state leaves out is the standard of the model.
/// \throws Error like methodSettings.
DecimationSettings decimationSettings(const ViewState& state, const Document& document);
/// "Vanilla", "LongMamba", "DeciMamba".
QString methodTitle(const std::string& method);

} // namespace mambascope::ui
