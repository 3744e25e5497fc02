// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QString>
#include <QWidget>

#include <functional>
#include <string>
#include <vector>

class QGridLayout;
class QLabel;
class QLineEdit;

namespace mambascope::ui {

/// Labelled fields below each other, of which every kind of run shows its own.
class EvaluateRows : public QWidget
{
    Q_OBJECT
public:
    explicit EvaluateRows(QWidget* parent = nullptr);

    void add(const QString& title, QWidget* field, std::vector<EvaluationKind> kinds);
    /// With a button beside it for what `choose` does.
    void addWithButton(const QString& title, QLineEdit* field, const QString& tip, std::function<void()> choose,
                       std::vector<EvaluationKind> kinds);
    /// Behind the last row.
    void finish();
    /// Another label and explanation of a field that several kinds have.
    void rename(QWidget* field, const QString& title, const QString& tip);
    void show(EvaluationKind kind);
    /// Whether a field is shown where its kinds are; it is until this says otherwise.
    void setNeeded(const QWidget* field, bool needed);
    /// Whether the kind that is shown has the field.
    bool shows(const QWidget* field) const;

private:
    QGridLayout* m_grid; ///< QFormLayout of Qt 6.4 writes beyond its memory when rows are hidden
    struct Row
    {
        QLabel* label;
        QWidget* field; ///< what a person types into
        QWidget* shown; ///< that with its button
        std::vector<EvaluationKind> kinds;
        bool needed = true;
    };
    void showRow(const Row& row) const;

    std::vector<Row> m_rows;
    EvaluationKind m_kind = EvaluationKind::Passkey; ///< that is shown
};

/// "a.txt; b.txt": files with semicolons between.
std::vector<std::string> readPaths(const QString& text);
QString joinPaths(const std::vector<std::string>& paths);
/// "512, 1024": numbers with commas or spaces between, so neither may group digits. \throws Error naming the field
template <typename T>
std::vector<T> readNumbers(const QString& text, const QString& field);
/// As they are read: with all the digits that it takes, and no more.
template <typename T>
QString joinNumbers(const std::vector<T>& values);

} // namespace mambascope::ui
