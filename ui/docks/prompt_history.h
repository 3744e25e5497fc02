// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QStringList>

class QLineEdit;
class QListWidget;

namespace mambascope::ui {

/// The prompts that a person ran, newest first, each once. Kept with QSettings once useSettings() was called.
class PromptHistory
{
public:
    static constexpr qsizetype kMost = 200;
    static constexpr qsizetype kLongest = 1 << 16; ///< characters; longer prompts belong into files

    void useSettings();
    const QStringList& prompts() const { return m_prompts; }
    void add(const QString& prompt);
    /// Those that hold every word of the search, any case.
    QStringList matching(const QString& search) const;

private:
    QStringList m_prompts;
    bool m_persistent = false;
};

/// The history as a list under a search line: type to search, up and down to choose, Enter takes.
class PromptHistoryPopup : public QFrame
{
    Q_OBJECT
public:
    explicit PromptHistoryPopup(const PromptHistory& history, QWidget* parent = nullptr);
    void popup(const QPoint& place);
    QLineEdit* searchLine() const { return m_search; }
    QListWidget* list() const { return m_list; }

signals:
    void chosen(const QString& prompt);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void take();

    const PromptHistory& m_history;
    QLineEdit* m_search;
    QListWidget* m_list;
};

} // namespace mambascope::ui
