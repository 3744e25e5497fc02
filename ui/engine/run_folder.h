// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <QString>

namespace mambascope::ui {

/// Where the window keeps runs: the folder that a person chose, else the program's data folder. The same in processes
/// without a window.
QString runFolder();
void setRunFolder(const QString& folder);

/// The newest stored runs, for a message: "FOLDER/20260131-120000-passkey (Pass key), ..."; or that there are none and
/// how to get one.
Message storedRunsText();

} // namespace mambascope::ui
