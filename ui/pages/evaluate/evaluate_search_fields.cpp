// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_search_fields.h"

#include "ui/pages/evaluate/evaluate_rows.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QLocale>
#include <QSpinBox>

#include <algorithm>

namespace mambascope::ui {

EvaluateSearchFields::EvaluateSearchFields(EvaluateRows& rows)
    : QObject(&rows), m_method(new QComboBox), m_metric(new QComboBox), m_minutes(new QDoubleSpinBox),
      m_length(new QSpinBox), m_candidates(new QSpinBox), m_calibration(new QLineEdit)
{
    const std::vector<EvaluationKind> search = {EvaluationKind::Search};
    m_method->addItem(tr("LongMamba: θ, clamp and factor"), QStringLiteral("longmamba"));
    m_method->addItem(tr("DeciMamba: first decimating layer"), QStringLiteral("decimamba"));
    m_method->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    rows.add(tr("Met&hod"), m_method, search);
    m_metric->addItem(tr("Pass keys"), QStringLiteral("passkey"));
    m_metric->addItem(tr("Perplexity"), QStringLiteral("perplexity"));
    m_metric->setToolTip(tr("What is to be best: keys found in the text, or the loss at the end of its windows"));
    rows.add(tr("&Metric"), m_metric, search);
    m_minutes->setRange(0.1, 100000);
    m_minutes->setDecimals(1);
    m_minutes->setToolTip(tr("When the time is up, the best that was found counts"));
    rows.add(tr("M&inutes"), m_minutes, search);
    m_candidates->setRange(1, 84); // four clamps, three factors, seven thetas
    m_candidates->setToolTip(tr("Settings to begin with, at most; the best third of a round goes on to the next one"));
    rows.add(tr("Settin&gs"), m_candidates, search);
    m_length->setRange(0, 1 << 24);
    m_length->setToolTip(tr("Tokens of the sequences that the model was trained on"));
    rows.add(tr("Tr&aining length"), m_length, search);
    m_calibration->setPlaceholderText(tr("the built-in text"));
    m_calibration->setToolTip(tr("Text to cut calibration sequences from"));
    rows.addWithButton(
        tr("Calibration te&xt"), m_calibration, tr("Choose the calibration text"), [this] { chooseText(); }, search);

    for (QComboBox* box : {m_method, m_metric})
        connect(box, &QComboBox::currentIndexChanged, this, &EvaluateSearchFields::edited);
    connect(m_method, &QComboBox::currentIndexChanged, this, &EvaluateSearchFields::showMethod);
    connect(m_minutes, &QDoubleSpinBox::valueChanged, this, &EvaluateSearchFields::edited);
    for (QSpinBox* box : {m_length, m_candidates})
        connect(box, &QSpinBox::valueChanged, this, &EvaluateSearchFields::edited);
    connect(m_calibration, &QLineEdit::textChanged, this, &EvaluateSearchFields::edited);
    setKnownLength(0);
}

void EvaluateSearchFields::showMethod()
{
    // Every layer is tried, and nothing is calibrated.
    const bool calibrates = m_method->currentData().toString() == QLatin1String("longmamba");
    m_candidates->setEnabled(calibrates);
    m_calibration->setEnabled(calibrates);
}

void EvaluateSearchFields::setSettings(const EvaluationSettings& s)
{
    const std::string method = s.methods.empty() ? std::string() : s.methods.front();
    m_method->setCurrentIndex(std::max(0, m_method->findData(QString::fromStdString(method))));
    m_metric->setCurrentIndex(std::max(0, m_metric->findData(QString::fromStdString(s.metric))));
    m_minutes->setValue(s.minutes);
    m_candidates->setValue(static_cast<int>(s.candidates));
    m_length->setValue(static_cast<int>(s.trainingLength));
    m_calibration->setText(QString::fromStdString(s.calibration));
    showMethod();
}

void EvaluateSearchFields::read(EvaluationSettings& s) const
{
    s.methods = {m_method->currentData().toString().toStdString()};
    s.metric = m_metric->currentData().toString().toStdString();
    s.minutes = m_minutes->value();
    s.candidates = m_candidates->value();
    s.trainingLength = m_length->value();
    s.calibration = m_calibration->text().trimmed().toStdString();
}

void EvaluateSearchFields::setKnownLength(std::int64_t tokens)
{
    m_known = tokens;
    m_length->setSpecialValueText(tokens > 0 ? tr("%1, as the profile says").arg(QLocale().toString(qint64(tokens)))
                                             : tr("not known"));
}

QString EvaluateSearchFields::problem(const EvaluationSettings& s) const
{
    const std::int64_t training = s.trainingLength > 0 ? s.trainingLength : m_known;
    if (training == 0)
        return tr("The model has no profile: say how long its training sequences were.");
    if (*std::min_element(s.lengths.begin(), s.lengths.end()) <= training)
        return tr("Within the training length of %1 tokens nothing is filtered: choose larger lengths.")
            .arg(QLocale().toString(qint64(training)));
    return {};
}

void EvaluateSearchFields::chooseText()
{
    const QString chosen = QFileDialog::getOpenFileName(m_calibration, tr("Text to calibrate with"));
    if (!chosen.isEmpty())
        m_calibration->setText(chosen);
}

} // namespace mambascope::ui
