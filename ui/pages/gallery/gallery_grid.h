// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractScrollArea>

#include <functional>

namespace mambascope::ui {

/// Cells of one size that flow in rows, as many as there are: painting, layout and hit tests touch the visible ones
/// only. Knows nothing of what is in a cell. Keys: arrows, Page Up/Down, Home/End choose; Enter opens; + and - ask for
/// another size.
class GalleryGrid : public QAbstractScrollArea
{
    Q_OBJECT
public:
    explicit GalleryGrid(QWidget* parent = nullptr);

    using Paint = std::function<void(QPainter& painter, int cell, const QRect& place)>;
    using Describe = std::function<QString(int cell)>;
    void setPainter(Paint paint) { m_paint = std::move(paint); }
    /// For tool-tips and accessible text.
    void setDescriber(Describe describe) { m_describe = std::move(describe); }

    void setCells(int count, QSize size);
    int count() const { return m_count; }
    int columns() const;
    int current() const { return m_current; }
    void setCurrent(int cell, bool scroll = true); ///< -1: none; emits nothing
    /// Why there is nothing to see; shown when there are no cells.
    void setMessage(const QString& message);
    const QString& message() const { return m_message; }

    QRect cellRect(int cell) const; ///< in viewport coordinates
    int cellAt(const QPoint& position) const;
    /// First visible cell and the one behind the last.
    std::pair<int, int> visibleCells() const;
    void updateCell(int cell) { viewport()->update(cellRect(cell).adjusted(-4, -4, 4, 4)); }

    QSize sizeHint() const override { return {640, 480}; }

signals:
    void chosen(int cell);    ///< by mouse or keys
    void activated(int cell); ///< double click, Enter
    void visibleCellsChanged();
    void sizeStepped(int steps); ///< + and -, Ctrl and wheel

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    void updateScrollBar();
    void choose(int cell);
    int rowHeight() const { return m_cell.height() + kSpacing; }
    int rows() const { return (m_count + columns() - 1) / columns(); }

    static constexpr int kMargin = 8;
    static constexpr int kSpacing = 12;

    Paint m_paint;
    Describe m_describe;
    QString m_message;
    QSize m_cell{100, 100};
    int m_count = 0;
    int m_current = -1;
    int m_wheel = 0;
};

} // namespace mambascope::ui
