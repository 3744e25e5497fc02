// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/channels/channel_scatter.h"

#include "ui/figures/figure_plot.h"
#include "ui/pages/channels/point_cloud.h"
#include "ui/style/theme.h"
#include "ui/widgets/plot_navigation.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace mambascope::ui {

namespace {

enum Style : std::uint8_t { kLocal = 0, kGlobal = 1, kFaded = 2 };

} // namespace

/// The brush's rectangle in coordinates of the axes.
class ChannelScatter::BrushItem : public QCPItemRect
{
public:
    using QCPItemRect::QCPItemRect;
    void place(const QRectF& brush)
    {
        topLeft->setCoords(brush.left(), brush.bottom());
        bottomRight->setCoords(brush.right(), brush.top());
        setVisible(!brush.isEmpty());
    }
};

ChannelScatter::ChannelScatter(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot), m_navigation(new PlotNavigation(m_plot, PlotNavigation::Arrows::Own)),
      m_brushTool(new QToolButton), m_message(new QLabel)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* move = new QToolButton;
    m_brushTool->setText(tr("&Brush"));
    m_brushTool->setToolTip(tr("Drag a rectangle: the table shows the channels in it. Escape drops it."));
    move->setText(tr("Mo&ve"));
    move->setToolTip(tr("Drag moves the plot"));
    for (QToolButton* tool : {m_brushTool, move}) {
        tool->setCheckable(true);
        tool->setAutoExclusive(true);
        tool->setAutoRaise(true); // a frame only around the one that is on
        tool->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(tool);
    }
    auto* whole = new QToolButton;
    whole->setText(tr("F&it"));
    whole->setToolTip(tr("All channels (double click)"));
    whole->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(whole);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_plot, 1);
    m_brushTool->setChecked(true);
    makePlot();
    connectPlot();
    connect(whole, &QToolButton::clicked, this, &ChannelScatter::fit);
    restyle();
}

void ChannelScatter::makePlot()
{
    m_plot->setAccessibleName(tr("Receptive field against decay"));
    m_plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    m_plot->setSelectionRectMode(QCP::srmCustom);
    m_plot->axisRect()->setupFullAxesBox(true);
    setupChannelAxes(*m_plot->axisRect());
    for (QCPAxis* axis : {m_plot->xAxis2, m_plot->yAxis2}) {
        axis->setTicks(false);
        axis->setTickLabels(false);
    }
    m_plot->setMinimumWidth(240);
    for (const Side side : kSides) {
        m_clouds[index(side)] = new PointCloud(m_plot->xAxis, m_plot->yAxis);
        m_clouds[index(side)]->setName(side == Side::Vanilla ? tr("vanilla") : QStringLiteral("LongMamba"));
        m_clouds[index(side)]->setBackgroundFrom(kFaded);
    }
    m_plot->legend->setVisible(true);
    for (PointCloud* cloud : m_clouds)
        cloud->addToLegend();
    m_plot->axisRect()->insetLayout()->setInsetAlignment(0, Qt::AlignRight | Qt::AlignBottom);
    m_theta = new QCPItemStraightLine(m_plot);
    m_theta->setVisible(false);
    m_marker = new QCPItemTracer(m_plot);
    m_marker->setStyle(QCPItemTracer::tsCircle);
    m_marker->setSize(13);
    m_marker->setVisible(false);
    m_brushItem = new BrushItem(m_plot);
    m_brushItem->place({});
    auto* middle = new QVBoxLayout(m_plot); // a text of the plot's own would not go on in a second line
    middle->addWidget(m_message);
    m_message->setAlignment(Qt::AlignCenter);
    m_message->setWordWrap(true);
    m_message->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_message->hide();
}

void ChannelScatter::connectPlot()
{
    connect(m_brushTool, &QToolButton::toggled, this,
            [this](bool brushes) { m_plot->setSelectionRectMode(brushes ? QCP::srmCustom : QCP::srmNone); });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) { m_pressed = event->pos(); });
    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        if (event->button() != Qt::LeftButton || (event->pos() - m_pressed).manhattanLength() > 3)
            return; // a drag is no click
        qint64 point = m_clouds[index(Side::LongMamba)]->nearest(event->position(), 9);
        if (point < 0)
            point = m_clouds[index(Side::Vanilla)]->nearest(event->position(), 9);
        if (point >= 0)
            emit chosen(point);
        else
            setBrush({}); // a click beside everything
    });
    const auto drag = [this](const QRect& rect, QMouseEvent*) { takeRectangle(rect); };
    connect(m_plot->selectionRect(), &QCPSelectionRect::changed, this, drag);
    connect(m_plot->selectionRect(), &QCPSelectionRect::accepted, this, drag);
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, &ChannelScatter::fit);
    connect(m_navigation, &PlotNavigation::fitRequested, this, &ChannelScatter::fit);
    connect(m_navigation, &PlotNavigation::moved, this, [this] { emit partChanged(m_navigation->visible()); });
}

void ChannelScatter::takeRectangle(const QRect& pixels)
{
    const QRect rect = pixels.normalized() & m_plot->axisRect()->rect();
    if (rect.width() < 4 || rect.height() < 4)
        return;
    const double x0 = m_plot->xAxis->pixelToCoord(rect.left());
    const double x1 = m_plot->xAxis->pixelToCoord(rect.right());
    const double y0 = m_plot->yAxis->pixelToCoord(rect.bottom());
    const double y1 = m_plot->yAxis->pixelToCoord(rect.top());
    setBrush(QRectF(QPointF(std::min(x0, x1), std::min(y0, y1)), QPointF(std::max(x0, x1), std::max(y0, y1))));
}

void ChannelScatter::keyPressEvent(QKeyEvent* event)
{
    QPoint direction;
    switch (event->key()) {
    case Qt::Key_Left:
        direction = {-1, 0};
        break;
    case Qt::Key_Right:
        direction = {1, 0};
        break;
    case Qt::Key_Up:
        direction = {0, -1};
        break;
    case Qt::Key_Down:
        direction = {0, 1};
        break;
    case Qt::Key_Escape:
        if (m_brush.isEmpty())
            return QWidget::keyPressEvent(event);
        setBrush({});
        return;
    default:
        return QWidget::keyPressEvent(event);
    }
    if (event->modifiers().testFlag(Qt::ShiftModifier))
        growBrush(direction);
    else
        chooseNext(direction);
}

QPointF ChannelScatter::pixelOf(const QPointF& place) const
{
    return {m_plot->xAxis->coordToPixel(place.x()), m_plot->yAxis->coordToPixel(place.y())};
}

/// The nearest channel that lies more in this direction than beside it. Every channel counts at the place where the
/// marker would be, so that going back and forth meets the same ones.
bool ChannelScatter::chooseNext(const QPoint& direction)
{
    const QPointF middle = m_plot->axisRect()->rect().center();
    const QPointF chosenPlace = m_chosen < 0 ? QPointF() : placeOf(m_chosen);
    const QPointF from = chosenPlace.isNull() ? middle : pixelOf(chosenPlace);
    qint64 best = -1;
    double least = std::numeric_limits<double>::infinity();
    for (qint64 channel = 0; channel < std::ssize(m_lnDecay); ++channel) {
        const QPointF place = channel == m_chosen ? QPointF() : placeOf(channel);
        if (place.isNull() || (!m_mask.empty() && !m_mask[static_cast<std::size_t>(channel)]))
            continue; // the brush's own channels only
        const QPointF step = pixelOf(place) - from;
        const double along = step.x() * direction.x() + step.y() * direction.y();
        const double beside = std::abs(step.x() * direction.y() - step.y() * direction.x());
        const double distance = along + 2 * beside;
        if (along > 0 && beside <= along && distance < least) {
            least = distance;
            best = channel;
        }
    }
    if (best >= 0)
        emit chosen(best);
    return best >= 0;
}

void ChannelScatter::growBrush(const QPoint& direction)
{
    constexpr double kStep = 16; // pixels
    const QRect frame = m_plot->axisRect()->rect();
    if (m_brush.isEmpty()) {
        const QPointF place = m_chosen < 0 ? QPointF() : placeOf(m_chosen);
        const QPointF middle = place.isNull() ? QPointF(frame.center()) : pixelOf(place);
        m_brushFrom = middle - QPointF(kStep, kStep) / 2;
        m_brushTo = middle + QPointF(kStep, kStep) / 2;
        // The corner that moves is the one in front.
        if (direction.x() < 0 || direction.y() < 0)
            std::swap(m_brushFrom, m_brushTo);
    } else {
        const QRectF known(pixelOf(m_brush.topLeft()), pixelOf(m_brush.bottomRight()));
        const QRectF drawn = QRectF(m_brushFrom, m_brushTo).normalized();
        const QPointF first = drawn.topLeft() - known.normalized().topLeft();
        const QPointF last = drawn.bottomRight() - known.normalized().bottomRight();
        constexpr double kRounding = 2; // pixels
        if (std::max(first.manhattanLength(), last.manhattanLength()) > kRounding) {
            m_brushFrom = known.topLeft(); // drawn by the mouse, or the plot was moved under it
            m_brushTo = known.bottomRight();
        }
    }
    m_brushTo += QPointF(direction) * kStep;
    m_brushTo = {std::clamp<double>(m_brushTo.x(), frame.left(), frame.right()),
                 std::clamp<double>(m_brushTo.y(), frame.top(), frame.bottom())};
    takeRectangle(QRectF(m_brushFrom, m_brushTo).normalized().toRect());
}

void ChannelScatter::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        replot();
}

void ChannelScatter::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange)
        restyle();
    QWidget::changeEvent(event);
}

void ChannelScatter::restyle()
{
    const PlotColours& colours = plotColours();
    stylePlot(*m_plot);
    const auto faded = [](QColor colour) {
        colour.setAlpha(50);
        return colour;
    };
    // Shape tells the passes apart, colour the classes: neither has to be seen to read the other.
    m_clouds[0]->setStyles({{colours.local, Qt::transparent, 5, false},
                            {colours.vanilla, Qt::transparent, 6, false},
                            {faded(colours.local), Qt::transparent, 4, false}});
    m_clouds[1]->setStyles({{colours.longMamba, colours.longMamba, 6, true},
                            {colours.longMamba, colours.longMamba, 6, true},
                            {faded(colours.longMamba), Qt::transparent, 5, true}});
    m_theta->setPen(QPen(colours.threshold, 1.4, Qt::DashDotLine));
    m_marker->setPen(QPen(colours.pick, 2));
    m_marker->setBrush(Qt::NoBrush);
    QColor fill = colours.pick;
    fill.setAlpha(28);
    m_brushItem->setPen(QPen(colours.pick, 1.2));
    m_brushItem->setBrush(fill);
    m_plot->selectionRect()->setPen(QPen(colours.pick, 1));
    m_plot->selectionRect()->setBrush(Qt::NoBrush);
    replot();
}

void ChannelScatter::replot()
{
    // What is hidden is drawn when it is shown again.
    m_stale = !isVisible();
    if (!m_stale)
        m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChannelScatter::setDecays(const std::vector<double>& lnDecay)
{
    m_lnDecay = lnDecay;
    m_distances = {};
    m_global.clear();
    m_chosen = -1;
    for (PointCloud* cloud : m_clouds)
        cloud->setPoints({}, {});
    showMask();
}

void ChannelScatter::setDistances(Side side, const std::vector<float>& distances)
{
    m_distances[index(side)] = distances;
    std::vector<double> x, y;
    if (distances.size() == m_lnDecay.size()) {
        x.resize(distances.size());
        y.resize(distances.size());
        std::transform(m_lnDecay.begin(), m_lnDecay.end(), x.begin(),
                       [](double lnDecay) { return std::max(-lnDecay, kSmallestDecay); });
        std::transform(distances.begin(), distances.end(), y.begin(), [](float distance) { // NaN stays NaN
            return distance < kSmallestReach ? kSmallestReach : static_cast<double>(distance);
        });
    }
    m_clouds[index(side)]->setPoints(std::move(x), std::move(y));
    showMask();
}

void ChannelScatter::setMethod(const QString& title, bool globalOnly)
{
    m_clouds[index(Side::LongMamba)]->setName(title);
    m_globalOnly = globalOnly;
    showMask();
}

void ChannelScatter::setClasses(const std::vector<std::uint8_t>& global)
{
    m_global = global;
    showMask();
}

void ChannelScatter::showMask()
{
    const std::size_t count = m_lnDecay.size();
    // A filtered receptive field is only of interest where a filter acts.
    std::array<std::vector<std::uint8_t>, 2> classes;
    for (std::vector<std::uint8_t>& kinds : classes)
        kinds.resize(count);
    for (std::size_t k = 0; k < count; ++k) {
        const bool global = k < m_global.size() && m_global[k];
        classes[0][k] = global ? kGlobal : kLocal;
        classes[1][k] = global || !m_globalOnly ? std::uint8_t(kGlobal) : PointCloud::kHidden;
    }
    m_mask.clear();
    if (!m_brush.isEmpty() && count > 0) {
        m_mask.assign(count, 0);
        for (const Side side : kSides) {
            m_clouds[index(side)]->setClasses(classes[index(side)]);
            m_clouds[index(side)]->collect({m_brush.left(), m_brush.right()}, {m_brush.top(), m_brush.bottom()},
                                           m_mask);
        }
        for (std::size_t k = 0; k < count; ++k) {
            for (std::vector<std::uint8_t>& kinds : classes) {
                if (!m_mask[k] && kinds[k] != PointCloud::kHidden)
                    kinds[k] = kFaded;
            }
        }
    }
    for (const Side side : kSides)
        m_clouds[index(side)]->setClasses(std::move(classes[index(side)]));
    m_brushItem->place(m_brush);
    setChosen(m_chosen);
}

void ChannelScatter::setTheta(double lnTheta)
{
    m_theta->setVisible(!m_global.empty());
    const double theta = std::max(-lnTheta, kSmallestDecay);
    m_theta->point1->setCoords(theta, 1);
    m_theta->point2->setCoords(theta, 10);
    replot();
}

QPointF ChannelScatter::placeOf(qint64 channel) const
{
    const auto k = static_cast<std::size_t>(channel);
    const bool filtered = !m_globalOnly || (k < m_global.size() && m_global[k]);
    for (const Side side : {Side::LongMamba, Side::Vanilla}) {
        const PointCloud& cloud = *m_clouds[index(side)];
        if (k < cloud.size() && !std::isnan(cloud.point(k).y()) && (filtered || side == Side::Vanilla))
            return cloud.point(k);
    }
    return {};
}

void ChannelScatter::setChosen(qint64 channel)
{
    m_chosen = channel;
    const QPointF place = channel < 0 ? QPointF() : placeOf(channel);
    m_marker->setVisible(!place.isNull());
    if (!place.isNull())
        m_marker->position->setCoords(place);
    replot();
}

void ChannelScatter::setMessage(const QString& message)
{
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

void ChannelScatter::setBrush(const QRectF& brush)
{
    if (brush == m_brush || (brush.isEmpty() && m_brush.isEmpty()))
        return;
    m_brush = brush.isEmpty() ? QRectF() : brush;
    showMask();
    emit brushed(m_brush);
}

void ChannelScatter::fit()
{
    showAll();
    replot();
    emit partChanged({});
}

void ChannelScatter::setPart(const QRectF& part)
{
    if (part.isEmpty())
        showAll();
    else
        m_navigation->show(part);
    replot();
}

void ChannelScatter::showAll()
{
    QCPRange x, y;
    bool any = false;
    for (const PointCloud* cloud : m_clouds) {
        bool found = false;
        const QCPRange keys = cloud->getKeyRange(found);
        const QCPRange values = cloud->getValueRange(found);
        if (!found)
            continue;
        x = any ? x.expanded(keys) : keys;
        y = any ? y.expanded(values) : values;
        any = true;
    }
    if (!any)
        return;
    m_plot->xAxis->setRange(x.lower / 1.4, x.upper * 1.4);
    m_plot->yAxis->setRange(y.lower / 1.4, y.upper * 1.4);
}

} // namespace mambascope::ui
