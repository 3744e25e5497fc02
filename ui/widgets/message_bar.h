// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace mambascope::ui {

class MessageItem;

/// Messages that do not stop work: up to three, newest on top; the widget has no height when there is none.
class MessageBar : public QWidget
{
    Q_OBJECT
public:
    enum class Severity { Info, Warning, Error };
    static constexpr int kMaximum = 3;
    /// What a person can do about it: a button in the message. The message goes when it was clicked.
    struct Action
    {
        QString text;
        std::function<void()> run;
    };

    explicit MessageBar(QWidget* parent = nullptr);

    int count() const;
    QStringList texts() const;           ///< newest first
    void setInfoSeconds(double seconds); ///< how long information stays; the others stay until dismissed

public slots:
    /// A text that is shown already moves to the top instead of coming twice.
    void post(mambascope::ui::MessageBar::Severity severity, const QString& text);
    /// Stays until a person decides; `dismissed` runs when they only close it. The message, for withdraw().
    QWidget* ask(mambascope::ui::MessageBar::Severity severity, const QString& text, const std::vector<Action>& actions,
                 const std::function<void()>& dismissed = {});
    /// Takes a question away that there is nothing to decide about any more; one that is gone already stays gone.
    void withdraw(QWidget* question);
    void dismissAll();

signals:
    void countChanged(int count);

private:
    MessageItem* insert(Severity severity, const QString& text, bool asks);
    void remove(QWidget* item);

    double m_infoSeconds = 6;
};

} // namespace mambascope::ui
