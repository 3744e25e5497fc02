// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>

namespace mambascope::ui {

/// The two passes that everything in the window is compared between.
enum class Side { Vanilla = 0, LongMamba = 1 };
constexpr std::array<Side, 2> kSides = {Side::Vanilla, Side::LongMamba};
constexpr std::size_t index(Side side)
{
    return static_cast<std::size_t>(side);
}

} // namespace mambascope::ui
