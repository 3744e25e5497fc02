// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/workspace.h"
#include "ui/widgets/theta_slider.h"
#include "ui/windows/main_window.h"

#include <QApplication>
#include <QLocale>
#include <QSettings>
#include <QStandardPaths>
#include <QTest>

#include <cmath>

// What the tests of the whole window share.
namespace mambascope::test {

inline constexpr int kPatience = 180000; ///< ms; what a machine that is busy with other work needs

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

/// Drags theta with the button held, to where another number of channels is global; letGoOfTheta() ends it.
inline void dragTheta(ui::MainWindow& window, double lnTheta)
{
    ui::ThetaSlider* slider = window.methodDock()->thetaSlider();
    const auto at = [&](double ln) { return QPoint(qRound(slider->positionOf(ln)), slider->bar()->height() / 2); };
    QTest::mousePress(slider->bar(), Qt::LeftButton, {}, at(std::log(window.workspace().state().theta)));
    QTest::mouseMove(slider->bar(), at(lnTheta));
}

inline void letGoOfTheta(ui::MainWindow& window)
{
    ui::ThetaSlider* slider = window.methodDock()->thetaSlider();
    const double ln = std::log(window.workspace().state().theta);
    QTest::mouseRelease(slider->bar(), Qt::LeftButton, {},
                        QPoint(qRound(slider->positionOf(ln)), slider->bar()->height() / 2));
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
