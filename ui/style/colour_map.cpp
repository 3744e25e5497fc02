// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/colour_map.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace mambascope::ui {

namespace {

struct Lab
{
    double l, a, b;
};

struct Rgb
{
    double r, g, b; // linear light
    bool inGamut() const
    {
        const auto inside = [](double v) { return v >= -1e-6 && v <= 1.0 + 1e-6; };
        return inside(r) && inside(g) && inside(b);
    }
};

// OKLab (B. Ottosson, 2020): the matrices are the definition of the space.
Rgb toLinearRgb(const Lab& lab)
{
    const double l = std::pow(lab.l + 0.3963377774 * lab.a + 0.2158037573 * lab.b, 3);
    const double m = std::pow(lab.l - 0.1055613458 * lab.a - 0.0638541728 * lab.b, 3);
    const double s = std::pow(lab.l - 0.0894841775 * lab.a - 1.2914855480 * lab.b, 3);
    return {4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s};
}

double lightnessOf(const Rgb& rgb)
{
    const double l = std::cbrt(0.4122214708 * rgb.r + 0.5363325363 * rgb.g + 0.0514459929 * rgb.b);
    const double m = std::cbrt(0.2119034982 * rgb.r + 0.6806995451 * rgb.g + 0.1073969566 * rgb.b);
    const double s = std::cbrt(0.0883024619 * rgb.r + 0.2817188376 * rgb.g + 0.6299787005 * rgb.b);
    return 0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s;
}

int encode(double linear)
{
    const double v = std::clamp(linear, 0.0, 1.0);
    const double gamma = v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
    return static_cast<int>(std::lround(gamma * 255));
}

double decode(int channel)
{
    const double v = channel / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

/// Out-of-gamut colours lose chroma, never lightness: the order must stay readable.
QRgb toRgb(Lab lab)
{
    Rgb rgb = toLinearRgb(lab);
    if (!rgb.inGamut()) {
        double inside = 0;
        double outside = 1;
        for (int step = 0; step < 20; ++step) {
            const double middle = (inside + outside) / 2;
            (toLinearRgb({lab.l, lab.a * middle, lab.b * middle}).inGamut() ? inside : outside) = middle;
        }
        rgb = toLinearRgb({lab.l, lab.a * inside, lab.b * inside});
    }
    return qRgb(encode(rgb.r), encode(rgb.g), encode(rgb.b));
}

/// Cubic through four points, the middle pair at t = 0 and 1.
double cubic(double before, double from, double to, double after, double t)
{
    const double slopeFrom = (to - before) / 2;
    const double slopeTo = (after - from) / 2;
    const double t2 = t * t;
    const double t3 = t2 * t;
    return (2 * t3 - 3 * t2 + 1) * from + (t3 - 2 * t2 + t) * slopeFrom + (3 * t2 - 2 * t3) * to + (t3 - t2) * slopeTo;
}

} // namespace

double perceivedLightness(QRgb colour)
{
    return lightnessOf({decode(qRed(colour)), decode(qGreen(colour)), decode(qBlue(colour))});
}

ColourMap::ColourMap(const QString& name, bool diverging, std::span<const Lch> points)
    : m_name(name), m_diverging(diverging), m_table()
{
    // Position along the map = lightness walked so far, so that equal steps in value are equal steps in brightness.
    std::vector<Lab> labs;
    std::vector<double> position = {0};
    for (const Lch& point : points) {
        const double angle = point.hue * std::numbers::pi / 180;
        labs.push_back({point.lightness, point.chroma * std::cos(angle), point.chroma * std::sin(angle)});
        if (labs.size() > 1) {
            position.push_back(position.back() + std::abs(point.lightness - labs[labs.size() - 2].l));
        }
    }
    const std::size_t last = labs.size() - 1;
    std::size_t segment = 0;
    for (std::size_t i = 0; i < kEntries; ++i) {
        const double walked = position.back() * static_cast<double>(i) / (kEntries - 1);
        while (segment + 1 < last && walked > position[segment + 1]) {
            ++segment;
        }
        const double t = (walked - position[segment]) / (position[segment + 1] - position[segment]);
        const Lab& before = labs[segment > 0 ? segment - 1 : 0];
        const Lab& from = labs[segment];
        const Lab& to = labs[segment + 1];
        const Lab& after = labs[std::min(segment + 2, last)];
        m_table[i] = toRgb({from.l + t * (to.l - from.l), cubic(before.a, from.a, to.a, after.a, t),
                            cubic(before.b, from.b, to.b, after.b, t)});
    }
}

QStringList ColourMap::names()
{
    return {QStringLiteral("ember"), QStringLiteral("mist"), QStringLiteral("tide"), QStringLiteral("grey")};
}

const ColourMap& ColourMap::named(const QString& name)
{
    static const std::array<Lch, 7> emberPoints = {Lch{0.13, 0.035, 285}, Lch{0.27, 0.115, 292}, Lch{0.41, 0.165, 318},
                                                   Lch{0.55, 0.180, 3},   Lch{0.69, 0.165, 40},  Lch{0.83, 0.140, 75},
                                                   Lch{0.97, 0.070, 103}};
    static const std::array<Lch, 6> mistPoints = {Lch{0.975, 0.008, 210}, Lch{0.86, 0.065, 205}, Lch{0.72, 0.105, 215},
                                                  Lch{0.56, 0.125, 245},  Lch{0.40, 0.135, 270}, Lch{0.24, 0.095, 290}};
    static const std::array<Lch, 7> tidePoints = {Lch{0.36, 0.110, 262}, Lch{0.58, 0.130, 248}, Lch{0.80, 0.075, 235},
                                                  Lch{0.965, 0.0, 0},    Lch{0.80, 0.095, 68},  Lch{0.58, 0.130, 50},
                                                  Lch{0.36, 0.095, 38}};
    static const std::array<Lch, 2> greyPoints = {Lch{0.12, 0, 0}, Lch{0.98, 0, 0}};
    static const std::array<ColourMap, 4> maps = {
        ColourMap(QStringLiteral("ember"), false, emberPoints), ColourMap(QStringLiteral("mist"), false, mistPoints),
        ColourMap(QStringLiteral("tide"), true, tidePoints), ColourMap(QStringLiteral("grey"), false, greyPoints)};
    const auto found = std::find_if(maps.begin(), maps.end(), [&](const ColourMap& map) { return map.name() == name; });
    return found == maps.end() ? maps.front() : *found;
}

QString ColourMap::title(const QString& name)
{
    if (name == QLatin1String("mist")) {
        return QCoreApplication::translate("ColourMap", "Mist (light to dark, for print)");
    }
    if (name == QLatin1String("tide")) {
        return QCoreApplication::translate("ColourMap", "Tide (two-sided, for signed values)");
    }
    if (name == QLatin1String("grey")) {
        return QCoreApplication::translate("ColourMap", "Grey (dark to bright)");
    }
    return QCoreApplication::translate("ColourMap", "Ember (dark to bright)");
}

QRgb ColourMap::at(double t) const
{
    const double clamped = t > 0 ? std::min(t, 1.0) : 0.0; // NaN takes the first colour, too
    return m_table[static_cast<std::size_t>(std::lround(clamped * (kEntries - 1)))];
}

} // namespace mambascope::ui
