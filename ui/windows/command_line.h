// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>

namespace mambascope::ui {

/// File arguments as a shell takes them: quoted where they need it.
QString shellQuoted(const QString& argument);
/// What `mambascope render` is told of a page.
struct RenderArguments
{
    QString view;
    QString sources; ///< instead of the session that is saved beside the file
    QSize size;
    double scale = 1;
    bool whole = false;
};
/// `mambascope render ...`: writes what the page writes to `out`, in the language and theme of this window.
QString renderCommand(const RenderArguments& arguments, const QString& out);
/// The session beside an exported file, which renderCommand() reads: "x.png" to "x.mscope".
QString companionFile(const QString& out);
/// The token ids beside an exported answer, which its command reads: "x.md" to "x-ids.npy".
QString idsFile(const QString& out);
bool isPictureSuffix(const QString& suffix);
/// "x.npy" and "vanilla" to "x-vanilla.npy".
QString withInfix(const QString& path, const QString& infix);

} // namespace mambascope::ui
