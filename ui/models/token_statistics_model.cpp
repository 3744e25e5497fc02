// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/token_statistics_model.h"

#include "ui/style/one_line.h"

#include <QHash>
#include <QLocale>

#include <array>

namespace mambascope::ui {

void TokenStatisticsModel::setTokens(const std::vector<std::int64_t>& ids, const std::vector<QString>& texts,
                                     const std::vector<float>& share)
{
    beginResetModel();
    m_rows.clear();
    m_known = share.size() == ids.size() && !ids.empty();
    QHash<std::int64_t, std::size_t> places;
    for (std::size_t k = 0; k < ids.size(); ++k) {
        auto place = places.constFind(ids[k]);
        if (place == places.constEnd()) {
            place = places.insert(ids[k], m_rows.size());
            m_rows.push_back({ids[k], k < texts.size() ? texts[k] : QString(), 0, 0});
        }
        Row& row = m_rows[place.value()];
        ++row.occurrences;
        if (m_known)
            row.kept += static_cast<double>(share[k]);
    }
    endResetModel();
}

int TokenStatisticsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TokenStatisticsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

double TokenStatisticsModel::value(const Row& row, Column column) const
{
    const auto occurrences = static_cast<double>(row.occurrences);
    switch (column) {
    case Occurrences:
        return occurrences;
    case Share:
        return m_known ? row.kept / occurrences : -1;
    case Kept:
        return m_known ? row.kept : -1;
    case Dropped:
        return m_known ? occurrences - row.kept : -1;
    case Token:
    case ColumnCount:
        break;
    }
    return 0;
}

QVariant TokenStatisticsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    if (role == kValueRole)
        return column == Token ? QVariant(row.text) : QVariant(value(row, column));
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((column == Token ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole)
        return tr("id %1").arg(row.id);
    if (role != Qt::DisplayRole)
        return {};
    const QLocale locale;
    if (column == Token) { // quoted: a space belongs to the token
        const QString text = onOneLine(row.text).replace(QLatin1Char('\t'), QStringLiteral("⇥"));
        return QString(QStringLiteral("“") + text + QStringLiteral("”"));
    }
    if (column == Occurrences)
        return locale.toString(static_cast<qint64>(row.occurrences));
    if (!m_known)
        return QStringLiteral("–");
    return column == Share ? tr("%1 %").arg(locale.toString(100 * value(row, column), 'f', 1))
                           : locale.toString(value(row, column), 'f', 1);
}

QVariant TokenStatisticsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::InitialSortOrderRole && section != Token) // who sorts by a quantity looks for the largest
        return static_cast<int>(Qt::DescendingOrder);
    const std::array<std::pair<QString, QString>, ColumnCount> headings = {
        std::pair(tr("Token"), tr("Text of the token")),
        std::pair(tr("Count"), tr("How often it occurs in the sequence")),
        std::pair(tr("Kept"), tr("Share of its occurrences that is kept, mean over the channels that filter")),
        std::pair(tr("Times\nkept"), tr("How many of its occurrences a channel keeps, mean over the channels")),
        std::pair(tr("Times\ndropped"), tr("How many of its occurrences a channel drops, mean over the channels")),
    };
    const auto& [title, explanation] = headings[static_cast<std::size_t>(section)];
    return role == Qt::DisplayRole ? QVariant(title) : role == Qt::ToolTipRole ? QVariant(explanation) : QVariant();
}

} // namespace mambascope::ui
