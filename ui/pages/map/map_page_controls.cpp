// SPDX-License-Identifier: GPL-3.0-or-later
// The controls of MapPage and what they change.
#include "ui/engine/workspace.h"
#include "ui/pages/map/map_page.h"
#include "ui/style/colour_map.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/level_box.h"
#include "ui/widgets/map_profiles.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/range_control.h"

#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QScopedValueRollback>
#include <QToolButton>

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr int kSubjects = 3; // in front of the attention heads
constexpr int kBookmarkKeys = 9;

const std::array<const char*, kSubjects> kSubjectNames = {"channel", "mean", "rollout"};

void setCurrentData(QComboBox* box, const QVariant& data)
{
    box->setCurrentIndex(std::max(0, box->findData(data)));
}

} // namespace

void MapPage::buildControls(QBoxLayout* layout)
{
    auto* row = new FlowLayout;
    layout->addLayout(row);
    m_subject = new QComboBox;
    m_subject->setObjectName(QStringLiteral("mapSubject"));
    m_subject->setSizeAdjustPolicy(QComboBox::AdjustToContents); // heads come with the model
    row->addLabelled(tr("&Map of"), m_subject,
                     tr("Of what the map is. The mean over a layer's channels is taken with their signs.\n"
                        "Rollout: how much of a token's input reaches another one through all layers up to the "
                        "selected one, the product of I + mean over channels."));
    m_panels = new QComboBox;
    m_panels->setObjectName(QStringLiteral("mapPanels"));
    m_panels->addItem(tr("Two maps"), QStringLiteral("both"));
    m_panels->addItem(tr("Difference"), QStringLiteral("difference"));
    m_panels->addItem(tr("All three"), QStringLiteral("all"));
    row->addLabelled(tr("&Show"), m_panels,
                     tr("The difference is the filtered map minus the vanilla one, with its sign."));
    m_profiles = new QComboBox;
    m_profiles->setObjectName(QStringLiteral("mapProfiles"));
    m_profiles->addItem(tr("Off"), QStringLiteral("off"));
    m_profiles->addItem(tr("Linear"), QStringLiteral("linear"));
    m_profiles->addItem(tr("Logarithmic"), QStringLiteral("log"));
    row->addLabelled(tr("&Profiles"), m_profiles,
                     tr("Curves of the picked cell's row (under the map) and column (beside it)."));
    m_normalise = new QComboBox;
    m_normalise->setObjectName(QStringLiteral("mapNormalise"));
    for (const QString& name : normaliseNames()) {
        m_normalise->addItem(normaliseTitle(normaliseFromString(name)), name);
        m_normalise->setItemData(m_normalise->count() - 1, normaliseFormula(normaliseFromString(name)),
                                 Qt::ToolTipRole);
    }
    row->addLabelled(tr("&Normalisation"), m_normalise);
    m_colourMap = new QComboBox;
    for (const QString& name : ColourMap::names())
        m_colourMap->addItem(ColourMap::title(name), name);
    row->addLabelled(tr("&Colours"), m_colourMap);
    m_level = new LevelBox;
    m_level->setObjectName(QStringLiteral("mapReachLevel"));
    row->addLabelled(tr("&Reach line at"), m_level,
                     tr("The receptive-field line runs where |α| falls below this, from 1e-12 to 1; up and down go "
                        "through the powers of ten."));
    m_levelOf = new QComboBox;
    m_levelOf->setObjectName(QStringLiteral("mapReachOf"));
    m_levelOf->addItem(tr("of the row's largest"), QStringLiteral("row"));
    m_levelOf->addItem(tr("absolute"), QStringLiteral("absolute"));
    m_levelOf->setAccessibleName(tr("What the level of the reach line is of"));
    row->addWidget(m_levelOf);
    row->addStretch();
    m_bookmarks = new QToolButton;
    m_bookmarks->setText(tr("Bookmarks"));
    m_bookmarks->setToolTip(tr("Cells to come back to; their keys are in View > Bookmarks."));
    m_bookmarks->setPopupMode(QToolButton::InstantPopup);
    m_bookmarkMenu = new QMenu(m_bookmarks);
    m_bookmarks->setMenu(m_bookmarkMenu);
    m_fit = new QToolButton;
    m_fit->setText(tr("Fit"));
    m_fit->setToolTip(tr("Show the whole map (Home)"));
    row->addGroup({m_bookmarks, m_fit});

    m_note = new QLabel;
    m_note->setObjectName(QStringLiteral("mapNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->hide();
    layout->addWidget(m_note);
}

void MapPage::connectControls()
{
    connect(m_subject, &QComboBox::activated, this, &MapPage::chooseSubject);
    connect(m_panels, &QComboBox::activated, this, [this] {
        m_workspace.editView([this](ViewState& s) { s.mapPanels = m_panels->currentData().toString().toStdString(); });
        fitRange();
        applyColouring();
    });
    connect(m_profiles, &QComboBox::activated, this, [this] {
        m_workspace.editView(
            [this](ViewState& s) { s.mapProfiles = m_profiles->currentData().toString().toStdString(); });
        describePick();
    });
    connect(m_normalise, &QComboBox::activated, this, [this] {
        m_workspace.editView([this](ViewState& s) {
            const bool toRaw = m_normalise->currentData() == QLatin1String("raw");
            // Signed values need two-sided colours, magnitudes one-sided ones.
            if (toRaw != (s.normalise == "raw"))
                s.colourMap = toRaw ? "tide" : s.colourMap == "tide" ? "ember" : s.colourMap;
            s.normalise = m_normalise->currentData().toString().toStdString();
            s.rangeLow = s.rangeHigh = 0; // a range in other units means nothing
        });
        for (const Side side : kSides)
            if (m_workspace.map(side))
                m_feeds[index(side)]->setMap(m_workspace.map(side), normalise());
    });
    connect(m_colourMap, &QComboBox::activated, this, [this] {
        m_workspace.editView(
            [this](ViewState& s) { s.colourMap = m_colourMap->currentData().toString().toStdString(); });
        applyColouring();
    });
    connect(m_level, &QDoubleSpinBox::valueChanged, this, [this](double level) {
        if (!m_showingState)
            m_workspace.editView([level](ViewState& s) { s.reachLevel = level; });
    });
    connect(m_levelOf, &QComboBox::activated, this, [this] {
        m_workspace.editView([this](ViewState& s) { s.reachOf = m_levelOf->currentData().toString().toStdString(); });
    });
    connect(m_fit, &QToolButton::clicked, this, &MapPage::fit);
    connect(m_range, &RangeControl::rangeChanged, this, [this](double low, double high) {
        if (!m_showingState)
            m_workspace.editView([&](ViewState& s) {
                const bool automatic = m_range->autofit();
                s.rangeLow = automatic ? 0 : low;
                s.rangeHigh = automatic ? 0 : high;
            });
        applyColouring();
    });
    connect(m_range, &RangeControl::autofitChanged, this, [this](bool on) {
        if (m_showingState)
            return;
        m_workspace.editView([&](ViewState& s) {
            s.rangeLow = on ? 0 : m_range->low();
            s.rangeHigh = on ? 0 : m_range->high();
        });
    });
    const auto keepDifference = [this] {
        if (m_showingState)
            return;
        const bool automatic = m_differenceRange->autofit();
        m_workspace.editView([&](ViewState& s) { s.differenceRange = automatic ? 0 : m_differenceRange->high(); });
    };
    connect(m_differenceRange, &RangeControl::rangeChanged, this, [this, keepDifference] {
        keepDifference();
        applyColouring();
    });
    connect(m_differenceRange, &RangeControl::autofitChanged, this, keepDifference);
    connect(m_differenceRange, &RangeControl::lockChanged, this,
            [this](bool on) { m_workspace.editView([on](ViewState& s) { s.differenceLocked = on; }); });
    connect(m_range, &RangeControl::lockChanged, this,
            [this](bool on) { m_workspace.editView([on](ViewState& s) { s.rangeLocked = on; }); });

    auto* toggle = new QAction(tr("&Mark the picked cell, or unmark it"), this);
    toggle->setObjectName(QStringLiteral("map.bookmark"));
    toggle->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_B));
    connect(toggle, &QAction::triggered, this, &MapPage::toggleBookmark);
    m_bookmarkActions << toggle;
    for (int k = 0; k < kBookmarkKeys; ++k) {
        auto* go = new QAction(tr("Go to bookmark &%1").arg(k + 1), this);
        go->setObjectName(QStringLiteral("map.bookmark.%1").arg(k + 1));
        go->setShortcut(QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + k)));
        connect(go, &QAction::triggered, this, [this, k] { goToBookmark(k); });
        m_bookmarkActions << go;
    }
    connect(m_bookmarkMenu, &QMenu::aboutToShow, this, &MapPage::showBookmarks);
}

void MapPage::chooseSubject(int choice)
{
    if (choice >= kSubjects)
        m_workspace.selectAttentionHead(choice - kSubjects);
    else
        m_workspace.selectMapOf(kSubjectNames[static_cast<std::size_t>(choice)]);
}

void MapPage::showSubjects()
{
    const auto& document = m_workspace.document();
    const ViewState& s = m_workspace.state();
    const ModelConfig* config = document ? &document->model->config() : nullptr;
    const bool hybrid = config != nullptr && config->hybridIndex(s.layer) >= 0;
    const bool heads = config != nullptr && config->family == Family::Mamba2;
    const std::int64_t attentionHeads = hybrid ? config->shared.heads : 0;
    if (m_subject->count() != kSubjects + attentionHeads) {
        m_subject->clear();
        for (int k = 0; k < kSubjects; ++k)
            m_subject->addItem(QString());
        for (std::int64_t head = 0; head < attentionHeads; ++head)
            m_subject->addItem(tr("attention head %1").arg(head));
    }
    m_subject->setItemText(0, heads ? tr("head %1").arg(s.channel) : tr("channel %1").arg(s.channel));
    m_subject->setItemText(1, heads ? tr("mean of all heads") : tr("mean of all channels"));
    m_subject->setItemText(2, tr("rollout to layer %1").arg(s.layer));
    const std::int64_t head = m_workspace.shownAttentionHead();
    const auto* name = std::find(kSubjectNames.begin(), kSubjectNames.end(), s.mapOf);
    m_subject->setCurrentIndex(head >= 0 ? static_cast<int>(kSubjects + head)
                                         : static_cast<int>(name - kSubjectNames.begin()) % kSubjects);
}

void MapPage::showState()
{
    const ViewState& s = m_workspace.state();
    setCurrentData(m_normalise, QString::fromStdString(s.normalise));
    setCurrentData(m_colourMap, QString::fromStdString(s.colourMap));
    setCurrentData(m_panels, QString::fromStdString(s.mapPanels));
    setCurrentData(m_profiles, QString::fromStdString(s.mapProfiles));
    m_normalise->setEnabled(showsSides());
    m_colourMap->setEnabled(showsSides());
    {
        const QScopedValueRollback guard(m_showingState, true);
        m_level->setValue(s.reachLevel);
    }
    setCurrentData(m_levelOf, QString::fromStdString(s.reachOf));
    m_range->setLocked(s.rangeLocked);
    m_differenceRange->setLocked(s.differenceLocked);
    const auto scale = s.mapProfiles == "log"      ? MapProfiles::Scale::Log
                       : s.mapProfiles == "linear" ? MapProfiles::Scale::Linear
                                                   : MapProfiles::Scale::Off;
    for (std::size_t panel = 0; panel < kPanels; ++panel) {
        m_views[panel]->profiles().setScale(scale);
        m_feeds[panel]->setReachLevel(reachLevel());
        m_feeds[panel]->setProfileCell(scale == MapProfiles::Scale::Off ? -1 : s.row,
                                       scale == MapProfiles::Scale::Off ? -1 : s.column);
    }
    showPanels();
    showBookmarks();
}

void MapPage::showNote()
{
    // What a person would misread without being told.
    QString note;
    const auto& map = m_workspace.map(Side::Vanilla);
    if (map && map->of == MapOf::Rollout && map->blocks < map->map->length())
        note =
            tr("Rollout multiplies whole maps, so it is exact up to %1 tokens. This one is between %1 blocks of about "
               "%2 tokens each: columns summed, two rows of each block averaged, a token shown with its share of the "
               "block.")
                .arg(QLocale().toString(static_cast<qint64>(map->blocks)),
                     QLocale().toString(static_cast<double>(map->map->length()) / static_cast<double>(map->blocks), 'f',
                                        1));
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void MapPage::zoomBy(double factor)
{
    frontView()->zoomBy(factor, frontView()->visibleRange().center());
}

void MapPage::fit()
{
    frontView()->fit();
}

// ---------------------------------------------------------------------------------------------- bookmarks

void MapPage::toggleBookmark()
{
    const ViewState& now = m_workspace.state();
    if (now.row < 0) {
        emit m_workspace.failed(tr("Nothing is picked: click a cell of the map first, then bookmark it."));
        return;
    }
    m_workspace.editView([](ViewState& s) {
        for (std::size_t k = 0; k + 1 < s.bookmarks.size(); k += 2) {
            if (s.bookmarks[k] == s.row && s.bookmarks[k + 1] == s.column) {
                s.bookmarks.erase(s.bookmarks.begin() + static_cast<std::ptrdiff_t>(k),
                                  s.bookmarks.begin() + static_cast<std::ptrdiff_t>(k) + 2);
                return;
            }
        }
        s.bookmarks.insert(s.bookmarks.end(), {s.row, s.column});
    });
}

void MapPage::goToBookmark(int k)
{
    const std::vector<std::int64_t>& cells = m_workspace.state().bookmarks;
    const auto at = static_cast<std::size_t>(2 * k);
    if (at + 1 >= cells.size())
        return;
    MapView* target = frontView();
    if (std::max(cells[at], cells[at + 1]) >= m_length) {
        emit m_workspace.failed(
            tr("Bookmark %1 is outside of these %2 tokens.").arg(QString::number(k + 1), QLocale().toString(m_length)));
        return;
    }
    m_workspace.editView([](ViewState& state) { state.page = "map"; });
    target->goTo(cells[at], cells[at + 1]);
    target->setFocus();
}

void MapPage::showBookmarks()
{
    const ViewState& s = m_workspace.state();
    const auto& document = m_workspace.document();
    m_bookmarkMenu->clear();
    m_bookmarkMenu->addAction(m_bookmarkActions.first()); // with the keys that a person gave it
    m_bookmarkMenu->addSeparator();
    const auto token = [&](std::int64_t position) {
        if (!document || position >= std::ssize(document->tokenTexts))
            return QLocale().toString(static_cast<qint64>(position));
        return tr("%1 “%2”").arg(QLocale().toString(static_cast<qint64>(position)),
                                 document->tokenTexts[static_cast<std::size_t>(position)].simplified());
    };
    for (std::size_t k = 0; k + 1 < s.bookmarks.size(); k += 2) {
        const int number = static_cast<int>(k / 2);
        QString text = tr("&%1  query %2 ← key %3")
                           .arg(QString::number(number + 1), token(s.bookmarks[k]), token(s.bookmarks[k + 1]));
        m_bookmarkMenu->addAction(text, this, [this, number] { goToBookmark(number); });
    }
    if (s.bookmarks.empty()) {
        m_bookmarkMenu->addAction(tr("No bookmarks yet"))->setEnabled(false);
    } else {
        m_bookmarkMenu->addSeparator();
        m_bookmarkMenu->addAction(tr("&Remove all"), this,
                                  [this] { m_workspace.editView([](ViewState& state) { state.bookmarks.clear(); }); });
    }
    for (int k = 0; k < kBookmarkKeys; ++k)
        m_bookmarkActions[k + 1]->setEnabled(std::ssize(s.bookmarks) >= 2 * (k + 1));
    m_bookmarks->setText(s.bookmarks.empty() ? tr("Bookmarks") : tr("Bookmarks (%1)").arg(s.bookmarks.size() / 2));
}

} // namespace mambascope::ui
