// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>
#include <QString>

#include <memory>
#include <vector>

namespace mambascope::ui {

/// The text of a sequence, token by token, flowing in lines. Shade 1: kept everywhere; 0: dropped (dimmed and struck
/// through). Only the visible lines are painted; a new width re-flows all tokens from cached text widths. Keys:
/// left/right one token, up/down one line, Page Up/Down, Home/End; the picked token follows.
class TokenStrip : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit TokenStrip(QWidget* parent = nullptr);
    ~TokenStrip() override;
    QSize sizeHint() const override;

    void setTokens(const std::vector<QString>& tokens);
    /// Optional: shown in tool-tips.
    void setTokenIds(const std::vector<qint64>& ids);
    /// Share 0..1 for each token, drawn against the largest there is; empty: no shading. What the share means goes into
    /// tool-tips.
    void setShade(const std::vector<float>& shade, const QString& meaning = QString());
    /// Highlights [begin, end), for example the needle; begin == end: none.
    void setSpan(qint64 begin, qint64 end);
    /// Whether a token that ends in a newline also ends the line (it is drawn as ⏎ in any case).
    void setBreakLines(bool on);
    /// Why there is nothing to see.
    void setMessage(const QString& message);

    qint64 tokenCount() const;
    qint64 pickedToken() const;
    qint64 tokenAt(QPoint viewportPosition) const; ///< -1: none
    QRect tokenRect(qint64 index) const;           ///< in viewport coordinates
    int lineCount() const;

public slots:
    void setPicked(qint64 index);  ///< -1: none; scrolls it into view; emits nothing
    void setHovered(qint64 index); ///< marks a token hovered elsewhere (linked views); -1: none; emits nothing
    void scrollTo(qint64 index);

signals:
    void hovered(qint64 index); ///< -1 when the pointer leaves
    void picked(qint64 index);  ///< also for the picked one once more

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Private;
    std::unique_ptr<Private> m;
};

} // namespace mambascope::ui
