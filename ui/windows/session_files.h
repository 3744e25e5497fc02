// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/session.h"

#include <QObject>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>
#include <optional>

class QMainWindow;

namespace mambascope::ui {

class MessageBar;
class Workspace;

/// Session files of the window: written with its layout and the fingerprints of what they name, opened
/// again as they were. A file that is gone is looked for beside the session and where it was found before; otherwise a
/// message asks for its new place, which is remembered.
class SessionFiles : public QObject
{
    Q_OBJECT
public:
    SessionFiles(QMainWindow& window, Workspace& workspace, MessageBar& messages);

    /// The session as it is now, layout included.
    Session session() const;
    /// The file that Save writes to; empty when there is none yet.
    const QString& path() const { return m_path; }
    /// Goes on where those of a window that showed the workspace before are, with what is being opened.
    void takePlaceOf(const SessionFiles& other);

    /// Without `ask` nothing is shown of what cannot be opened, and a question that a person has not answered yet
    /// stays. \throws Error then for a session that cannot be read or whose files are gone.
    void open(const QString& path, bool ask = true);
    /// Opens a session that was read from somewhere else; `savedAs` becomes the file that Save writes to as soon as it
    /// is shown. `afterwards` runs then.
    void openSession(const Session& session, const QString& title, const QString& savedAs,
                     const std::function<void()>& afterwards = {});
    /// Opens what is in no session file.
    void openUnsaved(const ViewState& state, const QString& title);
    void save(const QString& path);

    /// Names the new place of the file that is asked for; for the message's button and tests.
    void locate(const QString& place);
    /// The file that a message asks for now; none: nothing is asked.
    std::optional<MissingFile> asked() const;

    /// What the window adds to a session, and takes from it when it is shown: layout, drafts.
    std::function<void(Session&)> collect;
    std::function<void(const Session&)> spread;

    /// How to ask for a place: a file dialog. Tests put something else there.
    std::function<QString(const MissingFile&)> chooser;

signals:
    void used(const QString& path); ///< a session that belongs into the list of recent files
    void pathChanged();

private:
    struct Pending
    {
        Session session;
        QString title, savedAs;
        std::function<void()> afterwards;
        MissingFile missing;
    };
    void setPath(const QString& path);
    /// `shown` is told who shows it when it is there.
    void openState(const ViewState& state, const QString& title, const std::function<void(SessionFiles&)>& shown);
    /// Looks for files where they were found before; what is still missing first.
    static std::optional<MissingFile> firstMissing(Session& session);
    void ask(const Pending& pending);
    void forget(); ///< the question
    void take(const QString& place);
    QString chooseWithDialog(const MissingFile& missing);

    QMainWindow& m_window;
    Workspace& m_workspace;
    MessageBar& m_messages;
    QString m_path;
    mutable std::optional<Session> m_marked; ///< with the fingerprints that were taken last
    std::optional<Pending> m_pending;
    QPointer<QWidget> m_question; ///< the message about it
    /// Those of the window that shows the workspace now: another language makes a new one while something is opened.
    std::shared_ptr<QPointer<SessionFiles>> m_current;
};

} // namespace mambascope::ui
