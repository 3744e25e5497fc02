// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_form.h"

#include "core/base/error.h"
#include "core/evaluate/longbench_data.h"
#include "ui/models/run_list_model.h"
#include "ui/pages/evaluate/evaluate_machine_fields.h"
#include "ui/pages/evaluate/evaluate_method_fields.h"
#include "ui/pages/evaluate/evaluate_protocols.h"
#include "ui/pages/evaluate/evaluate_rows.h"
#include "ui/pages/evaluate/evaluate_search_fields.h"
#include "ui/pages/evaluate/evaluate_tasks.h"
#include "ui/style/message_text.h"
#include "ui/style/theme.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace mambascope::ui {

namespace {

using Kind = EvaluationKind;

QSpinBox* spinBox(int low, const QString& name)
{
    auto* box = new QSpinBox;
    box->setRange(low, std::numeric_limits<int>::max());
    box->setAccessibleName(name);
    return box;
}

/// What a box shows of a setting that may be larger than it can be.
int shownIn(const QSpinBox* box, std::int64_t value)
{
    return static_cast<int>(std::clamp<std::int64_t>(value, box->minimum(), box->maximum()));
}

/// What a field shows of the setting that was given stands for that, although it could not be read from there.
std::int64_t valueOf(const QSpinBox* box, std::int64_t given)
{
    return box->value() == shownIn(box, given) ? given : box->value();
}

std::string pathOf(const QLineEdit* field, const std::string& given)
{
    return field->text() == QString::fromStdString(given) ? given : field->text().trimmed().toStdString();
}

} // namespace

EvaluateForm::EvaluateForm(QWidget* parent)
    : QWidget(parent), m_rows(new EvaluateRows), m_kind(new QComboBox), m_lengths(new QLineEdit),
      m_depths(new QLineEdit), m_texts(new QLineEdit), m_data(new QLineEdit), m_cases(new QLineEdit),
      m_seed(new QLineEdit), m_samples(spinBox(0, tr("Repetitions"))), m_last(spinBox(1, tr("Tokens that count"))),
      m_maxLength(spinBox(0, tr("Longest prompt"))), m_newTokens(spinBox(0, tr("Generated tokens"))),
      m_tasks(new EvaluateTasks), m_extended(new QCheckBox), m_protocol(new QComboBox), m_command(new QLineEdit),
      m_problem(new QLabel), m_start(new QPushButton)
{
    build();
    setSettings(EvaluationSettings::defaults(Kind::Passkey));
}

void EvaluateForm::build()
{
    const std::vector<Kind> all = evaluationKinds();
    for (const Kind kind : all)
        m_kind->addItem(kindTitle(kind), static_cast<int>(kind));
    m_rows->add(tr("&Kind"), m_kind, all);
    m_search = new EvaluateSearchFields(*m_rows);

    m_methods = new EvaluateMethodFields(*m_rows);
    const auto without = [&](Kind left) {
        std::vector<Kind> kinds = all;
        std::erase(kinds, left);
        return kinds;
    };
    m_rows->add(tr("&Lengths"), m_lengths, without(Kind::LongBench));
    m_rows->add(tr("&Depths"), m_depths, {Kind::Passkey});
    m_depths->setToolTip(tr("Where the key is: 0 at the beginning, 1 at the end"));
    m_rows->addWithButton(tr("&Text"), m_texts, tr("Choose text files"), [this] { chooseText(); },
                          {Kind::Passkey, Kind::Perplexity, Kind::Search, Kind::Latency});
    m_texts->setPlaceholderText(tr("the built-in story"));
    m_rows->addWithButton(tr("Saved &cases"), m_cases, tr("Choose saved cases"), [this] { chooseCases(); },
                          {Kind::Passkey});
    m_cases->setPlaceholderText(tr("none: prompts are made"));
    m_cases->setToolTip(
        tr("A file of prompts and answers, as passkey --save-cases writes it; lengths, depths and trials "
           "are its own"));
    m_rows->addWithButton(tr("D&ata"), m_data, tr("Choose the data"), [this] { chooseData(); },
                          {Kind::LongBench, Kind::Ruler, Kind::DocumentRetrieval});
    m_extended->setText(tr("LongBench-&E: scores by length"));
    m_rows->add(QString(), m_extended, {Kind::LongBench});
    m_rows->add(tr("P&rotocol"), m_protocol, {Kind::LongBench, Kind::Passkey, Kind::Perplexity, Kind::Latency});
    m_rows->add(tr("Tas&ks"), m_tasks, {Kind::LongBench, Kind::Ruler});
    m_maxLength->setSpecialValueText(tr("no limit"));
    m_maxLength->setToolTip(tr("Tokens of a prompt that is not cut in the middle; without a limit what "
                               "config/model2maxlen.json has for the model counts"));
    m_rows->add(tr("Longest &prompt"), m_maxLength, {Kind::LongBench});
    m_rows->add(tr("&Samples"), m_samples, without(Kind::Search));
    m_rows->add(tr("C&ounted tokens"), m_last, {Kind::Perplexity, Kind::Search});
    m_last->setToolTip(tr("The loss is the mean over so many tokens at the end of each window"));
    m_rows->add(tr("S&eed"), m_seed, {Kind::Passkey, Kind::Ruler, Kind::DocumentRetrieval, Kind::Search});
    m_rows->add(tr("&Generated tokens"), m_newTokens, {Kind::Latency});
    m_machine = new EvaluateMachineFields(*m_rows);
    m_rows->finish();
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus); // its controls are reached one by one
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_rows);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(scroll, 1);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setObjectName(QStringLiteral("evaluateProblem"));
    layout->addWidget(m_problem);
    m_command->setReadOnly(true);
    m_command->setAccessibleName(tr("The same on the command line"));
    layout->addWidget(m_command);
    m_start->setText(tr("Start ru&n"));
    m_start->setObjectName(QStringLiteral("evaluateStart"));
    layout->addWidget(m_start);

    connect(m_kind, &QComboBox::currentIndexChanged, this, [this] {
        if (m_filling)
            return;
        EvaluationSettings next = EvaluationSettings::defaults(kind());
        if (kind() == Kind::Search) {
            if (m_knownLength > 0)
                next.lengths = {4 * m_knownLength};
        } else { // the methods stay as they were
            next.methods = m_methods->ticked();
        }
        setSettings(next);
    });
    for (QLineEdit* edit : {m_lengths, m_depths, m_texts, m_data, m_cases, m_seed})
        connect(edit, &QLineEdit::textChanged, this, &EvaluateForm::showProblem);
    connect(m_data, &QLineEdit::textChanged, this, &EvaluateForm::useData);
    connect(m_machine, &EvaluateMachineFields::edited, this, &EvaluateForm::showProblem);
    for (QSpinBox* box : {m_samples, m_last, m_maxLength, m_newTokens})
        connect(box, &QSpinBox::valueChanged, this, &EvaluateForm::showProblem);
    connect(m_search, &EvaluateSearchFields::edited, this, &EvaluateForm::showProblem);
    connect(m_tasks, &QListWidget::itemChanged, this, &EvaluateForm::showProblem);
    connect(m_extended, &QCheckBox::toggled, this, &EvaluateForm::showTasks);
    connect(m_protocol, &QComboBox::currentIndexChanged, this, &EvaluateForm::useProtocol);
    connect(m_methods, &EvaluateMethodFields::edited, this, &EvaluateForm::showProblem);
    connect(m_start, &QPushButton::clicked, this, &EvaluateForm::startRequested);
}

EvaluationKind EvaluateForm::kind() const
{
    return static_cast<Kind>(m_kind->currentData().toInt());
}

EvaluationSettings EvaluateForm::settings() const
{
    EvaluationSettings s = written();
    s.validate();
    return s;
}

std::uint64_t EvaluateForm::seed() const
{
    bool isSeed = false;
    const std::uint64_t seed = m_seed->text().trimmed().toULongLong(&isSeed);
    if (!isSeed)
        throw Error(tr("Seed").toStdString(),
                    tr("“%1” is not a whole number of 0 or more").arg(m_seed->text()).toStdString());
    return seed;
}

std::string EvaluateForm::draft() const
{
    try {
        return written().toJson().dump();
    } catch (const Error&) {
        return {}; // the form itself says what is wrong
    }
}

void EvaluateForm::setDraft(const std::string& draft, const std::string& subject)
{
    const auto document = nlohmann::json::parse(draft, nullptr, false);
    if (document.is_discarded())
        throw Error(subject, say("the draft of a run is not valid JSON"));
    setSettings(EvaluationSettings::draftFromJson(document, subject));
}

EvaluationSettings EvaluateForm::written() const
{
    EvaluationSettings s = EvaluationSettings::defaults(kind());
    s.model = m_base.model;
    s.tokenizer = m_base.tokenizer;
    s.profile = m_base.profile;
    s.theta = m_base.theta;
    s.scale = m_base.scale;
    s.bucket = m_base.bucket;
    s.decimate = m_base.decimate;
    s.device = m_base.device;
    s.dtype = m_base.dtype;
    s.cleanUp = m_given.cleanUp;
    s.files = m_given.files;
    s.files.erase("cases");
    const auto shows = [this](const QWidget* field) { return m_rows->shows(field); };
    if (kind() == Kind::Search)
        m_search->read(s);
    else
        m_methods->read(s);
    if (shows(m_lengths))
        s.lengths = readNumbers<std::int64_t>(m_lengths->text(), tr("Lengths"));
    if (shows(m_depths))
        s.depths = readNumbers<double>(m_depths->text(), tr("Depths"));
    if (shows(m_texts))
        s.texts = m_texts->text() == joinPaths(m_given.texts) ? m_given.texts : readPaths(m_texts->text());
    if (shows(m_data))
        s.data = pathOf(m_data, m_given.data);
    if (shows(m_tasks))
        s.tasks = m_tasks->ticked();
    if (shows(m_samples))
        s.samples = valueOf(m_samples, m_given.samples);
    if (shows(m_seed))
        s.seed = seed();
    if (shows(m_last))
        s.last = valueOf(m_last, m_given.last);
    if (shows(m_maxLength))
        s.maxLength = valueOf(m_maxLength, m_given.maxLength);
    if (shows(m_newTokens))
        s.newTokens = valueOf(m_newTokens, m_given.newTokens);
    if (shows(m_extended))
        s.extended = m_extended->isChecked();
    if (shows(m_protocol))
        s.protocol = m_protocol->currentData().toString().toStdString();
    if (const std::string cases = pathOf(m_cases, m_given.file("cases")); shows(m_cases) && !cases.empty())
        s.files["cases"] = cases;
    m_machine->read(s);
    return s;
}

void EvaluateForm::setSettings(const EvaluationSettings& s)
{
    m_filling = true;
    m_given = s;
    m_kind->setCurrentIndex(m_kind->findData(static_cast<int>(s.kind)));
    showKind(); // first: it says which values are possible
    m_methods->setSettings(s);
    m_search->setSettings(s);
    m_machine->setSettings(s);
    m_lengths->setText(joinNumbers(s.lengths));
    m_depths->setText(joinNumbers(s.depths));
    m_texts->setText(joinPaths(s.texts));
    m_data->setText(QString::fromStdString(s.data));
    const std::string cases = s.file("cases");
    m_cases->setText(QString::fromStdString(cases));
    m_seed->setText(QString::number(s.seed));
    m_samples->setValue(shownIn(m_samples, s.samples));
    m_last->setValue(shownIn(m_last, s.last));
    m_maxLength->setValue(shownIn(m_maxLength, s.maxLength));
    m_newTokens->setValue(shownIn(m_newTokens, s.newTokens));
    m_extended->setChecked(s.extended);
    m_protocol->setCurrentIndex(std::max(0, m_protocol->findData(QString::fromStdString(s.protocol))));
    m_filling = false;
    showTasks();
    m_tasks->tick(s.tasks);
    showProblem();
}

void EvaluateForm::setBase(const EvaluationSettings& base, std::int64_t trainingLength)
{
    m_base = base;
    m_knownLength = trainingLength;
    m_search->setKnownLength(trainingLength);
    m_machine->setDevice(base.device);
    m_methods->setBase(base);
    showProblem();
}

void EvaluateForm::setBusy(bool busy)
{
    m_busy = busy;
    showProblem();
}

void EvaluateForm::focusStart()
{
    m_start->setFocus(Qt::OtherFocusReason);
}

void EvaluateForm::showKind()
{
    const Kind shown = kind();
    m_rows->show(shown);
    const auto name = [this](QWidget* field, const QString& label, const QString& tip) {
        m_rows->rename(field, label, tip);
    };
    name(m_lengths,
         shown == Kind::Perplexity          ? tr("Conte&xts")
         : shown == Kind::DocumentRetrieval ? tr("&Documents")
                                            : tr("&Lengths"),
         shown == Kind::Perplexity          ? tr("Tokens of a window, with commas between")
         : shown == Kind::DocumentRetrieval ? tr("Documents beside the right one, with commas between")
                                            : tr("Tokens of a prompt, with commas between"));
    name(m_samples,
         shown == Kind::Passkey      ? tr("Tr&ials")
         : shown == Kind::Perplexity ? tr("&Windows")
         : shown == Kind::LongBench  ? tr("Reco&rds")
         : shown == Kind::Latency    ? tr("&Repetitions")
                                     : tr("&Samples"),
         shown == Kind::Passkey      ? tr("Prompts for each length and depth")
         : shown == Kind::Perplexity ? tr("Windows of each text")
         : shown == Kind::LongBench  ? tr("Only the first so many of each dataset")
         : shown == Kind::Latency    ? tr("The median of so many is shown")
                                     : tr("Questions for each length"));
    const bool all = shown == Kind::LongBench || shown == Kind::Ruler; // of the benchmark's own files
    m_samples->setMinimum(all ? 0 : 1);
    m_samples->setSpecialValueText(all ? tr("all") : QString());
    showProtocols();
    m_data->setPlaceholderText(shown == Kind::LongBench ? tr("LongBench's folder: config/ and data/")
                               : shown == Kind::Ruler   ? tr("the built-in suite")
                                                        : tr("towns that do not exist"));
    m_data->setToolTip(shown == Kind::LongBench ? tr("LongBench's folder, as it is unpacked")
                       : shown == Kind::Ruler   ? tr("Prompts that RULER prepared: FOLDER/TASK/validation.jsonl")
                                                : tr("Questions in SQuAD's format, such as dev-v2.0.json"));
}

void EvaluateForm::showProtocols()
{
    const bool filled = std::exchange(m_filling, true);
    m_protocol->clear();
    for (const EvaluateProtocol& protocol : evaluateProtocols(kind()))
        m_protocol->addItem(protocol.title, protocol.name);
    m_protocol->setToolTip(evaluateProtocolTip(kind()));
    m_filling = filled;
}

/// A protocol of a paper brings its numbers along, which can be changed afterwards.
void EvaluateForm::useProtocol()
{
    const std::string name = m_protocol->currentData().toString().toStdString();
    if (m_filling || name.empty() || kind() == Kind::LongBench)
        return showProblem();
    const EvaluationSettings next = protocolSettings(kind(), name);
    m_filling = true;
    m_lengths->setText(joinNumbers(next.lengths));
    m_depths->setText(joinNumbers(next.depths));
    m_seed->setText(QString::number(next.seed));
    m_samples->setValue(shownIn(m_samples, next.samples));
    m_last->setValue(shownIn(m_last, next.last));
    m_newTokens->setValue(shownIn(m_newTokens, next.newTokens));
    m_filling = false;
    showProblem();
}

/// Prepared prompts have lengths of their own: those of the built-in suite make room for them, and come back.
void EvaluateForm::useData()
{
    if (!m_filling && kind() == Kind::Ruler) {
        const QString own = joinNumbers(EvaluationSettings::defaults(Kind::Ruler).lengths);
        const bool prepared = !m_data->text().trimmed().isEmpty();
        if (m_lengths->text() == (prepared ? own : QString()))
            m_lengths->setText(prepared ? QString() : own);
    }
    showTasks();
}

void EvaluateForm::showTasks()
{
    if (m_filling)
        return;
    const QString folder = m_data->text().trimmed();
    m_lengths->setPlaceholderText(kind() == Kind::Ruler && !folder.isEmpty() ? tr("all that the data has") : QString());
    m_tasks->show(kind(), folder, m_extended->isChecked());
    showProblem();
}

QString EvaluateForm::problem() const
{
    if (m_base.model.empty())
        return tr("Open a model first.");
    try {
        const EvaluationSettings s = settings();
        if (s.kind == Kind::LongBench && LongBenchFolder(s.data).present(s.extended).empty())
            return s.extended ? tr("This folder has no file of LongBench-E (data/<dataset>_e.jsonl).")
                              : tr("This folder has no file of LongBench (data/<dataset>.jsonl).");
        if (const QString machine = EvaluateMachineFields::problem(s); !machine.isEmpty())
            return machine;
        if (s.kind == Kind::Search)
            return m_search->problem(s);
    } catch (const Error& error) {
        return toText(error);
    }
    return {};
}

void EvaluateForm::showProblem()
{
    if (m_filling)
        return;
    const QString why = problem();
    m_problem->setVisible(!why.isEmpty());
    m_problem->setText(why);
    m_start->setEnabled(why.isEmpty() && !m_busy);
    m_start->setToolTip(m_busy ? tr("Another run is on; stop it first") : tr("Results are kept as they come"));
    m_command->setText(why.isEmpty() ? QString::fromStdString(commandLineOf(settings())) : QString());
    m_command->setCursorPosition(0);
    m_command->setToolTip(m_command->text());
    emit edited();
}

void EvaluateForm::chooseText()
{
    const QStringList files = QFileDialog::getOpenFileNames(this, tr("Text files"));
    if (!files.isEmpty())
        m_texts->setText(kind() == Kind::Perplexity ? files.join(QStringLiteral("; ")) : files.first());
}

void EvaluateForm::chooseCases()
{
    const QString chosen = QFileDialog::getOpenFileName(this, tr("Saved pass keys"));
    if (!chosen.isEmpty())
        m_cases->setText(chosen);
}

void EvaluateForm::chooseData()
{
    const QString chosen = kind() == Kind::DocumentRetrieval
                               ? QFileDialog::getOpenFileName(this, tr("File in SQuAD's format"))
                               : QFileDialog::getExistingDirectory(this, tr("Folder of the benchmark"));
    if (!chosen.isEmpty())
        m_data->setText(chosen);
}

} // namespace mambascope::ui
