// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/export_dialog.h"

#include "ui/windows/command_line.h"
#include "ui/windows/exportable.h"
#include "ui/windows/replacing.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>

namespace mambascope::ui {

ExportDialog::ExportDialog(Exportable& subject, QWidget* parent)
    : QFileDialog(parent, tr("Export view")), m_subject(subject), m_command(new QLineEdit), m_companion(new QCheckBox),
      m_whole(new QCheckBox), m_files(new QLabel), m_scale(new QComboBox), m_scaleLabel(new QLabel(tr("Pixels:")))
{
    // The system's own dialog has no room for the command line.
    setOption(QFileDialog::DontUseNativeDialog);
    setOption(QFileDialog::DontConfirmOverwrite); // it knows one file only, see done()
    setAcceptMode(QFileDialog::AcceptSave);
    setFileMode(QFileDialog::AnyFile);
    QStringList filters;
    for (const QString& suffix : subject.exportSuffixes())
        filters << QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix);
    setNameFilters(filters);
    setDefaultSuffix(subject.exportSuffixes().first());
    selectFile(subject.name() + QLatin1Char('.') + subject.exportSuffixes().first());

    m_command->setReadOnly(true);
    m_command->setAccessibleName(tr("The same on the command line"));
    m_companion->setChecked(true);
    m_files->setWordWrap(true);
    if (auto* grid = qobject_cast<QGridLayout*>(layout())) {
        const int row = grid->rowCount();
        auto* label = new QLabel(tr("Command:"));
        label->setBuddy(m_command);
        grid->addWidget(label, row, 0);
        grid->addWidget(m_command, row, 1, 1, 2);
        grid->addWidget(m_companion, row + 1, 1, 1, 2);
        m_scaleLabel->setBuddy(m_scale);
        grid->addWidget(m_scaleLabel, row + 2, 0);
        grid->addWidget(m_scale, row + 2, 1, 1, 2);
        grid->addWidget(m_whole, row + 3, 1, 1, 2);
        grid->addWidget(m_files, row + 4, 1, 1, 2);
        m_companion->setVisible(subject.readsCompanion());
    }
    m_scale->addItem(tr("as the settings say"), 0.0);
    for (const double scale : {1.0, 2.0, 3.0, 4.0})
        m_scale->addItem(tr("%1 for each of the page's").arg(locale().toString(scale)), scale);
    m_scale->setAccessibleName(tr("Pixels of the PNG for each of the page's"));
    const auto again = [this] {
        if (const QStringList files = selectedFiles(); !files.isEmpty())
            showCommand(files.first());
    };
    m_sizeChanged.setSingleShot(true);
    m_sizeChanged.setInterval(0);
    connect(&m_sizeChanged, &QTimer::timeout, this, again);
    if (QWidget* pictured = subject.pictured())
        pictured->installEventFilter(this);
    connect(m_scale, &QComboBox::currentIndexChanged, this, again);
    connect(m_whole, &QCheckBox::toggled, this, again);
    connect(this, &QFileDialog::currentChanged, this, &ExportDialog::showCommand);
    connect(this, &QFileDialog::directoryEntered, this, again); // the name stays, the file is another one
    connect(this, &QFileDialog::filterSelected, this, [this](const QString& filter) {
        setDefaultSuffix(filter.section(QLatin1Char('.'), -1).chopped(1));
        if (const QStringList files = selectedFiles(); !files.isEmpty())
            showCommand(files.first());
    });
    if (auto* name = findChild<QLineEdit*>(QStringLiteral("fileNameEdit")))
        connect(name, &QLineEdit::textChanged, this,
                [this](const QString& file) { showCommand(directory().filePath(file)); });
    showCommand(directory().filePath(subject.name()));
}

void ExportDialog::chooseSuffix(const QString& suffix)
{
    const qsizetype index = m_subject.exportSuffixes().indexOf(suffix);
    if (index < 0)
        return;
    selectNameFilter(nameFilters()[index]);
    setDefaultSuffix(suffix);
    const QString file = m_subject.name() + QLatin1Char('.') + suffix;
    selectFile(file);
    showCommand(directory().filePath(file));
}

/// A message that goes gives its room to the page, and the picture has the page's size.
bool ExportDialog::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_subject.pictured() && event->type() == QEvent::Resize)
        m_sizeChanged.start(); // later: the page is still being laid out
    return QFileDialog::eventFilter(watched, event);
}

/// A person who wants to keep what is there chooses another name.
void ExportDialog::done(int result)
{
    if (result == Accepted) {
        QStringList files = m_subject.exportFiles(path());
        if (wantsCompanion())
            files << companionFile(path());
        if (!mayReplace(this, windowTitle(), files))
            return;
    }
    QFileDialog::done(result);
}

QString ExportDialog::withSuffix(const QString& file) const
{
    const QString suffix = QFileInfo(file).suffix().toLower();
    return m_subject.exportSuffixes().contains(suffix) ? file : QString(file + QLatin1Char('.') + defaultSuffix());
}

void ExportDialog::showCommand(const QString& file)
{
    const QString out = withSuffix(file);
    const QString suffix = QFileInfo(out).suffix().toLower();
    const QString wholeText = m_subject.wholeText(suffix);
    m_whole->setText(wholeText);
    m_whole->setVisible(!wholeText.isEmpty());
    const bool whole = m_whole->isChecked() && !wholeText.isEmpty();
    const bool scales = suffix == QLatin1String("png") && !whole;
    m_scale->setVisible(scales);
    m_scaleLabel->setVisible(scales);
    m_subject.setExportOptions({whole, scales ? m_scale->currentData().toDouble() : 0});
    QStringList beside;
    for (const QString& other : m_subject.exportFiles(out).mid(1))
        beside << QFileInfo(other).fileName();
    m_files->setText(beside.isEmpty() ? QString() : tr("Beside it: %1").arg(beside.join(tr(", "))));
    m_files->setVisible(!beside.isEmpty());
    m_command->setText(m_subject.commandLine(out));
    m_command->setCursorPosition(0);
    m_command->setToolTip(m_command->text());
    m_companion->setText(tr("Also write %1, which the command reads").arg(QFileInfo(companionFile(out)).fileName()));
}

QString ExportDialog::path() const
{
    const QStringList files = selectedFiles();
    return files.isEmpty() ? QString() : withSuffix(files.first());
}

bool ExportDialog::wantsCompanion() const
{
    return m_subject.readsCompanion() && m_companion->isChecked();
}

} // namespace mambascope::ui
