// SPDX-License-Identifier: GPL-3.0-or-later
// What a person feels: time from a mouse move to the repainted window, with the real window on the bundled models.
//   QT_QPA_PLATFORM=offscreen ui_benchmark
// One iteration is one frame: the change, then every event it caused in the GUI thread, painting included. Maps that
// the picture thread computes meanwhile follow later and are not waited for, as in the window. How long those take:
// map_first_picture, map_exact_picture, map_exact_detail. Long sequences take minutes to open; choose with
//   --benchmark_filter='map_.*/mamba2-12m/16384'
// Another model, for example of random weights on a GPU (a profile of `mambascope calibrate`, a bundled tokenizer):
//   --model FOLDER [--profile FILE] [--tokenizer FILE] [--theta T] [--device cuda] [--dtype bf16] [--tokens N,N]
#include "core/base/device.h"
#include "core/base/error.h"
#include "core/workspace/view_state.h"
#include "ui/docks/method_dock.h"
#include "ui/engine/workspace.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/theta_slider.h"
#include "ui/windows/main_window.h"

#include <QAbstractEventDispatcher>
#include <QApplication>
#include <QMouseEvent>
#include <QTimer>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

using namespace mambascope;
using namespace mambascope::ui;

namespace {

/// What the command line chose; bundled models on the CPU otherwise.
struct Chosen
{
    std::string model;
    std::string profile;
    std::string tokenizer;
    std::string device = "cpu";
    std::string dtype = "fp32";
    std::string theta;
    std::vector<std::int64_t> tokens = {4096, 16384, 131072};
};

Chosen& chosen()
{
    static Chosen values;
    return values;
}

/// A count that is sought by trying would open the window, which takes half a minute for long sequences, several times.
constexpr int kFrames = 512;

/// Sleeps between events: processEvents() with a time limit would spin and take a core from what is waited for.
template <typename Condition>
void waitUntil(Condition condition)
{
    QTimer tick; // some conditions come true without an event of their own
    tick.start(2);
    while (!condition())
        QCoreApplication::eventDispatcher()->processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

std::unique_ptr<MainWindow> openWindow(const std::string& model, const std::string& page, std::int64_t tokens = 4096)
{
    auto window = std::make_unique<MainWindow>();
    ViewState state;
    state.model = model;
    state.page = page;
    state.theta = model == "mamba1-12m" ? 1e-10 : 0.05;
    if (!chosen().theta.empty())
        state.theta = std::stod(chosen().theta);
    state.profile = chosen().profile;
    state.tokenizer = chosen().tokenizer;
    state.theme = "light";
    state.maxNewTokens = 1;
    state.tokens = tokens;
    if (model == "mamba1-12m") {
        state.layer = 4;
        state.channel = 339;
    }
    window->resize(1280, 800);
    window->show();
    std::string failure;
    QObject::connect(&window->workspace(), &Workspace::failed, window.get(),
                     [&failure](const QString& message) { failure = message.toStdString(); });
    const Device device = Device::parse(chosen().device);
    requireDevice(device);
    window->workspace().setComputing(device, parseDType(chosen().dtype));
    window->workspace().openState(state, QStringLiteral("opening"));
    waitUntil([&] {
        return !failure.empty() || (window->workspace().isIdle() && window->workspace().isFilteredCurrent() &&
                                    window->workspace().map(Side::LongMamba));
    });
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

void waitUntilIdle(MainWindow& window)
{
    waitUntil([&] { return window.workspace().isIdle(); });
}

/// Largest of the frames, beside the mean that the table shows.
class Slowest
{
public:
    explicit Slowest(benchmark::State& bench) : m_bench(bench) {}
    ~Slowest() { m_bench.counters["slowest_ms"] = m_slowest; }
    Slowest(const Slowest&) = delete;
    Slowest& operator=(const Slowest&) = delete;
    template <typename Work>
    void frame(Work work)
    {
        const auto begin = std::chrono::steady_clock::now();
        work();
        QApplication::processEvents();
        const std::chrono::duration<double, std::milli> ms = std::chrono::steady_clock::now() - begin;
        m_slowest = std::max(m_slowest, ms.count());
    }

private:
    benchmark::State& m_bench;
    double m_slowest = 0;
};

/// Frames of a zoomed-in map that is panned: all views, linked, painted from what is there.
void panMap(benchmark::State& bench, const std::string& model, std::int64_t tokens)
{
    const auto window = openWindow(model, "map", tokens);
    MapView* view = window->mapPage()->view(Side::Vanilla);
    const double extent = static_cast<double>(tokens) / 4;
    int step = 0;
    Slowest slowest(bench);
    for (auto _ : bench) {
        const double offset = extent / 256 * (step++ % 128);
        slowest.frame(
            [&] { view->setVisibleRange(QRectF(extent / 2 + offset, 1.5 * extent + offset, extent, extent)); });
    }
}

/// From the whole map down to single tokens and back.
void zoomMap(benchmark::State& bench, const std::string& model, std::int64_t tokens)
{
    const auto window = openWindow(model, "map", tokens);
    MapView* view = window->mapPage()->view(Side::Vanilla);
    const int steps = static_cast<int>(std::log(static_cast<double>(tokens) / 8) / std::log(1.25));
    const QPointF centre(static_cast<double>(tokens) / 4, 0.75 * static_cast<double>(tokens));
    int step = 0;
    Slowest slowest(bench);
    for (auto _ : bench) {
        slowest.frame([&] { view->zoomBy(step % (2 * steps) < steps ? 1.25 : 0.8, centre); });
        ++step;
    }
}

/// Another channel of the layer: until something of its map is on the screen, and (`exact`) until all of it is.
void overview(benchmark::State& bench, const std::string& model, std::int64_t tokens, bool exact)
{
    const auto window = openWindow(model, "map", tokens);
    waitUntilIdle(*window);
    Workspace& workspace = window->workspace();
    const MapView* view = window->mapPage()->view(Side::Vanilla);
    const std::int64_t layer = workspace.state().layer;
    const std::int64_t channel = workspace.state().channel;
    int step = 0;
    for (auto _ : bench) {
        const auto before = view->overview().values;
        workspace.select(layer, channel - 1 - step++ % 2);
        waitUntil([&] { return exact ? workspace.isIdle() : view->overview().values != before; });
        QApplication::processEvents(); // painted
        bench.PauseTiming();
        waitUntilIdle(*window);
        bench.ResumeTiming();
    }
}

/// Peak memory of the process so far, in GiB.
double peakMemory()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.rfind("VmHWM:", 0) == 0)
            return std::stod(line.substr(6)) / (1 << 20);
    return 0;
}

/// From the channel's map to that of the whole layer (mean) or of all layers (rollout): until it is there, exactly.
void combined(benchmark::State& bench, const std::string& model, std::int64_t tokens, const char* of)
{
    const auto window = openWindow(model, "map", tokens);
    waitUntilIdle(*window);
    Workspace& workspace = window->workspace();
    for (auto _ : bench) {
        workspace.selectMapOf(of);
        QApplication::processEvents(); // asks for it
        waitUntilIdle(*window);
        bench.PauseTiming();
        workspace.selectMapOf("channel");
        QApplication::processEvents();
        waitUntilIdle(*window);
        bench.ResumeTiming();
    }
    bench.counters["peak_GiB"] = peakMemory();
}

/// After a short pan: until the exact picture of the new part is there.
void exactDetail(benchmark::State& bench, const std::string& model, std::int64_t tokens)
{
    const auto window = openWindow(model, "map", tokens);
    waitUntilIdle(*window);
    MapView* view = window->mapPage()->view(Side::Vanilla);
    const double extent = static_cast<double>(tokens) / 4;
    int step = 0;
    for (auto _ : bench) {
        const double offset = 64.0 * (++step % 8);
        view->setVisibleRange(QRectF(extent / 2 + offset, 1.5 * extent + offset, extent, extent));
        QApplication::processEvents(); // asks for it
        waitUntilIdle(*window);
    }
}

/// A whole session: both passes, both maps, a tour of the map. Run alone (--benchmark_filter=session): the peak is the
/// process's.
void session(benchmark::State& bench, const std::string& model, std::int64_t tokens)
{
    for (auto _ : bench) {
        const auto window = openWindow(model, "map", tokens);
        waitUntilIdle(*window);
        MapView* view = window->mapPage()->view(Side::Vanilla);
        for (int step = 0; step < 12; ++step) {
            view->zoomBy(2, QPointF(static_cast<double>(tokens) / 4, 0.75 * static_cast<double>(tokens)));
            QApplication::processEvents();
            waitUntilIdle(*window);
        }
    }
    bench.counters["peak_GiB"] = peakMemory();
}

/// Takes its own options out of the list and leaves Google Benchmark's.
void readOptions(int& argc, char** argv)
{
    int left = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string name = argv[i];
        std::string* value = name == "--model"       ? &chosen().model
                             : name == "--profile"   ? &chosen().profile
                             : name == "--tokenizer" ? &chosen().tokenizer
                             : name == "--device"    ? &chosen().device
                             : name == "--dtype"     ? &chosen().dtype
                             : name == "--theta"     ? &chosen().theta
                                                     : nullptr;
        if (value == nullptr && name != "--tokens") {
            argv[left++] = argv[i];
            continue;
        }
        if (++i == argc)
            throw Error(name, "a value is missing");
        if (value != nullptr) {
            *value = argv[i];
            continue;
        }
        chosen().tokens.clear();
        std::istringstream list(argv[i]);
        for (std::string number; std::getline(list, number, ',');)
            chosen().tokens.push_back(std::stoll(number));
    }
    argc = left;
    argv[left] = nullptr;
}

void registerAll(const std::string& model, const std::string& name)
{
    for (const std::string page : {"map", "gallery", "decay", "channels", "tokens"})
        benchmark::RegisterBenchmark(("theta_drag_frame/" + name + "/" + page).c_str(), dragTheta, model, page)
            ->Unit(benchmark::kMillisecond)
            ->Iterations(kFrames)
            ->UseRealTime();
    for (const std::int64_t tokens : chosen().tokens) {
        const std::string of = "/" + name + "/" + std::to_string(tokens);
        const auto add = [&](const char* what, auto function, auto... arguments) {
            return benchmark::RegisterBenchmark((what + of).c_str(), function, model, tokens, arguments...)
                ->Unit(benchmark::kMillisecond)
                ->UseRealTime();
        };
        add("map_pan_frame", panMap)->Iterations(kFrames);
        add("map_zoom_frame", zoomMap)->Iterations(kFrames);
        add("map_first_picture", overview, false)->Iterations(5);
        add("map_exact_picture", overview, true)->Iterations(5);
        add("map_exact_detail", exactDetail)->Iterations(8);
        add("map_mean", combined, "mean")->Iterations(1);
        add("map_rollout", combined, "rollout")->Iterations(1);
        add("session", session)->Iterations(1);
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    try {
        readOptions(argc, argv);
        if (chosen().model.empty()) {
            for (const char* model : {"mamba2-12m", "mamba1-12m"})
                registerAll(model, model);
        } else {
            registerAll(chosen().model, std::filesystem::path(chosen().model).filename());
        }
        benchmark::Initialize(&argc, argv);
        benchmark::RunSpecifiedBenchmarks();
    } catch (const Error& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
