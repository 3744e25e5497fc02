// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/script/script_methods.h"

#include "core/base/error.h"
#include "core/workspace/view_state.h"
#include "ui/engine/history.h"
#include "ui/engine/workspace.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/page.h"
#include "ui/script/script_state.h"
#include "ui/style/message_text.h"
#include "ui/windows/commands.h"
#include "ui/windows/main_window.h"
#include "ui/windows/render.h"
#include "ui/windows/write_widget.h"

#include <QAction>
#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

namespace mambascope::ui {

using nlohmann::json;

namespace {

json textOf(const QString& text)
{
    return text.toStdString();
}

json problemOf(const QString& text)
{
    return {{"error", textOf(text)}};
}

json resultOf(json value)
{
    return {{"result", std::move(value)}};
}

/// A misspelt parameter is not ignored.
void allowOnly(const json& params, std::initializer_list<std::string_view> names)
{
    for (const auto& [name, value] : params.items()) {
        if (std::find(names.begin(), names.end(), name) == names.end())
            throw Error(name, say("is no parameter of this method"));
    }
}

std::string text(const json& params, const char* name)
{
    const auto found = params.find(name);
    if (found == params.end() || !found->is_string() || found->get_ref<const std::string&>().empty())
        throw Error(name, say("is needed, as a text"));
    return found->get<std::string>();
}

bool flag(const json& params, const char* name)
{
    const auto found = params.find(name);
    if (found == params.end())
        return false;
    if (!found->is_boolean())
        throw Error(name, say("must be true or false"));
    return found->get<bool>();
}

/// 0: as the settings say.
double scaleOf(const json& params)
{
    const auto found = params.find("scale");
    if (found == params.end())
        return 0;
    if (!found->is_number() || found->get<double>() < 0.5 || found->get<double>() > 8)
        throw Error("scale", say("must be a number from 0.5 to 8"));
    return found->get<double>();
}

void refuseExisting(const QStringList& files)
{
    for (const QString& file : files) {
        if (QFileInfo::exists(file))
            throw Error(file.toStdString(), say("exists already, and \"overwrite\" is not set"));
    }
}

} // namespace

ScriptMethods::ScriptMethods(QObject* parent) : QObject(parent)
{
    m_watch.setInterval(20);
    connect(&m_watch, &QTimer::timeout, this, &ScriptMethods::look);
}

void ScriptMethods::setWindow(MainWindow& window)
{
    m_window = &window;
    connect(&window, &QObject::destroyed, this, [this, gone = &window] {
        if (m_window && m_window != gone)
            return; // another one has taken its place
        m_window.clear();
        lose();
    });
    if (m_workspace == &window.workspace())
        return;
    m_workspace = &window.workspace();
    connect(m_workspace, &Workspace::failed, this, &ScriptMethods::onFailed);
    connect(m_workspace, &Workspace::openingEnded, this, &ScriptMethods::onOpeningEnded);
    connect(m_workspace, &Workspace::saved, this, &ScriptMethods::onSaved);
}

ScriptMethods::Caller ScriptMethods::newCaller()
{
    auto caller = std::make_shared<ScriptCaller>();
    if (m_workspace && !m_workspace->document())
        caller->untold = m_lastFailure;
    std::erase_if(m_callers, [](const auto& known) { return known.expired(); });
    m_callers.push_back(caller);
    return caller;
}

void ScriptMethods::run(const std::string& method, const json& params, const Caller& caller, const Reply& reply)
{
    if (!m_window)
        throw Error(say("window"), say("was closed"));
    const bool begins = method == "set" || method == "open" || method == "trigger";
    if (begins) // what failed before is not of this
        caller->untold.clear();
    if (method == "set") {
        set(params, caller, reply);
    } else if (method == "trigger") {
        allowOnly(params, {"id"});
        trigger(text(params, "id"), reply);
    } else if (method == "open") {
        allowOnly(params, {"path"});
        open(text(params, "path"), caller, reply);
    } else if (method == "export") {
        exportView(params, caller, reply);
    } else {
        allowOnly(params, {});
        if (method == "version") {
            reply(resultOf({{"version", textOf(QCoreApplication::applicationVersion())}, {"protocol", kProtocol}}));
        } else if (method == "state") {
            reply(resultOf(state()));
        } else if (method == "actions") {
            reply(resultOf(actions()));
        } else if (method == "wait") {
            wait({.event = Event::Calm, .caller = caller, .done = [reply](const QString& problem) {
                      reply(problem.isEmpty() ? resultOf(true) : problemOf(problem));
                  }});
        } else if (method == "close") {
            reply(resultOf(true));
            lose(); // what is cancelled now is not what they wait for
            m_window->close();
        } else {
            throw Error(method, say("is no method; there are version, state, set, actions, trigger, open, wait, "
                                    "export and close"));
        }
    }
}

// ---------------------------------------------------------------------------------------------- waiting

void ScriptMethods::wait(const Waiter& waiter)
{
    m_waiters.push_back(waiter);
    if (!m_watch.isActive())
        m_watch.start();
}

void ScriptMethods::finish(const Ending& ending, bool later)
{
    std::vector<std::pair<Waiter, QString>> finished;
    std::vector<Waiter> left;
    for (const Waiter& waiter : m_waiters) {
        if (const auto problem = ending(waiter))
            finished.emplace_back(waiter, *problem);
        else
            left.push_back(waiter);
    }
    m_waiters = std::move(left); // before the answers: they may begin to wait again
    if (m_waiters.empty())
        m_watch.stop();
    for (const auto& [waiter, problem] : finished) {
        if (waiter.caller->untold == problem) // told once
            waiter.caller->untold.clear();
        if (later)
            QMetaObject::invokeMethod(
                this, [done = waiter.done, text = problem] { done(text); }, Qt::QueuedConnection);
        else
            waiter.done(problem);
    }
}

void ScriptMethods::lose()
{
    finish([](const Waiter&) { return tr("The window was closed."); });
}

void ScriptMethods::attempt(const QString& problem, const Reply& reply, const std::function<void()>& work)
{
    try {
        if (problem.isEmpty() && !m_window)
            throw Error(say("window"), say("was closed"));
        if (problem.isEmpty())
            work();
        else
            reply(problemOf(problem));
    } catch (const Error& error) {
        reply(problemOf(toText(error)));
    }
}

void ScriptMethods::look()
{
    if (!m_window || !m_workspace)
        return;
    const bool pictures = m_workspace->isIdle() && !m_window->currentPage()->isBusy();
    const bool everything = pictures && !m_window->evaluatePage()->evaluation().isRunning();
    // Views ask for finer pictures once they have painted: only repeated idleness means that nothing follows.
    constexpr int kLooks = 3;
    for (Waiter& waiter : m_waiters)
        waiter.calm = (waiter.event == Event::Calm ? everything : pictures) ? waiter.calm + 1 : 0;
    finish([this](const Waiter& waiter) -> std::optional<QString> {
        if (waiter.opening && waiter.opening < m_workspace->newestOpening())
            return tr("Something else was opened before this was open; it was given up.");
        if (waiter.calm < kLooks)
            return std::nullopt;
        if (waiter.event == Event::Document)
            return tr("Opening was cancelled; what was open stays open.");
        if (waiter.event == Event::Saved)
            return waiter.failure.isEmpty() ? tr("Nothing was written: the work was cancelled.") : waiter.failure;
        return waiter.caller->untold;
    });
}

void ScriptMethods::onFailed(const QString& message)
{
    m_lastFailure = message;
    for (const auto& known : m_callers) {
        if (const Caller caller = known.lock())
            caller->untold = message;
    }
    // What fails while an export waits need not be the export: sentences about that name its file. Another one is the
    // reason only if no file follows.
    for (Waiter& waiter : m_waiters)
        waiter.failure = message;
    finish([&](const Waiter& waiter) -> std::optional<QString> {
        const bool names = std::any_of(waiter.files.begin(), waiter.files.end(),
                                       [&](const QString& file) { return message.contains(file); });
        return names ? std::optional(message) : std::nullopt;
    });
}

void ScriptMethods::onOpeningEnded(quint64 number, const QString& problem)
{
    finish(
        [&](const Waiter& waiter) -> std::optional<QString> {
            const bool its = waiter.event == Event::Document && (!waiter.opening || waiter.opening == number);
            return its ? std::optional(problem) : std::nullopt;
        },
        true);
}

void ScriptMethods::onSaved(const QString& path)
{
    finish([&](const Waiter& waiter) -> std::optional<QString> {
        return waiter.files.value(0) == path ? std::optional(QString()) : std::nullopt;
    });
}

// ---------------------------------------------------------------------------------------------- methods

json ScriptMethods::state() const
{
    return json::parse(m_workspace->state().toJson());
}

void ScriptMethods::set(const json& params, const Caller& caller, const Reply& reply)
{
    const std::shared_ptr<const Document> document = m_workspace->document();
    if (!document && m_workspace->isIdle())
        throw Error(say("window"), say("has no model open"));
    if (!document) { // the first one is on its way
        wait({.event = Event::Document, .caller = caller, .done = [=, this](const QString& problem) {
                  attempt(problem, reply, [&] { set(params, caller, reply); });
              }});
        return;
    }
    const ViewState& now = m_workspace->state();
    const ViewState wanted = changedState(now, params, *document);
    if (wanted == now) {
        reply(resultOf(state()));
        return;
    }
    const bool opens = namesAnother(now, wanted);
    m_window->history().settle();
    m_workspace->restore(wanted);
    m_window->history().settle();
    if (!opens) {
        reply(resultOf(state()));
        return;
    }
    const Done done = [this, reply](const QString& problem) {
        attempt(problem, reply, [&] {
            m_window->history().settle();
            reply(resultOf(state()));
        });
    };
    wait({.event = Event::Document, .caller = caller, .done = done, .opening = m_workspace->newestOpening()});
}

json ScriptMethods::actions() const
{
    json list = json::array();
    for (const Command& command : m_window->commands()) {
        if (command.id.isEmpty())
            continue;
        json entry = {{"id", textOf(command.id)},
                      {"text", textOf(command.text)},
                      {"place", textOf(command.place)},
                      {"enabled", command.action->isEnabled()},
                      {"shortcut", textOf(command.action->shortcut().toString(QKeySequence::PortableText))}};
        if (command.action->isCheckable())
            entry["checked"] = command.action->isChecked();
        list.push_back(std::move(entry));
    }
    return list;
}

void ScriptMethods::trigger(const std::string& id, const Reply& reply)
{
    const std::vector<Command> commands = m_window->commands();
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command& command) { return command.id.toStdString() == id; });
    if (found == commands.end() || id.empty())
        throw Error(id, say("is no action; \"actions\" lists them"));
    if (!found->action->isEnabled())
        throw Error(id, say("is not possible now"));
    // A dialog runs an event loop of its own inside of trigger(): who asked is answered from there.
    const auto answered = std::make_shared<bool>(false);
    const auto answer = [answered, reply](bool dialog) {
        if (!std::exchange(*answered, true))
            reply(resultOf({{"dialog", dialog}}));
    };
    QTimer::singleShot(0, this, [answer] { answer(true); });
    m_window->history().settle();
    found->action->trigger();
    if (m_window)
        m_window->history().settle();
    answer(false);
}

void ScriptMethods::open(const std::string& path, const Caller& caller, const Reply& reply)
{
    m_window->openUnasked(QString::fromStdString(path));
    const Done done = [this, reply](const QString& problem) {
        attempt(problem, reply, [&] { reply(resultOf(state())); });
    };
    wait({.event = Event::Document, .caller = caller, .done = done, .opening = m_workspace->newestOpening()});
}

void ScriptMethods::exportView(const json& params, const Caller& caller, const Reply& reply)
{
    allowOnly(params, {"path", "view", "scale", "whole", "overwrite"});
    const QString path = QString::fromStdString(text(params, "path"));
    if (!QFileInfo(path).isAbsolute())
        throw Error(path.toStdString(), say("must be an absolute path: the window runs in another folder"));
    const std::string view =
        params.contains("view") ? text(params, "view") : m_window->currentPage()->name().toStdString();
    Page* const page = m_window->page(QString::fromStdString(view));
    if (!page && view != "workbench")
        throw Error(say("view {0}", view),
                    say("there are workbench, map, gallery, decay, channels, tokens, tensors, compare and evaluate"));
    requireSuffix(page, path.toStdString());
    const ExportOptions options{.whole = flag(params, "whole"), .scale = scaleOf(params)};
    if (options.whole && (!page || page->wholeText(QFileInfo(path).suffix().toLower()).isEmpty()))
        throw Error("whole", say("is for .png and .npy of the map and for tables of the comparison"));
    const bool overwrite = flag(params, "overwrite");
    if (!overwrite) // long before it is computed
        refuseExisting({path});
    if (page && page != m_window->currentPage()) {
        m_window->history().settle();
        m_workspace->editView([&](ViewState& s) { s.page = view; });
        m_window->history().settle();
    }
    const auto write = [=, this] {
        const QString name = QString::fromStdString(view); // the page of another window, if the language was changed
        Page* const shown = m_window->page(name);
        const QStringList files = shown ? shown->exportFiles(path) : QStringList{path};
        if (!overwrite)
            refuseExisting(files);
        json list = json::array();
        for (const QString& file : files)
            list.push_back(textOf(file));
        if (!shown) {
            writeWidget(*m_window, path, options.scale);
            reply(resultOf(list));
            return;
        }
        const Done done = [reply, list](const QString& problem) {
            reply(problem.isEmpty() ? resultOf(list) : problemOf(problem));
        };
        wait({.event = Event::Saved, .caller = caller, .done = done, .files = files});
        shown->setExportOptions(options);
        shown->exportTo(path);
        shown->setExportOptions({});
    };
    wait({.event = Event::Pictures, .caller = caller, .done = [=, this](const QString& problem) {
              attempt(problem, reply, write);
          }});
}

} // namespace mambascope::ui
