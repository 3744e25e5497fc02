// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <string>

class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace mambascope::ui {

class Workspace;

/// DeciMamba's settings: which layers take tokens away, and how many stay.
class DecimationForm : public QWidget
{
    Q_OBJECT
public:
    explicit DecimationForm(Workspace& workspace, QWidget* parent = nullptr);

    QLineEdit* layersEdit() const { return m_layers; }
    QSpinBox* baseBox() const { return m_base; }
    QDoubleSpinBox* betaBox() const { return m_beta; }
    QSpinBox* minimumBox() const { return m_minimum; }
    QPushButton* searchButton() const { return m_search; }
    QString message() const;
    /// Takes over what the view state says.
    void showState();

signals:
    /// A search for the first decimating layer is wanted.
    void searchRequested();

private:
    void apply();

    Workspace& m_workspace;
    std::string m_shown; ///< settings as the view state had them
    QLineEdit* m_layers;
    QSpinBox* m_base;
    QDoubleSpinBox* m_beta;
    QSpinBox* m_minimum;
    QLabel* m_message;
    QPushButton* m_search;
};

} // namespace mambascope::ui
