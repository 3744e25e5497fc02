// SPDX-License-Identifier: GPL-3.0-or-later
// What a person feels: time from a mouse move to the repainted window, with the real window on the bundled models.
//   QT_QPA_PLATFORM=offscreen ui_benchmark
// One iteration is one frame: the change, then every event it caused in the GUI thread, painting included. Maps that
// the picture thread computes meanwhile follow later and are not waited for, as in the window.
#include "core/base/error.h"
#include "core/workspace/view_state.h"
#include "ui/engine/workspace.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/theta_slider.h"
#include "ui/windows/main_window.h"
#include "ui/windows/map_page.h"
#include "ui/windows/method_dock.h"

#include <QApplication>
#include <QMouseEvent>

#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <memory>

using namespace mambascope;
using namespace mambascope::ui;

namespace {

std::unique_ptr<MainWindow> openWindow(const std::string& model, const std::string& page)
{
    auto window = std::make_unique<MainWindow>();
    ViewState state;
    state.model = model;
    state.page = page;
    state.theta = model == "mamba1-12m" ? 1e-10 : 0.05;
    state.theme = "light";
    state.maxNewTokens = 1;
    window->resize(1280, 800);
    window->show();
    std::string failure;
    QObject::connect(&window->workspace(), &Workspace::failed, window.get(),
                     [&failure](const QString& message) { failure = message.toStdString(); });
    window->workspace().openState(state, QStringLiteral("opening"));
    while (failure.empty() && !(window->workspace().isIdle() && window->workspace().isFilteredCurrent() &&
                                window->workspace().map(Side::LongMamba)))
        QApplication::processEvents(QEventLoop::WaitForMoreEvents, 50);
    if (!failure.empty())
        throw Error("benchmark", failure);
    window->workspace().disconnect(window.get());
    return window;
}

/// Frames of a drag of theta over the whole scale and back.
void dragTheta(benchmark::State& bench, const std::string& model, const std::string& page)
{
    const auto window = openWindow(model, page);
    ThetaSlider* slider = window->methodDock()->thetaSlider();
    QWidget* bar = slider->bar();
    const double left = slider->positionOf(std::log(1e-200));
    const double right = slider->positionOf(std::log(0.9));
    const double y = bar->height() / 2.0;
    const auto send = [&](QEvent::Type type, double x, Qt::MouseButton button) {
        QMouseEvent event(type, QPointF(x, y), bar->mapToGlobal(QPointF(x, y)), button, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(bar, &event);
    };
    send(QEvent::MouseButtonPress, right, Qt::LeftButton);
    int step = 0;
    constexpr int kSteps = 64;
    for (auto _ : bench) {
        const double t = std::abs((step++ % (2 * kSteps)) - kSteps) / static_cast<double>(kSteps);
        send(QEvent::MouseMove, left + t * (right - left), Qt::NoButton);
        QApplication::processEvents();
    }
    bench.counters["channels"] = static_cast<double>(window->workspace().classification().global.size());
}

/// Frames of a zoomed-in map that is panned: both views, linked, painted from what is there.
void panMap(benchmark::State& bench, const std::string& model)
{
    const auto window = openWindow(model, "map");
    MapView* view = window->mapPage()->view(Side::Vanilla);
    int step = 0;
    for (auto _ : bench) {
        const double offset = 4.0 * (step++ % 128);
        view->setVisibleRange(QRectF(500 + offset, 1500 + offset, 1000, 1000));
        QApplication::processEvents();
    }
}

void zoomMap(benchmark::State& bench, const std::string& model)
{
    const auto window = openWindow(model, "map");
    MapView* view = window->mapPage()->view(Side::Vanilla);
    int step = 0;
    for (auto _ : bench) {
        view->zoomBy(step++ % 32 < 16 ? 1.25 : 0.8, QPointF(1000, 3000));
        QApplication::processEvents();
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    for (const std::string model : {"mamba2-12m", "mamba1-12m"}) {
        for (const std::string page : {"map", "decay", "channels", "tokens"})
            benchmark::RegisterBenchmark(("theta_drag_frame/" + model + "/" + page).c_str(), dragTheta, model, page)
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        benchmark::RegisterBenchmark(("map_pan_frame/" + model).c_str(), panMap, model)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
        benchmark::RegisterBenchmark(("map_zoom_frame/" + model).c_str(), zoomMap, model)
            ->Unit(benchmark::kMillisecond)
            ->UseRealTime();
    }
    benchmark::Initialize(&argc, argv);
    try {
        benchmark::RunSpecifiedBenchmarks();
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
