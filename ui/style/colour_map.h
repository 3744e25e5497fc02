// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QStringList>

#include <array>
#include <cstddef>
#include <span>

namespace mambascope::ui {

/// One colour map: a table of 1024 colours interpolated between a few control points in OKLab, re-spaced so that
/// lightness changes evenly. Lightness alone carries the order, so the maps survive colour blindness and grey printing.
///   ember  dark to bright, for a dark surrounding (the default)
///   mist   light to dark, for a light surrounding and for print
///   tide   diverging: two hues, symmetric in lightness around the middle (signed values)
///   grey   dark to bright without hue
class ColourMap
{
public:
    static constexpr std::size_t kEntries = 1024;

    static QStringList names();                         ///< as stored in sessions and taken by --colour-map
    static const ColourMap& named(const QString& name); ///< an unknown name gives ember
    static QString title(const QString& name);          ///< translated, for menus

    const QString& name() const { return m_name; }
    QRgb at(double t) const; ///< 0..1, clamped
    const std::array<QRgb, kEntries>& table() const { return m_table; }
    bool diverging() const { return m_diverging; }

private:
    struct Lch
    {                                  ///< OKLab in polar form
        double lightness, chroma, hue; ///< 0..1, 0..0.4, degrees
    };
    ColourMap(const QString& name, bool diverging, std::span<const Lch> points);

    QString m_name;
    bool m_diverging;
    std::array<QRgb, kEntries> m_table;
};

/// OKLab lightness (0..1) of a colour: what a person sees as bright. For contrast decisions and tests.
double perceivedLightness(QRgb colour);

} // namespace mambascope::ui
