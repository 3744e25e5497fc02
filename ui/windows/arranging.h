// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace mambascope::ui {

class Page;
class Workspace;

/// Arranges a page as an exported session has it: at once, so that nothing jumps later, and again when everything is
/// computed, because plots and scroll positions take their ranges from what is shown. A person who does something in
/// between ends it.
class Arranging : public QObject
{
    Q_OBJECT
public:
    explicit Arranging(Workspace& workspace, QObject* parent = nullptr);
    ~Arranging() override;

    /// Null or nothing to arrange: ends what was begun.
    void begin(Page* page, const QJsonObject& arrangement);
    bool isActive() const { return m_watch.isActive(); }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void watch();
    void stop();

    Workspace& m_workspace;
    QPointer<Page> m_page;
    QJsonObject m_arrangement;
    QTimer m_watch;
    int m_calm = 0;   ///< turns in a row in which nothing was computed
    int m_passes = 0; ///< that were made since everything is there
};

} // namespace mambascope::ui
