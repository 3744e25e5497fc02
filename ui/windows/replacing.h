// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace mambascope::ui {

/// The file with that suffix (without a dot), unless it has it.
QString suffixed(const QString& file, const QString& suffix);
/// Asks whether the files that are there may be replaced: once, naming them, and not at all when none is.
bool mayReplace(QWidget* parent, const QString& title, const QStringList& files);
/// Asks for the file to save to, `path` at first. \returns it with its suffix; empty when a person named none.
QString saveFileName(QWidget* parent, const QString& title, const QString& path, const QString& filter,
                     const QString& suffix);

} // namespace mambascope::ui
