// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"

#include <nlohmann/json_fwd.hpp>

namespace mambascope::ui {

struct Document;

/// The other state is one of another document: model, tokenizer, profile or sequence.
bool namesAnother(const ViewState& state, const ViewState& other);

/// The view state with the fields that a script names: "layer" where one group alone has it, "selection.layer", or
/// {"selection": {"layer": 3}}. A range that was fitted to another channel's map is forgotten, as when a person chooses
/// that channel. \throws Error for an unknown or ambiguous name, and for what does not fit the document that is open.
ViewState changedState(const ViewState& now, const nlohmann::json& fields, const Document& document);

} // namespace mambascope::ui
