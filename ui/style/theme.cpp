// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyleFactory>
#include <QToolTip>
#include <qcustomplot.h>

namespace mambascope::ui {

namespace {

QColor hex(QRgb rgb)
{
    return QColor::fromRgb(rgb);
}

bool looksDark(const QPalette& palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

/// Hues are the same in both themes; only how dark they are changes.
struct Shades
{
    QRgb window, base, alternate, button, text, faint, border, mid, highlight, highlightedText, link, toolTip;
};

constexpr Shades kDark = {0xff1d2026, 0xff15171c, 0xff1b1e24, 0xff2b3038, 0xffe4e7ec, 0xff99a1ae,
                          0xff0d0f12, 0xff3b424d, 0xff2f6fbf, 0xffffffff, 0xff7db4f5, 0xff2b3038};
constexpr Shades kLight = {0xfff2f3f5, 0xffffffff, 0xfff7f8fa, 0xfffafbfc, 0xff1b1f26, 0xff626b79,
                           0xffb4bac4, 0xffd3d7dd, 0xff2563b0, 0xffffffff, 0xff1d5fb8, 0xffffffff};

QPalette makePalette(const Shades& s, bool dark)
{
    QPalette palette(hex(s.button), hex(s.window));
    const auto set = [&](QPalette::ColorRole role, QRgb colour) { palette.setColor(role, hex(colour)); };
    set(QPalette::Window, s.window);
    set(QPalette::WindowText, s.text);
    set(QPalette::Base, s.base);
    set(QPalette::AlternateBase, s.alternate);
    set(QPalette::Text, s.text);
    set(QPalette::Button, s.button);
    set(QPalette::ButtonText, s.text);
    set(QPalette::BrightText, 0xffffffff);
    set(QPalette::PlaceholderText, s.faint);
    set(QPalette::ToolTipBase, s.toolTip);
    set(QPalette::ToolTipText, s.text);
    set(QPalette::Link, s.link);
    set(QPalette::LinkVisited, s.link);
    set(QPalette::Highlight, s.highlight);
    set(QPalette::HighlightedText, s.highlightedText);
    set(QPalette::Light, dark ? s.mid : 0xffffffff);
    set(QPalette::Midlight, dark ? 0xff333942 : 0xffe6e9ed);
    set(QPalette::Mid, s.mid);
    set(QPalette::Dark, s.border);
    set(QPalette::Shadow, dark ? 0xff000000 : 0xff8a919c);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, dark ? QColor(0x6b, 0x73, 0x80) : QColor(0xa0, 0xa6, 0xb0));
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, hex(s.mid));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, hex(s.faint));
    // A selection stays readable when another widget has the focus.
    palette.setColor(QPalette::Inactive, QPalette::Highlight,
                     dark ? QColor(0x35, 0x4d, 0x6e) : QColor(0x9d, 0xbd, 0xe6));
    palette.setColor(QPalette::Inactive, QPalette::HighlightedText, hex(s.text));
    return palette;
}

PlotColours makeColours(const Shades& s, bool dark)
{
    const auto pick = [dark](QRgb onDark, QRgb onLight) { return hex(dark ? onDark : onLight); };
    PlotColours c;
    c.background = hex(s.base);
    c.axis = pick(0xff7d8694, 0xff6a7280);
    c.grid = pick(0xff2a2f37, 0xffe4e7eb);
    c.text = hex(s.text);
    c.faintText = hex(s.faint);
    c.vanilla = pick(0xfff0954a, 0xffb85a0c);
    c.longMamba = pick(0xff58a6ff, 0xff1f66c2);
    c.global = pick(0xff45c4c0, 0xff0f8a87);
    c.local = pick(0xff8790a0, 0xff848c9a);
    c.reach = pick(0xffff4d5e, 0xffd4122a);
    c.reachCasing = pick(0xffffffff, 0xffffffff);
    c.casing = pick(0xff0a0b0e, 0xffffffff);
    c.pick = pick(0xff6ee7ff, 0xff0077b6);
    c.crosshair = pick(0xffc4cad4, 0xff4a525e);
    c.threshold = pick(0xffe58cf0, 0xffa3239f);
    c.dropped = pick(0xff858e9c, 0xff838b98);
    c.kept = pick(0xff2f7f9e, 0xff9fd3e6);
    c.needle = pick(0xfff2c14e, 0xffc98a00);
    c.causal = pick(0xff1d2026, 0xffeceef1);
    c.notFinite = pick(0xffff3df2, 0xffd400c4);
    c.info = pick(0xff58a6ff, 0xff1f66c2);
    c.warning = pick(0xfff2b84b, 0xffb27300);
    c.error = pick(0xffff6b6b, 0xffc42b2b);
    return c;
}

void styleAxis(QCPAxis& axis, const PlotColours& c)
{
    axis.setBasePen(QPen(c.axis, 1));
    axis.setTickPen(QPen(c.axis, 1));
    axis.setSubTickPen(QPen(c.axis, 1));
    axis.setTickLabelColor(c.text);
    axis.setLabelColor(c.text);
    axis.setTickLabelFont(QApplication::font());
    axis.setLabelFont(QApplication::font());
    axis.setSelectedBasePen(QPen(c.pick, 1));
    axis.setSelectedTickLabelColor(c.pick);
    axis.setSelectedLabelColor(c.pick);
    axis.grid()->setPen(QPen(c.grid, 1));
    axis.grid()->setSubGridPen(QPen(c.grid, 1, Qt::DotLine));
    axis.grid()->setZeroLinePen(QPen(c.grid, 1));
}

} // namespace

QString toString(ThemeChoice choice)
{
    switch (choice) {
    case ThemeChoice::Light:
        return QStringLiteral("light");
    case ThemeChoice::Dark:
        return QStringLiteral("dark");
    case ThemeChoice::System:
        break;
    }
    return QStringLiteral("system");
}

ThemeChoice themeFromString(const QString& name)
{
    return name == QLatin1String("light")  ? ThemeChoice::Light
           : name == QLatin1String("dark") ? ThemeChoice::Dark
                                           : ThemeChoice::System;
}

bool desktopIsDark()
{
    // Our own palette hides what the desktop wants; one that says nothing brings it to light.
    const QPalette own = QApplication::palette();
    QApplication::setPalette(QPalette());
    const bool dark = looksDark(QApplication::palette());
    QApplication::setPalette(own);
    return dark;
}

void applyTheme(QApplication& application, ThemeChoice choice)
{
    const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && desktopIsDark());
    if (!QApplication::style() || QApplication::style()->name() != QLatin1String("fusion")) {
        application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    }
    const QPalette palette = makePalette(dark ? kDark : kLight, dark);
    QToolTip::setPalette(palette);
    application.setPalette(palette);
}

bool isDark()
{
    return looksDark(QApplication::palette());
}

const PlotColours& plotColours(bool darkTheme)
{
    static const PlotColours light = makeColours(kLight, false);
    static const PlotColours dark = makeColours(kDark, true);
    return darkTheme ? dark : light;
}

const PlotColours& plotColours()
{
    return plotColours(isDark());
}

void stylePlot(QCustomPlot& plot)
{
    stylePlot(plot, plotColours());
}

void stylePlot(QCustomPlot& plot, const PlotColours& colours)
{
    plot.setBackground(QBrush(colours.background));
    const QList<QCPAxisRect*> rects = plot.axisRects();
    for (QCPAxisRect* rect : rects) {
        const QList<QCPAxis*> axes = rect->axes();
        for (QCPAxis* axis : axes) {
            styleAxis(*axis, colours);
        }
    }
    const QList<QCPLayoutElement*> elements = plot.plotLayout()->elements(true);
    for (QCPLayoutElement* element : elements) {
        if (auto* scale = qobject_cast<QCPColorScale*>(element)) {
            styleAxis(*scale->axis(), colours);
        } else if (auto* text = qobject_cast<QCPTextElement*>(element)) {
            text->setTextColor(colours.text);
        } else if (auto* legend = qobject_cast<QCPLegend*>(element)) {
            QColor brush = colours.background;
            brush.setAlpha(225);
            legend->setBrush(brush);
            legend->setBorderPen(QPen(colours.grid, 1));
            legend->setTextColor(colours.text);
            legend->setFont(QApplication::font());
        }
    }
    if (plot.legend) { // lies in the inset layout, which elements() above does not always reach
        QColor brush = colours.background;
        brush.setAlpha(225);
        plot.legend->setBrush(brush);
        plot.legend->setBorderPen(QPen(colours.grid, 1));
        plot.legend->setTextColor(colours.text);
        plot.legend->setFont(QApplication::font());
    }
}

} // namespace mambascope::ui
