// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/dialogs/export_dialog.h"
#include "ui/pages/page.h"
#include "ui/widgets/message_bar.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

// What the tests of exported files share: what the window writes is held against what the shown command writes.
namespace mambascope::test {

inline QByteArray contentOfFile(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Runs a command line as a shell does, with the built program in the path.
inline void runShown(const QString& command)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("PATH"), QFileInfo(QStringLiteral(MAMBASCOPE_PROGRAM)).absolutePath() +
                                                   QLatin1Char(':') + environment.value(QStringLiteral("PATH")));
    environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("sh"), {QStringLiteral("-c"), command});
    QVERIFY(process.waitForFinished(kPatience * 2));
    QVERIFY2(process.exitCode() == 0, QByteArray(command.toUtf8() + '\n' + process.readAll()).constData());
}

/// What differs between two runs by nature: the time, what a PDF makes of it, and groups of an SVG without anything in
/// them.
inline QByteArray withoutTime(QByteArray content)
{
    static const QRegularExpression dates(QStringLiteral(
        "/CreationDate \\([^)]*\\)|<xmp:\\w+Date>[^<]*|uuid:[0-9a-f-]+|/ID \\[[^\\]]*\\]|<g [^>]*>\\s*</g>"));
    return QString::fromLatin1(content).remove(dates).toLatin1();
}

/// Pixels that differ by more than rounding.
inline int differentPixels(const QImage& a, const QImage& b)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QColor p = a.pixelColor(x, y);
            const QColor q = b.pixelColor(x, y);
            count += std::abs(p.red() - q.red()) + std::abs(p.green() - q.green()) + std::abs(p.blue() - q.blue()) > 12;
        }
    return count;
}

/// What an export dialog shows as "The same on the command line".
inline QString shownCommand(const QWidget& dialog)
{
    for (const QLineEdit* line : dialog.findChildren<QLineEdit*>())
        if (line->accessibleName() == QLatin1String("The same on the command line"))
            return line->text();
    return {};
}

/// Compare says how long its passes took, the window how fast it wrote and how much memory it takes.
inline bool saysTimes(const QString& name)
{
    return name.contains(QLatin1String("/compare")) || name.contains(QLatin1String("/workbench"));
}

/// Puts files that the window wrote aside, runs the command and compares what it writes with them.
inline void compareWithCommand(const QString& command, const QStringList& names)
{
    const QDir folder = QFileInfo(names.first()).absoluteDir();
    QVERIFY(folder.mkpath(QStringLiteral("window")));
    for (const QString& name : names) {
        const QString kept = folder.filePath(QStringLiteral("window/") + QFileInfo(name).fileName());
        QFile::remove(kept);
        QVERIFY2(QFile::rename(name, kept), qPrintable(name));
    }
    runShown(command);
    for (const QString& name : names) {
        const QString kept = folder.filePath(QStringLiteral("window/") + QFileInfo(name).fileName());
        if (name.endsWith(QLatin1String(".png"))) {
            const QImage written(kept);
            const QImage rendered(name);
            QVERIFY2(!written.isNull() && written.size() == rendered.size(),
                     qPrintable(QStringLiteral("%1: %2x%3, not %4x%5")
                                    .arg(command)
                                    .arg(rendered.width())
                                    .arg(rendered.height())
                                    .arg(written.width())
                                    .arg(written.height())));
            const int different = differentPixels(written, rendered);
            const int allowed = saysTimes(name) ? 200 : 2000;
            QVERIFY2(different <= written.width() * written.height() / allowed,
                     qPrintable(QStringLiteral("%1: %2 pixels differ").arg(command).arg(different)));
        } else if (name.endsWith(QLatin1String(".svg")) || name.endsWith(QLatin1String(".pdf"))) {
            const qsizetype a = withoutTime(contentOfFile(kept)).size();
            const qsizetype b = withoutTime(contentOfFile(name)).size();
            // Fonts are embedded with the letters that are used, and times are others.
            QVERIFY2(a > 2000 && std::abs(a - b) <= a / (saysTimes(name) ? 5 : 200),
                     qPrintable(QStringLiteral("%1: %2 and %3 bytes").arg(command).arg(a).arg(b)));
        } else {
            QVERIFY2(!contentOfFile(name).isEmpty() && contentOfFile(name) == contentOfFile(kept), qPrintable(command));
        }
    }
}

/// Types a name into the export dialog, takes what it offers and writes; then runs the command that it showed and
/// compares all files. \returns the names of the files.
inline void compareExport(ui::MainWindow& window, ui::Exportable& subject, const QString& path, QStringList& names,
                          const std::function<void(ui::ExportDialog&)>& choose = {})
{
    QString command;
    window.messages()->dismissAll(); // one that goes by itself would change the page's size on the way
    {
        ui::ExportDialog dialog(subject);
        dialog.setDirectory(QFileInfo(path).absolutePath());
        auto* name = dialog.findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
        QVERIFY(name);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        name->setFocus(); // who types drops a file that is selected
        name->clear();    // the page's own name is there already
        name->setText(QFileInfo(path).fileName());
        if (choose)
            choose(dialog);
        QCOMPARE(dialog.path(), path);
        command = shownCommand(dialog);
        names = subject.exportFiles(path);
        QCOMPARE(dialog.wantsCompanion(), subject.readsCompanion());
        const QList<QLabel*> labels = dialog.findChildren<QLabel*>();
        for (const QString& other : names.mid(1)) // the dialog says what else is written
            QVERIFY2(std::any_of(labels.begin(), labels.end(),
                                 [&](const QLabel* label) {
                                     return !label->isHidden() && label->text().contains(QFileInfo(other).fileName());
                                 }),
                     qPrintable(other));
        QSignalSpy saved(&window.workspace(), &ui::Workspace::saved);
        window.exportAs(subject, dialog.path(), dialog.wantsCompanion());
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
    }
    compareWithCommand(command, names);
}

/// The same of the page that is shown.
inline void compareExport(ui::MainWindow& window, const QString& path, QStringList& names,
                          const std::function<void(ui::ExportDialog&)>& choose = {})
{
    compareExport(window, *window.currentPage(), path, names, choose);
}

} // namespace mambascope::test
