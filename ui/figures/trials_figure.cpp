// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/tables_of_searches.h"
#include "ui/figures/evaluate_figures.h"
#include "ui/figures/figure_plot.h"
#include "ui/style/colour_map.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace mambascope::ui {

namespace {

/// Texts of the functions in this file.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Figures)
};

constexpr double kPoint = 8;       // pixels of a point of the first round
constexpr double kLargerPoint = 3; // for every further round

/// A row for each factor and clamp that were tried, so that no two settings lie on one point.
class Rows
{
public:
    explicit Rows(const std::vector<ShownTrial>& trials)
    {
        for (const ShownTrial& trial : trials)
            m_keys.insert(keyOf(*trial.record));
    }
    double of(const EvaluationRecord& record) const
    {
        return static_cast<double>(std::distance(m_keys.begin(), m_keys.find(keyOf(record))));
    }
    std::vector<std::string> labels() const
    {
        std::vector<std::string> all;
        const QLocale locale;
        for (const auto& [scale, clamp] : m_keys)
            all.push_back(Texts::tr("%1 · %2 %")
                              .arg(locale.toString(scale, 'g', 4), locale.toString(100 * clamp, 'g', 3))
                              .toStdString());
        return all;
    }

private:
    static std::pair<double, double> keyOf(const EvaluationRecord& record)
    {
        const double scale = trialValue(record, "scale");
        const double clamp = trialValue(record, "clamp");
        return {std::isnan(scale) ? 1 : scale, std::isnan(clamp) ? 0 : clamp};
    }
    std::set<std::pair<double, double>> m_keys;
};

/// Even steps from 0 on have a label each.
QSharedPointer<QCPAxisTicker> rowTicker(const std::vector<std::string>& rows)
{
    QSharedPointer<QCPAxisTickerText> ticker(new QCPAxisTickerText);
    for (std::size_t row = 0; row < rows.size(); ++row)
        ticker->addTick(static_cast<double>(row), QString::fromStdString(rows[row]));
    return ticker;
}

void setRange(QCPAxisRect* rect, QCPAxis::AxisType first, QCPAxis::AxisType second, QCPRange range)
{
    for (QCPAxis* axis : {rect->axis(first), rect->axis(second)})
        axis->setRange(range);
}

/// Around all values, with room for the points.
QCPRange widened(double low, double high, bool logarithmic)
{
    if (logarithmic) {
        const double factor = std::pow(high / low, 0.06) * 1.3;
        return {low / factor, high * factor};
    }
    const double margin = high > low ? (high - low) * 0.08 : 0.5;
    return {low - margin, high + margin};
}

QCPGraph* addPoint(QCPAxisRect* rect, double x, double y, const QCPScatterStyle& style)
{
    auto* point = new QCPGraph(rect->axis(QCPAxis::atBottom), rect->axis(QCPAxis::atLeft));
    point->setLineStyle(QCPGraph::lsNone);
    point->setScatterStyle(style);
    point->addData(x, y);
    return point;
}

/// Powers of ten as 10 with an exponent, which QCustomPlot sets only where the locale writes a small e.
class PowersTicker : public QCPAxisTickerLog
{
protected:
    QString getTickLabel(double tick, const QLocale&, QChar format, int precision) override
    {
        return QCPAxisTickerLog::getTickLabel(tick, QLocale::c(), format, precision);
    }
};

} // namespace

std::optional<TrialsFigure> trialsFigure(std::span<const ShownRun> runs)
{
    const std::vector<ShownTrial> trials = shownTrials(runs);
    const bool layers = std::any_of(trials.begin(), trials.end(),
                                    [](const ShownTrial& trial) { return trial.record->values.contains("layer"); });
    TrialsFigure figure;
    figure.lowerIsBetter = !runs.empty() && runs[0].run.settings.metric == "perplexity";
    figure.scoreLabel =
        (figure.lowerIsBetter ? Texts::tr("perplexity") : Texts::tr("right pass keys, %")).toStdString();
    figure.xLabel = layers ? Texts::tr("first decimating layer").toStdString() : "θ";
    figure.yLabel = layers ? figure.scoreLabel : Texts::tr("threshold factor b · clamp").toStdString();
    figure.logX = !layers;
    const Rows rows(trials);
    if (!layers)
        figure.rows = rows.labels();
    for (std::size_t k = 0; k < trials.size(); ++k) {
        const ShownTrial& trial = trials[k];
        const EvaluationRecord& record = *trial.record;
        TrialsFigure::Trial point;
        point.row = static_cast<int>(k);
        point.score = figure.lowerIsBetter ? record.score : 100 * record.score;
        point.x = trialValue(record, layers ? "layer" : "theta");
        point.y = layers ? point.score : rows.of(record);
        point.best = trial.best;
        point.run = trial.run;
        point.record = record;
        if (std::isfinite(point.score) && (layers ? point.x >= 0 : point.x > 0))
            figure.trials.push_back(std::move(point));
    }
    return figure.trials.empty() ? std::nullopt : std::optional(std::move(figure));
}

void drawTrials(FigurePlot& figure, const TrialsFigure& content)
{
    QCPAxisRect* rect = figure.addPanel(0, {});
    QCPAxis* keys = rect->axis(QCPAxis::atBottom);
    QCPAxis* values = rect->axis(QCPAxis::atLeft);
    keys->setLabel(QString::fromStdString(content.xLabel));
    values->setLabel(QString::fromStdString(content.yLabel));
    if (content.logX)
        for (QCPAxis* axis : {keys, rect->axis(QCPAxis::atTop)}) {
            axis->setScaleType(QCPAxis::stLogarithmic);
            axis->setTicker(QSharedPointer<PowersTicker>::create());
            axis->setNumberFormat(QStringLiteral("eb"));
            axis->setNumberPrecision(0);
        }
    else
        keys->setNumberFormat(QStringLiteral("f"));
    if (!content.logX) {
        auto ticker = QSharedPointer<QCPAxisTickerFixed>::create(); // layers are whole numbers
        ticker->setScaleStrategy(QCPAxisTickerFixed::ssMultiples);
        keys->setTicker(ticker);
        keys->setNumberPrecision(0);
    }
    if (!content.rows.empty()) {
        values->setTicker(rowTicker(content.rows));
        values->setSubTicks(false);
    }
    const auto least = [&](auto member) {
        return std::minmax_element(content.trials.begin(), content.trials.end(),
                                   [member](const auto& a, const auto& b) { return a.*member < b.*member; });
    };
    using Trial = TrialsFigure::Trial;
    const auto [leftmost, rightmost] = least(&Trial::x);
    const auto [lowest, highest] = least(&Trial::y);
    const auto [worst, greatest] = least(&Trial::score);
    double low = worst->score, high = greatest->score;
    if (low == high) {
        low -= 0.5;
        high += 0.5;
    }
    const ColourMap& colours = ColourMap::named(QStringLiteral("ember"));
    // From the last: the best ones lie on top.
    for (auto trial = content.trials.rbegin(); trial != content.trials.rend(); ++trial) {
        const double rung = trialValue(trial->record, "rung");
        const double size = kPoint + kLargerPoint * (std::isnan(rung) ? 0 : rung);
        const QColor fill = content.rows.empty() ? figure.colours().longMamba
                                                 : QColor::fromRgb(colours.at((trial->score - low) / (high - low)));
        const QColor edge = trial->best ? figure.colours().threshold : figure.colours().axis;
        addPoint(rect, trial->x, trial->y,
                 QCPScatterStyle(trial->best ? QCPScatterStyle::ssDiamond : QCPScatterStyle::ssCircle,
                                 QPen(edge, trial->best ? 2.5 : 1), fill, trial->best ? size + 4 : size));
    }
    if (content.chosen >= 0 && content.chosen < std::ssize(content.trials)) {
        const Trial& chosen = content.trials[static_cast<std::size_t>(content.chosen)];
        addPoint(rect, chosen.x, chosen.y,
                 QCPScatterStyle(QCPScatterStyle::ssCircle, QPen(figure.colours().pick, 2.5), Qt::NoBrush, 26));
    }
    setRange(rect, QCPAxis::atBottom, QCPAxis::atTop, widened(leftmost->x, rightmost->x, content.logX));
    setRange(rect, QCPAxis::atLeft, QCPAxis::atRight,
             content.rows.empty() ? widened(lowest->y, highest->y, false)
                                  : QCPRange(-0.7, static_cast<double>(content.rows.size()) - 0.3));
    if (!content.rows.empty())
        figure.addColourScale(1, "ember", low, high, QString::fromStdString(content.scoreLabel));
}

} // namespace mambascope::ui
