// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <memory>

namespace mambascope::ui {

/// For the status bar: what is being computed, how far, for how long, and a Cancel button. Says "Ready" when idle.
class BusyBar : public QWidget
{
    Q_OBJECT
public:
    explicit BusyBar(QWidget* parent = nullptr);
    ~BusyBar() override;

    bool isBusy() const;
    QString text() const; ///< as shown: "computing map, 42 % · 1.3 s"

public slots:
    /// `seconds` that it has taken already: a task may change its text on the way, and the bar goes on counting from
    /// what the task says, not from when it heard of it.
    void begin(const QString& what, double seconds = 0);
    void setFraction(double fraction);           ///< 0..1; negative: not known
    void end(const QString& result = QString()); ///< what to show when idle; empty: "Ready"

signals:
    void cancelRequested();

private:
    struct Private;
    std::unique_ptr<Private> m;
};

} // namespace mambascope::ui
