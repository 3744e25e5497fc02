// SPDX-License-Identifier: GPL-3.0-or-later
// What the window exports, and the command that the export dialog shows for it, run with the built program: both write
// the same files.
#include "core/base/npy.h"
#include "tests/ui/export_fixture.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/decay/decay_plot.h"
#include "ui/pages/gallery/gallery_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/tensors/tensors_page.h"
#include "ui/pages/tokens/token_curve.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/style/language.h"
#include "ui/widgets/flow_layout.h"
#include "ui/windows/write_widget.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QTreeView>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class ExportTest : public WindowTest
{
    Q_OBJECT

    /// Every suffix of the page that is shown.
    void compareAll(MainWindow& window, const QString& stem, const std::function<void(ExportDialog&)>& choose = {})
    {
        for (const QString& suffix : window.currentPage()->exportSuffixes()) {
            QStringList names;
            compareExport(window, file(stem + QLatin1Char('.') + suffix), names, choose);
            if (QTest::currentTestFailed())
                return;
        }
    }

    static ViewState state(const std::string& page)
    {
        ViewState s = shortState();
        s.page = page;
        s.maxNewTokens = 2;
        return s;
    }

    static ViewState partOfTheMap()
    {
        ViewState s = state("map");
        s.mapRow0 = 100;
        s.mapRow1 = 180;
        s.mapCol0 = 20;
        s.mapCol1 = 100;
        return s;
    }

private slots:
    void init()
    {
        WindowTest::init();
        useLanguage(QStringLiteral("en")); // as the program that is run
    }

    void map()
    {
        MainWindow window;
        ViewState s = partOfTheMap();
        s.mapPanels = "all";
        s.mapProfiles = "log";
        s.normalise = "log10";
        s.row = 140;
        s.column = 30;
        open(window, s);
        compareAll(window, QStringLiteral("map"));
        // Three maps, and the picked cell's row and column through them.
        const NpyArray profiles = loadNpy(file(QStringLiteral("map-profiles.npy")).toStdString());
        QCOMPARE(profiles.shape, std::vector<std::int64_t>({600, 7}));
        const auto& filtered = window.workspace().map(Side::LongMamba)->map;
        QCOMPARE(static_cast<float>(profiles.values[25 * 7 + 1]), filtered->value(140, 25));
        QCOMPARE(static_cast<float>(profiles.values[400 * 7 + 2]), filtered->value(400, 30));
        QVERIFY(std::isnan(profiles.values[141 * 7 + 1]) && std::isnan(profiles.values[29 * 7 + 2]));
        QVERIFY(QFileInfo::exists(file(QStringLiteral("map-difference.csv"))));
    }

    void wholeMap()
    {
        MainWindow window;
        open(window, partOfTheMap());
        for (const QString& suffix : {QStringLiteral("png"), QStringLiteral("npy")}) {
            QStringList names;
            compareExport(window, file(QStringLiteral("whole.") + suffix), names, [](ExportDialog& dialog) {
                for (QCheckBox* box : dialog.findChildren<QCheckBox*>())
                    if (box->text().startsWith(QLatin1String("The whole map")))
                        box->setChecked(true);
            });
            QCOMPARE(names.size(), 2);
        }
        QCOMPARE(QImage(file(QStringLiteral("whole.png"))).size(), QSize(600, 600));
    }

    void gallery()
    {
        MainWindow window;
        ViewState s = state("gallery");
        s.galleryScope = "layer";
        s.galleryChannels = 8;
        s.galleryMethod = "longmamba";
        open(window, s);
        compareAll(window, QStringLiteral("gallery"));
        QVERIFY(!contentOfFile(file(QStringLiteral("gallery-maps.npy"))).isEmpty());
        window.workspace().editView([](ViewState& edited) { edited.galleryLengths = "both"; });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && window.galleryPage()->filled() == 8, kPatience);
        QStringList names;
        compareExport(window, file(QStringLiteral("both.npy")), names);
        QCOMPARE(names.size(), 3);
    }

    void decay()
    {
        MainWindow window;
        ViewState s = state("decay");
        s.decayPinned = "1:2 3:4";
        s.decayBeside = "layer";
        open(window, s);
        DecayPlot* plot = window.decayPage()->plot();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && plot->lines() && plot->lines()->lines.size() > 6, kPatience);
        plot->xAxis->setRange(50, 300); // as dragging and the wheel do
        plot->yAxis->setRange(-20, 0);
        plot->replot();
        compareAll(window, QStringLiteral("decay"));
        // What was zoomed away is not in the picture either.
        const QString near = file(QStringLiteral("near.png"));
        writePlot(*plot, {}, near, {600, 400}, 1);
        plot->fit();
        const QString whole = file(QStringLiteral("fitted.png"));
        writePlot(*plot, {}, whole, {600, 400}, 1);
        QVERIFY(differentPixels(QImage(near), QImage(whole)) > 1000);
    }

    void channels()
    {
        MainWindow window;
        ViewState s = state("channels");
        s.channelsFilter = "layer>=3";
        s.channelsSorting = "reach_vanilla";
        s.brushDecay0 = 0.05;
        s.brushDecay1 = 40;
        s.brushReach0 = 1;
        s.brushReach1 = 500;
        open(window, s);
        const int rows = window.channelsPage()->table()->model()->rowCount();
        QVERIFY(rows > 0 && rows < 240);
        QCustomPlot* plot = window.channelsPage()->plot();
        plot->xAxis->setRange(0.1, 20);
        compareAll(window, QStringLiteral("channels"));
        QCOMPARE(contentOfFile(file(QStringLiteral("channels.csv"))).count('\n'), rows + 1);
    }

    void tokens()
    {
        MainWindow window;
        ViewState s = state("tokens");
        s.row = 300;
        s.column = 120;
        open(window, s);
        TokensPage* page = window.tokensPage();
        page->statistics()->sortByColumn(1, Qt::DescendingOrder);
        page->curve()->xAxis->setRange(40, 200);
        page->curve()->replot();
        compareAll(window, QStringLiteral("tokens"));
        const QList<QByteArray> lines =
            contentOfFile(file(QStringLiteral("tokens-statistics.csv"))).trimmed().split('\n');
        QCOMPARE(lines.first(), QByteArray("id,text,count,kept_share,times_kept,times_dropped"));
        const NpyArray statistics = loadNpy(file(QStringLiteral("tokens-statistics.npy")).toStdString());
        double occurrences = 0;
        for (std::int64_t row = 0; row < statistics.shape[0]; ++row) {
            occurrences += statistics.values[static_cast<std::size_t>(row * 5 + 1)];
            if (row > 0) // as the table is sorted
                QVERIFY(statistics.values[static_cast<std::size_t>(row * 5 + 1)] <=
                        statistics.values[static_cast<std::size_t>(row * 5 - 4)]);
        }
        QCOMPARE(occurrences, 600.0);
        const NpyArray channels = loadNpy(file(QStringLiteral("tokens-channels.npy")).toStdString());
        QCOMPARE(channels.shape[0], window.workspace().trace(Side::LongMamba)->filteredChannels());
        const NpyArray column = loadNpy(file(QStringLiteral("tokens-attention.npy")).toStdString());
        QCOMPARE(static_cast<float>(column.values[300 * 3 + 2]),
                 window.workspace().map(Side::LongMamba)->map->value(300, 120));
    }

    void tensors()
    {
        MainWindow window;
        open(window, state("tensors"));
        TensorsPage* page = window.tensorsPage();
        page->filterBox()->setText(QStringLiteral("in_proj"));
        page->tree()->sortByColumn(0, Qt::DescendingOrder);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        compareAll(window, QStringLiteral("tensors"));
        const QList<QByteArray> lines = contentOfFile(file(QStringLiteral("tensors.csv"))).trimmed().split('\n');
        QVERIFY(lines.size() > 8);
        for (const QByteArray& line : lines) { // all are known, scrolled to or not
            QVERIFY2(line.contains("in_proj") || line.startsWith("tensor,"), line.constData());
            QVERIFY2(!line.contains(",,,"), line.constData());
        }
    }

    void compareSides()
    {
        MainWindow window;
        open(window, state("compare"));
        ComparePage* page = window.comparePage();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !page->isBusy() && page->channelHint().isEmpty(), kPatience);
        page->channelTable()->sortByColumn(0, Qt::AscendingOrder);
        compareAll(window, QStringLiteral("compare"), [](ExportDialog& dialog) {
            for (QCheckBox* box : dialog.findChildren<QCheckBox*>())
                if (box->text().contains(QLatin1String("maps, too")) ||
                    box->text().contains(QLatin1String("parts of the maps")))
                    box->setChecked(true);
        });
        for (const char* part : {"layers", "decay", "state-norm", "map-a", "map-b", "map-difference"})
            QVERIFY2(QFileInfo(file(QStringLiteral("compare-%1.csv").arg(QLatin1String(part)))).size() > 100, part);
        QCOMPARE(loadNpy(file(QStringLiteral("compare-map-b.npy")).toStdString()).shape,
                 std::vector<std::int64_t>({600, 600}));
        QCOMPARE(loadNpy(file(QStringLiteral("compare-decay.npy")).toStdString()).shape,
                 std::vector<std::int64_t>({600, 2}));
    }

    void darkChineseAndFine()
    {
        if (!languages().contains(QStringLiteral("zh_CN")))
            QSKIP("built without translations");
        useLanguage(QStringLiteral("zh_CN"));
        MainWindow window;
        ViewState s = state("map");
        s.theme = "dark";
        open(window, s);
        for (const char* page : {"map", "gallery", "decay", "channels", "tokens", "tensors"}) {
            window.messages()->dismissAll(); // what goes by itself would change the page's size on the way
            window.workspace().editView([&](ViewState& edited) { edited.page = page; });
            QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.currentPage()->isBusy(), kPatience);
            const QString out = file(QStringLiteral("dark-%1.png").arg(QLatin1String(page)));
            window.currentPage()->setExportOptions({.whole = false, .scale = 1.5});
            const QString command = window.currentPage()->commandLine(out);
            QVERIFY2(command.contains(QLatin1String("--scale 1.5")) &&
                         command.contains(QLatin1String("--theme dark")) &&
                         command.contains(QLatin1String("--language zh_CN")),
                     qPrintable(command));
            const QSize shown = window.currentPage()->size();
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportView(out, true);
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
            const QImage written(out);
            QCOMPARE(written.size(), shown * 1.5);
            QVERIFY(written.pixelColor(2, 2).lightness() < 100);
            QVERIFY(QFile::rename(out, file(QStringLiteral("window-%1.png").arg(QLatin1String(page)))));
            runShown(command);
            const int different = differentPixels(written, QImage(out));
            QVERIFY2(different <= written.width() * written.height() / 2000,
                     qPrintable(QStringLiteral("%1: %2 pixels differ").arg(command).arg(different)));
        }
        s.theme = "light";
        open(window, s); // other tests look at light windows
    }

    /// Whatever has just changed has its place in the picture, without a turn of the event loop in between.
    void textsThatHaveJustChanged()
    {
        QWidget page;
        auto* layout = new QVBoxLayout(&page);
        auto* row = new FlowLayout;
        row->addLabelled(QStringLiteral("Label"), new QComboBox);
        auto* words = new QLabel(QStringLiteral("short"));
        words->setMinimumWidth(1);
        row->addWidget(words);
        layout->addLayout(row);
        auto* wrapped = new QLabel;
        wrapped->setWordWrap(true);
        layout->addWidget(wrapped);
        layout->addWidget(new QTableView, 1);
        page.resize(300, 300);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QApplication::processEvents();
        words->setText(QString::fromUtf8("12 个被筛选的通道：40 个词元被全部保留，512 个都不保留"));
        wrapped->setText(QString(300, QLatin1Char('w')).replace(QStringLiteral("www"), QStringLiteral("ww ")));
        const QString first = file(QStringLiteral("first.png"));
        writeWidget(page, first, 1);
        QApplication::processEvents();
        const QString second = file(QStringLiteral("second.png"));
        writeWidget(page, second, 1);
        QCOMPARE(differentPixels(QImage(first), QImage(second)), 0);
    }

    void commandFollowsThePagesSize()
    {
        MainWindow window;
        open(window, state("decay"));
        ExportDialog dialog(*window.currentPage());
        dialog.show();
        const auto sizeSaid = [&] {
            const QSize size = window.currentPage()->size();
            return QStringLiteral(" --size %1x%2 ").arg(size.width()).arg(size.height());
        };
        QVERIFY2(shownCommand(dialog).contains(sizeSaid()), qPrintable(shownCommand(dialog)));
        const QString before = sizeSaid();
        window.messages()->post(MessageBar::Severity::Warning, QStringLiteral("takes room"));
        QTRY_VERIFY(sizeSaid() != before);
        QTRY_VERIFY2(shownCommand(dialog).contains(sizeSaid()), qPrintable(shownCommand(dialog)));
    }

    void vectorsStayVectors()
    {
        MainWindow window;
        ViewState s = state("tokens");
        s.row = 300;
        s.column = 120;
        open(window, s);
        // Labels of axes are text and curves are lines where plots are drawn anew; in a picture of the screen's pixels
        // neither is there.
        const std::pair<const char*, const char*> labels[] = {{"tokens", "share kept"},
                                                              {"compare", "RMS of the state"},
                                                              {"decay", "ln of the cumulative decay"},
                                                              {"channels", "receptive field of the last token"}};
        for (const auto& [page, label] : labels) {
            window.workspace().editView([page = page](ViewState& edited) { edited.page = page; });
            QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !window.currentPage()->isBusy(), kPatience);
            const QString out = file(QStringLiteral("vectors-%1.svg").arg(QLatin1String(page)));
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportView(out, false);
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
            const QByteArray svg = contentOfFile(out);
            QVERIFY2(svg.contains(label), page);
            QVERIFY2(svg.count("<polyline") + svg.count("<path") > 10, page);
        }
    }
};

QTEST_MAIN(ExportTest)
#include "export_test.moc"
