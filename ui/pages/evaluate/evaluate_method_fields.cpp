// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_method_fields.h"

#include "core/method/method.h"
#include "ui/engine/method_settings.h"
#include "ui/pages/evaluate/evaluate_rows.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

namespace {

constexpr const char* kMethods[] = {"vanilla", "longmamba", "decimamba"};

} // namespace

EvaluateMethodFields::EvaluateMethodFields(EvaluateRows& rows)
    : QObject(&rows), m_base(new QLabel), m_tokenFilter(new QComboBox)
{
    std::vector<EvaluationKind> kinds = evaluationKinds();
    std::erase(kinds, EvaluationKind::Search);
    auto* methods = new QWidget;
    auto* layout = new QVBoxLayout(methods);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    for (const char* name : kMethods) {
        auto* box = new QCheckBox(methodTitle(name));
        m_methods[name] = box;
        layout->addWidget(box);
        connect(box, &QCheckBox::toggled, this, &EvaluateMethodFields::edited);
    }
    m_base->setWordWrap(true);
    m_base->setTextFormat(Qt::PlainText);
    layout->addWidget(m_base);
    methods->setFocusProxy(m_methods["vanilla"]);
    rows.add(tr("Methods"), methods, kinds);

    m_tokenFilter->addItem(tr("Δ > b · g(S) (paper)"), QStringLiteral("dt_thre"));
    for (const Filter filter :
         {Filter::Alpha, Filter::Offline, Filter::Bound, Filter::Norm, Filter::ChannelwiseTopK, Filter::AllTopK})
        m_tokenFilter->addItem(QString::fromLatin1(filterName(filter)), QString::fromLatin1(filterName(filter)));
    m_tokenFilter->setToolTip(tr("Which tokens LongMamba's global channels keep; the others are ablations of its "
                                 "repository"));
    rows.add(tr("LongMamba's &filter"), m_tokenFilter, kinds);
    connect(m_tokenFilter, &QComboBox::currentIndexChanged, this, &EvaluateMethodFields::edited);
}

void EvaluateMethodFields::setSettings(const EvaluationSettings& s)
{
    if (s.kind != EvaluationKind::Search) { // whose own method leaves the ticks as they are
        for (const auto& [name, box] : m_methods)
            box->setChecked(std::find(s.methods.begin(), s.methods.end(), name) != s.methods.end());
    }
    m_tokenFilter->setCurrentIndex(std::max(0, m_tokenFilter->findData(QString::fromStdString(s.filter))));
}

void EvaluateMethodFields::setBase(const EvaluationSettings& base)
{
    const QLocale locale;
    m_base->setText(tr("as in the Method dock: θ %1, b %2")
                        .arg(locale.toString(base.theta, 'g', 4), locale.toString(base.scale, 'g', 4)));
}

void EvaluateMethodFields::read(EvaluationSettings& s) const
{
    s.methods = ticked();
    s.filter = m_tokenFilter->currentData().toString().toStdString();
}

std::vector<std::string> EvaluateMethodFields::ticked() const
{
    std::vector<std::string> names;
    for (const char* name : kMethods) {
        if (m_methods.at(name)->isChecked())
            names.emplace_back(name);
    }
    return names;
}

} // namespace mambascope::ui
