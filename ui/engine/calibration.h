// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/profile.h"
#include "ui/engine/document.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mambascope::ui {

/// A calibration of the open model as the window makes it.
struct CalibrationRequest
{
    std::shared_ptr<const Document> document; ///< with a tokenizer
    CalibrationSettings settings;             ///< but for the source, which is the text's name
    QString text;                             ///< a file; empty: the program's own text
    std::int64_t sequences = 5;
    bool asManyAsFit = false; ///< of a text that is too short for all sequences fewer are cut
};

/// A profile for each of the clamps, from one pass over the sequences. \throws Error, Cancelled.
std::vector<std::shared_ptr<const Profile>> makeProfiles(const CalibrationRequest& request,
                                                         std::span<const double> clamps, Progress& progress);

/// Writes a profile among the person's data, under a name that says how it was made. A file of that name which holds
/// another profile stays as it is (a session may name it), and this one gets a number. \returns its path.
/// \throws Error.
std::string storeProfile(const Profile& profile);

/// The text that a profile's sequences were cut from: empty for the program's own, none when it cannot be found. It is
/// looked for among the known ones, beside the profile's file and among the bundled texts.
std::optional<QString> textOf(const Profile& profile, const std::string& profileFile, const QStringList& known);

/// Both were made from the same sequences, in the same way but for the clamp.
bool differInClampOnly(const Profile& a, const Profile& b);

} // namespace mambascope::ui
