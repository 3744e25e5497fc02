// SPDX-License-Identifier: GPL-3.0-or-later
// A script at a real window, over a real socket: what it can ask, what it is refused, and what it must not break.
#include "tests/ui/window_fixture.h"
#include "ui/engine/history.h"
#include "ui/pages/page.h"
#include "ui/script/script_server.h"

#include <QAction>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocalSocket>
#include <QTemporaryDir>

#include <array>
#include <map>
#include <memory>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// A client in the same thread as the window: it reads from within the event loop only.
class Script : public QObject
{
public:
    explicit Script(const ScriptServer& server)
    {
        connect(&m_socket, &QLocalSocket::readyRead, this, &Script::read);
        m_socket.connectToServer(ScriptServer::folder() + QLatin1Char('/') + server.name());
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

QJsonObject fields(std::initializer_list<std::pair<const char*, Value>> list)
{
    QJsonObject object;
    for (const auto& [name, value] : list)
        object[QLatin1String(name)] = value;
    return object;
}

QJsonValue field(const QJsonValue& state, const char* group, const char* key)
{
    return state[QLatin1String(group)][QLatin1String(key)];
}

QByteArray contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class ScriptTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::unique_ptr<ScriptServer> m_server; // outlives the window, as in the program
    std::unique_ptr<MainWindow> m_window;

    QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    Workspace& workspace() { return m_window->workspace(); }

private slots:
    void initTestCase()
    {
        useTestSettings(path("settings"));
        QDir(m_folder.path()).mkdir(QStringLiteral("run"));
        qputenv("XDG_RUNTIME_DIR", QFile::encodeName(path("run")));
    }
    void init()
    {
        m_server = std::make_unique<ScriptServer>();
        m_window = std::make_unique<MainWindow>();
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

    void listensOnlyWhenAsked()
    {
        QAction* action = m_window->scriptsAction();
        QVERIFY(action->isEnabled() && action->isChecked());
        const QString socket = ScriptServer::folder() + QLatin1Char('/') + m_server->name();
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
        QFile left(ScriptServer::folder() + QStringLiteral("/left")); // of a process that was killed
        QVERIFY(left.open(QIODevice::WriteOnly));
        other.listen(QStringLiteral("left"));
        QVERIFY(Script(other).isConnected());
        // A window that has none listening for it has nothing to tick.
        QVERIFY(!MainWindow().scriptsAction()->isEnabled());
    }

    void setIsOneStep()
    {
        Script script(*m_server);
        QCOMPARE(script.result("version")[QStringLiteral("protocol")].toInt(), 1);
        const ViewState before = workspace().state();
        QCOMPARE(QJsonDocument(script.result("state").toObject()),
                 QJsonDocument::fromJson(QByteArray::fromStdString(before.toJson())));
        workspace().editView([](ViewState& s) { s.rangeHigh = 0.1; }); // of the channel that is left
        const ViewState ranged = workspace().state();
        const QJsonValue after = script.result(
            "set",
            fields(
                {{"layer", 3}, {"selection.channel", 17}, {"method", fields({{"theta", 1e-12}})}, {"page", "decay"}}));
        QCOMPARE(field(after, "selection", "layer").toInt(), 3);
        const ViewState& s = workspace().state();
        QCOMPARE(s.channel, 17);
        QCOMPARE(s.theta, 1e-12);
        QCOMPARE(s.rangeHigh, 0.0);
        QCOMPARE(m_window->currentPage()->name(), QStringLiteral("decay"));
        // However soon: another step.
        script.result("set", fields({{"layer", 4}}));
        script.result("set", fields({{"layer", 5}}));
        QCOMPARE(script.result("trigger", fields({{"id", "edit.undo"}}))[QStringLiteral("dialog")].toBool(), false);
        QCOMPARE(s.layer, 4);
        m_window->history().undo();
        QCOMPARE(s.layer, 3);
        m_window->history().undo();
        QCOMPARE(lines(s), lines(ranged));
        QCOMPARE(script.result("wait").toBool(), true);
        QVERIFY(settled(*m_window));
        // A whole state is a set of fields, too.
        script.result("set", fields({{"layer", 9}}));
        script.result("set", QJsonDocument::fromJson(QByteArray::fromStdString(before.toJson())).object());
        QCOMPARE(lines(s), lines(before));
    }

    void refusalsChangeNothing()
    {
        Script script(*m_server);
        const ViewState before = workspace().state();
        const auto refused = [&](const QJsonObject& wrong, const char* why) {
            const QString error = script.error("set", wrong);
            QVERIFY2(error.contains(QLatin1String(why)), qPrintable(error));
        };
        refused(fields({{"layers", 3}}), "layers: is no field");
        refused(fields({{"view.layer", 3}}), "view.layer: is no field");
        refused(fields({{"seed", 3}}), "sequence.seed");
        refused(fields({{"method", "longmamba"}}), "gallery.method");
        refused(fields({{"compare", 3}}), "a_method");
        refused(fields({{"layer", "3"}}), "must be a whole number");
        refused(fields({{"theta", -1}}), "must be above 0");
        refused(fields({{"page", "maps"}}), "must be one of");
        refused(fields({{"layer", 1}, {"channel", 1000}}), "there are 0 to 23");
        refused(fields({{"row", 600}}), "there are 0 to 599");
        refused(fields({{"version", 99}}), "newer program");
        QVERIFY(script.error("sing").contains(QStringLiteral("is no method")));
        QVERIFY(script.error("state", fields({{"layer", 1}})).contains(QStringLiteral("no parameter")));
        QVERIFY(script.error("trigger").contains(QStringLiteral("is needed")));
        QVERIFY(script.error("trigger", fields({{"id", "file.fly"}})).contains(QStringLiteral("is no action")));
        QVERIFY(script.error("trigger", fields({{"id", "edit.redo"}})).contains(QStringLiteral("not possible now")));
        QCOMPARE(lines(workspace().state()), lines(before));
        QVERIFY(!m_window->history().canUndo());
        // What fails later is told to who waits for it, once.
        script.result("set", fields({{"method", fields({{"name", "decimamba"}, {"decimate", "nonsense"}})}}));
        QVERIFY(!script.error("wait").isEmpty());
        script.result("trigger", fields({{"id", "edit.undo"}}));
        QCOMPARE(script.error("wait"), QString());
        QCOMPARE(lines(workspace().state()), lines(before));
    }

    void actionsAreThoseOfTheMenus()
    {
        Script script(*m_server);
        QJsonObject decay;
        for (const QJsonValue action : script.result("actions").toArray())
            if (action[QStringLiteral("id")] == QStringLiteral("view.page.decay"))
                decay = action.toObject();
        QCOMPARE(decay[QStringLiteral("text")].toString(), QStringLiteral("Decay"));
        QCOMPARE(decay[QStringLiteral("enabled")].toBool(), true);
        script.result("trigger", fields({{"id", "view.page.decay"}}));
        QCOMPARE(m_window->currentPage()->name(), QStringLiteral("decay"));

        // A dialog of its own event loop: everything is answered while it is open.
        int shown = 0, state = 0;
        QPointer<QWidget> dialog;
        script.onAnswer = [&] {
            if (shown && script.has(shown) && !state) {
                dialog = QApplication::activeModalWidget();
                state = script.send("state");
            } else if (state && script.has(state) && dialog) {
                dialog->close();
            }
        };
        shown = script.send("trigger", fields({{"id", "file.export"}}));
        QCOMPARE(script.answer(shown)[QStringLiteral("result")][QStringLiteral("dialog")].toBool(), true);
        QTRY_VERIFY_WITH_TIMEOUT(state && script.has(state), kPatience);
        QVERIFY(!QApplication::activeModalWidget());
    }

    void opensAndWaits()
    {
        Script script(*m_server);
        const ViewState before = workspace().state();
        const auto model = workspace().document()->model;
        QVERIFY(script.error("open", fields({{"path", "/no/such/model"}})).contains(QStringLiteral("/no/such/model")));
        QFile text(path("story.txt"));
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write(QByteArray("It was a dark night. ").repeated(40)) > 0);
        text.close();
        QVERIFY(script.error("open", fields({{"path", path("none.mscope")}})).contains(QStringLiteral("none.mscope")));
        ViewState moved = before;
        moved.model = path("moved").toStdString();
        moved.save(path("moved.mscope").toStdString());
        QVERIFY(script.error("open", fields({{"path", path("moved.mscope")}})).contains(QStringLiteral("not there")));
        QCOMPARE(lines(workspace().state()), lines(before));
        QCOMPARE(workspace().document()->model, model);

        const QJsonValue after = script.result("open", fields({{"path", text.fileName()}}));
        QCOMPARE(field(after, "sequence", "kind").toString(), QStringLiteral("text"));
        QCOMPARE(workspace().state().textFile, text.fileName().toStdString());
        QCOMPARE(script.result("wait").toBool(), true);
        QVERIFY(settled(*m_window));
        // A field of the document: answered when that is open; undone like any other.
        script.result("set", fields({{"sequence.tokens", 100}, {"layer", 2}}));
        QCOMPARE(workspace().document()->length(), 100);
        QCOMPARE(workspace().state().layer, 2);
        script.result("wait");
        m_window->history().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(*m_window) && workspace().document()->length() > 100, kPatience);
        QCOMPARE(workspace().state().layer, before.layer);
    }

    void exportsWhatTheWindowExports()
    {
        Script script(*m_server);
        const QString csv = path("decay.csv");
        script.send("set", fields({{"layer", 7}})); // not waited for: the export does
        QCOMPARE(script.result("export", fields({{"path", csv}, {"view", "decay"}})), QJsonValue(QJsonArray{csv}));
        QCOMPARE(m_window->currentPage()->name(), QStringLiteral("decay"));
        m_window->exportView(path("own.csv"), false);
        QTRY_VERIFY_WITH_TIMEOUT(settled(*m_window) && QFileInfo::exists(path("own.csv")), kPatience);
        QVERIFY(!contentOf(csv).isEmpty());
        QCOMPARE(contentOf(csv), contentOf(path("own.csv")));

        QFile taken(path("taken.csv"));
        QVERIFY(taken.open(QIODevice::WriteOnly) && taken.write("mine") == 4);
        taken.close();
        QVERIFY(
            script.error("export", fields({{"path", taken.fileName()}})).contains(QStringLiteral("exists already")));
        QCOMPARE(contentOf(taken.fileName()), QByteArray("mine"));
        script.result("export", fields({{"path", taken.fileName()}, {"overwrite", true}}));
        QCOMPARE(contentOf(taken.fileName()), contentOf(csv));
        // A file beside it counts, too: -vanilla of the map.
        QVERIFY(QFile::copy(csv, path("map-vanilla.npy")));
        const QJsonObject map = fields({{"path", path("map.npy")}, {"view", "map"}});
        QVERIFY(script.error("export", map).contains(QStringLiteral("map-vanilla.npy")));
        QVERIFY(!QFileInfo::exists(path("map.npy")));

        const QSize size = m_window->currentPage()->size();
        script.result("export", fields({{"path", path("map.png")}, {"scale", 2}}));
        QCOMPARE(QImage(path("map.png")).size(), 2 * size);
        script.result("export", fields({{"path", path("workbench.png")}, {"view", "workbench"}, {"scale", 1}}));
        QCOMPARE(QImage(path("workbench.png")).size(), m_window->size());

        const auto refused = [&](const QJsonObject& params, const char* why) {
            const QString error = script.error("export", params);
            QVERIFY2(error.contains(QLatin1String(why)), qPrintable(error));
        };
        refused(fields({{"path", "x.png"}}), "absolute");
        refused(fields({{"path", path("x.bmp")}}), "cannot be written");
        refused(fields({{"path", path("x.png")}, {"view", "sky"}}), "there are workbench");
        refused(fields({{"path", path("x.png")}, {"scale", 100}}), "0.5 to 8");
        refused(fields({{"path", path("x.svg")}, {"whole", true}}), "whole");
        refused(fields({{"path", path("x.png")}, {"overwrite", "yes"}}), "true or false");
        refused(fields({{"path", path("none/x.png")}}), "x.png");
        QVERIFY(!QFileInfo::exists(path("x.png")));
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

QTEST_MAIN(ScriptTest)
#include "script_test.moc"
