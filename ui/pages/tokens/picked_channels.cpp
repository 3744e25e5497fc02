// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/tokens/picked_channels.h"

#include "core/inspect/gallery.h"
#include "ui/engine/token_text.h"
#include "ui/engine/workspace.h"
#include "ui/pages/tokens/token_table.h"

#include <QLabel>
#include <QLocale>
#include <QTableView>
#include <QVBoxLayout>

namespace mambascope::ui {

void channelsOfToken(const std::shared_ptr<const Trace>& trace, std::int64_t token, std::int64_t first,
                     FactorsCache& cache, Progress& progress,
                     const std::function<void(std::vector<TokenChannelsModel::Row>)>& use)
{
    const std::int64_t layers = trace->model()->config().layers;
    for (std::int64_t k = 0; k < layers; ++k) {
        const std::int64_t layer = (first + k) % layers;
        progress.step(say("layer"), k, layers);
        const auto factors = cache.factors(trace, layer, progress);
        std::vector<TokenChannelsModel::Row> rows;
        for (std::int64_t channel = 0; channel < factors->channels; ++channel) {
            const float threshold = factors->threshold(channel);
            if (threshold != Method::kKeepAll)
                rows.push_back({layer, channel, factors->rawDt(channel)[static_cast<std::size_t>(token)], threshold});
        }
        use(std::move(rows));
    }
}

PickedChannels::PickedChannels(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_model(new TokenChannelsModel(this)), m_message(new QLabel),
      m_table(makeTokenTable(m_model, TokenChannelsModel::kValueRole, TokenChannelsModel::Delta,
                             tr("Filtered channels and what they do with the picked token"))),
      m_cache(std::make_shared<FactorsCache>(std::int64_t(1) << 27)),
      m_job(workspace, workspace.gallery(), QStringLiteral("token-channels"), [this] { showMessage(); })
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    m_message->setWordWrap(true);
    layout->addWidget(m_message);
    layout->addWidget(m_table, 1);
    m_table->setObjectName(QStringLiteral("tokenChannels"));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!current.isValid() || !m_table->hasFocus())
                    return; // a table that is filled chooses nothing
                const TokenChannelsModel::Row& chosen = m_model->row(sourceRow(current));
                m_workspace.select(chosen.layer, chosen.channel);
            });
    connect(&workspace, &Workspace::computingAgain, this, &PickedChannels::tryAgain);
}

void PickedChannels::showToken(std::int64_t token, const QString& otherwise)
{
    const auto& trace = m_workspace.trace(Side::LongMamba);
    if (!trace || token < 0 || trace->filteredChannels() == 0) {
        m_job.cancel();
        m_model->clear();
        m_of = -1;
        m_message->setText(token < 0 ? tr("Pick a token to see which channels keep it.") : otherwise);
        return;
    }
    if (m_of == token && m_trace == trace)
        return showMessage(); // the same once more starts nothing: a person may have cancelled it
    m_of = token;
    m_trace = trace;
    request();
}

void PickedChannels::tryAgain()
{
    if (isVisible() && m_of >= 0 && m_job.isMissing())
        request();
}

void PickedChannels::request()
{
    m_model->clear();
    m_job.request<bool>(
        tr("channels that keep a token"),
        [this, trace = m_trace, token = m_of, first = m_workspace.state().layer, cache = m_cache](JobControl& control) {
            channelsOfToken(trace, token, first, *cache, control.progress(),
                            [this, &control](std::vector<TokenChannelsModel::Row> rows) {
                                control.post([this, rows = std::move(rows)] { m_model->append(rows); });
                            });
            return std::make_shared<const bool>(true);
        },
        this, [](const std::shared_ptr<const bool>&) {});
}

void PickedChannels::showMessage()
{
    if (m_of < 0)
        return; // showToken() says why
    const QString token = tokenText(*m_workspace.document(), m_of);
    const QLocale locale;
    if (m_job.isThere())
        m_message->setText(
            tr("Token %1: kept by %2 of the %3 filtered channels.")
                .arg(token, locale.toString(m_model->keptCount()), locale.toString(m_model->rowCount())));
    else if (m_job.isComing())
        m_message->setText(tr("Token %1: looking at the layers …").arg(token));
    else if (!m_job.problem().isEmpty())
        m_message->setText(m_job.problem());
    else
        m_message->setText(
            tr("Token %1: not all layers were looked at. Pick it again, or Run > Compute again (F5).").arg(token));
}

} // namespace mambascope::ui
