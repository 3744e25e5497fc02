// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/recalibrate_form.h"

#include "core/base/error.h"
#include "ui/engine/calibration.h"
#include "ui/engine/recalibration.h"
#include "ui/engine/workspace.h"
#include "ui/style/message_text.h"
#include "ui/windows/replacing.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

namespace mambascope::ui {

namespace {

const QString kOther = QStringLiteral("\n"); // no file is called this
const QString kSuffix = QStringLiteral("safetensors");

} // namespace

RecalibrateForm::RecalibrateForm(Workspace& workspace, QWidget* parent)
    : QWidget(parent), m_workspace(workspace), m_length(new QSpinBox), m_samples(new QSpinBox),
      m_clamp(new QDoubleSpinBox), m_aggregate(new QComboBox), m_text(new QComboBox),
      m_start(new QPushButton(tr("Start"))), m_cancel(new QPushButton(tr("Cancel"))),
      m_save(new QPushButton(tr("Save profile …"))), m_progress(new QProgressBar), m_message(new QLabel),
      m_recalibration(Recalibration::of(workspace))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    auto* form = new QFormLayout;
    form->setSpacing(4);
    m_length->setRange(1, 1 << 20);
    m_length->setGroupSeparatorShown(true);
    m_length->setToolTip(tr("Tokens of a sequence: the length of the sequences that the model was trained on"));
    form->addRow(tr("Length"), m_length);
    m_clamp->setRange(0, 99);
    m_clamp->setDecimals(1);
    m_clamp->setSuffix(tr(" %"));
    m_clamp->setToolTip(tr("Share of the largest Δs that is cut before the thresholds g(S) are found"));
    form->addRow(tr("Clamp C"), m_clamp);
    m_aggregate->addItem(tr("maximum"), QStringLiteral("max"));
    m_aggregate->addItem(tr("average"), QStringLiteral("avg"));
    m_aggregate->setToolTip(tr("What is made of the thresholds of all sequences"));
    form->addRow(tr("Over sequences"), m_aggregate);
    m_text->addItem(tr("The program's own text"), QString());
    m_text->addItem(tr("Choose a file …"), kOther);
    m_text->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_text->setToolTip(tr("The sequences are cut from this text"));
    form->addRow(tr("Text"), m_text);
    m_samples->setRange(1, 1000);
    m_samples->setValue(5);
    m_samples->setToolTip(tr("Sequences that are cut from the text"));
    form->addRow(tr("Sequences"), m_samples);
    for (QWidget* field : std::initializer_list<QWidget*>{m_length, m_clamp, m_aggregate, m_text, m_samples})
        field->setAccessibleName(qobject_cast<QLabel*>(form->labelForField(field))->text());
    layout->addLayout(form);
    auto* buttons = new QHBoxLayout;
    m_start->setAccessibleName(tr("Start the calibration"));
    m_cancel->setAccessibleName(tr("Cancel the calibration"));
    m_save->setToolTip(tr("Write the session's profile to a file of your own"));
    buttons->addWidget(m_start);
    buttons->addWidget(m_cancel);
    layout->addLayout(buttons);
    m_progress->setRange(0, 100);
    m_progress->setAccessibleName(tr("Progress of the calibration"));
    layout->addWidget(m_progress);
    m_message->setWordWrap(true);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    layout->addWidget(m_message);
    layout->addWidget(m_save);

    connect(m_text, &QComboBox::activated, this, &RecalibrateForm::chooseText);
    connect(m_start, &QPushButton::clicked, this, &RecalibrateForm::start);
    connect(m_cancel, &QPushButton::clicked, this, [this] {
        m_recalibration.cancel();
        m_message->setText(tr("Cancelled; the profile is as it was."));
        showBusy();
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        const QString path = saveFileName(this, tr("Save profile"), QString(), tr("Profiles (*.safetensors)"), kSuffix);
        if (!path.isEmpty())
            saveAs(path);
    });
    connect(&m_recalibration, &Recalibration::busyChanged, this, &RecalibrateForm::showBusy);
    connect(&m_recalibration, &Recalibration::progress, this,
            [this](double fraction) { m_progress->setValue(static_cast<int>(100 * fraction)); });
    connect(&m_recalibration, &Recalibration::made, this, [this](const QString& path, bool used) {
        m_message->setText(used ? tr("Done: the session's profile is now %1.").arg(path)
                                : tr("Done: %1 holds the profile of %2.").arg(path, m_recalibration.model()));
    });
    connect(&m_recalibration, &Recalibration::failed, m_message, &QLabel::setText);
    connect(&workspace, &Workspace::documentChanged, this, &RecalibrateForm::showDocument);
    connect(&workspace, &Workspace::profileChanged, this, &RecalibrateForm::showDocument);
    if (m_recalibration.isRunning()) // begun in another window
        showBegun();
    showDocument();
}

RecalibrateForm::~RecalibrateForm() = default;

bool RecalibrateForm::isBusy() const
{
    return m_recalibration.isBusy();
}

void RecalibrateForm::showBegun()
{
    m_message->setText(tr("Calibrating %1 …").arg(m_recalibration.model()));
}

QString RecalibrateForm::message() const
{
    return m_message->text();
}

void RecalibrateForm::showDocument()
{
    const auto& document = m_workspace.document();
    if (document && document->profile) {
        m_length->setValue(static_cast<int>(document->profile->calibrationLength));
        m_clamp->setValue(100 * document->profile->clamp);
        m_aggregate->setCurrentIndex(document->profile->aggregate == Aggregate::Max ? 0 : 1);
    } else if (document && m_shownModel != QString::fromStdString(document->model->name())) {
        m_length->setValue(2000); // of the published models
        m_clamp->setValue(5);
    }
    if (document)
        m_shownModel = QString::fromStdString(document->model->name());
    showBusy();
}

void RecalibrateForm::showBusy()
{
    const bool busy = m_recalibration.isRunning();
    const auto& document = m_workspace.document();
    m_start->setEnabled(document && document->tokenizer && !busy);
    m_start->setToolTip(document && !document->tokenizer ? tr("Text needs a tokenizer to become tokens")
                                                         : tr("Find new thresholds; the window stays usable"));
    m_cancel->setEnabled(busy);
    m_progress->setVisible(busy);
    m_save->setEnabled(document && document->profile);
}

void RecalibrateForm::chooseText(int item)
{
    if (m_text->itemData(item).toString() != kOther)
        return;
    const QString path = QFileDialog::getOpenFileName(this, tr("Text to calibrate with"), QString(),
                                                      tr("Text files (*.txt);;All files (*)"));
    if (path.isEmpty()) {
        m_text->setCurrentIndex(0);
        return;
    }
    m_text->insertItem(m_text->count() - 1, QFileInfo(path).fileName(), path);
    m_text->setCurrentIndex(m_text->count() - 2);
}

void RecalibrateForm::start()
{
    const auto document = m_workspace.document();
    if (!document || !document->tokenizer)
        return;
    CalibrationRequest request;
    request.document = document;
    request.settings.length = m_length->value();
    request.settings.aggregate = m_aggregate->currentIndex() == 0 ? Aggregate::Max : Aggregate::Average;
    request.text = m_text->currentData().toString();
    request.sequences = m_samples->value();
    if (!request.text.isEmpty())
        emit textUsed(request.text);
    m_recalibration.start(request, m_clamp->value() / 100);
    showBegun();
    showBusy();
}

void RecalibrateForm::saveAs(const QString& path)
{
    const auto& document = m_workspace.document();
    if (!document || !document->profile)
        return;
    const QString file = suffixed(path, kSuffix);
    try {
        document->profile->save(file.toStdString());
        m_message->setText(tr("The session's profile is now %1.").arg(file));
        m_workspace.openProfile(file);
    } catch (const Error& error) {
        m_message->setText(toText(error));
    }
}

} // namespace mambascope::ui
