// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/map_colouring.h"

#include <QWidget>

namespace mambascope::ui {

/// What the colours of a map say: a strip of them between the values of its ends, with words for both ends of a
/// difference, or the name of what is shown.
class MapLegend : public QWidget
{
    Q_OBJECT
public:
    explicit MapLegend(QWidget* parent = nullptr);

    void setColouring(const MapColouring& colouring);
    /// What negative and positive values mean.
    void setMeaning(const QString& negative, const QString& positive);
    /// What the values are ("log10 |α|"), where the ends have no meaning of their own.
    void setQuantity(const QString& name);
    QString text() const; ///< the legend in words; also its accessible description
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void tell();
    QString number(bool upper) const;
    QString endText(bool upper) const;

    MapColouring m_colouring;
    QString m_negative, m_positive, m_quantity;
};

} // namespace mambascope::ui
