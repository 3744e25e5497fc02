// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <initializer_list>
#include <memory>
#include <vector>

class QLabel;

namespace mambascope::ui {

/// A row of controls that goes on in further lines where the window is too narrow for it, like words of a text. What
/// is added as one group stays beside each other. Items that expand share what is left of their line.
class FlowLayout : public QLayout
{
public:
    explicit FlowLayout(QWidget* parent = nullptr);
    ~FlowLayout() override;

    /// A label and the control that it names (its buddy). `tip` is the tool tip of both; empty: of neither.
    QLabel* addLabelled(const QString& text, QWidget* control, const QString& tip = {});
    /// Widgets that are never parted.
    void addGroup(std::initializer_list<QWidget*> widgets);
    /// Pushes what follows to the end of the line.
    void addStretch();

    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override;
    QLayoutItem* takeAt(int index) override;
    void addItem(QLayoutItem* item) override;
    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    /// Everything in one line.
    QSize sizeHint() const override;
    /// As wide as the widest item.
    QSize minimumSize() const override;
    void setGeometry(const QRect& place) override;

private:
    struct Line
    {
        std::vector<QLayoutItem*> items;
        int width = 0; ///< with the gaps
        int height = 0;
    };
    std::vector<Line> linesFor(int width) const;
    int gap() const;
    int lineGap() const;

    std::vector<std::unique_ptr<QLayoutItem>> m_items;
};

} // namespace mambascope::ui
