// SPDX-License-Identifier: GPL-3.0-or-later
// The part of MainWindow that makes what pages and panels offer into entries of the menus, and so of the palette, the
// list of shortcuts and the settings.
#include "ui/docks/generation_dock.h"
#include "ui/docks/method_dock.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/windows/button_action.h"
#include "ui/windows/main_window.h"

#include <QActionGroup>
#include <QComboBox>
#include <QDockWidget>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QToolButton>

#include <array>
#include <utility>

namespace mambascope::ui {

namespace {

/// A combo box as a menu whose entries exclude each other.
void mirror(QMenu* menu, QComboBox* box, const QString& id, const std::function<void()>& reveal)
{
    auto* group = new QActionGroup(menu);
    for (int item = 0; item < box->count(); ++item) {
        QAction* action =
            named(id + QLatin1Char('.') + box->itemData(item).toString(), menu->addAction(box->itemText(item)));
        action->setCheckable(true);
        action->setChecked(item == box->currentIndex());
        group->addAction(action);
        QObject::connect(action, &QAction::triggered, box, [box, item, reveal] {
            reveal();
            box->setCurrentIndex(item);
            emit box->activated(item);
        });
    }
    QObject::connect(box, &QComboBox::currentIndexChanged, group, [group](int item) {
        if (item >= 0)
            group->actions().at(item)->setChecked(true);
    });
}

/// The panel is hidden, behind another one, or in sight already.
void reveal(QWidget* content)
{
    for (QWidget* widget = content; widget != nullptr; widget = widget->parentWidget()) {
        if (auto* dock = qobject_cast<QDockWidget*>(widget)) {
            dock->show();
            dock->raise();
            return;
        }
    }
}

} // namespace

void MainWindow::buildMapMenus(QMenu* view)
{
    const auto showMap = [this] { m_tabs->setCurrentWidget(m_map); };
    QMenu* subject = view->addMenu(tr("Map &of"));
    auto* subjects = new QActionGroup(subject);
    const std::array<std::pair<QString, std::string>, 3> known = {std::pair(tr("The selected &channel"), "channel"),
                                                                  std::pair(tr("&Mean of all channels"), "mean"),
                                                                  std::pair(tr("&Rollout over the layers"), "rollout")};
    for (const auto& [text, name] : known) {
        QAction* action = named(QStringLiteral("map.of.") + QString::fromStdString(name), subject->addAction(text));
        action->setCheckable(true);
        subjects->addAction(action);
        connect(action, &QAction::triggered, this, [this, showMap, name = name] {
            showMap();
            m_workspace->selectMapOf(name);
        });
        const auto follow = [this, action, name = name] {
            action->setChecked(m_workspace->shownAttentionHead() < 0 && m_workspace->state().mapOf == name);
        };
        connect(m_workspace, &Workspace::selectionChanged, action, follow);
        follow();
    }
    mirror(view->addMenu(tr("&Maps shown")), m_map->panelsBox(), QStringLiteral("map.panels"), showMap);
    mirror(view->addMenu(tr("Pro&files")), m_map->profilesBox(), QStringLiteral("map.profiles"), showMap);
    QMenu* normalise = view->addMenu(tr("&Normalisation"));
    mirror(normalise, m_map->normaliseBox(), QStringLiteral("map.normalise"), [] {});
    connect(m_workspace, &Workspace::viewChanged, normalise, [this, normalise] { // none of a difference alone
        for (QAction* action : normalise->actions())
            action->setEnabled(m_map->normaliseBox()->isEnabled());
    });
    view->addMenu(tr("Boo&kmarks"))->addActions(m_map->bookmarkActions());
    const auto showDecay = [this] { m_tabs->setCurrentWidget(m_decay); };
    QMenu* decay = view->addMenu(tr("&Decay curves"));
    decay->addAction(
        named(QStringLiteral("decay.pin"),
              new ButtonAction(m_decay->pinButton(), tr("&Pin the selected channel's curves"), showDecay, this)));
    decay->addAction(named(QStringLiteral("decay.unpin"),
                           new ButtonAction(m_decay->unpinButton(), tr("&Unpin all curves"), showDecay, this)));
}

void MainWindow::buildPageCommands(QMenu* run)
{
    const auto add = [this, run](const char* id, QAbstractButton* button, const QString& text, Page* page) {
        run->addAction(
            named(QLatin1String(id), new ButtonAction(
                                         button, text, [this, page] { m_tabs->setCurrentWidget(page); }, this)));
    };
    const auto ofEvaluate = [this](const char* name) {
        return m_evaluate->findChild<QAbstractButton*>(QLatin1String(name));
    };
    run->addSeparator();
    add("run.compare", m_compare->compareButton(), tr("Compa&re both sides"), m_compare);
    run->addSeparator();
    add("run.evaluate", ofEvaluate("evaluateStart"), tr("S&tart the evaluation"), m_evaluate);
    add("run.evaluateStop", ofEvaluate("evaluateStop"), tr("St&op the evaluation"), m_evaluate);
    add("run.evaluateResume", ofEvaluate("evaluateResume"), tr("Res&ume the evaluation"), m_evaluate);
}

void MainWindow::buildToolsMenu()
{
    QMenu* tools = menuBar()->addMenu(tr("&Tools"));
    named(QStringLiteral("tools.prompts"),
          tools->addAction(tr("&Earlier prompts…"), QKeySequence(Qt::CTRL | Qt::Key_R), this, [this] {
              reveal(m_generationDock);
              m_generationDock->openHistory();
          }));
    tools->addMenu(tr("&Answers"))->addActions(m_generationDock->answerActions());
    tools->addSeparator();
    RecalibrateForm* form = m_methodDock->recalibration();
    const auto showForm = [this, form] {
        reveal(m_methodDock);
        m_methodDock->recalibrateButton()->setChecked(true);
        form->lengthBox()->setFocus();
    };
    QAction* recalibrate =
        named(QStringLiteral("tools.recalibrate"), tools->addAction(tr("&Recalibrate…"), this, showForm));
    auto* save = new ButtonAction(form->saveButton(), tr("&Save the calibration profile…"), showForm, this);
    tools->addAction(named(QStringLiteral("tools.saveProfile"), save));
    tools->addSeparator();
    m_scripts = named(QStringLiteral("tools.scripts"), tools->addAction(tr("Accept s&cripts")));
    m_scripts->setCheckable(true);
    m_scripts->setEnabled(false);             // until a ScriptServer is there
    const auto follow = [this, recalibrate] { // thresholds are LongMamba's
        recalibrate->setEnabled(m_workspace->document() && m_workspace->state().method == "longmamba");
    };
    connect(m_workspace, &Workspace::documentChanged, recalibrate, follow);
    connect(m_workspace, &Workspace::viewChanged, recalibrate, follow);
    follow();
}

} // namespace mambascope::ui
