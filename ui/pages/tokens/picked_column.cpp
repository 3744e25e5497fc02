// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/picked_column.h"

#include "ui/engine/token_text.h"
#include "ui/engine/workspace.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/style/theme.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

PickedColumn::PickedColumn(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_message(new QLabel), m_curve(new TokenCurve),
      m_toMap(new QPushButton(tr("Show on the &Map"))),
      m_job(workspace, workspace.pictures(), QStringLiteral("token-column"), [this] { showMessage(); })
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    m_message->setWordWrap(true);
    m_toMap->setToolTip(tr("The Map page at this token's column"));
    m_curve->setAccessibleName(tr("Attention that the picked token gets from later ones"));
    m_curve->setLogarithmic(true);
    m_curve->xAxis->setLabel(tr("query token i"));
    m_curve->yAxis->setLabel(tr("|α(i, j)|"));
    layout->addWidget(m_message);
    layout->addWidget(m_curve, 1);
    layout->addWidget(m_toMap, 0, Qt::AlignLeft);
    connect(m_toMap, &QPushButton::clicked, this, [this] {
        const ViewState& s = m_workspace.state();
        if (s.column >= 0)
            emit cellWanted(std::max(s.row, s.column), s.column);
    });
    connect(m_curve, &TokenCurve::picked, this, [this](qint64 query) {
        if (m_token >= 0)
            m_workspace.pickCell(std::max<std::int64_t>(query, m_token), m_token);
    });
    connect(m_curve, &TokenCurve::hovered, this, [this](qint64 query) {
        m_workspace.hoverCell(query < 0 || m_token < 0 ? -1 : query, query < 0 ? -1 : m_token);
    });
    connect(&workspace, &Workspace::computingAgain, this, &PickedColumn::tryAgain);
}

void PickedColumn::restyle()
{
    m_curve->restyle();
    forget();
}

void PickedColumn::showToken(std::int64_t token)
{
    m_token = token;
    m_toMap->setEnabled(token >= 0);
    const auto& vanilla = m_workspace.map(Side::Vanilla);
    const auto& filtered = m_workspace.map(Side::LongMamba);
    if (!vanilla || token < 0) {
        m_job.cancel();
        m_curve->setSeries({}, 0, false);
        m_of = -1;
        m_message->setText(token < 0 ? tr("Pick a token to see how much attention later tokens pay to it.")
                                     : m_workspace.reasonForNoMap(Side::Vanilla));
        return;
    }
    const QString name = m_workspace.markedAsMap(m_workspace.mapMethodTitle(Side::LongMamba));
    if (m_of == token && m_maps[0] == vanilla && m_maps[1] == filtered && m_filteredName == name)
        return showMessage(); // the same once more starts nothing: a person may have cancelled it
    m_filteredName = name;
    m_of = token;
    m_maps[0] = vanilla;
    m_maps[1] = filtered;
    request();
}

void PickedColumn::tryAgain()
{
    if (isVisible() && m_of >= 0 && m_job.isMissing())
        request();
}

void PickedColumn::request()
{
    using Columns = std::array<std::vector<float>, 2>;
    m_job.request<Columns>(
        tr("column of a token"),
        [vanilla = m_maps[0], filtered = m_maps[1], token = m_of](JobControl&) {
            auto columns = std::make_shared<Columns>();
            for (const Side side : kSides) {
                const auto& map = side == Side::Vanilla ? vanilla : filtered;
                if (!map)
                    continue;
                std::vector<float>& values = (*columns)[index(side)];
                values.resize(static_cast<std::size_t>(map->map->length()));
                map->map->column(token, values);
                for (std::size_t i = 0; i < values.size(); ++i)
                    values[i] = static_cast<std::int64_t>(i) < token ? std::nanf("") : std::abs(values[i]);
            }
            return std::shared_ptr<const Columns>(columns);
        },
        this,
        [this](const std::shared_ptr<const Columns>& columns) {
            const PlotColours& colours = plotColours();
            std::vector<TokenCurve::Series> series;
            for (const Side side : kSides) {
                if ((*columns)[index(side)].empty())
                    continue;
                series.push_back({side == Side::Vanilla ? tr("vanilla") : m_filteredName,
                                  side == Side::Vanilla ? colours.vanilla : colours.longMamba,
                                  (*columns)[index(side)]});
            }
            const std::int64_t length = series.empty() ? 0 : std::ssize(series.front().values);
            m_curve->setSeries(std::move(series), length, false);
        });
}

void PickedColumn::showMessage()
{
    if (m_of < 0)
        return; // showToken() says why
    const QString what = tr("Token %1 in layer %2, channel %3")
                             .arg(tokenText(*m_workspace.document(), m_of))
                             .arg(m_maps[0]->layer)
                             .arg(m_maps[0]->channel);
    if (!m_job.isMissing()) { // it is there, or in a moment
        m_message->setText(what);
        return;
    }
    m_curve->setSeries({}, 0, false); // the curve before was another one
    m_message->setText(m_job.problem().isEmpty() ? tr("%1: not computed. Run > Compute again (F5).").arg(what)
                                                 : m_job.problem());
}

} // namespace mambascope::ui
