// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QWidget>

#include <memory>

namespace mambascope::ui {

/// Text that one method generates, as it comes: end of the prompt dimmed, answer bold, speed and time below.
class TextPane : public QWidget
{
    Q_OBJECT
public:
    explicit TextPane(const QString& title, QWidget* parent = nullptr);
    ~TextPane() override;

    void setTitle(const QString& title);
    void setAccent(const QColor& colour); ///< bar beside the title: the method's colour
    /// Forgets the answer and shows the end of the prompt.
    void begin(const QString& promptTail);
    void appendText(const QString& text); ///< cheap; follows the end unless the person scrolled up
    /// Marks the answer from this character on as different from the other pane's; -1: nothing marked.
    void setDivergence(int characterOffset);
    void setSpeed(qint64 tokens, double seconds);
    /// Right of the speed: "wrong", "expected 48213", "stopped". Empty: nothing.
    void setVerdict(const QString& text);
    /// Why there is nothing to see; shown while there is no text.
    void setMessage(const QString& message);

    QString answer() const;
    int divergence() const;

signals:
    void copied();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> m;
};

/// First character at which two answers differ; -1 while one is a prefix of the other.
int firstDifference(const QString& a, const QString& b);

} // namespace mambascope::ui
