// SPDX-License-Identifier: GPL-3.0-or-later
// What is painted has as many pixels as the screen. CTest runs this at 1.0, 1.5 and 2.0 pixels a point
// (QT_SCALE_FACTOR).
#include "tests/ui/window_fixture.h"
#include "ui/figures/gallery_painter.h"
#include "ui/style/theme.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/theta_bar.h"
#include "ui/widgets/token_strip.h"

#include <qcustomplot.h>

#include <QImage>
#include <QPainter>
#include <QTemporaryDir>

#include <cmath>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// Of the pixels that are not alike everywhere around them, the share that a picture of one pixel a point, magnified,
/// could not show.
double finerThanPoints(const QImage& grabbed)
{
    const double ratio = grabbed.devicePixelRatio();
    QImage image = grabbed.convertToFormat(QImage::Format_RGB32);
    image.setDevicePixelRatio(1);
    const QSize points(qRound(image.width() / ratio), qRound(image.height() / ratio));
    const QImage coarse = image.scaled(points, Qt::IgnoreAspectRatio, Qt::SmoothTransformation)
                              .scaled(image.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    int edges = 0;
    int finer = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 1; x < image.width(); ++x) {
            if (std::abs(qGray(image.pixel(x, y)) - qGray(image.pixel(x - 1, y))) < 40)
                continue;
            ++edges;
            finer += std::abs(qGray(image.pixel(x, y)) - qGray(coarse.pixel(x, y))) > 20;
        }
    }
    return edges > 0 ? static_cast<double>(finer) / edges : 0;
}

double ratio()
{
    return qApp->devicePixelRatio();
}

} // namespace

class CrispTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

private slots:
    void initTestCase()
    {
        useTestSettings(m_folder.filePath(QStringLiteral("settings")));
        applyTheme(*qApp, ThemeChoice::Light);
        const QByteArray asked = qgetenv("QT_SCALE_FACTOR");
        QCOMPARE(ratio(), asked.isEmpty() ? 1.0 : asked.toDouble());
    }

    /// Where a map has as many cells as pixels, each pixel is one cell.
    void mapPaintsACellAPixel()
    {
        MapView view;
        view.resize(420, 420);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        auto* plot = view.findChild<QCustomPlot*>();
        QCOMPARE(plot->bufferDevicePixelRatio(), ratio());
        constexpr qint64 kLength = 1000;
        view.setLength(kLength);
        plot->replot(QCustomPlot::rpImmediateRefresh); // lays itself out for the labels
        const QSize pixels = view.viewportPixels();
        QVERIFY(pixels.width() > 200);
        QVERIFY(std::abs(pixels.width() - plot->axisRect()->width() * ratio()) <= 1);

        MapImage image;
        image.row1 = image.col1 = kLength;
        image.height = pixels.height();
        image.width = pixels.width();
        auto values = std::make_shared<std::vector<float>>();
        for (int i = 0; i < image.height; ++i)
            for (int j = 0; j < image.width; ++j)
                values->push_back(j % 2 == 0 ? 1.0F : 0.0F);
        image.values = values;
        MapColouring colouring;
        colouring.normalise = Normalise::Raw; // all of it, the half above the diagonal too, is drawn below
        colouring.colourMap = QStringLiteral("ember");
        colouring.range = {0, 1};
        view.setColouring(colouring);
        view.setDetail(image);
        plot->replot(QCustomPlot::rpImmediateRefresh);
        const QImage grabbed = plot->grab().toImage();
        QCOMPARE(grabbed.devicePixelRatio(), ratio());
        // Below the diagonal, in the last tenth of the rows: the cells alternate from one pixel to the next.
        const QRect area = plot->axisRect()->rect();
        const int y = static_cast<int>(std::floor((area.top() + 0.97 * area.height()) * ratio()));
        const int left = static_cast<int>(std::ceil((area.left() + 0.1 * area.width()) * ratio()));
        const int right = static_cast<int>(std::floor((area.left() + 0.8 * area.width()) * ratio()));
        int alternating = 0;
        for (int x = left; x < right; ++x)
            alternating += std::abs(qGray(grabbed.pixel(x, y)) - qGray(grabbed.pixel(x + 1, y))) > 60;
        QVERIFY2(alternating >= (right - left) * 98 / 100,
                 qPrintable(QStringLiteral("%1 of %2 pixels").arg(alternating).arg(right - left)));
    }

    void galleryPaintsACellAPixel()
    {
        GalleryPainter painter(plotColours(), qApp->font());
        painter.colourMap = QStringLiteral("ember");
        const double side = 128;
        const int pixels = qRound(side * ratio());
        SmallMap map;
        map.tokens = map.edge = pixels;
        for (int i = 0; i < pixels; ++i)
            for (int j = 0; j < pixels; ++j)
                map.values.push_back(j % 2 == 0 ? 1.0F : 0.0F);
        const QImage picture = painter.picture(map, side, ratio());
        QCOMPARE(picture.size(), QSize(pixels, pixels));
        // In the place that the grid gives it, on a screen of that ratio.
        const QSize size = painter.panelSize(side).toSize() + QSize(20, 20);
        QImage screen(size * ratio(), QImage::Format_RGB32);
        screen.setDevicePixelRatio(ratio());
        screen.fill(Qt::white);
        GalleryPanel panel;
        panel.kind = ChannelClass::Unknown; // a thin frame
        QPainter onScreen(&screen);
        painter.paintPanel(onScreen, QPointF(7, 5), side, panel, picture, {});
        onScreen.end();
        const int y = qRound((5 + painter.captionHeight() + side * 0.97) * ratio());
        const int left = qRound((7 + side * 0.1) * ratio());
        const int right = qRound((7 + side * 0.8) * ratio());
        for (int x = left; x < right; ++x)
            QVERIFY2(std::abs(qGray(screen.pixel(x, y)) - qGray(screen.pixel(x + 1, y))) > 60,
                     qPrintable(QStringLiteral("pixel %1 of %2 to %3").arg(x).arg(left).arg(right)));
    }

    void textIsDrawnInPixels()
    {
        TokenStrip strip;
        std::vector<QString> words;
        for (int k = 0; k < 200; ++k)
            words.push_back(QStringLiteral(" word%1").arg(k));
        strip.setTokens(words);
        strip.setShade(std::vector<float>(200, 0.5F), QStringLiteral("kept"));
        strip.resize(500, 120);
        ThetaBar bar(nullptr);
        std::vector<double> decays;
        for (int k = 0; k < 3000; ++k)
            decays.push_back(-0.001 * std::pow(1.005, k));
        bar.setLnDecays(decays);
        bar.resize(300, 100);
        for (QWidget* widget : std::initializer_list<QWidget*>{&strip, &bar}) {
            widget->show();
            QVERIFY(QTest::qWaitForWindowExposed(widget));
            const QImage grabbed = widget->grab().toImage();
            QCOMPARE(grabbed.devicePixelRatio(), ratio());
            QCOMPARE(grabbed.size(), (QSizeF(widget->size()) * ratio()).toSize());
            const double finer = finerThanPoints(grabbed);
            if (ratio() > 1)
                QVERIFY2(finer > 0.2, qPrintable(QString::number(finer)));
        }
    }
};

QTEST_MAIN(CrispTest)
#include "crisp_test.moc"
