// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

namespace mambascope::ui {

class Workspace;

/// A token for messages: its place and its text, "812 “the”". There has to be a document.
QString tokenText(const Workspace& workspace, std::int64_t token);

} // namespace mambascope::ui
