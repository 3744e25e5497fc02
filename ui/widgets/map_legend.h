// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/map_colouring.h"

#include <QWidget>

namespace mambascope::ui {

/// What the colours of a difference say: a strip of them from -x over 0 to x, with words for both ends.
class MapLegend : public QWidget
{
    Q_OBJECT
public:
    explicit MapLegend(QWidget* parent = nullptr);

    void setColouring(const MapColouring& colouring);
    /// What negative and positive values mean.
    void setMeaning(const QString& negative, const QString& positive);
    QString text() const; ///< the legend in words; also its accessible description
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QString number(bool upper) const;
    QString endText(bool upper) const;

    MapColouring m_colouring;
    QString m_negative, m_positive;
};

} // namespace mambascope::ui
