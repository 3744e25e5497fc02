// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/gallery/gallery_controls.h"

#include "ui/engine/workspace.h"
#include "ui/widgets/flow_layout.h"

#include <QCheckBox>
#include <QComboBox>
#include <QScopedValueRollback>
#include <QSpinBox>

#include <algorithm>
#include <array>
#include <limits>

namespace mambascope::ui {

namespace {

constexpr std::array<std::int64_t, 4> kSizes = {88, 128, 192, 288};

} // namespace

GalleryControls::GalleryControls(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_scope(new QComboBox), m_method(new QComboBox), m_size(new QComboBox),
      m_count(new QSpinBox), m_seed(new QSpinBox), m_bothLengths(new QCheckBox)
{
    auto* row = new FlowLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    m_scope->addItem(tr("all layers"), QStringLiteral("all"));
    m_scope->addItem(tr("the selected layer"), QStringLiteral("layer"));
    row->addLabelled(tr("Channels &of"), m_scope, tr("Which channels the sample is taken from"));
    m_count->setRange(0, std::numeric_limits<int>::max());
    m_count->setSpecialValueText(tr("all"));
    m_count->setKeyboardTracking(false);
    m_count->setSingleStep(16);
    m_count->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("000000")) + 40);
    row->addLabelled(tr("Sho&w"), m_count, tr("How many channels; 0: all of them"));
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setKeyboardTracking(false);
    row->addLabelled(tr("See&d"), m_seed, tr("Another number gives another random choice of channels"));
    m_method->addItem(tr("vanilla"), QStringLiteral("vanilla"));
    m_method->addItem(m_workspace.methodTitle(Side::LongMamba), QStringLiteral("longmamba"));
    row->addLabelled(tr("M&ethod"), m_method, tr("The pass whose maps are shown"));
    const std::array<QString, kSizes.size()> sizes = {tr("small"), tr("medium"), tr("large"), tr("very large")};
    for (std::size_t k = 0; k < kSizes.size(); ++k)
        m_size->addItem(sizes[k], static_cast<qlonglong>(kSizes[k]));
    row->addLabelled(tr("Ma&ps"), m_size, tr("Size of the maps (+ and −, or Ctrl and the wheel)"));
    m_bothLengths->setText(tr("Training len&gth beside it"));
    m_bothLengths->setToolTip(tr("Each channel over the first tokens, as many as the model was trained on, and over "
                                 "the whole sequence: a receptive field that stays where it was has collapsed"));
    row->addWidget(m_bothLengths);
    connectControls();
    showState();
}

void GalleryControls::connectControls()
{
    const auto edit = [this](auto change) {
        return [this, change] {
            if (!m_showingState)
                m_workspace.editView([&](ViewState& s) { change(s); });
        };
    };
    connect(m_scope, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.galleryScope = m_scope->currentData().toString().toStdString(); }));
    connect(m_method, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.galleryMethod = m_method->currentData().toString().toStdString(); }));
    connect(m_size, &QComboBox::currentIndexChanged, this,
            edit([this](ViewState& s) { s.gallerySize = m_size->currentData().toLongLong(); }));
    connect(m_count, &QSpinBox::valueChanged, this,
            edit([this](ViewState& s) { s.galleryChannels = m_count->value(); }));
    connect(m_seed, &QSpinBox::valueChanged, this,
            edit([this](ViewState& s) { s.gallerySeed = static_cast<std::uint64_t>(m_seed->value()); }));
    connect(m_bothLengths, &QCheckBox::toggled, this,
            edit([this](ViewState& s) { s.galleryLengths = m_bothLengths->isChecked() ? "both" : "whole"; }));
}

void GalleryControls::showState()
{
    const ViewState& s = m_workspace.state();
    const QScopedValueRollback guard(m_showingState, true);
    m_scope->setCurrentIndex(m_scope->findData(QString::fromStdString(s.galleryScope)));
    m_method->setCurrentIndex(m_method->findData(QString::fromStdString(s.galleryMethod)));
    const auto nearest = std::min_element(kSizes.begin(), kSizes.end(), [&](std::int64_t a, std::int64_t b) {
        return std::abs(a - s.gallerySize) < std::abs(b - s.gallerySize);
    });
    m_size->setCurrentIndex(static_cast<int>(nearest - kSizes.begin()));
    m_count->setValue(static_cast<int>(std::min<std::int64_t>(s.galleryChannels, m_count->maximum())));
    m_seed->setValue(static_cast<int>(std::min<std::uint64_t>(s.gallerySeed, std::numeric_limits<int>::max())));
    m_bothLengths->setChecked(s.galleryLengths == "both");
    m_method->setItemText(m_method->findData(QStringLiteral("longmamba")), m_workspace.methodTitle(Side::LongMamba));
}

void GalleryControls::stepSize(int steps)
{
    m_size->setCurrentIndex(std::clamp(m_size->currentIndex() + steps, 0, m_size->count() - 1));
}

} // namespace mambascope::ui
