// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSaveFile>

namespace mambascope::ui {

/// Replaces the file by what was written, or leaves it as it was when the disk has not taken all of that. commit()
/// alone takes the last bytes, which Qt holds back until then, for written whatever became of them (seen with 6.4).
inline bool commitWhole(QSaveFile& file)
{
    // A disk that gets full takes a part first. Only the next attempt says why it takes no more.
    return (file.flush() || file.flush()) && file.commit();
}

} // namespace mambascope::ui
