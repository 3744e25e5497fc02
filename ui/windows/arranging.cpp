// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/arranging.h"

#include "ui/engine/workspace.h"
#include "ui/pages/page.h"

#include <QApplication>
#include <QEvent>

namespace mambascope::ui {

namespace {

constexpr int kTurn = 20;  ///< ms
constexpr int kCalm = 3;   ///< turns: views ask for finer pictures once they have painted
constexpr int kPasses = 2; ///< scroll positions follow sizes

} // namespace

Arranging::Arranging(Workspace& workspace, QObject* parent) : QObject(parent), m_workspace(workspace)
{
    m_watch.setInterval(kTurn);
    connect(&m_watch, &QTimer::timeout, this, &Arranging::watch);
}

Arranging::~Arranging() = default;

void Arranging::begin(const QHash<Page*, QJsonObject>& wanted)
{
    stop();
    m_wanted = wanted;
    start();
}

void Arranging::show(Page* page)
{
    m_watch.stop();
    qApp->removeEventFilter(this);
    m_page = page;
    m_seen.insert(page);
    start();
}

QJsonObject Arranging::of(Page* page) const
{
    const auto wanted = m_wanted.constFind(page);
    if (wanted != m_wanted.constEnd())
        return *wanted;
    return m_seen.contains(page) ? page->lastingArrangement() : QJsonObject();
}

void Arranging::start()
{
    const QJsonObject arrangement = m_wanted.value(m_page);
    if (arrangement.isEmpty())
        return;
    m_calm = m_passes = 0;
    m_page->setArrangement(arrangement);
    qApp->installEventFilter(this);
    m_watch.start();
}

void Arranging::watch()
{
    m_calm = m_workspace.isIdle() && !m_page->isBusy() ? m_calm + 1 : 0;
    if (m_calm < kCalm)
        return;
    m_calm = 0;
    m_page->setArrangement(m_wanted.value(m_page));
    if (++m_passes == kPasses)
        stop();
}

void Arranging::stop()
{
    m_watch.stop();
    qApp->removeEventFilter(this);
    m_wanted.remove(m_page);
}

bool Arranging::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseButtonPress:
    case QEvent::KeyPress:
    case QEvent::Wheel:
        if (m_watch.isActive())
            stop(); // what a person arranges from now on stays
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace mambascope::ui
