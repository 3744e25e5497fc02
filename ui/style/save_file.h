// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

class QSaveFile;

namespace mambascope::ui {

/// Replaces the file by what was written, or leaves it as it was when the disk has not taken all of that. commit()
/// alone takes the last bytes, which Qt holds back until then, for written whatever became of them (seen with 6.4).
bool commitWhole(QSaveFile& file);
/// Replaces the file by these bytes, or leaves it as it was. For pictures, too: what draws them does not notice a disk
/// that takes a part only. \throws Error naming the file.
void saveWhole(const QString& path, const QByteArray& bytes);

} // namespace mambascope::ui
