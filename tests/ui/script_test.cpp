// SPDX-License-Identifier: GPL-3.0-or-later
// A script at a real window: what it can ask, what it is refused, and whose failures it is told of.
#include "tests/ui/script_fixture.h"
#include "ui/engine/history.h"
#include "ui/pages/page.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/session_files.h"

#include <QAction>
#include <QFileInfo>
#include <QImage>
#include <QJsonArray>
#include <QPointer>

#include <utility>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class ScriptTest : public ScriptWindowTest
{
    Q_OBJECT
    /// A text file; its place.
    QString story(const char* name) const
    {
        QFile text(path(name));
        if (!text.open(QIODevice::WriteOnly) || text.write(QByteArray("It was a dark night. ").repeated(40)) < 0)
            qFatal("%s cannot be written", name);
        return text.fileName();
    }

private slots:
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
        refused(fields({{"row", 600}, {"column", 3}}), "there are 0 to 599");
        refused(fields({{"row", 100}}), "\"column\" must be -1 if row is -1");
        refused(fields({{"column", 100}, {"layer", 1}}), "\"column\" must be -1 if row is -1");
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
        const QString text = story("story.txt");
        QVERIFY(script.error("open", fields({{"path", path("none.mscope")}})).contains(QStringLiteral("none.mscope")));
        QCOMPARE(lines(workspace().state()), lines(before));
        QCOMPARE(workspace().document()->model, model);

        const QJsonValue after = script.result("open", fields({{"path", text}}));
        QCOMPARE(field(after, "sequence", "kind").toString(), QStringLiteral("text"));
        QCOMPARE(workspace().state().textFile, text.toStdString());
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

    /// What a person opens or fails at is not what a script waits for.
    void openingsAreAnsweredForThemselves()
    {
        Script script(*m_server);
        QObject context;
        // Another window of the same workspace, in the middle of it: the document is told of once more.
        bool announced = false;
        connect(&workspace(), &Workspace::busyChanged, &context, [&](bool busy) {
            if (busy && !std::exchange(announced, true))
                QMetaObject::invokeMethod(
                    &context, [&] { workspace().announce(); }, Qt::QueuedConnection);
        });
        // And something else fails just before it is open.
        connect(&workspace(), &Workspace::documentChanged, &context,
                [&] { emit workspace().failed(QStringLiteral("elsewhere: failed")); });
        const QString first = story("first.txt"), second = story("second.txt");
        QCOMPARE(field(script.result("open", fields({{"path", first}})), "sequence", "text_file").toString(), first);
        QVERIFY(announced);
        QObject::disconnect(&workspace(), nullptr, &context, nullptr);
        QCOMPARE(script.error("wait"), QStringLiteral("elsewhere: failed")); // but it is told of
        QCOMPARE(script.result("wait").toBool(), true);

        // The second one is asked for before the first one can be open.
        const int given = script.send("open", fields({{"path", story("up.txt")}}));
        const int opened = script.send("open", fields({{"path", second}}));
        QVERIFY(script.answer(given)[QStringLiteral("error")].toString().contains(QStringLiteral("Something else")));
        QCOMPARE(field(script.answer(opened)[QStringLiteral("result")], "sequence", "text_file").toString(), second);
        const int set = script.send("set", fields({{"sequence.tokens", 50}}));
        const int failing = script.send("open", fields({{"path", "/no/such/model"}}));
        QVERIFY(script.answer(set)[QStringLiteral("error")].toString().contains(QStringLiteral("Something else")));
        QVERIFY(script.answer(failing)[QStringLiteral("error")].toString().contains(QStringLiteral("/no/such/model")));
        QCOMPARE(workspace().state().textFile, second.toStdString());
        QVERIFY(workspace().state().tokens != 50);
        QCOMPARE(script.error("wait"), QString()); // told already
    }

    void sessionsAskNothing()
    {
        Script script(*m_server);
        ViewState state = workspace().state();
        state.layer = 5;
        state.save(path("good.mscope").toStdString());
        state.model = path("gone").toStdString();
        state.save(path("moved.mscope").toStdString());
        QFile damaged(path("damaged.mscope"));
        QVERIFY(damaged.open(QIODevice::WriteOnly) && damaged.write("{") == 1);
        damaged.close();
        const MessageBar& messages = *m_window->messages();
        QCOMPARE(messages.texts(), QStringList());
        const auto refuses = [&] {
            const QString moved = script.error("open", fields({{"path", path("moved.mscope")}}));
            QVERIFY2(moved.contains(QStringLiteral("gone")) && moved.contains(QStringLiteral("not there")),
                     qPrintable(moved));
            const QString broken = script.error("open", fields({{"path", damaged.fileName()}}));
            QVERIFY2(broken.contains(QStringLiteral("damaged.mscope")), qPrintable(broken));
        };
        refuses();
        QCOMPARE(messages.texts(), QStringList());
        QVERIFY(!m_window->sessions().asked());
        // A person is asked. That stays until something else is opened, which leaves nothing to ask.
        m_window->openAnything(path("moved.mscope"));
        QVERIFY(m_window->sessions().asked());
        const QStringList asked = messages.texts();
        QCOMPARE(asked.size(), 1);
        refuses();
        QCOMPARE(messages.texts(), asked);
        QVERIFY(m_window->sessions().asked());
        QCOMPARE(field(script.result("open", fields({{"path", path("good.mscope")}})), "selection", "layer").toInt(),
                 5);
        QCOMPARE(messages.texts(), QStringList());
        QVERIFY(!m_window->sessions().asked());
    }

    void newClientsAreNotToldOfOldFailures()
    {
        emit workspace().failed(QStringLiteral("old: failed"));
        Script script(*m_server);
        QCOMPARE(script.error("wait"), QString());
        emit workspace().failed(QStringLiteral("new: failed"));
        QCOMPARE(script.error("wait"), QStringLiteral("new: failed"));
        QCOMPARE(Script(*m_server).error("wait"), QString());
        // Unless that is why there is nothing to see.
        ScriptServer server;
        MainWindow window;
        server.setWindow(window);
        server.listen(QStringLiteral("empty"));
        window.show();
        window.workspace().openModel(QStringLiteral("/no/such/model"));
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
        Script late(server);
        QVERIFY(late.error("wait").contains(QStringLiteral("/no/such/model")));
        QCOMPARE(late.error("wait"), QString());
        QVERIFY(late.error("set", fields({{"layer", 1}})).contains(QStringLiteral("no model")));
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

    void exportsWaitForTheirOwnFile()
    {
        Script script(*m_server);
        script.result("set", fields({{"page", "decay"}}));
        script.result("wait");
        QObject context;
        std::function<void()> afterwards;
        // While the file is being written.
        connect(&workspace().exports(), &ComputeThread::busyChanged, &context, [&](bool busy) {
            if (!busy)
                return;
            emit workspace().failed(QStringLiteral("elsewhere: failed"));
            if (afterwards)
                QMetaObject::invokeMethod(&context, afterwards, Qt::QueuedConnection);
        });
        const QString csv = path("beside.csv");
        QCOMPARE(script.result("export", fields({{"path", csv}})), QJsonValue(QJsonArray{csv}));
        QVERIFY(!contentOf(csv).isEmpty());
        QCOMPARE(script.error("wait"), QStringLiteral("elsewhere: failed"));
        // Nothing came: what failed meanwhile is the best that is known.
        afterwards = [&] { workspace().cancelAll(); };
        QCOMPARE(script.error("export", fields({{"path", path("stopped.csv")}})), QStringLiteral("elsewhere: failed"));
        QCOMPARE(script.error("wait"), QString());
    }
};

QTEST_MAIN(ScriptTest)
#include "script_test.moc"
