// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDoubleSpinBox>

namespace mambascope::ui {

/// A number above 0 and at most 1 of any order of magnitude: typed as 0.001, 1e-3 or 0.1 %, stepped by powers of ten.
class LevelBox : public QDoubleSpinBox
{
    Q_OBJECT
public:
    static constexpr double kSmallest = 1e-12;

    explicit LevelBox(QWidget* parent = nullptr);

    QString textFromValue(double value) const override;
    double valueFromText(const QString& text) const override;
    QValidator::State validate(QString& text, int& position) const override;
    void fixup(QString& text) const override;
    void stepBy(int steps) override;
};

} // namespace mambascope::ui
