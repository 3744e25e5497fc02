// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "tests/support/error_of.h"
#include "tests/support/full_disk.h"
#include "ui/figures/figures.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace mambascope;
using namespace mambascope::ui;

namespace {

MapFigure ramp(std::int64_t side)
{
    MapFigure figure;
    figure.height = figure.width = side;
    figure.range = {0, side, 0, side};
    figure.title = "ramp";
    for (std::int64_t i = 0; i < side; ++i) {
        for (std::int64_t j = 0; j < side; ++j)
            figure.values.push_back(j <= i ? static_cast<float>(i + 1) / static_cast<float>(side) : 0.0F);
        figure.reachRows.push_back(static_cast<double>(i) + 0.5);
        figure.reachColumns.push_back(0.5);
    }
    return figure;
}

} // namespace

class FiguresTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    std::filesystem::path path(const QString& name) const { return m_folder.filePath(name).toStdString(); }
    QByteArray read(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void everyKindInEveryFormat()
    {
        DecayFigure decay;
        decay.curves = {{"15 vanilla", {-1, -2, -3}, false}, {"15 longmamba", {-0.1, -0.2, -0.3}, true}};
        decay.lnTheta = -3;
        decay.trainingLength = 2;
        ChannelsFigure channels;
        channels.lnDecay = {-1, -100, 0};
        channels.distance = {500, 0, std::numeric_limits<float>::quiet_NaN()};
        channels.distanceAfter = {900, 0, 3};
        channels.lnTheta = -3;
        HeatMapFigure table;
        table.rows = {"0", "0.5"};
        table.columns = {"1024", "4096", "8192"};
        table.values = {1, 0.5, 0, 1, std::nan(""), 0.2};
        LinesFigure lines;
        lines.series = {{"vanilla", {512, 1024}, {36, 2583}}, {"longmamba", {512, 1024}, {36, 28}}};
        lines.logX = lines.logY = true;
        for (const QString& suffix : {QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")}) {
            writeMapPicture(path(QStringLiteral("map.") + suffix), {ramp(32), ramp(32)});
            writeDecayPicture(path(QStringLiteral("decay.") + suffix), decay);
            writeChannelsPicture(path(QStringLiteral("channels.") + suffix), channels);
            writeHeatMapPicture(path(QStringLiteral("table.") + suffix), {table, table});
            writeLinesPicture(path(QStringLiteral("lines.") + suffix), lines);
            for (const QString& name : {QStringLiteral("map."), QStringLiteral("decay."), QStringLiteral("channels."),
                                        QStringLiteral("table."), QStringLiteral("lines.")}) {
                const QByteArray bytes = read(name + suffix);
                const QByteArray magic = suffix == QLatin1String("png")   ? QByteArray("\x89PNG")
                                         : suffix == QLatin1String("pdf") ? QByteArray("%PDF")
                                                                          : QByteArray("<?xml");
                QVERIFY2(bytes.startsWith(magic) && bytes.size() > 1000, qPrintable(name + suffix));
            }
        }
    }

    void sizesAndThemes()
    {
        FigureOptions options;
        options.width = 400;
        options.height = 300;
        options.scale = 1;
        writeMapPicture(path(QStringLiteral("light.png")), {ramp(8)}, options);
        options.theme = "dark";
        options.scale = 2;
        writeMapPicture(path(QStringLiteral("dark.png")), {ramp(8)}, options);
        const QImage light(m_folder.filePath(QStringLiteral("light.png")));
        const QImage dark(m_folder.filePath(QStringLiteral("dark.png")));
        QCOMPARE(light.size(), QSize(400, 300));
        QCOMPARE(dark.size(), QSize(800, 600));
        QVERIFY(qGray(light.pixel(1, 1)) > 200);
        QVERIFY(qGray(dark.pixel(1, 1)) < 60);
    }

    void vectorAxesAroundARasterMap()
    {
        writeMapPicture(path(QStringLiteral("v.svg")), {ramp(64)});
        const QByteArray svg = read(QStringLiteral("v.svg"));
        QVERIFY(svg.contains("<image"));
        QVERIFY(svg.contains("<text"));
        QVERIFY(svg.contains("key token j"));
        QVERIFY(svg.contains("no value: key after query")); // what the plain half is
    }

    void errors()
    {
        QVERIFY(isPicture("a.PNG") && isPicture("b.svg") && !isPicture("c.npy") && !isPicture("png"));
        try {
            writeMapPicture(path(QStringLiteral("map.bmp")), {ramp(4)});
            QFAIL("no error");
        } catch (const Error& error) {
            QCOMPARE(QString::fromStdString(error.cause()), QStringLiteral("pictures are .png, .svg or .pdf"));
        }
        QVERIFY_EXCEPTION_THROWN(writeMapPicture(path(QStringLiteral("m.png")), {}), Error);
        QVERIFY_EXCEPTION_THROWN(writeMapPicture(path(QStringLiteral("m.png")), {MapFigure()}), Error);
        QVERIFY_EXCEPTION_THROWN(writeDecayPicture(path(QStringLiteral("d.png")), {}), Error);
    }

    // A picture that was there stays until another one is complete.
    void failuresLeaveWhatWasThere_data()
    {
        QTest::addColumn<QString>("suffix");
        for (const char* suffix : {"png", "svg", "pdf"})
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
    }
    void failuresLeaveWhatWasThere()
    {
        QFETCH(QString, suffix);
        const auto errorOfMap = [this](const QString& name) {
            return test::errorOf([&] { writeMapPicture(path(name), {ramp(64)}); });
        };
        const QString nowhere = errorOfMap(QStringLiteral("none/m.") + suffix);
        QVERIFY2(nowhere.contains(QStringLiteral("cannot be written: ")), qPrintable(nowhere));

        const QString name = QStringLiteral("full.") + suffix;
        QFile before(m_folder.filePath(name));
        QVERIFY(before.open(QIODevice::WriteOnly) && before.write("mine") == 4);
        before.close();
        QString error;
        {
            const test::FullDisk full(100);
            error = errorOfMap(name);
        }
        QVERIFY2(error.contains(name + QStringLiteral(": cannot be written: ")), qPrintable(error));
        QVERIFY2(!error.contains(QStringLiteral("Unknown error")), qPrintable(error));
        QCOMPARE(read(name), QByteArray("mine"));
        QCOMPARE(QDir(m_folder.path()).entryList({QStringLiteral("full.") + suffix + QLatin1Char('*')}).size(), 1);
        QCOMPARE(errorOfMap(name), QString());
        QVERIFY(read(name).size() > 1000);
    }

    void pagesOfPdfFilesAreAsLargeAsThePicture()
    {
        FigureOptions options;
        options.width = 801;
        options.height = 533;
        writeMapPicture(path(QStringLiteral("page.pdf")), {ramp(8)}, options);
        const QByteArray pdf = read(QStringLiteral("page.pdf"));
        const QRegularExpression page(QStringLiteral("/MediaBox \\[0 0 801(\\.0*)? 533(\\.0*)?\\]")); // points
        QVERIFY(QString::fromLatin1(pdf).contains(page));
        const auto says = [&pdf](QByteArray field, const char* text) {
            field += " (\xfe\xff"; // UTF-16 follows
            for (; *text; ++text)
                field.append('\0').append(*text);
            return pdf.contains(field);
        };
        QVERIFY(says("/Title", "page"));
        QVERIFY(says("/Creator", "MambaScope"));
    }
};

QTEST_MAIN(FiguresTest)
#include "figures_test.moc"
