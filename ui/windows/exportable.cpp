// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/exportable.h"

#include "ui/windows/write_widget.h"

#include <QWidget>

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr double kLargestScale = 8; // as `render --scale`

}

double Exportable::exportScale(const QWidget& widget) const
{
    return m_export.scale > 0 ? m_export.scale : std::min(widget.devicePixelRatioF() * pictureScale(), kLargestScale);
}

} // namespace mambascope::ui
