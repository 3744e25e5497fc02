// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/exportable.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <QWidget>

namespace mambascope::ui {

class Workspace;

/// One tab of the window. Shows what the workspace holds and writes it to files.
class Page : public QWidget, public Exportable
{
    Q_OBJECT
public:
    Page(Workspace& workspace, QWidget* parent) : QWidget(parent), m_workspace(workspace) {}

    // name() is as in ViewState::page.
    QString commandLine(const QString& out) const override;
    bool readsCompanion() const override { return commandSources().isEmpty(); }
    void writeCompanion(const QString& out) const override;
    QWidget* pictured() override { return this; }

    /// How a person has arranged the page, beside what the view state says: see widgetArrangement().
    virtual QJsonObject arrangement() const;
    virtual void setArrangement(const QJsonObject& arrangement);
    /// What of it a saved session keeps: not what the view state says already.
    virtual QJsonObject lastingArrangement() const;

    /// There is something that zoomBy() and fit() act on.
    virtual bool canZoom() const { return false; }
    /// factor > 1 magnifies.
    virtual void zoomBy(double /*factor*/) {}
    virtual void fit() {}
    /// Computes by itself, beside what the workspace does.
    virtual bool isBusy() const { return false; }

protected:
    /// What the command reads instead of a session.
    virtual QString commandSources() const { return {}; }
    double exportScale() const { return Exportable::exportScale(*this); }
    bool writesWhole(const QString& path) const;

    Workspace& m_workspace;
};

} // namespace mambascope::ui
