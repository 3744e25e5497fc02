// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/script/script_server.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "ui/style/message_text.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/main_window.h"

#include <QAction>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocalSocket>
#include <QLockFile>
#include <QPointer>
#include <QRegularExpression>

#include <nlohmann/json.hpp>
#include <unistd.h>
#include <utility>

namespace mambascope::ui {

using nlohmann::json;

/// One connection: lines in, lines out.
class ScriptClient : public QObject
{
public:
    ScriptClient(QLocalSocket* socket, ScriptMethods& methods, QObject* parent)
        : QObject(parent), m_socket(socket), m_methods(methods), m_caller(methods.newCaller())
    {
        socket->setParent(this);
        socket->setReadBufferSize(ScriptServer::kLongestLine); // the rest waits on the other side
        connect(socket, &QLocalSocket::readyRead, this, &ScriptClient::schedule);
        connect(socket, &QLocalSocket::bytesWritten, this, &ScriptClient::schedule);
        schedule(); // what came before anybody listened
    }

    QLocalSocket* socket() const { return m_socket; }

    /// Takes nothing more, and leaves when what is being answered now has been: a script may have asked for this.
    void part()
    {
        m_parts = true;
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_socket->disconnectFromServer();
                deleteLater();
            },
            Qt::QueuedConnection);
    }

    void send(const json& id, json answer)
    {
        answer["id"] = id;
        const std::string line = answer.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
        m_socket->write(line.data(), static_cast<qint64>(line.size()));
        m_socket->flush(); // the window may be about to close
    }

private:
    /// Lines are taken one by one from the event loop, not from within readyRead(): that signal does not come again
    /// while a dialog, which a request may open, runs an event loop of its own.
    void schedule()
    {
        if (!std::exchange(m_scheduled, true))
            QMetaObject::invokeMethod(this, &ScriptClient::take, Qt::QueuedConnection);
    }

    void take()
    {
        m_scheduled = false;
        if (m_parts)
            return;
        // Who does not read answers is not given more of them; bytesWritten() or an answer goes on.
        if (m_socket->bytesToWrite() > ScriptServer::kLongestLine || m_waiting >= ScriptServer::kMostWaiting)
            return;
        qsizetype end = m_buffer.indexOf('\n');
        if (end < 0) {
            const QByteArray more = m_socket->read(ScriptServer::kLongestLine + 1 - m_buffer.size());
            if (more.isEmpty())
                return;
            m_buffer += more;
            end = m_buffer.indexOf('\n');
        }
        schedule();
        if (end >= 0) {
            const QByteArray line = m_buffer.left(end);
            m_buffer.remove(0, end + 1);
            if (!std::exchange(m_skipping, false))
                run(line);
        } else if (m_buffer.size() > ScriptServer::kLongestLine) {
            m_buffer.clear();
            if (!std::exchange(m_skipping, true))
                fail({}, Error(say("request"), say("is longer than {0} bytes", ScriptServer::kLongestLine)));
        }
    }

    void fail(const json& id, const Error& error) { send(id, {{"error", toText(error).toStdString()}}); }

    void run(const QByteArray& line)
    {
        json id;
        bool begun = false;
        const QPointer<ScriptClient> self(this); // it may vanish while a dialog is open
        try {
            const json request =
                parseJson(std::string_view(line.data(), static_cast<std::size_t>(line.size())), say("request"));
            if (!request.is_object())
                throw Error(say("request"), say("is not a JSON object"));
            id = request.value("id", json());
            const json method = request.value("method", json());
            const json params = request.value("params", json::object());
            if (!method.is_string())
                throw Error(say("request"), say("needs \"method\", a text"));
            if (!params.is_object())
                throw Error(say("request"), say("\"params\" must be an object"));
            begun = true;
            ++m_waiting;
            m_methods.run(method.get<std::string>(), params, m_caller, [self, id](const json& answer) {
                if (!self)
                    return;
                --self->m_waiting;
                self->send(id, answer);
                self->schedule();
            });
        } catch (const Error& error) {
            if (!self)
                return;
            m_waiting -= begun ? 1 : 0;
            fail(id, error);
        }
    }

    QLocalSocket* m_socket;
    ScriptMethods& m_methods;
    std::shared_ptr<ScriptCaller> m_caller;
    QByteArray m_buffer;
    int m_waiting = 0;
    bool m_scheduled = false;
    bool m_parts = false;
    bool m_skipping = false; ///< the rest of a line that is too long
};

namespace {

/// Whoever can write into the folder of the sockets could put one of their own there, which scripts would then obey.
void requireOwnFolder(const QString& folder)
{
    constexpr auto owner = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner;
    constexpr auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup |
                            QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
    QDir().mkpath(folder);
    const QFileInfo info(folder);
    // Before its permissions are changed: a link may lead to any folder.
    const bool own = info.isDir() && !info.isSymLink() && info.ownerId() == ::geteuid();
    if (own)
        QFile::setPermissions(folder, owner);
    if (!own || (QFile::permissions(folder) & (owner | others)) != owner)
        throw Error(folder.toStdString(), say("must be a folder that belongs to this user and is closed to others"));
}

} // namespace

ScriptServer::ScriptServer(QObject* parent) : QObject(parent)
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &ScriptServer::greet);
}

ScriptServer::~ScriptServer()
{
    close();
}

void ScriptServer::setWindow(MainWindow& window)
{
    m_methods.setWindow(window);
    QAction* action = window.scriptsAction();
    const auto follow = [this, action] {
        action->setChecked(isListening());
        action->setToolTip(isListening() ? tr("Programs of this user can connect to \"%1\"").arg(m_name)
                                         : tr("Lets programs of this user see and control this window"));
    };
    connect(this, &ScriptServer::listeningChanged, action, follow);
    connect(action, &QAction::triggered, this, [this, &window, action, follow](bool wanted) {
        try {
            if (wanted)
                listen();
            else
                close();
        } catch (const Error& error) {
            window.messages()->post(MessageBar::Severity::Error, toText(error));
        }
        follow();
        if (isListening())
            window.messages()->post(MessageBar::Severity::Info, action->toolTip());
    });
    action->setEnabled(true);
    follow();
    greet(); // who came before
}

QString ScriptServer::folder()
{
    // As in python/mambascope.py, which looks there for windows.
    const QString runtime = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (!runtime.isEmpty() && QFileInfo(runtime).isDir())
        return runtime + QStringLiteral("/mambascope");
    const QString cache = qEnvironmentVariable("XDG_CACHE_HOME");
    return (cache.isEmpty() ? QDir::homePath() + QStringLiteral("/.cache") : cache) +
           QStringLiteral("/mambascope/scripts");
}

void ScriptServer::listen(const QString& name)
{
    const QString wanted = name.isEmpty() ? QStringLiteral("window-%1").arg(QCoreApplication::applicationPid()) : name;
    static const QRegularExpression allowed(QStringLiteral("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"));
    if (!allowed.match(wanted).hasMatch())
        throw Error(wanted.toStdString(), say("is no name for a window: up to 64 letters, digits, dots, dashes"));
    if (wanted == m_name)
        return;
    requireOwnFolder(folder());
    const QString path = folder() + QLatin1Char('/') + wanted;
    QLockFile lock(folder() + QStringLiteral("/.%1.lock").arg(wanted)); // others may be taking the same name now
    QLocalSocket probe;
    const bool alone = lock.tryLock(1000);
    probe.connectToServer(path);
    const bool answers = probe.waitForConnected(1000);
    // Only a socket that nobody listens at refuses. One of a window that has no time to answer does not.
    const bool left = probe.error() == QLocalSocket::ConnectionRefusedError;
    if (!alone || answers || (!left && probe.error() != QLocalSocket::ServerNotFoundError))
        throw Error(wanted.toStdString(), say("is the name of another window that accepts scripts"));
    if (left) // by a process that was killed
        QLocalServer::removeServer(path);
    close();
    if (!m_server.listen(path))
        throw Error(path.toStdString(), m_server.errorString().toStdString());
    m_name = wanted;
    emit listeningChanged();
}

void ScriptServer::close()
{
    if (!m_server.isListening())
        return;
    m_server.close();
    m_name.clear();
    for (ScriptClient* client : std::exchange(m_clients, {})) {
        client->socket()->disconnect(this);
        client->part();
    }
    emit listeningChanged();
}

void ScriptServer::greet()
{
    if (!m_methods.hasWindow())
        return;
    while (QLocalSocket* socket = m_server.nextPendingConnection()) {
        auto* client = new ScriptClient(socket, m_methods, this);
        if (m_clients.size() >= kMostClients) {
            client->send({}, {{"error", tr("Too many scripts are connected to this window.").toStdString()}});
            connect(socket, &QLocalSocket::disconnected, client, &QObject::deleteLater);
            socket->disconnectFromServer();
            continue;
        }
        m_clients.push_back(client);
        connect(socket, &QLocalSocket::disconnected, this, [this, client] {
            std::erase(m_clients, client);
            client->deleteLater();
        });
    }
}

} // namespace mambascope::ui
