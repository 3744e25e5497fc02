// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/recovery.h"

#include "ui/style/save_file.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUuid>

namespace mambascope::ui {

namespace {

const QString kText = QStringLiteral(".mscope");
const QString kLock = QStringLiteral(".lock");
const QString kCrash = QStringLiteral(".crash.txt");

QString withSuffix(const QString& file, const QString& suffix)
{
    return file.chopped(kText.size()) + suffix;
}

} // namespace

Recovery::Recovery(const QString& folder, QObject* parent) : QObject(parent), m_folder(folder)
{
    QDir().mkpath(folder); // where that fails, writing says so
    m_file = QStringLiteral("%1/%2-%3%4")
                 .arg(folder)
                 .arg(QCoreApplication::applicationPid())
                 .arg(QUuid::createUuid().toString(QUuid::Id128).left(8), kText);
    m_lock = std::make_unique<QLockFile>(withSuffix(m_file, kLock));
    m_lock->setStaleLockTime(0); // stale when its process is dead, however old it is
    m_lock->tryLock(0);
    m_timer.setInterval(kSeconds * 1000);
    connect(&m_timer, &QTimer::timeout, this, &Recovery::write);
}

Recovery::~Recovery()
{
    QFile::remove(m_file);
    m_lock->unlock();
}

QString Recovery::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recovery");
}

QString Recovery::crashReportFile() const
{
    return withSuffix(m_file, kCrash);
}

void Recovery::keep(std::function<std::string()> text)
{
    m_text = std::move(text);
    m_timer.start();
}

void Recovery::setInterval(int seconds)
{
    m_timer.setInterval(seconds * 1000);
}

void Recovery::write()
{
    const std::string text = m_text ? m_text() : std::string();
    if (text.empty() || text == m_written)
        return;
    QSaveFile file(m_file);
    const bool done = file.open(QIODevice::WriteOnly) &&
                      file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size()) &&
                      commitWhole(file);
    if (done)
        m_written = text;
    else if (!m_complained)
        emit failed(tr("%1: the autosave cannot be written (%2)").arg(m_file, file.errorString()));
    m_complained = !done;
}

std::vector<Recovery::Leftover> Recovery::takeLeftovers()
{
    std::vector<Leftover> leftovers;
    const QDateTime oldest = QDateTime::currentDateTime().addDays(-kDaysKept);
    const QFileInfoList files = QDir(m_folder).entryInfoList({QLatin1Char('*') + kText}, QDir::Files, QDir::Time);
    for (const QFileInfo& info : files) {
        Leftover leftover{info.filePath(), info.lastModified(), {}, nullptr};
        if (leftover.file == m_file)
            continue;
        leftover.lock = std::make_shared<QLockFile>(withSuffix(leftover.file, kLock));
        leftover.lock->setStaleLockTime(0);
        if (!leftover.lock->tryLock(0))
            continue; // its process lives, or another instance asks about it just now
        if (const QString report = withSuffix(leftover.file, kCrash); QFile::exists(report))
            leftover.crashReport = report;
        if (leftovers.size() >= kMost || leftover.written < oldest || info.size() == 0 || !QFile::exists(leftover.file))
            discard(leftover);
        else
            leftovers.push_back(std::move(leftover));
    }
    // A process that was killed before it wrote anything leaves only its lock, one that crashed then its report.
    for (const QString& suffix : {kLock, kCrash}) {
        const QFileInfoList rest = QDir(m_folder).entryInfoList({QLatin1Char('*') + suffix}, QDir::Files);
        for (const QFileInfo& info : rest) {
            const QString stem = info.filePath().chopped(suffix.size());
            if (QFile::exists(stem + kText) || stem + kText == m_file)
                continue;
            QLockFile lock(stem + kLock);
            lock.setStaleLockTime(0);
            if (!lock.tryLock(0))
                continue;
            if (suffix == kCrash && info.lastModified() < oldest)
                QFile::remove(info.filePath());
        }
    }
    return leftovers;
}

void Recovery::discard(const Leftover& leftover)
{
    QFile::remove(leftover.file);
    QFile::remove(withSuffix(leftover.file, kCrash));
    leftover.lock->unlock();
}

} // namespace mambascope::ui
