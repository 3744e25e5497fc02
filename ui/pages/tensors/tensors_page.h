// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/pages/page.h"

#include <QTimer>

#include <memory>

class QLabel;
class QLineEdit;
class QTreeView;

namespace mambascope {
class Model;
}

namespace mambascope::ui {

class TensorFeed;
class TensorFilter;
class TensorModel;

/// The checkpoint's tensors by layer, with what their values look like. The values of the rows that can be seen are
/// read in the background; the rows of the selected layer are shown, and choosing one selects its layer.
class TensorsPage : public Page
{
    Q_OBJECT
public:
    explicit TensorsPage(Workspace& workspace, QWidget* parent = nullptr);
    ~TensorsPage() override;

    QString name() const override { return QStringLiteral("tensors"); }
    QStringList exportSuffixes() const override;
    void exportTo(const QString& path) override;
    QJsonObject arrangement() const override;
    void setArrangement(const QJsonObject& arrangement) override;
    bool isBusy() const override { return m_asking.isActive(); } ///< values of what is shown now are not asked for yet

    QTreeView* tree() const { return m_tree; }
    QLineEdit* filterBox() const { return m_words; }
    const TensorModel& model() const { return *m_model; }
    QString summary() const;
    /// The chosen rows, or all that the filter leaves when none is chosen: a line each, columns apart by tabs.
    QString selectedText() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildTree();
    void showDocument();
    void showSummary();
    void revealLayer();
    void askForVisible();
    void exportTable(const QString& path);
    void copy() const;

    TensorModel* m_model;
    TensorFilter* m_filter;
    TensorFeed* m_feed;
    QLineEdit* m_words;
    QLabel* m_summary;
    QTreeView* m_tree;
    QLabel* m_empty;
    QTimer m_asking;                      ///< one question for many reasons to ask
    std::shared_ptr<const Model> m_shown; ///< whose tensors are listed
    bool m_choosing = false;              ///< the selection comes from here
};

} // namespace mambascope::ui
