// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <memory>

namespace mambascope::ui {

class GalleryPainter;

/// The names of what the maps show, below them.
class GalleryLegend : public QWidget
{
    Q_OBJECT
public:
    /// Painted by whatever `painter` holds at the time; the owner calls update() after changing it.
    explicit GalleryLegend(const std::unique_ptr<GalleryPainter>& painter, QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const std::unique_ptr<GalleryPainter>& m_painter;
};

} // namespace mambascope::ui
