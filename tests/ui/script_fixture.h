// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/script/script_server.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QTemporaryDir>

#include <functional>
#include <map>
#include <memory>

// What the tests of scripts share: a client, and a window that listens.
namespace mambascope::test {

/// A client in the same thread as the window: it reads from within the event loop only.
class Script : public QObject
{
public:
    explicit Script(const ui::ScriptServer& server)
    {
        connect(&m_socket, &QLocalSocket::readyRead, this, &Script::read);
        m_socket.connectToServer(ui::ScriptServer::folder() + QLatin1Char('/') + server.name());
        m_socket.waitForConnected();
    }

    QLocalSocket& socket() { return m_socket; }
    bool isConnected() const { return m_socket.state() == QLocalSocket::ConnectedState; }
    void write(const QByteArray& bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }
    int send(const char* method, const QJsonObject& params = {})
    {
        const QJsonObject request{{QStringLiteral("id"), ++m_last},
                                  {QStringLiteral("method"), QLatin1String(method)},
                                  {QStringLiteral("params"), params}};
        write(QJsonDocument(request).toJson(QJsonDocument::Compact) + '\n');
        return m_last;
    }
    bool has(int id) const { return m_answers.count(id) > 0; }
    QJsonObject answer(int id)
    {
        const bool over = QTest::qWaitFor([&] { return has(id) || !isConnected(); }, kPatience);
        return over && has(id) ? m_answers[id] : QJsonObject{{QStringLiteral("error"), QStringLiteral("no answer")}};
    }
    QJsonObject ask(const char* method, const QJsonObject& params = {}) { return answer(send(method, params)); }
    QJsonValue result(const char* method, const QJsonObject& params = {})
    {
        const QJsonObject got = ask(method, params);
        if (got.contains(QStringLiteral("error")))
            qWarning("%s", qPrintable(got[QStringLiteral("error")].toString()));
        return got[QStringLiteral("result")];
    }
    QString error(const char* method, const QJsonObject& params = {})
    {
        return ask(method, params)[QStringLiteral("error")].toString();
    }
    /// The answer to bytes that have no id.
    QString errorOf(const QByteArray& bytes)
    {
        m_answers.erase(0);
        write(bytes);
        return answer(0)[QStringLiteral("error")].toString();
    }

    std::function<void()> onAnswer;

private:
    void read()
    {
        m_bytes += m_socket.readAll();
        for (qsizetype end; (end = m_bytes.indexOf('\n')) >= 0; m_bytes.remove(0, end + 1)) {
            const QJsonObject answer = QJsonDocument::fromJson(m_bytes.left(end)).object();
            m_answers[answer[QStringLiteral("id")].toInt()] = answer;
        }
        if (onAnswer)
            onAnswer();
    }

    QLocalSocket m_socket;
    QByteArray m_bytes;
    std::map<int, QJsonObject> m_answers;
    int m_last = 0;
};

/// A JSON value, also from a literal.
struct Value : QJsonValue
{
    Value(const char* text) : QJsonValue(QLatin1String(text)) {}
    template <typename T>
    Value(const T& given) : QJsonValue(given)
    {
    }
};

inline QJsonObject fields(std::initializer_list<std::pair<const char*, Value>> list)
{
    QJsonObject object;
    for (const auto& [name, value] : list)
        object[QLatin1String(name)] = value;
    return object;
}

inline QJsonValue field(const QJsonValue& state, const char* group, const char* key)
{
    return state[QLatin1String(group)][QLatin1String(key)];
}

inline QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A window with a short document that accepts scripts, for each function.
class ScriptWindowTest : public QObject
{
    Q_OBJECT
protected:
    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    ui::Workspace& workspace() { return m_window->workspace(); }

    QTemporaryDir m_folder;
    std::unique_ptr<ui::ScriptServer> m_server; // outlives the window, as in the program
    std::unique_ptr<ui::MainWindow> m_window;

private slots:
    void initTestCase()
    {
        useTestSettings(path("settings"));
        QDir(m_folder.path()).mkdir(QStringLiteral("run"));
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(path("run")));
    }
    void init()
    {
        m_server = std::make_unique<ui::ScriptServer>();
        m_window = std::make_unique<ui::MainWindow>();
        m_server->setWindow(*m_window);
        m_server->listen();
        open(*m_window, shortState());
    }
    void cleanup()
    {
        if (m_window)
            QTRY_VERIFY_WITH_TIMEOUT(workspace().isIdle(), kPatience);
        m_window.reset();
        m_server.reset();
        QVERIFY(QApplication::topLevelWidgets().isEmpty());
    }
};

} // namespace mambascope::test
