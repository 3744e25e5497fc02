// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/side.h"

#include <QString>

#include <cstdint>
#include <vector>

namespace mambascope {
struct ViewState;
}

namespace mambascope::ui {

/// Command lines that do what the window does. File arguments are quoted for a shell where they need it.
QString shellQuoted(const QString& argument);
/// `mambascope render ...`: the picture of a view, from the session that is saved beside it.
QString renderCommand(const QString& view, int width, int height, const QString& out);
/// `mambascope <verb> MODEL --ids ... --method ...`: data of one side, from the ids that are saved beside it.
QString dataCommand(const QString& verb, const ViewState& state, Side side, const QString& more, const QString& out);
/// Where an export to `out` leaves what its command line reads: "x.mscope" for a picture, "x-ids.npy" for data.
QString companionFile(const QString& out);
bool isPictureSuffix(const QString& suffix);
/// "x.npy" and "vanilla" to "x-vanilla.npy".
QString withInfix(const QString& path, const QString& infix);

/// Writes an array for a data export: .npy, or .csv with a header line. \throws Error naming the file.
void writeTable(const QString& path, const std::vector<QString>& columns, const std::vector<double>& values);

} // namespace mambascope::ui
