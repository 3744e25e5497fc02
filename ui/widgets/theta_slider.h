// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace mambascope::ui {

/// theta on a log axis over the histogram of all channels' ln decay. Channels right of the line (ln decay > ln theta)
/// are global, the others local. The axis runs over asinh(log10 / s): even in decades near 1, where theta is chosen,
/// ever denser towards 1e-300; s follows the data. Ticks name true values, and nothing is cut off.
class ThetaSlider : public QWidget
{
    Q_OBJECT
public:
    static constexpr double kSmallestLnTheta = -690.77552789821368; ///< ln 1e-300

    explicit ThetaSlider(QWidget* parent = nullptr);
    ~ThetaSlider() override;

    void
    setLnDecays(const std::vector<double>& lnDecays); ///< of all channels; values below 1e-300 count in the lowest bin
    /// Emits nothing; limited to kSmallestLnTheta..0.
    void setLnTheta(double lnTheta);
    double lnTheta() const;
    /// ln decay of the selected channel, marked on the axis.
    void setMarker(std::optional<double> lnDecay);
    qint64 localCount() const;
    qint64 globalCount() const;

    QWidget* bar() const;                    ///< the part with the line; for tests
    double positionOf(double lnValue) const; ///< on bar()
    double valueAt(double position) const;   ///< inverse of positionOf

signals:
    void valueChanged(double lnTheta); ///< by the person, continuously
    void released();                   ///< the value stands: end of drag, key, wheel or entry

private:
    struct Private;
    std::unique_ptr<Private> m;
};

} // namespace mambascope::ui
