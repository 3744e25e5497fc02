// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/script/script_methods.h"

#include <QLocalServer>
#include <QObject>
#include <QString>

#include <vector>

namespace mambascope::ui {

class ScriptClient;

/// Lets programs of the same user see and control a window: one JSON object a line, see docs/scripting.md. Listens only
/// while it is asked to.
class ScriptServer : public QObject
{
    Q_OBJECT
public:
    static constexpr qsizetype kLongestLine = 1 << 20; ///< bytes
    static constexpr std::size_t kMostClients = 16;
    static constexpr int kMostWaiting = 32; ///< requests of one client that are not answered yet

    explicit ScriptServer(QObject* parent = nullptr);
    ~ScriptServer() override;

    /// What requests act on from now on; a person lets scripts in with its scriptsAction().
    void setWindow(MainWindow& window);
    /// Accepts clients under that name, and no longer under the one before; empty: one of this process. \throws Error
    /// when it is taken or no name of a file, or others can get at folder(); then everything stays as it was.
    void listen(const QString& name = {});
    /// Accepts nobody any more and parts from those that are connected, once a request that runs is answered.
    void close();
    bool isListening() const { return m_server.isListening(); }
    /// The name that clients connect to; empty: nobody is listened to.
    QString name() const { return m_name; }
    /// Where sockets lie: only this user can look into it.
    static QString folder();

signals:
    void listeningChanged();

private:
    void greet();

    ScriptMethods m_methods;
    QLocalServer m_server;
    QString m_name;
    std::vector<ScriptClient*> m_clients;
};

} // namespace mambascope::ui
