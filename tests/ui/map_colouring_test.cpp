// SPDX-License-Identifier: GPL-3.0-or-later
// What a map's values become on the screen: colours, ranges, the edge along the diagonal, whatever the size.
#include "tests/ui/map_images.h"
#include "ui/widgets/map_colouring.h"

#include <QImage>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <utility>

using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

MapImage withCell(MapImage image, int y, int x, float value)
{
    auto values = std::make_shared<std::vector<float>>(*image.values);
    (*values)[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) + static_cast<std::size_t>(x)] =
        value;
    image.values = std::move(values);
    return image;
}

constexpr QRgb kCausal = 0xff123456;
constexpr QRgb kNotFinite = 0xffff00ff;

} // namespace

class MapColouringTest : public QObject
{
    Q_OBJECT
private slots:
    void coloursFollowValues();
    void strongestCellSurvivesShrinking();
    void diagonalIsExact();
    void noDarkPixelsAtTheDiagonal();
    void rowsAreNormalisedByTheirOwnPeak();
    void detailTakesRowPeaksFromOverview();
    void logarithmAndMinMax();
    void notFiniteIsMarked();
    void outsideIsTransparent();
    void histogramAndRanges();
    void zerosHaveTheColourOfZero();
    void zerosDoNotWidenASharedRange();
};

void MapColouringTest::coloursFollowValues()
{
    MapImage image = makeImage(0, 4, 0, 4, 4, 4, 0);
    image = withCell(image, 3, 0, 1);
    image = withCell(image, 3, 1, -0.5F);
    const QImage picture =
        colourise(image, QRectF(0, 0, 4, 4), QSize(40, 40), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    QCOMPARE(picture.pixel(5, 35), greyAt(1));
    QCOMPARE(picture.pixel(15, 35), greyAt(0.5));
    QCOMPARE(picture.pixel(25, 35), greyAt(0));
    const QImage raw =
        colourise(image, QRectF(0, 0, 4, 4), QSize(40, 40), grey(Normalise::Raw, -1, 1), kCausal, kNotFinite);
    QCOMPARE(raw.pixel(5, 35), greyAt(1));
    QCOMPARE(raw.pixel(15, 35), greyAt(0.25));
    QCOMPARE(raw.pixel(25, 35), greyAt(0.5));
}

void MapColouringTest::strongestCellSurvivesShrinking()
{
    const MapImage image =
        withCell(withCell(makeImage(0, 1000, 0, 1000, 1000, 1000, 0.1F), 703, 201, 0.9F), 703, 203, -0.8F);
    const QImage picture =
        colourise(image, QRectF(0, 0, 1000, 1000), QSize(100, 100), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    QCOMPARE(picture.pixel(20, 70), greyAt(0.9F));
    QCOMPARE(picture.pixel(21, 70), greyAt(0.1F));
    QCOMPARE(picture.pixel(20, 71), greyAt(0.1F));
}

void MapColouringTest::diagonalIsExact()
{
    // A coarse image of 4 x 4 cells shown token by token: the diagonal has one step a token, not one a cell.
    const MapImage image = makeImage(0, 64, 0, 64, 4, 4, 1);
    const QImage picture =
        colourise(image, QRectF(0, 0, 64, 64), QSize(128, 128), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    for (int i = 0; i < 64; ++i) {
        for (int j = 0; j < 64; ++j) {
            QCOMPARE(picture.pixel(2 * j + 1, 2 * i + 1), j > i ? kCausal : greyAt(1));
        }
    }
}

void MapColouringTest::noDarkPixelsAtTheDiagonal()
{
    // Ones below the diagonal, zeros above it: whatever the zoom, no pixel shows one of the zeros.
    constexpr int kSide = 60;
    auto values = std::make_shared<std::vector<float>>(kSide * kSide);
    for (int i = 0; i < kSide; ++i) {
        std::fill_n(values->begin() + i * kSide, i + 1, 1.0F);
    }
    const MapImage image = {0, kSide, 0, kSide, kSide, kSide, values, {}};
    for (const int side : {17, 41, 60, 83, 200, 601}) {
        for (const QRectF& view : {QRectF(0, 0, 60, 60), QRectF(10.3, 12.7, 20, 30), QRectF(33, 30, 5.5, 7.25)}) {
            const QImage picture =
                colourise(image, view, QSize(side, side), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
            for (int y = 0; y < side; ++y) {
                for (int x = 0; x < side; ++x) {
                    QVERIFY(picture.pixel(x, y) == kCausal || picture.pixel(x, y) == greyAt(1));
                }
            }
            QCOMPARE(picture.pixel(0, side - 1), greyAt(1));
        }
    }
}

void MapColouringTest::rowsAreNormalisedByTheirOwnPeak()
{
    MapImage image = makeImage(0, 3, 0, 3, 3, 3, 0);
    image = withCell(withCell(image, 1, 0, 0.01F), 1, 1, -0.02F);
    image = withCell(withCell(image, 2, 0, 5), 2, 1, 10);
    const QImage picture =
        colourise(image, QRectF(0, 0, 3, 3), QSize(3, 3), grey(Normalise::Row, 0, 1), kCausal, kNotFinite);
    QCOMPARE(picture.pixel(0, 0), greyAt(0)); // a row of zeros stays dark
    QCOMPARE(picture.pixel(0, 1), greyAt(0.5));
    QCOMPARE(picture.pixel(1, 1), greyAt(1));
    QCOMPARE(picture.pixel(0, 2), greyAt(0.5));
    QCOMPARE(picture.pixel(1, 2), greyAt(1));
}

void MapColouringTest::detailTakesRowPeaksFromOverview()
{
    const MapImage overview = withCell(makeImage(0, 8, 0, 8, 8, 8, 0.25F), 6, 0, 1);
    const MapImage detail = withRowPeaks(makeImage(5, 8, 2, 5, 3, 3, 0.25F), overview);
    QVERIFY(detail.rowPeaks);
    QCOMPARE(*detail.rowPeaks, (std::vector<float>{0.25F, 1, 0.25F}));
}

void MapColouringTest::logarithmAndMinMax()
{
    MapImage image = makeImage(0, 2, 0, 2, 2, 2, 0);
    image = withCell(withCell(withCell(image, 0, 0, 1e-2F), 1, 0, 1), 1, 1, 1e-4F);
    const QImage log =
        colourise(image, QRectF(0, 0, 2, 2), QSize(2, 2), grey(Normalise::Log10, -4, 0), kCausal, kNotFinite);
    QCOMPARE(log.pixel(0, 0), greyAt(0.5));
    QCOMPARE(log.pixel(0, 1), greyAt(1));
    QCOMPARE(log.pixel(1, 1), greyAt(0));
    MapColouring colouring = grey(Normalise::MinMax, 0, 1);
    colouring.statistics = {0.5, 1.5, 0.5};
    const QImage minMax = colourise(image, QRectF(0, 0, 2, 2), QSize(2, 2), colouring, kCausal, kNotFinite);
    QCOMPARE(minMax.pixel(0, 1), greyAt(0.5));
}

void MapColouringTest::notFiniteIsMarked()
{
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const MapImage image = withCell(makeImage(0, 100, 0, 100, 100, 100, 0.5F), 95, 7, nan);
    for (const Normalise normalise : {Normalise::Raw, Normalise::Abs, Normalise::Log10}) {
        const QImage picture =
            colourise(image, QRectF(0, 0, 100, 100), QSize(10, 10), grey(normalise, 0, 1), kCausal, kNotFinite);
        QCOMPARE(picture.pixel(0, 9), kNotFinite);
    }
}

void MapColouringTest::outsideIsTransparent()
{
    const MapImage detail = makeImage(80, 90, 20, 30, 10, 10, 1);
    const QImage picture =
        colourise(detail, QRectF(0, 0, 100, 100), QSize(100, 100), grey(Normalise::Abs, 0, 1), kCausal, kNotFinite);
    QCOMPARE(qAlpha(picture.pixel(19, 85)), 0);
    QCOMPARE(qAlpha(picture.pixel(25, 79)), 0);
    QCOMPARE(picture.pixel(20, 80), greyAt(1));
    QCOMPARE(picture.pixel(29, 89), greyAt(1));
    QCOMPARE(qAlpha(picture.pixel(30, 89)), 0);
    QCOMPARE(qAlpha(colourise({}, QRectF(0, 0, 9, 9), QSize(9, 9), {}, kCausal, kNotFinite).pixel(4, 8)), 0);
}

void MapColouringTest::histogramAndRanges()
{
    MapImage image = makeImage(0, 10, 0, 10, 10, 10, 0);
    for (int y = 1; y <= 8; ++y) {
        image = withCell(image, 9, y, static_cast<float>(y));
    }
    image = withCell(image, 9, 0, -1e-6F);
    const MapStatistics statistics = mapStatistics(image);
    QCOMPARE(statistics.maximum, 8.0);
    QCOMPARE(statistics.minimum, 0.0);
    QCOMPARE(static_cast<float>(statistics.smallestNonZero), 1e-6F);
    MapColouring colouring = grey(Normalise::Abs, 0, 8);
    colouring.statistics = statistics;
    const std::vector<double> counts = mapHistogram(image, colouring, {0, 8}, 4);
    QCOMPARE(counts, (std::vector<double>{2, 2, 2, 3})); // zeros are left out
    QCOMPARE(dataRange(image, Normalise::Raw, statistics), (MapRange{-8, 8}));
    QCOMPARE(dataRange(image, Normalise::MinMax, statistics), (MapRange{0, 1}));
    const MapRange log = autoRange(image, Normalise::Log10, statistics);
    QCOMPARE(log.high, std::log10(8.0));
    QCOMPARE(log.high - log.low, 3.0);
    const MapRange absolute = autoRange(image, Normalise::Abs, statistics);
    QCOMPARE(absolute.low, 0.0);
    QVERIFY(absolute.high >= 7 && absolute.high <= 8);
    QCOMPARE(autoRange({}, Normalise::Abs, {}), (MapRange{0, 1}));
}

/// A difference of two equal maps, a channel that keeps nothing.
void MapColouringTest::zerosHaveTheColourOfZero()
{
    const MapImage zeros = makeImage(0, 10, 0, 10, 10, 10, 0);
    const MapStatistics none = mapStatistics(zeros);
    for (const MapRange& range : {dataRange(zeros, Normalise::Raw, none), autoRange(zeros, Normalise::Raw, none)}) {
        QCOMPARE(range, (MapRange{-1, 1}));
        const MapColouring colouring = grey(Normalise::Raw, range.low, range.high);
        const QImage picture = colourise(zeros, QRectF(0, 0, 10, 10), QSize(10, 10), colouring, kCausal, kNotFinite);
        QCOMPARE(picture.pixel(2, 8), greyAt(0.5)); // the middle of a diverging scale
    }
    QCOMPARE(autoRange(zeros, Normalise::Abs, none), (MapRange{0, 1}));
    QCOMPARE(autoRange(zeros, Normalise::Log10, none), (MapRange{-3, 0}));
}

void MapColouringTest::zerosDoNotWidenASharedRange()
{
    const MapStatistics none, some{.minimum = 0, .maximum = 0.02, .smallestNonZero = 1e-9};
    const auto shared = [](std::initializer_list<std::pair<MapRange, MapStatistics>> maps) {
        SharedRange range;
        for (const auto& [own, statistics] : maps)
            range.add(own, statistics);
        return range.range();
    };
    const MapRange small{-0.02, 0.01}, other{-0.01, 0.03}, unit{-1, 1};
    QCOMPARE(shared({}), MapRange());
    QCOMPARE(shared({{unit, none}}), unit);
    QCOMPARE(shared({{unit, none}, {{0, 2}, none}}), (MapRange{-1, 2}));
    QCOMPARE(shared({{small, some}, {unit, none}}), small);
    QCOMPARE(shared({{unit, none}, {small, some}, {unit, none}}), small);
    QCOMPARE(shared({{small, some}, {other, some}}), (MapRange{-0.02, 0.03}));
}

QTEST_GUILESS_MAIN(MapColouringTest)
#include "map_colouring_test.moc"
