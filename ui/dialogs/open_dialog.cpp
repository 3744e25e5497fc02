// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/open_dialog.h"

#include "ui/dialogs/model_report.h"
#include "ui/engine/workspace.h"
#include "ui/models/known_models_list.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QVBoxLayout>

namespace mambascope::ui {

namespace {

const QString kInspect = QStringLiteral("inspect-dialog");
const QString kKnown = QStringLiteral("known-models");
constexpr int kTypingPause = 150;  // ms
constexpr int kLookPatience = 250; // ms: what is faster than this needs no "looking at ..."

} // namespace

OpenDialog::OpenDialog(Workspace& workspace, const QStringList& recent, QWidget* parent)
    : QDialog(parent), m_workspace(workspace), m_known(new KnownModelsList(this)), m_field(new QLineEdit),
      m_list(new QListView), m_report(new ModelReport), m_open(nullptr)
{
    setObjectName(QStringLiteral("openDialog"));
    setWindowTitle(tr("Open model"));
    setAcceptDrops(true);
    auto* layout = new QVBoxLayout(this);
    buildField(layout);

    m_list->setModel(m_known);
    m_list->setItemDelegate(new KnownModelDelegate(m_list));
    m_list->setAccessibleName(tr("Bundled and recent models, and those of the Hugging Face cache"));
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* splitter = new QSplitter;
    splitter->addWidget(m_list);
    splitter->addWidget(m_report);
    splitter->setStretchFactor(0, 0);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({240, 500});
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter, 1);

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    m_open = buttons->addButton(tr("&Open"), QDialogButtonBox::AcceptRole);
    layout->addWidget(buttons);
    m_open->setDefault(true); // in the dialog now: before, nobody would know
    buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::accepted, this, &OpenDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &OpenDialog::reject);

    for (QTimer* timer : {&m_pending, &m_patience})
        timer->setSingleShot(true);
    m_pending.setInterval(kTypingPause);
    m_patience.setInterval(kLookPatience);
    connect(&m_pending, &QTimer::timeout, this, &OpenDialog::look);
    connect(&m_patience, &QTimer::timeout, this,
            [this] { m_report->showHint(tr("Looking at %1 …").arg(argument().toHtmlEscaped())); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& now) {
        if (now.isValid() && now.data().toString() != m_field->text())
            setArgument(now.data().toString());
    });
    connect(m_list, &QListView::doubleClicked, this, &OpenDialog::accept);
    connect(m_report, &ModelReport::tokenizerChosen, this, [this](const QString& tokenizer) {
        m_tokenizer = tokenizer;
        look();
    });
    resize(780, 480);
    listKnown(recent);
    textChanged();
    m_field->setFocus();
}

void OpenDialog::done(int result)
{
    // Not in a destructor: when the window goes, the workspace goes first.
    m_workspace.looking().cancel(kInspect);
    m_workspace.looking().cancel(kKnown);
    QDialog::done(result);
}

void OpenDialog::buildField(QLayout* layout)
{
    auto* row = new QHBoxLayout;
    auto* label = new QLabel(tr("&Model"));
    label->setBuddy(m_field);
    m_field->setPlaceholderText(tr("folder, weight file or org/name"));
    m_field->setAccessibleName(tr("Model: folder, weight file or org/name"));
    m_field->setToolTip(tr("A folder or file, the name of a bundled model, or org/name from the local Hugging Face "
                           "cache. The arrow keys step through the list."));
    m_field->setClearButtonEnabled(true);
    m_field->installEventFilter(this);
    auto* completer = new QCompleter(m_known, this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_field->setCompleter(completer);
    connect(m_field, &QLineEdit::textEdited, completer, [this, completer] { // after it has shown its list
        QMetaObject::invokeMethod(
            completer,
            [this, completer] {
                if (m_known->rowOf(argument()) >= 0)
                    completer->popup()->hide(); // nothing left to choose
            },
            Qt::QueuedConnection);
    });
    connect(m_field, &QLineEdit::textChanged, this, [this] { // also by the completer and the clear button
        if (!m_filling)
            textChanged();
    });
    auto* folder = new QPushButton(tr("&Folder…"));
    folder->setToolTip(tr("Choose a model's folder"));
    auto* file = new QPushButton(tr("F&ile…"));
    file->setToolTip(tr("Choose a weight file: .safetensors, .bin, .pt, .pth or an index"));
    for (QPushButton* button : {folder, file})
        button->setAutoDefault(false); // Enter opens
    connect(folder, &QPushButton::clicked, this, &OpenDialog::browseFolder);
    connect(file, &QPushButton::clicked, this, &OpenDialog::browseFile);
    row->addWidget(label);
    row->addWidget(m_field, 1);
    row->addWidget(folder);
    row->addWidget(file);
    static_cast<QVBoxLayout*>(layout)->addLayout(row);
}

void OpenDialog::listKnown(const QStringList& recent)
{
    m_workspace.looking().request<std::vector<KnownModel>>(
        kKnown, tr("looking for models"),
        [recent](JobControl& control) {
            return std::make_shared<const std::vector<KnownModel>>(knownModels(recent, control.progress()));
        },
        this,
        [this](const std::shared_ptr<const std::vector<KnownModel>>& models) {
            m_known->setModels(*models);
            if (const int row = m_known->rowOf(argument()); row >= 0)
                m_list->setCurrentIndex(m_known->index(row));
        },
        [this](const QString& message) { m_report->showHint(message.toHtmlEscaped()); });
}

QString OpenDialog::argument() const
{
    const QString text = m_field->text().trimmed();
    if (text == QLatin1String("~") || text.startsWith(QLatin1String("~/")))
        return QDir::homePath() + text.mid(1);
    return text;
}

void OpenDialog::setArgument(const QString& argument)
{
    fill(argument);
    m_tokenizer.clear();
    look();
}

void OpenDialog::setInspection(const Inspection& inspection)
{
    fill(inspection.argument);
    m_tokenizer = inspection.tokenizer;
    m_pending.stop();
    show(inspection);
}

void OpenDialog::fill(const QString& text)
{
    m_filling = true;
    m_field->setText(text);
    m_filling = false;
}

void OpenDialog::browseFolder()
{
    const QString path = QFileDialog::getExistingDirectory(this, tr("Choose a model's folder"), argument());
    if (!path.isEmpty())
        setArgument(path);
    m_field->setFocus();
}

void OpenDialog::browseFile()
{
    const QString path = QFileDialog::getOpenFileName(
        this, tr("Choose a weight file"), argument(),
        tr("Weights (*.safetensors *.bin *.pt *.pth *.index.json config.json);;All files (*)"));
    if (!path.isEmpty())
        setArgument(path);
    m_field->setFocus();
}

void OpenDialog::textChanged()
{
    m_workspace.looking().cancel(kInspect);
    m_looking = false;
    m_openWhenKnown = false;
    m_inspection.reset();
    m_tokenizer.clear();
    m_patience.stop();
    m_pending.stop();
    if (argument().isEmpty())
        m_report->showHint(tr("<p>Name a model's folder, a weight file, or org/name of a model in the local Hugging "
                              "Face cache; or choose one from the list, or drop a folder here.</p><p>What it is and "
                              "what it needs is shown here before anything is loaded.</p>"));
    else
        m_pending.start();
    updateButton();
}

void OpenDialog::look()
{
    m_pending.stop();
    if (argument().isEmpty())
        return;
    m_inspection.reset();
    m_looking = true;
    m_patience.start();
    updateButton();
    m_workspace.looking().request<Inspection>(
        kInspect, tr("looking at %1").arg(QFileInfo(argument()).fileName()),
        [argument = argument(), tokenizer = m_tokenizer](JobControl& control) {
            return std::make_shared<const Inspection>(inspectForOpening(argument, tokenizer, control.progress()));
        },
        this, [this](const std::shared_ptr<const Inspection>& inspection) { show(*inspection); },
        [this](const QString& message) {
            Inspection failed;
            failed.argument = argument();
            failed.problem = message;
            show(failed);
        });
}

void OpenDialog::show(const Inspection& inspection)
{
    m_looking = false;
    m_patience.stop();
    m_inspection = inspection;
    m_report->showInspection(inspection);
    updateButton();
    const int row = m_known->rowOf(inspection.argument);
    m_list->setCurrentIndex(row >= 0 ? m_known->index(row) : QModelIndex());
    if (m_openWhenKnown && inspection.opens())
        accept();
    m_openWhenKnown = false;
}

void OpenDialog::updateButton()
{
    // Stays enabled while it is not known: Enter and a click are remembered until the inspection is there.
    m_open->setEnabled(isLooking() || (m_inspection && m_inspection->opens()));
}

void OpenDialog::accept()
{
    if (isLooking()) {
        if (m_pending.isActive())
            look();
        m_openWhenKnown = true;
        return;
    }
    if (!m_inspection || !m_inspection->opens())
        return;
    // A folder is remembered wherever the program is started from next time.
    const QFileInfo file(m_inspection->argument);
    const QString model = file.exists() ? file.absoluteFilePath() : m_inspection->argument;
    m_workspace.openParts({.model = model, .profile = {}, .text = {}, .tokenizer = m_inspection->tokenizer});
    QDialog::accept();
}

void OpenDialog::step(int rows)
{
    const int row = m_list->currentIndex().isValid() ? m_list->currentIndex().row() + rows : 0;
    if (row >= 0 && row < m_known->rowCount())
        m_list->setCurrentIndex(m_known->index(row));
}

bool OpenDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<const QKeyEvent*>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) { // an open completion popup has taken them before
            step(key == Qt::Key_Down ? 1 : -1);
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void OpenDialog::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().isLocalFile())
        event->acceptProposedAction();
}

void OpenDialog::dropEvent(QDropEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1)
        return;
    event->acceptProposedAction();
    setArgument(urls.first().toLocalFile());
}

} // namespace mambascope::ui
