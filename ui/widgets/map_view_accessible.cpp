// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_view_accessible.h"

#include "ui/widgets/map_view.h"

#include <QAccessibleWidget>

namespace mambascope::ui {

namespace {

class AccessibleMapView : public QAccessibleWidget
{
public:
    explicit AccessibleMapView(MapView* view) : QAccessibleWidget(view, QAccessible::Chart) {}

    QString text(QAccessible::Text what) const override
    {
        if (what != QAccessible::Value && what != QAccessible::Description)
            return QAccessibleWidget::text(what);
        const QString cell = static_cast<const MapView*>(widget())->pickedText();
        return cell.isEmpty() ? MapView::tr("No cell picked; arrow keys pick one") : cell;
    }
};

QAccessibleInterface* makeInterface(const QString&, QObject* object)
{
    auto* view = qobject_cast<MapView*>(object);
    return view ? new AccessibleMapView(view) : nullptr;
}

} // namespace

void installMapViewAccessibility()
{
    QAccessible::installFactory(makeInterface); // the same function twice is installed once
}

} // namespace mambascope::ui
