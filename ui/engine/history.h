// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <optional>
#include <vector>

namespace mambascope::ui {

class Workspace;

/// Undo and redo of everything that the view state holds, and back and forward between the places (page, layer,
/// channel, what the map is of) that a person was at. Built on snapshots of ViewState: whatever a page adds to it can
/// be undone.
///
/// Changes of the same fields that follow each other closely, or with a mouse button held, are one step: the drag of a
/// slider is undone as a whole.
class History : public QObject
{
    Q_OBJECT
public:
    static constexpr int kPause = 300; ///< ms without a change, after which a step is complete
    static constexpr std::size_t kMostSteps = 500;

    explicit History(Workspace& workspace, QObject* parent = nullptr);

    bool canUndo() const { return m_pending || m_next > 0; }
    bool canRedo() const { return !m_pending && m_next < m_steps.size(); }
    QString undoText() const; ///< of the step: "theta 0.05 → 0.1"; empty when there is none
    QString redoText() const;
    bool canGoBack() const { return m_place > 0; }
    bool canGoForward() const { return m_place + 1 < m_places.size(); }

    /// A change between two states, as a part of a menu's text. Of two profiles it reads the files.
    static QString describe(const ViewState& before, const ViewState& after);

    /// What changed so far is a step; what follows is another one, however soon it comes.
    void settle();

public slots:
    void undo();
    void redo();
    void goBack();
    void goForward();

signals:
    void changed(); ///< what the four can do, or their texts

private:
    struct Step
    {
        ViewState before, after;
        QString text = {}; ///< made once: a profile's clamp stands in its file
    };
    void notice();
    void restore(const ViewState& target, std::size_t next);
    void abandon();
    void visit();
    void goTo(std::size_t place);
    static QString describe(const ViewState& before, const ViewState& after, bool readsFiles);
    static bool isSamePlace(const ViewState& a, const ViewState& b);

    Workspace& m_workspace;
    std::vector<Step> m_steps;
    std::size_t m_next = 0;        ///< steps before it are done, from it on undone
    std::optional<Step> m_pending; ///< goes on growing
    std::optional<ViewState> m_known;
    std::vector<ViewState> m_places;
    std::size_t m_place = 0;
    QTimer m_pause;
    bool m_restoring = false;
    std::optional<std::size_t> m_returnTo; ///< m_next before a step whose document is being opened
    quint64 m_opening = 0;                 ///< the number of that, see Workspace::newestOpening()
};

} // namespace mambascope::ui
