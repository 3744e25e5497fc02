// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <memory>

namespace mambascope::ui {

/// Label, slider and number box for one value. A double click on the slider (or its Delete key) sets the default, at
/// which the slider also snaps. Where only some values are possible, it goes from one of those stops to the next.
class ValueSlider : public QWidget
{
    Q_OBJECT
public:
    ValueSlider(const QString& label, double minimum, double maximum, double defaultValue, int decimals,
                QWidget* parent = nullptr);
    ~ValueSlider() override;

    void setValue(double value); ///< emits nothing; limited to the range
    double value() const;
    double defaultValue() const;
    /// Only multiples of `step` from the minimum up to `maximum`, and the default, can be chosen from now on.
    void setStops(double maximum, double step, double defaultValue);
    void setSuffix(const QString& suffix);       ///< of the number: " %"
    void setExplanation(const QString& toolTip); ///< tool-tip and accessible description of all parts

signals:
    void valueChanged(double value); ///< by the person, continuously
    void released();                 ///< the value stands: end of drag, key, wheel or entry

private:
    struct Private;
    std::unique_ptr<Private> m;
};

} // namespace mambascope::ui
