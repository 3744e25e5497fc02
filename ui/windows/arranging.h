// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace mambascope::ui {

class Page;
class Workspace;

/// Arranges pages as a session has them, each when it is shown: at once, so that nothing jumps later, and again when
/// everything is computed, because plots and scroll positions take their ranges from what is shown. A person who does
/// something in between ends it. The pages must outlive this.
class Arranging : public QObject
{
    Q_OBJECT
public:
    explicit Arranging(Workspace& workspace, QObject* parent = nullptr);
    ~Arranging() override;

    /// Another session: ends what was begun. Pages that are not named stay as they are.
    void begin(const QHash<Page*, QJsonObject>& wanted);
    /// A page is shown from now on.
    void show(Page* page);
    /// What a session has to keep for the page; empty: it was never shown.
    QJsonObject of(Page* page) const;
    bool isActive() const { return m_watch.isActive(); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void start();
    void watch();
    void stop();

    Workspace& m_workspace;
    Page* m_page = nullptr; ///< that is shown
    QHash<Page*, QJsonObject> m_wanted;
    QSet<Page*> m_seen;
    QTimer m_watch;
    int m_calm = 0;   ///< turns in a row in which nothing was computed
    int m_passes = 0; ///< that were made since everything is there
};

} // namespace mambascope::ui
