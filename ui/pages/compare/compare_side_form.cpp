// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/compare/compare_side_form.h"

#include "core/base/resources.h"
#include "ui/engine/comparer.h"
#include "ui/engine/method_settings.h"
#include "ui/engine/workspace.h"
#include "ui/style/theme.h"

#include <QComboBox>
#include <QEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <cmath>
#include <functional>

namespace mambascope::ui {

namespace {

const QString kOther = QStringLiteral("\n"); // no model is called this

/// "36.9", "4,510": as many digits as mean something.
QString perplexityText(double nll)
{
    const double value = std::exp(nll);
    return QLocale().toString(value, 'f', value < 100 ? 2 : 0);
}

} // namespace

CompareSideForm::CompareSideForm(Workspace& workspace, Comparer& comparer, std::size_t side, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_comparer(comparer), m_side(side), m_badge(new QLabel),
      m_model(new QComboBox), m_method(new QComboBox), m_theta(new QLineEdit), m_scale(new QLineEdit),
      m_summary(new QLabel)
{
    const QString name = side == 0 ? tr("A") : tr("B");
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* row = new QHBoxLayout;
    row->setSpacing(4);
    m_badge->setText(name);
    m_badge->setAlignment(Qt::AlignCenter);
    m_badge->setAutoFillBackground(true);
    m_badge->setFixedWidth(fontMetrics().height() + 6);
    row->addWidget(m_badge);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(13);
    m_model->setAccessibleName(tr("Model of side %1").arg(name));
    m_model->setToolTip(tr("The model that side %1 reads the sequence with").arg(name));
    row->addWidget(m_model, 2);
    for (const char* method : {"vanilla", "longmamba", "decimamba"})
        m_method->addItem(methodTitle(method), QString::fromLatin1(method));
    m_method->setAccessibleName(tr("Method of side %1").arg(name));
    m_method->setToolTip(m_method->accessibleName());
    row->addWidget(m_method, 1);
    const auto add = [&](const QString& text, QLineEdit* edit, const char* longest, const QString& accessible,
                         const QString& explanation) {
        auto* label = new QLabel(text);
        label->setBuddy(edit);
        label->setToolTip(explanation);
        edit->setToolTip(explanation);
        edit->setAccessibleName(accessible);
        edit->setMinimumWidth(edit->fontMetrics().horizontalAdvance(QLatin1String(longest)) + 16); // and its frame
        edit->setMaximumWidth(edit->fontMetrics().horizontalAdvance(QStringLiteral("0.00000000")) + 8);
        row->addWidget(label);
        row->addWidget(edit);
        connect(edit, &QLineEdit::editingFinished, this, [this, edit] { takeNumber(edit); });
    };
    add(tr("θ"), m_theta, "1e-100", tr("Theta of side %1").arg(name),
        tr("Channels whose decay over the training length is above θ are global. Empty: as in the Method dock, or what "
           "another bundled model is shown with."));
    add(tr("b"), m_scale, "0.00", tr("Threshold factor of side %1").arg(name),
        tr("Factor on the token threshold g(S). Empty: as in the Method dock."));
    layout->addLayout(row);
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_summary->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QSizePolicy policy = m_summary->sizePolicy(); // or the page would be as high as all that it shows likes to be
    policy.setHeightForWidth(false);
    m_summary->setSizePolicy(policy);
    m_summary->setMinimumHeight(3 * (fontMetrics().lineSpacing() + 3)); // Chinese lines are higher
    m_summary->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    layout->addWidget(m_summary);

    connect(m_model, &QComboBox::activated, this, &CompareSideForm::chooseModel);
    connect(m_method, &QComboBox::activated, this,
            [this] { edit([this](ComparedSide& s) { s.method = m_method->currentData().toString().toStdString(); }); });
    restyle();
    showState();
    showResult();
}

const ComparedSide& CompareSideForm::settings() const
{
    const ViewState& s = m_workspace.state();
    return m_side == 0 ? s.compareA : s.compareB;
}

void CompareSideForm::edit(const std::function<void(ComparedSide&)>& change)
{
    const ComparedSide before = settings();
    m_workspace.editView([&](ViewState& s) { change(m_side == 0 ? s.compareA : s.compareB); });
    showState();
    if (!(before == settings()))
        emit edited();
}

void CompareSideForm::chooseModel(int item)
{
    QString model = m_model->itemData(item).toString();
    if (model == kOther) {
        model = QFileDialog::getExistingDirectory(this, tr("Choose a model's folder"));
        if (model.isEmpty()) {
            showState();
            return;
        }
    }
    edit([&](ComparedSide& s) {
        if (model.toStdString() == s.model)
            return;
        s.model = model.toStdString();
        s.theta = 0; // the other model's channels decay otherwise
        s.scale = -1;
    });
}

void CompareSideForm::takeNumber(QLineEdit* edit)
{
    const QString text = edit->text().trimmed();
    bool isNumber = true;
    const double value = text.isEmpty() ? -1 : QLocale().toDouble(text, &isNumber);
    const bool isTheta = edit == m_theta;
    const bool fits = text.isEmpty() || (isNumber && (isTheta ? value > 0 && value <= 1 : value >= 0));
    if (!fits) {
        showState();
        emit m_workspace.failed(isTheta ? tr("theta %1: must be above 0 and at most 1").arg(text)
                                        : tr("threshold factor %1: must be 0 or more").arg(text));
        return;
    }
    this->edit([&](ComparedSide& s) {
        if (isTheta)
            s.theta = std::max(0.0, value);
        else
            s.scale = value;
    });
}

void CompareSideForm::showState()
{
    const ComparedSide& s = settings();
    const QSignalBlocker blocker(m_model);
    m_model->clear();
    const auto& document = m_workspace.document();
    m_model->addItem(document ? tr("%1 (open)").arg(QString::fromStdString(document->model->name()))
                              : tr("The open model"),
                     QString());
    for (const std::string& name : bundledModels()) {
        if (name != m_workspace.state().model)
            m_model->addItem(QString::fromStdString(name), QString::fromStdString(name));
    }
    const QString chosen = QString::fromStdString(s.model);
    if (m_model->findData(chosen) < 0)
        m_model->addItem(QFileInfo(chosen).fileName(), chosen);
    m_model->addItem(tr("Choose a folder …"), kOther);
    m_model->setCurrentIndex(m_model->findData(chosen));
    m_method->setCurrentIndex(std::max(0, m_method->findData(QString::fromStdString(s.method))));
    const QLocale locale;
    const ViewState used = stateOfSide(m_workspace.state(), s);
    m_theta->setText(s.theta > 0 ? locale.toString(s.theta, 'g', 6) : QString());
    m_theta->setPlaceholderText(locale.toString(used.theta, 'g', 4));
    m_scale->setText(s.scale >= 0 ? locale.toString(s.scale, 'g', 6) : QString());
    m_scale->setPlaceholderText(locale.toString(used.scale, 'g', 4));
    m_scale->setEnabled(s.method == "longmamba");
}

void CompareSideForm::showResult()
{
    const auto& result = m_comparer.result(m_side);
    const QString& problem = m_comparer.problem(m_side);
    QString text;
    const QLocale locale;
    if (!problem.isEmpty())
        text = problem;
    else if (m_comparer.isBusy(m_side))
        text = result ? tr("Computing; below is still %1.").arg(result->title) : tr("Computing …");
    else if (!result)
        text = m_workspace.document() ? tr("Not computed. Press Compare.") : tr("No model is open.");
    else {
        const MeasuredSide& m = result->measured;
        const auto tokens = static_cast<double>(result->document->length());
        text = tr("%1: %2 tokens read in %3 s (%4 tokens/s)")
                   .arg(result->title, locale.toString(static_cast<qint64>(result->document->length())),
                        locale.toString(m.prefillSeconds, 'f', 2), locale.toString(tokens / m.prefillSeconds, 'f', 0));
        if (m.nllTokens > 0)
            text +=
                QLatin1Char('\n') + tr("Perplexity of the last %1 tokens: %2")
                                        .arg(locale.toString(static_cast<qint64>(m.nllTokens)), perplexityText(m.nll));
        if (!m_comparer.isCurrent(m_side))
            text += QLatin1Char('\n') + tr("Computed with earlier settings. Press Compare.");
    }
    m_summary->setText(text);
    QPalette palette = m_summary->palette();
    palette.setColor(QPalette::WindowText, problem.isEmpty() ? plotColours().text : plotColours().error);
    m_summary->setPalette(palette);
}

QString CompareSideForm::summary() const
{
    return m_summary->text();
}

void CompareSideForm::restyle()
{
    QPalette palette = m_badge->palette();
    palette.setColor(QPalette::Window, m_side == 0 ? plotColours().vanilla : plotColours().longMamba);
    palette.setColor(QPalette::WindowText, plotColours().background);
    m_badge->setPalette(palette);
}

void CompareSideForm::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        restyle();
        showResult();
    }
    QWidget::changeEvent(event);
}

} // namespace mambascope::ui
