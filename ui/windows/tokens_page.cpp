// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/tokens_page.h"

#include "core/base/npy.h"
#include "ui/engine/workspace.h"
#include "ui/widgets/token_strip.h"
#include "ui/windows/command_line.h"
#include "ui/windows/write_widget.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QSaveFile>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

std::vector<float> keptShare(const Workspace& workspace, bool selectedChannelOnly)
{
    std::vector<float> share;
    if (selectedChannelOnly) {
        const auto& map = workspace.map(Side::LongMamba);
        if (!map)
            return share;
        const std::vector<float> dt =
            map->factors->effectiveDt(map->channel, map->keepAbove.value_or(map->factors->threshold(map->channel)));
        share.resize(dt.size());
        std::transform(dt.begin(), dt.end(), share.begin(), [](float step) { return step > 0 ? 1.0F : 0.0F; });
        return share;
    }
    const auto& trace = workspace.trace(Side::LongMamba);
    if (!trace || trace->filteredChannels() == 0)
        return share;
    share.resize(trace->keptBy().size());
    const auto all = static_cast<float>(trace->filteredChannels());
    std::transform(trace->keptBy().begin(), trace->keptBy().end(), share.begin(),
                   [all](std::int32_t count) { return static_cast<float>(count) / all; });
    return share;
}

TokensPage::TokensPage(Workspace& workspace, QWidget* parent)
    : Page(workspace, parent), m_by(new QComboBox), m_summary(new QLabel), m_strip(new TokenStrip)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 4, 6, 4);
    layout->setSpacing(4);
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&Shaded by"));
    label->setBuddy(m_by);
    m_by->addItem(tr("all filtered channels"));
    m_by->addItem(tr("the selected channel"));
    row->addWidget(label);
    row->addWidget(m_by);
    row->addSpacing(12);
    row->addWidget(m_summary, 1);
    layout->addLayout(row);
    layout->addWidget(m_strip, 1);
    m_strip->setAccessibleName(tr("Tokens of the sequence"));

    connect(m_by, &QComboBox::currentIndexChanged, this, &TokensPage::showShade);
    connect(&workspace, &Workspace::documentChanged, this, &TokensPage::showDocument);
    connect(&workspace, &Workspace::traceChanged, this, &TokensPage::showShade);
    connect(&workspace, &Workspace::mapChanged, this, &TokensPage::showShade);
    connect(m_strip, &TokenStrip::hovered, this, [this](qint64 j) { m_workspace.hoverCell(j < 0 ? -1 : j, j); });
    connect(m_strip, &TokenStrip::picked, this, [this](qint64 j) {
        const std::int64_t query = m_workspace.state().row;
        m_workspace.pickCell(std::max<std::int64_t>(query, j), j);
    });
    connect(&workspace, &Workspace::cellPicked, this, [this](qint64, qint64 j) { m_strip->setPicked(j); });
    showDocument();
}

void TokensPage::showEvent(QShowEvent* event)
{
    Page::showEvent(event);
    if (m_stale)
        showShade();
}

void TokensPage::showDocument()
{
    const auto& document = m_workspace.document();
    if (document) {
        m_strip->setTokens(document->tokenTexts);
        m_strip->setTokenIds({document->ids.begin(), document->ids.end()});
        m_strip->setSpan(document->keyBegin, document->keyEnd);
        m_strip->setPicked(m_workspace.state().column);
        if (m_workspace.state().column < 0)
            m_strip->scrollTo(document->keyBegin);
    }
    m_strip->setMessage(m_workspace.reasonForNothing(Side::Vanilla));
    showShade();
}

void TokensPage::showShade()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    const bool selected = m_by->currentIndex() == 1;
    const std::vector<float> share = keptShare(m_workspace, selected);
    const QLocale locale;
    if (share.empty()) {
        m_strip->setShade({});
        const QString reason = m_workspace.reasonForNothing(Side::LongMamba);
        m_summary->setText(!reason.isEmpty()                    ? reason
                           : m_workspace.trace(Side::LongMamba) ? tr("No channel filters this sequence")
                                                                : tr("computing …"));
        return;
    }
    const auto everywhere = std::count_if(share.begin(), share.end(), [](float s) { return s >= 1; });
    const auto nowhere = std::count(share.begin(), share.end(), 0.0F);
    if (selected) {
        m_strip->setShade(share, tr("kept by the selected channel"));
        m_summary->setText(tr("%1 of %2 tokens kept by layer %3, channel %4%5")
                               .arg(locale.toString(static_cast<qint64>(everywhere)),
                                    locale.toString(static_cast<qint64>(share.size())),
                                    QString::number(m_workspace.map(Side::LongMamba)->layer),
                                    QString::number(m_workspace.map(Side::LongMamba)->channel),
                                    m_workspace.isPreview() ? tr(" (preview)") : QString()));
        return;
    }
    m_strip->setShade(share, tr("kept by this share of the filtered channels"));
    m_summary->setText(
        tr("%1 filtered channels: %2 tokens kept by all of them, %3 by none")
            .arg(locale.toString(static_cast<qint64>(m_workspace.trace(Side::LongMamba)->filteredChannels())),
                 locale.toString(static_cast<qint64>(everywhere)), locale.toString(static_cast<qint64>(nowhere))));
}

QStringList TokensPage::exportSuffixes() const
{
    return {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf"), QStringLiteral("csv"),
            QStringLiteral("npy")};
}

QString TokensPage::commandLine(const QString& out) const
{
    return renderCommand(name(), width(), height(), out);
}

void TokensPage::exportTo(const QString& path)
{
    const auto& document = m_workspace.document();
    const std::vector<float> share = keptShare(m_workspace, m_by->currentIndex() == 1);
    try {
        const QString suffix = QFileInfo(path).suffix().toLower();
        if (isPictureSuffix(suffix)) {
            writeWidget(*this, path);
        } else if (suffix == QLatin1String("npy")) {
            saveNpy<float>(path.toStdString(), share, {static_cast<std::int64_t>(share.size())});
        } else {
            QSaveFile file(path);
            if (!document || !file.open(QIODevice::WriteOnly | QIODevice::Text))
                throw Error(path.toStdString(), "cannot be written: " + file.errorString().toStdString());
            file.write("token,id,text,kept_share\n");
            for (std::size_t k = 0; k < document->ids.size(); ++k) {
                QString text = document->tokenTexts[k];
                text.replace(QLatin1Char('"'), QLatin1String("\"\""));
                file.write(QStringLiteral("%1,%2,\"%3\",%4\n")
                               .arg(QString::number(k), QString::number(document->ids[k]), text,
                                    share.empty() ? QString() : QString::number(share[k]))
                               .toUtf8());
            }
            if (!file.commit())
                throw Error(path.toStdString(), "cannot be written: " + file.errorString().toStdString());
        }
        emit m_workspace.saved(path);
    } catch (const Error& error) {
        emit m_workspace.failed(QString::fromUtf8(error.what()));
    }
}

} // namespace mambascope::ui
