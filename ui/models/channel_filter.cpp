// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_filter.h"

#include <QRegularExpression>

#include <array>
#include <cmath>
#include <optional>

namespace mambascope::ui {

namespace {

std::optional<ChannelModel::Column> columnNamed(const QString& name)
{
    struct Name
    {
        const char* text;
        ChannelModel::Column column;
    };
    constexpr std::array<Name, 6> kNames = {
        Name{"layer", ChannelModel::Layer},          Name{"channel", ChannelModel::Channel},
        Name{"decay", ChannelModel::LnDecay},        Name{"vanilla", ChannelModel::ReachVanilla},
        Name{"reach", ChannelModel::ReachLongMamba}, Name{"kept", ChannelModel::Kept}};
    for (const Name& known : kNames) {
        if (name.compare(QLatin1String(known.text), Qt::CaseInsensitive) == 0)
            return known.column;
    }
    return std::nullopt;
}

} // namespace

ChannelFilter::ChannelFilter(QObject* parent) : QSortFilterProxyModel(parent)
{
    setSortRole(ChannelModel::kValueRole);
}

QString ChannelFilter::setConditions(const QString& text)
{
    static const QRegularExpression comparison(QStringLiteral("^([a-z]+)(<=|>=|<|>|=)(-?[0-9.]+(?:e-?[0-9]+)?)$"),
                                               QRegularExpression::CaseInsensitiveOption);
    std::vector<Condition> conditions;
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString& word : words) {
        if (word.compare(QLatin1String("global"), Qt::CaseInsensitive) == 0) {
            conditions.push_back({ChannelModel::Class, 0, true, 1});
            continue;
        }
        if (word.compare(QLatin1String("local"), Qt::CaseInsensitive) == 0) {
            conditions.push_back({ChannelModel::Class, 0, true, 0});
            continue;
        }
        const QRegularExpressionMatch match = comparison.match(word);
        const auto column = match.hasMatch() ? columnNamed(match.captured(1)) : std::nullopt;
        bool isNumber = false;
        const double value = match.captured(3).toDouble(&isNumber);
        if (!column || !isNumber)
            return tr("\"%1\" is no condition: write global, local, or layer, channel, decay, vanilla, reach, kept "
                      "with "
                      "<, <=, =, >=, > and a number")
                .arg(word);
        const QString sign = match.captured(2);
        conditions.push_back({*column,
                              sign.startsWith(QLatin1Char('<'))   ? -1
                              : sign.startsWith(QLatin1Char('>')) ? 1
                                                                  : 0,
                              sign.endsWith(QLatin1Char('=')), value});
    }
    m_conditions = std::move(conditions);
    invalidateFilter();
    return {};
}

bool ChannelFilter::filterAcceptsRow(int sourceRow, const QModelIndex& /*sourceParent*/) const
{
    const auto* model = static_cast<const ChannelModel*>(sourceModel());
    for (const Condition& condition : m_conditions) {
        const double value = model->value(sourceRow, condition.column);
        if (std::isnan(value))
            return false;
        const double difference = (value - condition.value) * condition.sign;
        const bool holds =
            condition.sign == 0 ? value == condition.value : difference > 0 || (condition.orEqual && difference == 0);
        if (!holds)
            return false;
    }
    return true;
}

bool ChannelFilter::lessThan(const QModelIndex& left, const QModelIndex& right) const
{
    const auto* model = static_cast<const ChannelModel*>(sourceModel());
    const auto column = static_cast<ChannelModel::Column>(left.column());
    const double a = model->value(left.row(), column);
    const double b = model->value(right.row(), column);
    // Unknown values sort last whichever way: they are never what a person looks for.
    if (std::isnan(a) || std::isnan(b))
        return sortOrder() == Qt::AscendingOrder ? !std::isnan(a) && std::isnan(b) : std::isnan(a) && !std::isnan(b);
    return a < b || (a == b && left.row() < right.row());
}

} // namespace mambascope::ui
