// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/engine/workspace.h"
#include "ui/windows/main_window.h"

#include <QApplication>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

// What the tests of the whole window share.
namespace mambascope::test {

inline constexpr int kPatience = 60000; ///< ms

/// A short haystack on the bundled model.
inline ViewState shortState()
{
    ViewState s;
    s.tokens = 600;
    s.bucket = 1024; // the filter acts although the sequence is hardly longer than the training length
    s.maxNewTokens = 6;
    s.theme = "light";
    return s;
}

/// For comparisons that say which field differs.
inline QStringList lines(const ViewState& state)
{
    return QString::fromStdString(state.toJson()).split(QLatin1Char('\n'));
}

/// Everything that follows from the state is there and exact.
inline bool settled(ui::MainWindow& window)
{
    using ui::Side;
    ui::Workspace& w = window.workspace();
    return w.isIdle() && w.document() && w.trace(Side::Vanilla) && w.map(Side::Vanilla) &&
           (!w.document()->profile || (w.isFilteredCurrent() && w.map(Side::LongMamba)));
}

inline void open(ui::MainWindow& window, const ViewState& state)
{
    window.show();
    window.workspace().openState(state, QStringLiteral("opening"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
}

/// No test reads or writes a person's settings.
inline void useTestSettings(const QString& folder)
{
    QStandardPaths::setTestModeEnabled(true);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder);
    QApplication::setOrganizationName(QStringLiteral("MambaScopeTest"));
    QApplication::setApplicationName(QStringLiteral("MambaScopeTest"));
    QLocale::setDefault(QLocale::c());
}

} // namespace mambascope::test
