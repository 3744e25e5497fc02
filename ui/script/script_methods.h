// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace mambascope::ui {

class MainWindow;
class Workspace;

/// What is known of a script that is connected.
struct ScriptCaller
{
    QString untold; ///< what failed last of what it was not told yet; empty: nothing
};

/// What scripts can ask of a window, see docs/scripting.md. Everything runs in the GUI thread; what takes time is
/// answered when it is done.
class ScriptMethods : public QObject
{
    Q_OBJECT
public:
    static constexpr int kProtocol = 1;
    /// Gives the answer, once: {"result": ...} or {"error": "one sentence"}.
    using Reply = std::function<void(const nlohmann::json& answer)>;
    using Caller = std::shared_ptr<ScriptCaller>;

    explicit ScriptMethods(QObject* parent = nullptr);

    /// Whether there is one; requests have to wait until then.
    bool hasWindow() const { return !m_window.isNull(); }
    /// The window from now on; another one of the same workspace takes over what is waited for.
    void setWindow(MainWindow& window);
    /// A script that has connected. What failed before is not told to it, unless that is why no model is open.
    Caller newCaller();
    /// Does what is asked. \throws Error for what cannot be done; `reply` is not called then.
    void run(const std::string& method, const nlohmann::json& params, const Caller& caller, const Reply& reply);

private:
    enum class Event { Calm, Pictures, Document, Saved };
    using Done = std::function<void(const QString& problem)>; ///< empty: it came
    struct Waiter
    {
        Event event;
        Caller caller;
        Done done;
        quint64 opening = 0;    ///< of Document, as Workspace::newestOpening() numbers them; 0: any
        QStringList files = {}; ///< of Saved, the one that is named first
        QString failure = {};   ///< of Saved: what failed last since it waits, which may be the reason
        int calm = 0;           ///< looks in a row that found nothing being computed
    };
    /// How a wait ends: with a problem, or an empty one: it came. Nothing: it goes on.
    using Ending = std::function<std::optional<QString>(const Waiter&)>;
    void wait(const Waiter& waiter);
    /// `later`: answers from the event loop, where whoever tells of the event is in the middle of something.
    void finish(const Ending& ending, bool later = false);
    void lose(); ///< the window
    /// The rest of a request, unless it ended in a problem; what the rest throws is answered, too.
    void attempt(const QString& problem, const Reply& reply, const std::function<void()>& work);
    void look();
    void onFailed(const QString& message);
    void onOpeningEnded(quint64 number, const QString& problem);
    void onSaved(const QString& path);
    nlohmann::json state() const;
    void set(const nlohmann::json& params, const Caller& caller, const Reply& reply);
    nlohmann::json actions() const;
    void trigger(const std::string& id, const Reply& reply);
    void open(const std::string& path, const Caller& caller, const Reply& reply);
    void exportView(const nlohmann::json& params, const Caller& caller, const Reply& reply);

    QPointer<MainWindow> m_window;
    QPointer<Workspace> m_workspace;
    std::vector<Waiter> m_waiters;
    std::vector<std::weak_ptr<ScriptCaller>> m_callers;
    QTimer m_watch;
    QString m_lastFailure;
};

} // namespace mambascope::ui
