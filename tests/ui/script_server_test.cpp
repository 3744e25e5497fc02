// SPDX-License-Identifier: GPL-3.0-or-later
// Scripts at a window's socket: who is let in, what comes over it in whatever pieces, and what happens when one side
// goes.
#include "core/base/error.h"
#include "tests/ui/script_fixture.h"
#include "ui/pages/page.h"

#include <QAction>
#include <QFileInfo>
#include <QScopeGuard>

#include <algorithm>
#include <cstring>
#include <memory>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <vector>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

QString socketOf(const QString& name)
{
    return ScriptServer::folder() + QLatin1Char('/') + name;
}

/// A window that has no time: it listens, and as many wait at its socket as the system lets.
class BusyWindow
{
public:
    explicit BusyWindow(const QString& path)
    {
        m_address.sun_family = AF_UNIX;
        const QByteArray name = QFile::encodeName(path);
        std::memcpy(m_address.sun_path, name.constData(),
                    std::min<std::size_t>(static_cast<std::size_t>(name.size()), sizeof m_address.sun_path - 1));
        listens = ::bind(open(), address(), sizeof m_address) == 0 && ::listen(m_sockets.front(), 0) == 0;
        while (listens && m_sockets.size() < 100 && ::connect(open(), address(), sizeof m_address) == 0) {
        }
    }
    ~BusyWindow()
    {
        for (const int socket : m_sockets)
            ::close(socket);
    }
    BusyWindow(const BusyWindow&) = delete;
    BusyWindow& operator=(const BusyWindow&) = delete;

    bool listens = false;

private:
    int open()
    {
        m_sockets.push_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        return m_sockets.back();
    }
    const sockaddr* address() const { return reinterpret_cast<const sockaddr*>(&m_address); }

    sockaddr_un m_address = {};
    std::vector<int> m_sockets;
};

} // namespace

class ScriptServerTest : public ScriptWindowTest
{
    Q_OBJECT
private slots:
    void listensOnlyWhenAsked()
    {
        QAction* action = m_window->scriptsAction();
        QVERIFY(action->isEnabled() && action->isChecked());
        const QString socket = socketOf(m_server->name());
        QVERIFY(QFileInfo::exists(socket));
        const auto others = QFileDevice::ReadGroup | QFileDevice::WriteGroup | QFileDevice::ExeGroup |
                            QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
        QVERIFY(!(QFile::permissions(ScriptServer::folder()) & others));
        Script script(*m_server);
        QVERIFY(script.isConnected());
        action->trigger();
        QVERIFY(!m_server->isListening() && !QFileInfo::exists(socket));
        QTRY_VERIFY_WITH_TIMEOUT(!script.isConnected(), kPatience);
        action->trigger();
        QVERIFY(Script(*m_server).isConnected());

        ScriptServer other;
        QVERIFY_EXCEPTION_THROWN(other.listen(m_server->name()), Error); // the name is taken
        QVERIFY_EXCEPTION_THROWN(other.listen(QStringLiteral("../name")), Error);
        QVERIFY(!other.isListening() && m_server->isListening());
        QFile left(socketOf(QStringLiteral("left"))); // of a process that was killed
        QVERIFY(left.open(QIODevice::WriteOnly));
        other.listen(QStringLiteral("left"));
        QVERIFY(Script(other).isConnected());
        // A window that has none listening for it has nothing to tick.
        QVERIFY(!MainWindow().scriptsAction()->isEnabled());
    }

    void namesOfOthersStayTheirs()
    {
        ScriptServer other;
        other.listen(QStringLiteral("one"));
        const BusyWindow busy(socketOf(QStringLiteral("busy")));
        QVERIFY(busy.listens);
        QVERIFY_EXCEPTION_THROWN(other.listen(QStringLiteral("busy")), Error);
        QVERIFY(QFileInfo::exists(socketOf(QStringLiteral("busy"))));
        // What it had it keeps, until it gets something else.
        QCOMPARE(other.name(), QStringLiteral("one"));
        other.listen(QStringLiteral("one"));
        QVERIFY(Script(other).isConnected());
        other.listen(QStringLiteral("two"));
        QVERIFY(Script(other).isConnected());
        QVERIFY(!QFileInfo::exists(socketOf(QStringLiteral("one"))));
        QCOMPARE(QDir(ScriptServer::folder()).entryList({QStringLiteral("*.lock")}, QDir::Files | QDir::Hidden),
                 QStringList());
    }

    void foldersOfOthersAreNotUsed()
    {
        const auto restore = qScopeGuard([this] { qputenv("XDG_RUNTIME_DIR", QFile::encodeName(path("run"))); });
        const auto refused = [](const char* name) {
            ScriptServer server;
            QVERIFY_EXCEPTION_THROWN(server.listen(QLatin1String(name)), Error);
            QVERIFY(!server.isListening());
            QVERIFY(!QFileInfo::exists(socketOf(QLatin1String(name))));
        };
        const auto use = [this](const char* name) {
            QDir(m_folder.path()).mkdir(QLatin1String(name));
            qputenv("XDG_RUNTIME_DIR", QFile::encodeName(path(name)));
            return ScriptServer::folder();
        };
        constexpr auto everybody = QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner |
                                   QFileDevice::ReadOther | QFileDevice::WriteOther | QFileDevice::ExeOther;
        {
            QFile file(use("file"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            refused("file");
        }
        // A link leads to somebody's folder, which is left as it is.
        QDir(m_folder.path()).mkdir(QStringLiteral("target"));
        QVERIFY(QFile::setPermissions(path("target"), everybody));
        QVERIFY(QFile::link(path("target"), use("link")));
        refused("link");
        QVERIFY(QFile::permissions(path("target")).testFlag(QFileDevice::WriteOther));
        // One's own is closed.
        const QString own = use("own");
        QVERIFY(QDir().mkdir(own) && QFile::setPermissions(own, everybody));
        ScriptServer server;
        server.listen(QStringLiteral("own"));
        QVERIFY(!QFile::permissions(own).testAnyFlags(QFileDevice::ReadOther | QFileDevice::WriteOther));
        if (::geteuid() == 0) { // only then can there be one of somebody else
            const QString others = use("others");
            QVERIFY(QDir().mkdir(others) && ::chown(QFile::encodeName(others).constData(), 65534, 65534) == 0);
            refused("others");
        }
    }

    void whoTurnsItOffIsAnswered()
    {
        Script script(*m_server), other(*m_server);
        QVERIFY(other.result("version").isObject());
        const QJsonValue answer = script.result("trigger", fields({{"id", "tools.scripts"}}));
        QVERIFY(answer.isObject() && !answer[QStringLiteral("dialog")].toBool());
        QVERIFY(!m_server->isListening() && !m_window->scriptsAction()->isChecked());
        QTRY_VERIFY_WITH_TIMEOUT(!script.isConnected() && !other.isConnected(), kPatience);
    }

    void linesOfAllKinds()
    {
        Script script(*m_server);
        QVERIFY(script.errorOf("this is not JSON\n").contains(QStringLiteral("not valid JSON")));
        QVERIFY(script.errorOf("\n").contains(QStringLiteral("JSON")));
        QVERIFY(script.errorOf("[1, 2]\n").contains(QStringLiteral("is not a JSON object")));
        QVERIFY(script.errorOf("{\"id\": null}\n").contains(QStringLiteral("needs \"method\"")));
        QVERIFY(
            script.errorOf("{\"method\": \"state\", \"params\": 3}\n").contains(QStringLiteral("must be an object")));
        QVERIFY(script.errorOf("{\"method\": \"\xff\"}\n").contains(QStringLiteral("UTF-8")));
        QVERIFY(script.errorOf(QByteArray(2000, '[') + '\n').contains(QStringLiteral("too deep")));
        const auto longest = ScriptServer::kLongestLine;
        QVERIFY(script.errorOf(QByteArray(3 * longest, ' ') + "{\"method\": \"close\"}\n")
                    .contains(QStringLiteral("longer than")));
        // The longest that is taken, in pieces; two in one piece.
        QByteArray line = "{\"id\": 70, \"method\": \"version\"}";
        line += QByteArray(longest - line.size(), ' ') + '\n';
        script.write(line.left(11));
        QVERIFY(Script(*m_server).result("version").isObject()); // others are answered in the middle of it
        script.write(line.mid(11));
        QVERIFY(script.answer(70).contains(QStringLiteral("result")));
        script.write("{\"id\": 71, \"method\": \"version\"}\n{\"id\": 72, \"method\": \"version\"}\n");
        QVERIFY(script.answer(72).contains(QStringLiteral("result")) && script.has(71));
        QVERIFY(m_window->isVisible());
    }

    void clientsDoNotDisturbEachOther()
    {
        Script first(*m_server), second(*m_server);
        first.result("set", fields({{"layer", 2}}));
        const int waits = first.send("wait");
        const QJsonValue state = second.result("state"); // while the first one waits
        QCOMPARE(field(state, "selection", "layer").toInt(), 2);
        QCOMPARE(first.answer(waits)[QStringLiteral("result")].toBool(), true);
        {
            Script vanishes(*m_server), abrupt(*m_server);
            QVERIFY(vanishes.result("set", fields({{"layer", 3}})).isObject());
            vanishes.send("wait");
            vanishes.write("{\"id\": 5, \"meth"); // in the middle of a line, with an answer on its way
            abrupt.send("export", fields({{"path", path("abrupt.csv")}}));
            abrupt.socket().abort();
        }
        QCOMPARE(second.result("wait").toBool(), true);
        QCOMPARE(workspace().state().layer, 3);
        QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(path("abrupt.csv")), kPatience); // it was asked for
        // More requests than are taken at once: all of them are answered.
        std::vector<int> ids;
        for (int k = 0; k < 3 * ScriptServer::kMostWaiting; ++k)
            ids.push_back(second.send("wait"));
        for (const int id : ids)
            QVERIFY(second.answer(id).contains(QStringLiteral("result")));
        // And more clients than are.
        std::vector<std::unique_ptr<Script>> crowd;
        while (crowd.size() + 2 < ScriptServer::kMostClients) {
            crowd.push_back(std::make_unique<Script>(*m_server));
            QVERIFY(crowd.back()->result("version").isObject());
        }
        Script late(*m_server);
        QCOMPARE(late.answer(0)[QStringLiteral("error")].toString(),
                 QStringLiteral("Too many scripts are connected to this window."));
        QTRY_VERIFY_WITH_TIMEOUT(!late.isConnected(), kPatience);
        crowd.clear();
        QTRY_VERIFY_WITH_TIMEOUT(Script(*m_server).result("version").isObject(), kPatience);
    }

    void waitersAreToldThatTheWindowCloses()
    {
        Script script(*m_server), closer(*m_server);
        script.result("set", fields({{"layer", 3}, {"theta", 0.5}}));
        const int waits = script.send("wait");
        QVERIFY(script.result("version").isObject()); // the wait has begun
        QVERIFY(!script.has(waits));
        QCOMPARE(closer.result("close").toBool(), true);
        QVERIFY(!m_window->isVisible());
        QCOMPARE(script.answer(waits)[QStringLiteral("error")].toString(), QStringLiteral("The window was closed."));
        workspace().regenerate(); // a person closes it while something is computed
        const int again = script.send("wait");
        QVERIFY(script.result("version").isObject());
        m_window.reset();
        QCOMPARE(script.answer(again)[QStringLiteral("error")].toString(), QStringLiteral("The window was closed."));
        QVERIFY(script.error("state").contains(QStringLiteral("was closed")));
        m_server.reset();
        QTRY_VERIFY_WITH_TIMEOUT(!script.isConnected(), kPatience);
    }

    void anotherWindowTakesOver()
    {
        Script script(*m_server);
        script.result("set", fields({{"layer", 3}, {"theta", 0.5}}));
        const int waits = script.send("wait");
        QVERIFY(script.result("version").isObject());
        auto next = std::make_unique<MainWindow>(nullptr, &workspace());
        m_server->setWindow(*next);
        next->takePlaceOf(*m_window);
        next->show();
        m_window = std::move(next);
        QVERIFY(m_window->scriptsAction()->isChecked());
        QCOMPARE(script.answer(waits)[QStringLiteral("result")].toBool(), true);
        script.result("trigger", fields({{"id", "view.page.tokens"}}));
        QCOMPARE(m_window->currentPage()->name(), QStringLiteral("tokens"));
    }
};

QTEST_MAIN(ScriptServerTest)
#include "script_server_test.moc"
