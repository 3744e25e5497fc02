// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

namespace mambascope::ui {

/// Which values get the first and the last colour: histogram with two handles, two text boxes, Autofit (stays on
/// until a handle is moved), Reset (all data). Works on any axis: log data come as logarithms.
class RangeControl : public QWidget
{
    Q_OBJECT
public:
    explicit RangeControl(QWidget* parent = nullptr);
    ~RangeControl() override;

    /// Equal bins from low to high; the extent is also what Reset sets.
    void setHistogram(const std::vector<double>& counts, double low, double high);
    /// What Autofit sets; applied at once while Autofit is on (emits rangeChanged when that changes the range).
    void setAutoRange(double low, double high);
    void setAutofit(bool on);
    bool autofit() const;
    /// Locked, the range is kept for whatever is shown next: Autofit is off. Emits nothing.
    void setLocked(bool on);
    bool locked() const;
    /// For differences: what moves one end moves the other one the opposite way.
    void setSymmetric(bool on);
    /// Emits nothing; turns nothing off.
    void setRange(double low, double high);
    double low() const;
    double high() const;
    /// Name of the quantity ("log10 |α|"), shown beside the boxes.
    void setQuantity(const QString& name);
    /// Colours the histogram between the handles.
    void setColourMap(const QString& name);

    /// The part with the handles; for tests.
    QWidget* bar() const;
    /// Where a handle is on bar().
    double handlePosition(bool upper) const;

signals:
    void rangeChanged(double low, double high);   ///< while dragging, too
    void rangeCommitted(double low, double high); ///< once, at the end of a drag or an entry
    void autofitChanged(bool on);
    void lockChanged(bool on); ///< by a person

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> m;
};

} // namespace mambascope::ui
