// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/window_layout.h"

#include <QDataStream>
#include <QHeaderView>
#include <QIODevice>
#include <QMainWindow>
#include <QMap>
#include <QSplitter>
#include <QTableView>
#include <QTreeView>

namespace mambascope::ui {

namespace {

constexpr quint32 kMark = 0x6d734c79; // "msLy": what QMainWindow writes begins otherwise

QHeaderView* columnsOf(QAbstractItemView* view)
{
    if (auto* table = qobject_cast<QTableView*>(view))
        return table->horizontalHeader();
    if (auto* tree = qobject_cast<QTreeView*>(view))
        return tree->header();
    return nullptr;
}

/// Widths that a person can set; others follow from what the table shows.
bool isByHand(const QHeaderView* columns, int column)
{
    return columns->sectionResizeMode(column) == QHeaderView::Interactive &&
           !(columns->stretchLastSection() && column == columns->count() - 1);
}

} // namespace

QByteArray saveLayout(const QMainWindow& window)
{
    QMap<QString, QByteArray> splitters;
    for (const QSplitter* splitter : window.findChildren<QSplitter*>()) {
        if (!splitter->objectName().isEmpty())
            splitters[splitter->objectName()] = splitter->saveState();
    }
    QMap<QString, QList<int>> widths;
    for (QAbstractItemView* view : window.findChildren<QAbstractItemView*>()) {
        const QHeaderView* columns = columnsOf(view);
        if (columns == nullptr || view->objectName().isEmpty())
            continue;
        for (int column = 0; column < columns->count(); ++column)
            widths[view->objectName()] << (isByHand(columns, column) ? columns->sectionSize(column) : 0);
    }
    QByteArray layout;
    QDataStream stream(&layout, QIODevice::WriteOnly);
    stream.setVersion(QDataStream::Qt_6_0);
    stream << kMark << window.saveState() << splitters << widths;
    return layout;
}

void restoreLayout(QMainWindow& window, const QByteArray& layout)
{
    QDataStream stream(layout);
    stream.setVersion(QDataStream::Qt_6_0);
    quint32 mark = 0;
    stream >> mark;
    if (mark != kMark) { // panels alone, as earlier versions wrote them
        window.restoreState(layout);
        return;
    }
    QByteArray panels;
    QMap<QString, QByteArray> splitters;
    QMap<QString, QList<int>> widths;
    stream >> panels >> splitters >> widths;
    if (stream.status() != QDataStream::Ok)
        return; // damaged: the window stays as it is
    window.restoreState(panels);
    for (QSplitter* splitter : window.findChildren<QSplitter*>()) {
        const QByteArray state = splitters.value(splitter->objectName());
        if (!splitter->objectName().isEmpty() && !state.isEmpty())
            splitter->restoreState(state);
    }
    for (QAbstractItemView* view : window.findChildren<QAbstractItemView*>()) {
        QHeaderView* columns = columnsOf(view);
        const QList<int> sizes = widths.value(view->objectName());
        if (columns == nullptr || view->objectName().isEmpty() || sizes.size() != columns->count())
            continue;
        for (int column = 0; column < columns->count(); ++column) {
            if (sizes[column] > 0 && isByHand(columns, column))
                columns->resizeSection(column, sizes[column]);
        }
    }
}

} // namespace mambascope::ui
