// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/settings_dialog.h"

#include "core/base/device.h"
#include "core/base/error.h"
#include "core/base/system_use.h"
#include "ui/dialogs/shortcut_editor.h"
#include "ui/style/language.h"
#include "ui/style/message_text.h"
#include "ui/widgets/level_box.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QThread>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

namespace {

QLabel* note(const QString& text)
{
    auto* label = new QLabel(text);
    label->setWordWrap(true);
    label->setForegroundRole(QPalette::PlaceholderText);
    return label;
}

} // namespace

SettingsDialog::SettingsDialog(const Preferences& preferences, std::vector<Command> commands, QWidget* parent)
    : QDialog(parent), m_preferences(preferences), m_language(new QComboBox), m_theme(new QComboBox),
      m_autosave(new QSpinBox), m_pictureScale(new QDoubleSpinBox), m_reachLevel(new LevelBox), m_threads(new QSpinBox),
      m_device(new QComboBox), m_dtype(new QComboBox), m_deviceProblem(new QLabel),
      m_shortcuts(new ShortcutEditor(std::move(commands)))
{
    setWindowTitle(tr("Settings"));
    auto* tabs = new QTabWidget;
    tabs->addTab(generalTab(), tr("&General"));
    tabs->addTab(computingTab(), tr("&Computing"));
    tabs->addTab(m_shortcuts, tr("&Shortcuts"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(tabs);
    layout->addWidget(buttons);
    for (QPushButton* button : findChildren<QPushButton*>()) // Enter ends a number, not the dialog
        button->setAutoDefault(false);
    resize(720, 480);

    // Qualified signals: only what a person does counts.
    connect(m_language, &QComboBox::activated, this, &SettingsDialog::take);
    connect(m_theme, &QComboBox::activated, this, &SettingsDialog::take);
    connect(m_reachLevel, &QDoubleSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(m_autosave, &QSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(m_threads, &QSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(m_pictureScale, &QDoubleSpinBox::valueChanged, this, &SettingsDialog::take);
    connect(m_device, &QComboBox::activated, this, &SettingsDialog::chooseDevice);
    connect(m_dtype, &QComboBox::activated, this, &SettingsDialog::take);
}

SettingsDialog::~SettingsDialog()
{
    // Losing the focus while it is destroyed, a box with a half typed number would report it to a window that is going.
    for (QAbstractSpinBox* box : findChildren<QAbstractSpinBox*>())
        box->disconnect(this);
}

QWidget* SettingsDialog::generalTab()
{
    m_language->addItem(tr("As the system (%1)").arg(languageName(systemLanguage())), QString());
    for (const QString& language : languages())
        m_language->addItem(languageName(language), language);
    m_language->setCurrentIndex(std::max(0, m_language->findData(m_preferences.language)));
    m_theme->addItem(tr("As the system"), QStringLiteral("system"));
    m_theme->addItem(tr("Light"), QStringLiteral("light"));
    m_theme->addItem(tr("Dark"), QStringLiteral("dark"));
    m_theme->setCurrentIndex(std::max(0, m_theme->findData(m_preferences.theme)));
    m_autosave->setRange(1, Preferences::kLongestAutosave);
    m_autosave->setSuffix(tr(" s", "seconds"));
    m_autosave->setValue(m_preferences.autosaveSeconds);
    m_autosave->setToolTip(tr("How much work a crash can cost at most"));
    m_pictureScale->setRange(0.5, 8);
    m_pictureScale->setSingleStep(0.5);
    m_pictureScale->setDecimals(1);
    m_pictureScale->setPrefix(QStringLiteral("× "));
    m_pictureScale->setValue(m_preferences.pictureScale);
    m_pictureScale->setToolTip(tr("Pixels of an exported PNG for each pixel of the screen; 2 or more for print"));
    m_reachLevel->setObjectName(QStringLiteral("settingsReachLevel"));
    m_reachLevel->setValue(m_preferences.reachLevel);
    m_reachLevel->setToolTip(
        tr("The receptive-field line of a map runs where |α| falls below this share of the row's largest, from 1e-12 "
           "to 1; up and down go through the powers of ten."));

    auto* tab = new QWidget;
    auto* form = new QFormLayout(tab);
    form->addRow(tr("&Language"), m_language);
    form->addRow(tr("&Theme"), m_theme);
    form->addRow(tr("&Autosave every"), m_autosave);
    form->addRow(tr("&Export scale"), m_pictureScale);
    form->addRow(tr("&Receptive-field level"), m_reachLevel);
    form->addRow(note(tr("Every change holds at once. What a session says (theme, level) comes before these.")));
    return tab;
}

QWidget* SettingsDialog::computingTab()
{
    m_threads->setRange(0, std::max(1, QThread::idealThreadCount()));
    m_threads->setSpecialValueText(tr("all cores (%1)").arg(QThread::idealThreadCount()));
    m_threads->setValue(m_preferences.threads);
    m_threads->setToolTip(tr("Threads for work on the CPU"));
    m_device->addItem(tr("CPU"), QStringLiteral("cpu"));
    const std::vector<std::string> gpus = gpuNames();
    for (std::size_t k = 0; k < gpus.size(); ++k)
        m_device->addItem(tr("GPU %1: %2").arg(QString::number(k), QString::fromStdString(gpus[k])),
                          QString::fromStdString(Device{Device::Kind::Cuda, static_cast<int>(k)}.text()));
    if (gpus.empty()) // choosing it says what is missing
        m_device->addItem(tr("GPU (CUDA)"), QStringLiteral("cuda:0"));
    const QString device = QString::fromStdString(Device::parse(m_preferences.device.toStdString()).text());
    if (m_device->findData(device) < 0)
        m_device->addItem(device.toUpper(), device);
    m_device->setCurrentIndex(m_device->findData(device));
    m_device->setToolTip(tr("Where models are held and computed; another choice opens the model again"));
    m_dtype->setObjectName(QStringLiteral("settingsDType"));
    m_dtype->addItem(tr("fp32"), QStringLiteral("fp32"));
    m_dtype->addItem(tr("bf16: half the memory, faster"), QStringLiteral("bf16"));
    m_dtype->setCurrentIndex(m_dtype->findData(m_preferences.dtype));
    m_dtype->setToolTip(
        tr("Format of weights and activations on a GPU; states and decays stay fp32. Another choice opens "
           "the model again."));
    m_dtype->setEnabled(device != QLatin1String("cpu"));
    m_deviceProblem->setWordWrap(true);

    auto* tab = new QWidget;
    auto* form = new QFormLayout(tab);
    form->addRow(tr("&Threads"), m_threads);
    form->addRow(tr("&Device"), m_device);
    form->addRow(tr("&Format on the GPU"), m_dtype);
    form->addRow(m_deviceProblem);
    return tab;
}

void SettingsDialog::take()
{
    const Preferences before = m_preferences;
    m_preferences.language = m_language->currentData().toString();
    m_preferences.theme = m_theme->currentData().toString();
    m_preferences.autosaveSeconds = m_autosave->value();
    m_preferences.pictureScale = m_pictureScale->value();
    m_preferences.reachLevel = m_reachLevel->value();
    m_preferences.threads = m_threads->value();
    m_preferences.device = m_device->currentData().toString();
    m_preferences.dtype = m_dtype->currentData().toString();
    if (m_preferences == before)
        return;
    m_preferences.save();
    emit changed(m_preferences);
}

void SettingsDialog::chooseDevice()
{
    try {
        requireDevice(Device::parse(m_device->currentData().toString().toStdString()));
        m_deviceProblem->clear();
    } catch (const Error& error) {
        m_deviceProblem->setText(tr("This device cannot be used: %1").arg(toText(error)));
        m_device->setCurrentIndex(
            m_device->findData(QString::fromStdString(Device::parse(m_preferences.device.toStdString()).text())));
    }
    m_dtype->setEnabled(m_device->currentData() != QLatin1String("cpu"));
    take();
}

} // namespace mambascope::ui
