// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/token_strip.h"

#include "ui/style/theme.h"
#include "ui/widgets/token_flow.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

constexpr double kMargin = TokenFlow::kMargin;
constexpr double kGap = TokenFlow::kGap;
constexpr double kPadding = 1;     // inside a token's box
constexpr int kLineSpacing = 4;    // between two lines, room for the span's underline
constexpr float kDropped = 0.005F; // below this share a token is dropped: shown struck through

/// Control characters become signs; spaces stay, they belong to the token.
QString display(const QString& token)
{
    QString text = token;
    text.replace(QLatin1Char('\n'), QStringLiteral("⏎"));
    text.replace(QLatin1Char('\t'), QStringLiteral("⇥"));
    text.remove(QLatin1Char('\r'));
    return text;
}

} // namespace

struct TokenStrip::Private
{
    explicit Private(TokenStrip* strip) : q(strip) {}

    TokenStrip* q;
    std::vector<QString> raw;
    std::vector<QString> shown;
    std::vector<qint64> ids;
    std::vector<float> shade;
    float mostShade = 1; ///< its largest, which is drawn strongest
    QString meaning;
    QString message;
    qint64 spanBegin = 0, spanEnd = 0;
    qint64 picked = -1, hovered = -1;
    bool breakLines = true;

    TokenFlow layout; // for the current font

    qint64 count() const { return static_cast<qint64>(raw.size()); }
    int lineHeight() const { return q->fontMetrics().height() + kLineSpacing; }

    void measure();
    void findBreaks();
    void flow();
    void updateScrollBar();
    QRectF rectOf(qint64 index) const;
    void paintToken(QPainter& painter, qint64 index, const PlotColours& colours) const;
    void paintFrames(QPainter& painter, const PlotColours& colours) const;
    void pick(qint64 index);
    QString describe(qint64 index) const;
};

void TokenStrip::Private::measure()
{
    const QFontMetricsF metrics(q->font());
    QHash<QString, float> known; // a text repeats its vocabulary
    std::vector<float> widths(shown.size());
    for (std::size_t k = 0; k < shown.size(); ++k) {
        auto found = known.constFind(shown[k]);
        if (found == known.constEnd()) {
            const double width = std::max(metrics.horizontalAdvance(shown[k]), 3.0) + 2 * kPadding;
            found = known.insert(shown[k], static_cast<float>(width));
        }
        widths[k] = found.value();
    }
    layout.setWidths(std::move(widths));
}

void TokenStrip::Private::findBreaks()
{
    std::vector<bool> breaks(breakLines ? raw.size() : 0);
    for (std::size_t k = 0; k < breaks.size(); ++k)
        breaks[k] = raw[k].endsWith(QLatin1Char('\n'));
    layout.setBreaks(std::move(breaks));
}

void TokenStrip::Private::flow()
{
    if (layout.flow(q->viewport()->width()))
        updateScrollBar();
}

void TokenStrip::Private::updateScrollBar()
{
    QScrollBar* bar = q->verticalScrollBar();
    const int page = q->viewport()->height();
    bar->setRange(0, std::max(0, layout.lines() * lineHeight() + static_cast<int>(2 * kMargin) - page));
    bar->setPageStep(page);
    bar->setSingleStep(lineHeight());
}

QRectF TokenStrip::Private::rectOf(qint64 index) const
{
    const double top =
        kMargin + static_cast<double>(layout.lineOf(index)) * lineHeight() - q->verticalScrollBar()->value();
    return {layout.left(index), top, layout.shownWidth(index), static_cast<double>(q->fontMetrics().height())};
}

void TokenStrip::Private::paintToken(QPainter& painter, qint64 index, const PlotColours& colours) const
{
    const auto k = static_cast<std::size_t>(index);
    const QRectF box = rectOf(index);
    QColor text = colours.text;
    bool struck = false;
    if (k < shade.size()) {
        const float share = std::clamp(shade[k], 0.0F, 1.0F);
        if (share < kDropped) {
            text =
                index >= spanBegin && index < spanEnd ? colours.text : colours.dropped; // what matters stays readable
            struck = true;
        } else {
            QColor fill = colours.kept;
            fill.setAlphaF(0.1F + 0.8F * share / mostShade);
            painter.fillRect(box, fill);
        }
    }
    if (index >= spanBegin && index < spanEnd) {
        QColor tint = colours.needle;
        tint.setAlpha(70);
        painter.fillRect(box, tint);
        painter.fillRect(QRectF(box.left(), box.bottom(), box.width() + kGap, 2.5), colours.needle);
    }
    painter.setPen(text);
    const QFontMetricsF metrics(painter.font());
    const double room = box.width() - 2 * kPadding;
    const QString& word = shown[k];
    painter.drawText(QPointF(box.left() + kPadding, box.top() + metrics.ascent()),
                     layout.width(index) > box.width() + 0.5 ? metrics.elidedText(word, Qt::ElideRight, room) : word);
    if (struck) { // drawn, not a struck font: that would need its own layout of every token
        const double y = std::round(box.top() + metrics.ascent() - metrics.strikeOutPos()) + 0.5;
        QColor line = text;
        line.setAlpha(130); // the word must stay readable
        painter.setPen(line);
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right() + kGap, y));
    }
}

void TokenStrip::Private::paintFrames(QPainter& painter, const PlotColours& colours) const
{
    painter.setBrush(Qt::NoBrush);
    if (hovered >= 0 && hovered < count()) {
        painter.setPen(QPen(colours.crosshair, 1));
        painter.drawRect(rectOf(hovered).adjusted(-0.5, -0.5, 0.5, 0.5));
    }
    if (picked >= 0 && picked < count()) {
        painter.setPen(QPen(colours.pick, 2));
        painter.drawRect(rectOf(picked).adjusted(-1, -1, 1, 1));
    }
}

QString TokenStrip::Private::describe(qint64 index) const
{
    const auto k = static_cast<std::size_t>(index);
    QString word = raw[k];
    word.replace(QLatin1Char('\n'), QStringLiteral("\\n")).replace(QLatin1Char('\t'), QStringLiteral("\\t"));
    QString text = TokenStrip::tr("token %1 of %2: “%3”").arg(index).arg(count()).arg(word);
    if (k < ids.size())
        text += QLatin1Char('\n') + TokenStrip::tr("id %1").arg(ids[k]);
    if (k < shade.size()) {
        const QString what = meaning.isEmpty() ? TokenStrip::tr("kept") : meaning;
        text += QLatin1Char('\n') +
                TokenStrip::tr("%1: %2 %").arg(what).arg(static_cast<double>(shade[k]) * 100, 0, 'f', 1);
    }
    if (index >= spanBegin && index < spanEnd)
        text += QLatin1Char('\n') + TokenStrip::tr("inside the highlighted part");
    return text;
}

void TokenStrip::Private::pick(qint64 index)
{
    if (index < 0 || index >= count())
        return;
    q->setPicked(index);
    emit q->picked(index);
}

TokenStrip::TokenStrip(QWidget* parent) : QAbstractScrollArea(parent), m(std::make_unique<Private>(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn); // lines would re-flow each time it came or went
    viewport()->setMouseTracking(true);
    viewport()->setCursor(Qt::ArrowCursor);
    setAccessibleName(tr("Tokens of the sequence"));
    setMinimumHeight(60);
}

TokenStrip::~TokenStrip() = default;

void TokenStrip::setTokens(const std::vector<QString>& tokens)
{
    m->raw = tokens;
    m->shown.clear();
    m->shown.reserve(tokens.size());
    for (const QString& token : tokens)
        m->shown.push_back(display(token));
    m->ids.clear();
    m->shade.clear();
    m->spanBegin = m->spanEnd = 0;
    m->picked = m->hovered = -1;
    m->measure();
    m->findBreaks();
    m->flow();
    verticalScrollBar()->setValue(0);
    viewport()->update();
}

void TokenStrip::setTokenIds(const std::vector<qint64>& ids)
{
    m->ids = ids;
}

void TokenStrip::setShade(const std::vector<float>& shade, const QString& meaning)
{
    m->shade = shade;
    const auto most = std::max_element(shade.begin(), shade.end());
    m->mostShade = most != shade.end() && *most >= kDropped ? std::min(*most, 1.0F) : 1.0F;
    m->meaning = meaning;
    viewport()->update();
}

void TokenStrip::setSpan(qint64 begin, qint64 end)
{
    m->spanBegin = begin;
    m->spanEnd = end;
    viewport()->update();
}

void TokenStrip::setBreakLines(bool on)
{
    m->breakLines = on;
    m->findBreaks();
    m->flow();
    viewport()->update();
}

void TokenStrip::setMessage(const QString& message)
{
    m->message = message;
    viewport()->update();
}

qint64 TokenStrip::tokenCount() const
{
    return m->count();
}

qint64 TokenStrip::pickedToken() const
{
    return m->picked;
}

qint64 TokenStrip::tokenAt(QPoint position) const
{
    const double y = position.y() + verticalScrollBar()->value() - kMargin;
    const auto line = static_cast<qint64>(std::floor(y / m->lineHeight()));
    if (line < 0 || line >= m->layout.lines())
        return -1;
    const qint64 index = m->layout.nearestInLine(line, position.x());
    const QRectF box = m->rectOf(index);
    return position.x() >= box.left() && position.x() < box.right() + kGap ? index : -1;
}

QRect TokenStrip::tokenRect(qint64 index) const
{
    return index < 0 || index >= m->count() ? QRect() : m->rectOf(index).toRect();
}

int TokenStrip::lineCount() const
{
    return m->layout.lines();
}

void TokenStrip::setPicked(qint64 index)
{
    m->picked = index < 0 || index >= m->count() ? -1 : index;
    if (m->picked >= 0) {
        scrollTo(m->picked);
        setAccessibleDescription(m->describe(m->picked));
    } else {
        setAccessibleDescription(tr("No token picked"));
    }
    viewport()->update();
}

void TokenStrip::setHovered(qint64 index)
{
    if (index != m->hovered) {
        m->hovered = index;
        viewport()->update();
    }
}

void TokenStrip::scrollTo(qint64 index)
{
    if (index < 0 || index >= m->count())
        return;
    m->flow();
    const int top = static_cast<int>(m->layout.lineOf(index)) * m->lineHeight();
    QScrollBar* bar = verticalScrollBar();
    if (top < bar->value()) {
        bar->setValue(top);
    } else if (top + m->lineHeight() + 2 * kMargin > bar->value() + viewport()->height()) {
        bar->setValue(top + m->lineHeight() + static_cast<int>(2 * kMargin) - viewport()->height());
    }
}

void TokenStrip::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    const PlotColours& colours = plotColours();
    painter.fillRect(viewport()->rect(), colours.background);
    painter.setFont(font());
    if (m->count() == 0) {
        painter.setPen(colours.faintText);
        painter.drawText(viewport()->rect().adjusted(12, 6, -12, -6), Qt::AlignCenter | Qt::TextWordWrap, m->message);
        return;
    }
    m->flow();
    const int scrolled = verticalScrollBar()->value();
    const qint64 firstLine = std::max(0, (scrolled - static_cast<int>(kMargin)) / m->lineHeight());
    const qint64 lastLine =
        std::min<qint64>(m->layout.lines() - 1, (scrolled + viewport()->height()) / m->lineHeight());
    for (qint64 line = firstLine; line <= lastLine; ++line) {
        for (qint64 k = m->layout.lineBegin(line); k < m->layout.lineEnd(line); ++k)
            m->paintToken(painter, k, colours);
    }
    m->paintFrames(painter, colours);
    if (hasFocus()) {
        painter.setPen(QPen(colours.pick, 1));
        painter.drawRect(viewport()->rect().adjusted(0, 0, -1, -1));
    }
}

void TokenStrip::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    // The token at the top stays at the top when the lines re-flow.
    const int line = m->lineHeight() > 0 ? verticalScrollBar()->value() / m->lineHeight() : 0;
    const qint64 top = line > 0 && line < m->layout.lines() ? m->layout.lineBegin(line) : 0;
    m->flow();
    m->updateScrollBar();
    if (top > 0)
        verticalScrollBar()->setValue(static_cast<int>(m->layout.lineOf(top)) * m->lineHeight());
}

void TokenStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::FontChange) {
        m->measure();
        m->flow();
    }
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        viewport()->update();
    QAbstractScrollArea::changeEvent(event);
}

void TokenStrip::keyPressEvent(QKeyEvent* event)
{
    if (m->count() == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    m->flow();
    const qint64 last = m->count() - 1;
    const qint64 current = m->picked;
    const auto vertical = [&](qint64 lines) {
        if (current < 0)
            return m->pick(0);
        const qint64 line = std::clamp<qint64>(m->layout.lineOf(current) + lines, 0, m->layout.lines() - 1);
        m->pick(m->layout.nearestInLine(line, m->layout.left(current) + m->layout.width(current) / 2));
    };
    const qint64 page = std::max(1, viewport()->height() / m->lineHeight() - 1);
    switch (event->key()) {
    case Qt::Key_Left:
        return m->pick(std::max<qint64>(0, current - 1));
    case Qt::Key_Right:
        return m->pick(std::min(last, current + 1));
    case Qt::Key_Up:
        return vertical(-1);
    case Qt::Key_Down:
        return vertical(1);
    case Qt::Key_PageUp:
        return vertical(-page);
    case Qt::Key_PageDown:
        return vertical(page);
    case Qt::Key_Home:
        return m->pick(0);
    case Qt::Key_End:
        return m->pick(last);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void TokenStrip::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        m->pick(tokenAt(event->pos()));
}

void TokenStrip::mouseMoveEvent(QMouseEvent* event)
{
    const qint64 index = tokenAt(event->pos());
    if (index != m->hovered) {
        setHovered(index);
        emit hovered(index);
    }
}

bool TokenStrip::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const qint64 index = tokenAt(help->pos());
        if (index >= 0) {
            QToolTip::showText(help->globalPos(), m->describe(index), viewport(), tokenRect(index));
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    if (event->type() == QEvent::Leave && m->hovered >= 0) {
        setHovered(-1);
        emit hovered(-1);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

QSize TokenStrip::sizeHint() const
{
    return {480, 6 * m->lineHeight() + static_cast<int>(2 * kMargin)};
}

} // namespace mambascope::ui
