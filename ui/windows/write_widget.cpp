// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/write_widget.h"

#include "core/base/error.h"

#include <QFileInfo>
#include <QImage>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QWidget>

namespace mambascope::ui {

namespace {

double chosenScale = 1;

} // namespace

void setPictureScale(double scale)
{
    chosenScale = scale;
}

double pictureScale()
{
    return chosenScale;
}

void writeWidget(QWidget& widget, const QString& path)
{
    const QString suffix = QFileInfo(path).suffix().toLower();
    const QSize size = widget.size();
    QSaveFile file(path);
    bool done = file.open(QIODevice::WriteOnly);
    if (done && suffix == QLatin1String("svg")) {
        QSvgGenerator generator;
        generator.setOutputDevice(&file);
        generator.setSize(size);
        generator.setViewBox(QRect(QPoint(0, 0), size));
        QPainter painter(&generator);
        widget.render(&painter);
    } else if (done && suffix == QLatin1String("pdf")) {
        QPdfWriter writer(&file);
        writer.setResolution(96);
        writer.setPageSize(QPageSize(QSizeF(size) * 72 / 96, QPageSize::Point));
        writer.setPageMargins(QMarginsF());
        QPainter painter(&writer);
        widget.render(&painter);
    } else if (done) {
        const double scale = widget.devicePixelRatioF() * chosenScale;
        QImage image((QSizeF(size) * scale).toSize(), QImage::Format_RGB32);
        image.setDevicePixelRatio(scale);
        widget.render(&image);
        done = image.save(&file, "PNG");
    }
    if (!done || !file.commit())
        throw Error(path.toStdString(), say("cannot be written: {0}", file.errorString().toStdString()));
}

} // namespace mambascope::ui
