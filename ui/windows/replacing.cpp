// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/replacing.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>

namespace mambascope::ui {

namespace {

struct Replacing
{
    Q_DECLARE_TR_FUNCTIONS(Replacing)
};

} // namespace

QString suffixed(const QString& file, const QString& suffix)
{
    return QFileInfo(file).suffix().compare(suffix, Qt::CaseInsensitive) == 0 ? file : file + QLatin1Char('.') + suffix;
}

bool mayReplace(QWidget* parent, const QString& title, const QStringList& files)
{
    QStringList there;
    for (const QString& file : files) {
        if (QFileInfo::exists(file))
            there << QFileInfo(file).fileName();
    }
    if (there.isEmpty())
        return true;
    QMessageBox box(QMessageBox::Warning, title,
                    Replacing::tr("Replace %1?", "files that are there already").arg(there.join(Replacing::tr(", "))),
                    QMessageBox::Yes | QMessageBox::No, parent);
    box.setTextFormat(Qt::PlainText);
    box.setDefaultButton(QMessageBox::No);
    return box.exec() == QMessageBox::Yes;
}

QString saveFileName(QWidget* parent, const QString& title, const QString& path, const QString& filter,
                     const QString& suffix)
{
    QString file = path;
    for (;;) {
        // The dialog asks about a file that is there under the name as it was typed, not under the one with a suffix.
        const QString named = QFileDialog::getSaveFileName(parent, title, file, filter);
        if (named.isEmpty())
            return {};
        file = suffixed(named, suffix);
        if (file == named || mayReplace(parent, title, {file}))
            return file;
    }
}

} // namespace mambascope::ui
