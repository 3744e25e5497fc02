// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace mambascope::ui {

/// What a person set once for all sessions; kept with QSettings.
struct Preferences
{
    QString language;                         ///< as useLanguage() takes it; empty: as the surroundings
    QString theme = QStringLiteral("system"); ///< as in ViewState
    int threads = 0;                          ///< for work on the CPU; 0: all cores
    QString device = QStringLiteral("cpu");   ///< as Device::parse() takes it
    QString dtype = QStringLiteral("fp32");   ///< on a GPU, as parseDType() takes it
    int autosaveSeconds = 5;                  ///< between two autosaves
    double pictureScale = 1;                  ///< pixels of an exported PNG for each of the screen
    double reachLevel = 1e-3;                 ///< of what is opened without a session

    /// Longest time between two autosaves: with the writing, no more than ten seconds' work is ever lost.
    static constexpr int kLongestAutosave = 8;

    bool operator==(const Preferences&) const = default;

    static Preferences load(); ///< values that make no sense are replaced by the defaults
    void save() const;
};

} // namespace mambascope::ui
