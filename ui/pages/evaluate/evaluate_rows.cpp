// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_rows.h"

#include "core/base/error.h"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpression>
#include <QStringList>
#include <QToolButton>

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>

namespace mambascope::ui {

EvaluateRows::EvaluateRows(QWidget* parent) : QWidget(parent), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(4, 6, 4, 4);
    m_grid->setColumnStretch(1, 1);
}

void EvaluateRows::add(const QString& title, QWidget* field, std::vector<EvaluationKind> kinds)
{
    if (auto* box = qobject_cast<QComboBox*>(field)) { // the widest entry would push the fields out of the form
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(12);
    }
    auto* label = new QLabel(title);
    const int row = m_grid->rowCount();
    m_grid->addWidget(label, row, 0, Qt::AlignLeft | Qt::AlignTop);
    m_grid->addWidget(field, row, 1);
    QWidget* named = field->focusProxy() ? field->focusProxy() : field;
    label->setBuddy(named);
    label->setContentsMargins(0, 4, 0, 0); // level with the text of the field
    if (named->accessibleName().isEmpty())
        named->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    m_rows.push_back({label, named, field, std::move(kinds), true});
}

void EvaluateRows::addWithButton(const QString& title, QLineEdit* field, const QString& tip,
                                 std::function<void()> choose, std::vector<EvaluationKind> kinds)
{
    auto* box = new QWidget;
    auto* row = new QHBoxLayout(box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto* button = new QToolButton;
    button->setText(QStringLiteral("…"));
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    row->addWidget(field, 1);
    row->addWidget(button);
    box->setFocusProxy(field);
    connect(button, &QToolButton::clicked, this, std::move(choose));
    add(title, box, std::move(kinds));
}

void EvaluateRows::finish()
{
    m_grid->setRowStretch(m_grid->rowCount(), 1);
}

void EvaluateRows::rename(QWidget* field, const QString& title, const QString& tip)
{
    for (const Row& row : m_rows)
        if (row.field == field)
            row.label->setText(title);
    field->setAccessibleName(QString(title).remove(QLatin1Char('&')));
    field->setToolTip(tip);
}

void EvaluateRows::show(EvaluationKind kind)
{
    m_kind = kind;
    for (const Row& row : m_rows)
        showRow(row);
}

void EvaluateRows::setNeeded(const QWidget* field, bool needed)
{
    for (Row& row : m_rows)
        if (row.field == field) {
            row.needed = needed;
            showRow(row);
        }
}

void EvaluateRows::showRow(const Row& row) const
{
    const bool wanted = row.needed && std::find(row.kinds.begin(), row.kinds.end(), m_kind) != row.kinds.end();
    row.label->setVisible(wanted);
    row.shown->setVisible(wanted);
}

bool EvaluateRows::shows(const QWidget* field) const
{
    return field->isVisibleTo(this);
}

std::vector<std::string> readPaths(const QString& text)
{
    std::vector<std::string> names;
    for (const QString& part : text.split(QLatin1Char(';'), Qt::SkipEmptyParts))
        if (const QString name = part.trimmed(); !name.isEmpty())
            names.push_back(name.toStdString());
    return names;
}

QString joinPaths(const std::vector<std::string>& paths)
{
    QStringList names;
    for (const std::string& path : paths)
        names << QString::fromStdString(path);
    return names.join(QStringLiteral("; "));
}

template <typename T>
std::vector<T> readNumbers(const QString& text, const QString& field)
{
    std::vector<T> values;
    for (const QString& word : text.split(QRegularExpression(QStringLiteral("[,;\\s]+")), Qt::SkipEmptyParts)) {
        bool isNumber = false;
        if constexpr (std::is_same_v<T, double>)
            values.push_back(word.toDouble(&isNumber));
        else
            values.push_back(word.toLongLong(&isNumber));
        if (!isNumber)
            throw Error(field.toStdString(),
                        EvaluateRows::tr("“%1” is not a number; write them as in 512, 1024").arg(word).toStdString());
    }
    return values;
}

template <typename T>
QString joinNumbers(const std::vector<T>& values)
{
    QStringList words;
    for (const T value : values) {
        if constexpr (std::is_same_v<T, double>)
            words << QString::number(value, 'g', QLocale::FloatingPointShortest);
        else
            words << QString::number(value);
    }
    return words.join(QStringLiteral(", "));
}

template std::vector<double> readNumbers<double>(const QString&, const QString&);
template std::vector<std::int64_t> readNumbers<std::int64_t>(const QString&, const QString&);
template QString joinNumbers<double>(const std::vector<double>&);
template QString joinNumbers<std::int64_t>(const std::vector<std::int64_t>&);

} // namespace mambascope::ui
