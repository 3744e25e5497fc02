// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/style/colour_map.h"
#include "ui/widgets/map_colouring.h"

#include <memory>
#include <vector>

// Small pictures of maps, in grey.
namespace mambascope::test {

inline ui::MapImage makeImage(double row0, double row1, double col0, double col1, int height, int width, float value)
{
    auto values =
        std::make_shared<std::vector<float>>(static_cast<std::size_t>(height) * static_cast<std::size_t>(width), value);
    return {row0, row1, col0, col1, height, width, std::move(values), {}};
}

inline ui::MapColouring grey(ui::Normalise normalise, double low, double high)
{
    ui::MapColouring colouring;
    colouring.normalise = normalise;
    colouring.range = {low, high};
    colouring.colourMap = QStringLiteral("grey");
    return colouring;
}

inline QRgb greyAt(double t)
{
    return ui::ColourMap::named(QStringLiteral("grey")).at(t);
}

} // namespace mambascope::test
