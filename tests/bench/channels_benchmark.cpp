// SPDX-License-Identifier: GPL-3.0-or-later
// The Channels page with as many channels as a Mamba-1 of 1.4B parameters has: 48 layers of 4,096, in the page's own
// widgets on made-up numbers.
//   QT_QPA_PLATFORM=offscreen channels_benchmark
// One iteration is one frame: the change, then every event that it caused in the GUI thread, painting included.
#include "ui/models/channel_filter.h"
#include "ui/pages/channels/channel_scatter.h"
#include "ui/pages/channels/channels_view.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QTableView>

#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

using namespace mambascope::ui;

namespace {

constexpr std::int64_t kLayers = 48;
constexpr std::int64_t kChannels = 4096;

/// Decays from -0.01 to -3,000 and receptive fields that follow them, as those of the bundled models do.
struct Numbers
{
    std::vector<double> lnDecay;
    std::vector<float> vanilla, filtered;
    std::vector<std::int64_t> kept;

    Numbers()
    {
        std::mt19937_64 engine(1);
        std::normal_distribution<double> spread(0, 1);
        for (std::int64_t k = 0; k < kLayers * kChannels; ++k) {
            lnDecay.push_back(-std::exp(2.5 + 2 * spread(engine)));
            const double reach = 4000 / (1 - lnDecay.back()) * std::exp(0.4 * spread(engine));
            vanilla.push_back(static_cast<float>(reach));
            filtered.push_back(static_cast<float>(reach * (1 + std::abs(spread(engine)))));
            kept.push_back(static_cast<std::int64_t>(engine() % 16384));
        }
    }
    std::vector<std::uint8_t> classes(double lnTheta) const
    {
        std::vector<std::uint8_t> global(lnDecay.size());
        for (std::size_t k = 0; k < lnDecay.size(); ++k)
            global[k] = lnDecay[k] > lnTheta;
        return global;
    }
};

class Window
{
public:
    Window()
    {
        m_view.resize(980, 560); // the page in a window of 1280 x 800
        m_view.setChannels(kLayers, kChannels, m_numbers.lnDecay);
        m_view.setDistances(Side::Vanilla, m_numbers.vanilla);
        m_view.setDistances(Side::LongMamba, m_numbers.filtered);
        m_view.setKept(m_numbers.kept, 16384);
        m_view.setClasses(m_numbers.classes(-20), -20);
        m_view.setPart({});
        m_view.setChosen(6, 15);
        m_view.show();
        QApplication::processEvents();
    }
    ChannelsView& view() { return m_view; }
    const Numbers& numbers() const { return m_numbers; }

private:
    Numbers m_numbers;
    ChannelsView m_view;
};

void sortFrame(benchmark::State& bench)
{
    Window window;
    int step = 0;
    for (auto _ : bench) {
        const int column = step++ % ChannelModel::ColumnCount;
        window.view().table()->sortByColumn(column, step % 2 ? Qt::AscendingOrder : Qt::DescendingOrder);
        QApplication::processEvents();
    }
}

void filterFrame(benchmark::State& bench)
{
    Window window;
    const char* const texts[] = {"global", "global reach>50", "layer>=24 decay>-100 kept<8000", "local", ""};
    int step = 0;
    for (auto _ : bench) {
        window.view().filterBox()->setText(QString::fromLatin1(texts[step++ % 5]));
        QApplication::processEvents();
    }
}

/// `filter`: conditions that the classes decide about, so that every step is another table.
void thetaFrame(benchmark::State& bench, const char* filter)
{
    Window window;
    window.view().setFilter(QString::fromLatin1(filter));
    int step = 0;
    for (auto _ : bench) {
        const double lnTheta = -1 - 4 * std::abs(step++ % 128 - 64);
        window.view().setClasses(window.numbers().classes(lnTheta), lnTheta);
        QApplication::processEvents();
    }
}

void brushFrame(benchmark::State& bench)
{
    Window window;
    int step = 0;
    for (auto _ : bench) {
        const double size = 1 + std::abs(step++ % 128 - 64);
        window.view().setBrush(QRectF(5, 20, 3 * size, 10 * size));
        QApplication::processEvents();
    }
}

void scrollFrame(benchmark::State& bench)
{
    Window window;
    int step = 0;
    for (auto _ : bench) {
        window.view().table()->scrollTo(window.view().filter()->index((step++ * 997) % 190000, 0));
        QApplication::processEvents();
    }
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    applyTheme(application, ThemeChoice::Light);
    const auto add = [](const char* name, auto run) {
        benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond)->UseRealTime();
    };
    add("channels_196608/sort", sortFrame);
    add("channels_196608/filter", filterFrame);
    add("channels_196608/theta", [](benchmark::State& bench) { thetaFrame(bench, ""); });
    add("channels_196608/theta_filtered", [](benchmark::State& bench) { thetaFrame(bench, "global"); });
    add("channels_196608/brush", brushFrame);
    add("channels_196608/scroll", scrollFrame);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
