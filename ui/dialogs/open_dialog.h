// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/inspection.h"

#include <QDialog>
#include <QTimer>

#include <optional>

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;

namespace mambascope::ui {

class KnownModelsList;
class ModelReport;
class Workspace;

/// Names a model, shows what it is before it is loaded, and opens it. Typing, choosing from the list or dropping a
/// folder inspects at once in the background; what cannot be opened says why in place. Enter opens as soon as the
/// inspection is there.
class OpenDialog : public QDialog
{
    Q_OBJECT
public:
    /// `recent`: models opened before, newest first.
    OpenDialog(Workspace& workspace, const QStringList& recent, QWidget* parent = nullptr);

    /// Fills in a model and inspects it.
    void setArgument(const QString& argument);
    /// Shows an inspection that was made already.
    void setInspection(const Inspection& inspection);

    QLineEdit* field() const { return m_field; }
    QListView* list() const { return m_list; }
    ModelReport* report() const { return m_report; }
    QPushButton* openButton() const { return m_open; }
    /// An inspection is under way or about to begin.
    bool isLooking() const { return m_pending.isActive() || m_looking; }

    void accept() override;
    void done(int result) override;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void buildField(QLayout* layout);
    void listKnown(const QStringList& recent);
    void browseFolder();
    void browseFile();
    void textChanged();
    void fill(const QString& text);
    void look();
    void show(const Inspection& inspection);
    void updateButton();
    void step(int rows);
    QString argument() const;

    Workspace& m_workspace;
    KnownModelsList* m_known;
    QLineEdit* m_field;
    QListView* m_list;
    ModelReport* m_report;
    QPushButton* m_open;
    QTimer m_pending;                       ///< a person is still typing
    QTimer m_patience;                      ///< then "looking at ..." replaces what is shown
    QString m_tokenizer;                    ///< as in ViewState::tokenizer
    std::optional<Inspection> m_inspection; ///< of what the field says; none: not known yet
    bool m_looking = false;
    bool m_filling = false;       ///< the text is being set by the program
    bool m_openWhenKnown = false; ///< Enter was pressed before the inspection was there
};

} // namespace mambascope::ui
