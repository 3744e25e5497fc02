// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QString>
#include <QTimer>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace mambascope::ui {

/// Keeps what a running program would lose: every few seconds, when it changed, one text is written into a folder of
/// all instances, under a name of this process and beside a lock that the system frees when the process dies. A clean
/// end removes both; what lies there without a living process was left by a kill or crash and is offered to the next
/// start.
class Recovery : public QObject
{
    Q_OBJECT
public:
    static constexpr int kSeconds = 5;      ///< between two looks
    static constexpr int kDaysKept = 30;    ///< older leftovers are removed
    static constexpr std::size_t kMost = 8; ///< leftovers that are kept at most, newest first

    /// A text that another process left. As long as it is held no other instance is offered it.
    struct Leftover
    {
        QString file; ///< .mscope
        QDateTime written;
        QString crashReport; ///< file; empty when there is none: the process was killed
        std::shared_ptr<QLockFile> lock;
    };

    explicit Recovery(const QString& folder, QObject* parent = nullptr);
    ~Recovery() override; ///< a clean end

    static QString defaultFolder();

    /// `text` is asked at every look; what it gives is written when it differs from what was written last. An empty
    /// text writes nothing. Failures are told once, by failed().
    void keep(std::function<std::string()> text);
    void setInterval(int seconds);
    /// Looks now.
    void write();
    QString file() const { return m_file; }
    QString crashReportFile() const;

    /// What was left, newest first, each locked for this process; removes what is too old and what has no text.
    std::vector<Leftover> takeLeftovers();
    static void discard(const Leftover& leftover);

signals:
    void failed(const QString& message);

private:
    QString m_folder;
    QString m_file;
    std::unique_ptr<QLockFile> m_lock;
    std::function<std::string()> m_text;
    std::string m_written;
    bool m_complained = false;
    QTimer m_timer;
};

} // namespace mambascope::ui
