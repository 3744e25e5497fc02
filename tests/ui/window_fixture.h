// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/workspace.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/theta_slider.h"
#include "ui/windows/main_window.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLocale>
#include <QMouseEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QSettings>
#include <QStandardPaths>
#include <QStyleOptionSlider>
#include <QTemporaryDir>
#include <QTest>

#include <chrono>
#include <cmath>
#include <memory>
#include <thread>

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

inline void showPage(ui::MainWindow& window, const char* page)
{
    window.workspace().editView([page](ViewState& s) { s.page = page; });
    QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
}

/// An entry of the menus; null: there is none.
inline QAction* actionOf(const ui::MainWindow& window, const char* id)
{
    return window.findChild<QAction*>(QLatin1String(id));
}

/// A button that is in sight, by its text; null: there is none.
inline QAbstractButton* buttonOf(const QWidget& parent, const QString& text)
{
    for (QAbstractButton* button : parent.findChildren<QAbstractButton*>()) {
        if (button->text() == text && button->isVisible())
            return button;
    }
    return nullptr;
}

/// Keeps a thread at work until that is cancelled: what it is asked for next waits, however fast the machine is.
inline void hold(ui::ComputeThread& thread)
{
    thread.request<bool>(
        QStringLiteral("held"), QStringLiteral("held"),
        [](ui::JobControl& control) -> std::shared_ptr<const bool> {
            for (;;) {
                control.progress().check();
                std::this_thread::sleep_for(std::chrono::milliseconds(1));
            }
        },
        &thread, [](const std::shared_ptr<const bool>&) {}, [](const QString&) {});
}

/// Clicks the status bar's Cancel as soon as it is there.
inline void clickCancel(ui::MainWindow& window)
{
    auto* cancel = window.findChild<ui::BusyBar*>()->findChild<QPushButton*>();
    QTRY_VERIFY_WITH_TIMEOUT(cancel->isVisible() && cancel->isEnabled(), kPatience);
    QTest::mouseClick(cancel, Qt::LeftButton);
}

/// A bundled model with other layers and channels than shortState()'s, over as many tokens.
inline ViewState otherModelState()
{
    ViewState s = shortState();
    s.model = "mamba1-12m";
    s.theta = 1e-10;
    s.layer = 4;
    s.channel = 339;
    return s;
}

/// Opens one model over a long sequence and, as soon as that is being read, another one, both on the same page; comes
/// back when everything is of the second.
inline void openAnotherWhileTheFirstIsRead(ui::MainWindow& window, ViewState first, ViewState second,
                                           const std::string& page)
{
    ui::Workspace& w = window.workspace();
    first.page = second.page = page;
    first.tokens = 16384;
    window.show();
    w.openState(first, QStringLiteral("opening"));
    QTRY_VERIFY_WITH_TIMEOUT(w.document() && w.isReading(), kPatience);
    w.openState(second, QStringLiteral("opening"));
    QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == second.model, kPatience);
}

/// Chooses an entry as a person does, by keys.
inline void choose(QComboBox* box, const QVariant& data)
{
    const int item = box->findData(data);
    QVERIFY2(item >= 0, qPrintable(data.toString()));
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Home);
    for (int k = 0; k < item; ++k)
        QTest::keyClick(box, Qt::Key_Down);
    QCOMPARE(box->currentIndex(), item);
}

/// With the button held all the way, in steps as a hand makes them.
inline void drag(QWidget* widget, const QPoint& from, const QPoint& to)
{
    QTest::mousePress(widget, Qt::LeftButton, {}, from);
    for (int k = 1; k <= 4; ++k) {
        const QPoint at = from + (to - from) * k / 4;
        QMouseEvent move(QEvent::MouseMove, at, widget->mapToGlobal(at), Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(widget, &move);
    }
    QTest::mouseRelease(widget, Qt::LeftButton, {}, to);
}

/// Drags the handle of an upright scroll bar.
inline void dragHandle(QScrollBar* bar, int pixels)
{
    QStyleOptionSlider option;
    option.initFrom(bar);
    option.orientation = Qt::Vertical;
    option.minimum = bar->minimum();
    option.maximum = bar->maximum();
    option.singleStep = bar->singleStep();
    option.pageStep = bar->pageStep();
    option.sliderPosition = option.sliderValue = bar->value();
    const QRect handle = bar->style()->subControlRect(QStyle::CC_ScrollBar, &option, QStyle::SC_ScrollBarSlider, bar);
    drag(bar, handle.center(), handle.center() + QPoint(0, pixels));
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

/// A test of windows that keep things among a person's settings: no function of it finds what another one kept, and
/// none leaves a window behind. A test with something of its own to prepare or to put back hides these slots and calls
/// them.
class WindowTest : public QObject
{
    Q_OBJECT
protected:
    QString file(const QString& name) const { return m_folder.filePath(name); }

protected slots:
    void initTestCase() { useTestSettings(file(QStringLiteral("settings"))); }
    void init() { QSettings().clear(); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

private:
    QTemporaryDir m_folder;
};

} // namespace mambascope::test
