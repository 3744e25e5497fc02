// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/session_files.h"

#include "core/base/error.h"
#include "ui/engine/workspace.h"
#include "ui/style/message_text.h"
#include "ui/widgets/message_bar.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMainWindow>
#include <QSettings>

namespace mambascope::ui {

namespace {

const QString kMoved = QStringLiteral("moved"); ///< in the settings: old place -> new place

QString placeKey(const QString& path)
{
    return kMoved + QLatin1Char('/') + QString::fromLatin1(path.toUtf8().toPercentEncoding());
}

QString kindOf(const std::string& field)
{
    if (field == "open.model")
        return SessionFiles::tr("The model");
    if (field == "open.tokenizer")
        return SessionFiles::tr("The tokenizer");
    if (field == "open.profile")
        return SessionFiles::tr("The calibration profile");
    return SessionFiles::tr("The text");
}

} // namespace

SessionFiles::SessionFiles(QMainWindow& window, Workspace& workspace, MessageBar& messages)
    : QObject(&window), chooser([this](const MissingFile& missing) { return chooseWithDialog(missing); }),
      m_window(window), m_workspace(workspace), m_messages(messages),
      m_current(std::make_shared<QPointer<SessionFiles>>(this))
{
}

void SessionFiles::takePlaceOf(const SessionFiles& other)
{
    m_current = other.m_current;
    *m_current = this;
    setPath(other.m_path);
}

void SessionFiles::setPath(const QString& path)
{
    if (path == m_path)
        return;
    m_path = path;
    emit pathChanged();
}

Session SessionFiles::session() const
{
    const ViewState& now = m_workspace.state();
    // Autosaves ask often, and the files are the same as long as their places are.
    const bool known = m_marked && m_marked->state.model == now.model && m_marked->state.tokenizer == now.tokenizer &&
                       m_marked->state.profile == now.profile && m_marked->state.sequenceKind == now.sequenceKind &&
                       m_marked->state.textFile == now.textFile;
    if (!known)
        m_marked = makeSession(now);
    Session session = *m_marked;
    session.state = now;
    if (collect)
        collect(session);
    session.savedAs = m_path.toStdString();
    return session;
}

void SessionFiles::save(const QString& path)
{
    try {
        m_marked.reset(); // a file may have become another one under its name
        Session now = session();
        now.savedAs.clear();
        now.save(path.toStdString());
        setPath(path);
        emit m_workspace.saved(path);
        emit used(path);
    } catch (const Error& error) {
        emit m_workspace.failed(toText(error));
    }
}

void SessionFiles::open(const QString& path, bool ask)
{
    try {
        Session session = Session::load(path.toStdString());
        relocateBeside(session, QFileInfo(path).absolutePath().toStdString());
        if (const auto missing = ask ? std::nullopt : firstMissing(session))
            throw Error(missing->path, say("is named by the session and is not there any more"));
        openSession(session, tr("opening %1").arg(QFileInfo(path).fileName()), path);
    } catch (const Error& error) {
        if (!ask)
            throw;
        emit m_workspace.failed(toText(error));
    }
}

std::optional<MissingFile> SessionFiles::firstMissing(Session& session)
{
    const QSettings settings;
    for (const MissingFile& missing : missingFiles(session.state)) {
        const QString known = settings.value(placeKey(QString::fromStdString(missing.path))).toString();
        if (!known.isEmpty() && QFileInfo::exists(known) && isTheSame(session, missing.field, known.toStdString()))
            setPlace(session.state, missing.field, known.toStdString());
    }
    const std::vector<MissingFile> missing = missingFiles(session.state);
    return missing.empty() ? std::nullopt : std::optional(missing.front());
}

void SessionFiles::openSession(const Session& given, const QString& title, const QString& savedAs,
                               const std::function<void()>& afterwards)
{
    Session session = given;
    forget();
    if (const auto missing = firstMissing(session)) {
        ask({session, title, savedAs, afterwards, *missing});
        return;
    }
    openState(session.state, title, [session, savedAs, afterwards](SessionFiles& files) {
        files.setPath(savedAs);
        if (files.spread)
            files.spread(session);
        if (!savedAs.isEmpty())
            emit files.used(savedAs);
        if (afterwards)
            afterwards();
    });
}

void SessionFiles::openUnsaved(const ViewState& state, const QString& title)
{
    openState(state, title, [](SessionFiles& files) { files.setPath({}); });
}

void SessionFiles::openState(const ViewState& state, const QString& title,
                             const std::function<void(SessionFiles&)>& shown)
{
    m_workspace.openState(state, title, [current = m_current, shown] {
        if (SessionFiles* files = *current)
            shown(*files);
    });
}

std::optional<MissingFile> SessionFiles::asked() const
{
    return m_pending ? std::optional(m_pending->missing) : std::nullopt;
}

/// A question of another session would be answered for this one, or for none.
void SessionFiles::forget()
{
    m_pending.reset();
    m_messages.withdraw(m_question);
    m_question.clear();
}

void SessionFiles::ask(const Pending& pending)
{
    m_pending = pending;
    const QString session = pending.savedAs.isEmpty() ? tr("this session") : QFileInfo(pending.savedAs).fileName();
    m_question =
        m_messages.ask(MessageBar::Severity::Warning,
                       tr("%1 of %2 is not at %3 any more.", "The model of view.mscope is not at /models/a any more.")
                           .arg(kindOf(pending.missing.field), session, QString::fromStdString(pending.missing.path)),
                       {{tr("Locate…"),
                         [this] {
                             const std::optional<MissingFile> missing = asked();
                             const QString place = missing ? chooser(*missing) : QString();
                             if (!place.isEmpty())
                                 locate(place);
                             else if (missing)
                                 ask(Pending(*m_pending)); // nothing was chosen: the question stays
                         }}},
                       [this] { m_pending.reset(); });
}

void SessionFiles::locate(const QString& place)
{
    if (!m_pending)
        return;
    if (isTheSame(m_pending->session, m_pending->missing.field, place.toStdString())) {
        take(place);
        return;
    }
    m_question = m_messages.ask(MessageBar::Severity::Warning,
                                tr("%1 differs from what the session was saved with (%2).")
                                    .arg(place, QFileInfo(QString::fromStdString(m_pending->missing.path)).fileName()),
                                {{tr("Open it all the same"), [this, place] { take(place); }},
                                 {tr("Locate another…"),
                                  [this] {
                                      if (m_pending)
                                          ask(Pending(*m_pending));
                                  }}},
                                [this] { m_pending.reset(); });
}

void SessionFiles::take(const QString& place)
{
    if (!m_pending)
        return;
    const Pending pending = *m_pending;
    QSettings().setValue(placeKey(QString::fromStdString(pending.missing.path)), place);
    Session session = pending.session;
    setPlace(session.state, pending.missing.field, place.toStdString());
    session.fingerprints.erase(pending.missing.field); // decided
    openSession(session, pending.title, pending.savedAs, pending.afterwards);
}

QString SessionFiles::chooseWithDialog(const MissingFile& missing)
{
    const QString old = QString::fromStdString(missing.path);
    const QString title = tr("Where is %1 now?").arg(QFileInfo(old).fileName());
    const QString from = m_path.isEmpty() ? QString() : QFileInfo(m_path).absolutePath();
    const bool wasFile = !QFileInfo(old).suffix().isEmpty();
    return missing.field == "open.model" && !wasFile ? QFileDialog::getExistingDirectory(&m_window, title, from)
                                                     : QFileDialog::getOpenFileName(&m_window, title, from);
}

} // namespace mambascope::ui
