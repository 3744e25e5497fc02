// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_machine_fields.h"

#include "core/base/device_list.h"
#include "core/base/error.h"
#include "core/base/system_use.h"
#include "core/text/chinese_words.h"
#include "ui/pages/evaluate/evaluate_rows.h"
#include "ui/style/message_text.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>

#include <vector>

namespace mambascope::ui {

namespace {

bool namesSeveral(const std::string& devices)
{
    return devices == "cuda:all" || devices.find(',') != std::string::npos;
}

bool hasWords(const QString& folder)
{
    return QFileInfo::exists(folder + QStringLiteral("/dict.txt")) ||
           QFileInfo::exists(folder + QStringLiteral("/jieba/dict.txt"));
}

} // namespace

EvaluateMachineFields::EvaluateMachineFields(EvaluateRows& rows)
    : QObject(&rows), m_rows(rows), m_devices(new QLineEdit), m_words(new QLineEdit)
{
    std::vector<EvaluationKind> shared = evaluationKinds(); // times are those of one device
    std::erase(shared, EvaluationKind::Latency);
    rows.add(tr("De&vices"), m_devices, shared);
    m_devices->setToolTip(tr("Several with commas between, as in cuda:0,cuda:1, or cuda:all: each takes the next "
                             "prompt"));
    m_words->setPlaceholderText(tr("jieba is not found"));
    m_words->setToolTip(tr("The folder of the Python package jieba (pip install jieba==0.42.1), whose dictionary cuts "
                           "Chinese answers into words; without it they are kept, but have no scores"));
    rows.addWithButton(tr("Chinese &words"), m_words, tr("Choose the folder of jieba"), [this] { chooseWords(); },
                       {EvaluationKind::LongBench});
    for (QLineEdit* edit : {m_devices, m_words})
        connect(edit, &QLineEdit::textChanged, this, &EvaluateMachineFields::edited);
}

void EvaluateMachineFields::setSettings(const EvaluationSettings& s)
{
    static const std::size_t gpus = gpuNames().size();
    m_devices->setText(namesSeveral(s.device) ? QString::fromStdString(s.device) : QString());
    m_rows.setNeeded(m_devices, gpus > 1 || namesSeveral(s.device));
    if (const std::string words = s.file("jieba"); !words.empty())
        m_words->setText(QString::fromStdString(words));
    m_rows.setNeeded(m_words, !m_words->text().isEmpty() || chineseWordsFolder().empty());
}

void EvaluateMachineFields::setDevice(const std::string& device)
{
    m_devices->setPlaceholderText(tr("%1, as the window").arg(QString::fromStdString(device)));
}

void EvaluateMachineFields::read(EvaluationSettings& s) const
{
    if (const QString devices = m_devices->text().simplified().remove(QLatin1Char(' '));
        m_rows.shows(m_devices) && !devices.isEmpty())
        s.device = devices.toStdString();
    s.files.erase("jieba");
    if (const QString words = m_words->text().trimmed(); m_rows.shows(m_words) && !words.isEmpty())
        s.files["jieba"] = words.toStdString();
}

QString EvaluateMachineFields::problem(const EvaluationSettings& s)
{
    try {
        if (s.device != "cuda:all") // asking the driver how many there are is the run's affair
            parseDevices(s.device);
    } catch (const Error& error) {
        return toText(error);
    }
    if (const QString words = QString::fromStdString(s.file("jieba")); !words.isEmpty() && !hasWords(words))
        return tr("The folder of Chinese words has no dict.txt; it is the one that pip installed as jieba.");
    return {};
}

void EvaluateMachineFields::chooseWords()
{
    const QString chosen = QFileDialog::getExistingDirectory(m_words, tr("Folder of jieba"));
    if (!chosen.isEmpty())
        m_words->setText(chosen);
}

} // namespace mambascope::ui
