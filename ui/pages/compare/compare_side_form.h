// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace mambascope::ui {

class Comparer;
class Workspace;

/// Model, method, theta and threshold factor of one side of the Compare page, and below what came out of it.
class CompareSideForm : public QWidget
{
    Q_OBJECT
public:
    CompareSideForm(Workspace& workspace, Comparer& comparer, std::size_t side, QWidget* parent = nullptr);

    QComboBox* modelBox() const { return m_model; }
    QComboBox* methodBox() const { return m_method; }
    QLineEdit* thetaEdit() const { return m_theta; }
    QLineEdit* scaleEdit() const { return m_scale; }
    QString summary() const;

    /// Takes over what the view state says.
    void showState();
    /// What the comparer has for this side.
    void showResult();

signals:
    /// A person chose something else; the view state has it.
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    const ComparedSide& settings() const;
    void edit(const std::function<void(ComparedSide&)>& change);
    void chooseModel(int item);
    void takeNumber(QLineEdit* edit);
    void restyle();

    Workspace& m_workspace;
    Comparer& m_comparer;
    std::size_t m_side;
    QLabel* m_badge;
    QComboBox* m_model;
    QComboBox* m_method;
    QLineEdit *m_theta, *m_scale;
    QLabel* m_summary;
};

} // namespace mambascope::ui
