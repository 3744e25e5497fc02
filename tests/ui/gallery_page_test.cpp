// SPDX-License-Identifier: GPL-3.0-or-later
// The Gallery page as a person uses it, in the real window on the bundled models.
#include "core/base/npy.h"
#include "tests/ui/window_fixture.h"
#include "ui/figures/gallery_painter.h"
#include "ui/pages/gallery/gallery_grid.h"
#include "ui/pages/gallery/gallery_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/message_bar.h"
#include "ui/windows/command_line.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSpinBox>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

ViewState galleryState()
{
    ViewState s = shortState();
    s.page = "gallery";
    return s;
}

bool filledVisible(const GalleryPage& page)
{
    const auto [first, end] = page.grid()->visibleCells();
    if (first == end)
        return false;
    for (int k = first; k < end; ++k) {
        if (!page.panels()[static_cast<std::size_t>(k)].maps.whole)
            return false;
    }
    return true;
}

QStringList captions(const GalleryPage& page)
{
    QStringList result;
    for (const GalleryPanel& panel : page.panels())
        result << QStringLiteral("%1/%2").arg(panel.channel.layer).arg(panel.channel.channel);
    return result;
}

QComboBox* comboWith(const GalleryPage& page, const QString& data)
{
    for (QComboBox* box : page.findChildren<QComboBox*>()) {
        if (box->findData(data) >= 0)
            return box;
    }
    return nullptr;
}

} // namespace

class GalleryPageTest : public WindowTest
{
    Q_OBJECT
private slots:
    void showsASortedSampleAndFillsIt()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        QCOMPARE(window.currentPage(), static_cast<Page*>(page));
        QCOMPARE(page->panels().size(), std::size_t(48));
        QCOMPARE(page->filled(), 48);
        const Profile& profile = *window.workspace().document()->profile;
        int global = 0;
        for (std::size_t k = 0; k < page->panels().size(); ++k) {
            const GalleryPanel& panel = page->panels()[k];
            QCOMPARE(panel.channel.lnDecay, profile.lnDecayOf(panel.channel.layer, panel.channel.channel));
            QVERIFY(k == 0 || panel.channel.lnDecay <= page->panels()[k - 1].channel.lnDecay);
            QCOMPARE(panel.kind == ChannelClass::Global, panel.channel.lnDecay > window.workspace().lnTheta());
            global += panel.kind == ChannelClass::Global ? 1 : 0;
            QCOMPARE(panel.maps.whole->tokens, 600);
            QVERIFY(!panel.maps.training);
        }
        QVERIFY(global > 0 && global < 48);
    }

    void clickSelectsAndDoubleClickOpensTheMap()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        GalleryGrid* grid = page->grid();
        const ChannelRef third = page->panels()[2].channel;
        QTest::mouseClick(grid->viewport(), Qt::LeftButton, {}, grid->cellRect(2).center());
        QCOMPARE(window.workspace().state().layer, third.layer);
        QCOMPARE(window.workspace().state().channel, third.channel);
        QCOMPARE(grid->current(), 2);
        QVERIFY(grid->accessibleDescription().contains(QString::number(third.channel)));
        QTest::mouseDClick(grid->viewport(), Qt::LeftButton, {}, grid->cellRect(1).center());
        QCOMPARE(window.currentPage(), static_cast<Page*>(window.mapPage()));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.workspace().map(Side::Vanilla)->channel, page->panels()[1].channel.channel);
    }

    void theKeyboardReachesEveryChannel()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        GalleryGrid* grid = page->grid();
        grid->setFocus();
        QTest::keyClick(grid, Qt::Key_Home);
        QCOMPARE(grid->current(), 0);
        QTest::keyClick(grid, Qt::Key_Right);
        QTest::keyClick(grid, Qt::Key_Right);
        QCOMPARE(grid->current(), 2);
        QTest::keyClick(grid, Qt::Key_Down);
        QCOMPARE(grid->current(), 2 + grid->columns());
        QTest::keyClick(grid, Qt::Key_Up);
        QTest::keyClick(grid, Qt::Key_Up); // nothing above the first row
        QTest::keyClick(grid, Qt::Key_Left);
        QCOMPARE(grid->current(), 1);
        QTest::keyClick(grid, Qt::Key_End);
        QCOMPARE(grid->current(), 47);
        QVERIFY(grid->viewport()->rect().contains(grid->cellRect(47).center()));
        QTest::keyClick(grid, Qt::Key_PageUp);
        QVERIFY(grid->current() < 47);
        QCOMPARE(window.workspace().state().channel,
                 page->panels()[static_cast<std::size_t>(grid->current())].channel.channel);
        const int columns = grid->columns();
        QTest::keyClick(grid, Qt::Key_Plus);
        QCOMPARE(window.workspace().state().gallerySize, 192);
        QVERIFY(grid->columns() < columns);
        QTest::keyClick(grid, Qt::Key_Return);
        QCOMPARE(window.currentPage(), static_cast<Page*>(window.mapPage()));
    }

    void aSelectionElsewhereIsMarkedHere()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        const ChannelRef last = page->panels().back().channel;
        window.workspace().select(last.layer, last.channel);
        QCOMPARE(page->grid()->current(), 47);
        QVERIFY(page->grid()->viewport()->rect().intersects(page->grid()->cellRect(47)));
    }

    void controlsChangeTheSample()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        Workspace& w = window.workspace();
        const QStringList before = captions(*page);
        const auto spins = page->findChildren<QSpinBox*>();
        QSpinBox* count = spins[0];
        QSpinBox* seed = spins[1];
        seed->setFocus();
        QTest::keyClick(seed, Qt::Key_Up);
        QCOMPARE(w.state().gallerySeed, std::uint64_t(1));
        QVERIFY(captions(*page) != before);
        QTest::keyClick(seed, Qt::Key_Down);
        QCOMPARE(captions(*page), before);
        count->setFocus();
        count->selectAll();
        QTest::keyClicks(count, QStringLiteral("12"));
        QTest::keyClick(count, Qt::Key_Return);
        QCOMPARE(page->panels().size(), std::size_t(12));
        choose(comboWith(*page, QStringLiteral("layer")), QStringLiteral("layer"));
        for (const GalleryPanel& panel : page->panels())
            QCOMPARE(panel.channel.layer, w.state().layer);
        w.select(2, 0); // the layer strip, say
        for (const GalleryPanel& panel : page->panels())
            QCOMPARE(panel.channel.layer, 2);
        count->setFocus();
        count->selectAll();
        QTest::keyClicks(count, QStringLiteral("0"));
        QTest::keyClick(count, Qt::Key_Return);
        QCOMPARE(page->panels().size(), std::size_t(24));
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 24, kPatience);
    }

    void bothLengthsAreFigureOne()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        auto* both = page->findChild<QCheckBox*>();
        const int columns = page->grid()->columns();
        QTest::mouseClick(both, Qt::LeftButton, {}, QPoint(8, both->height() / 2));
        QCOMPARE(window.workspace().state().galleryLengths, std::string("both"));
        QVERIFY(page->grid()->columns() < columns);
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        for (const GalleryPanel& panel : page->panels()) {
            QCOMPARE(panel.maps.training->tokens, 512);
            QCOMPARE(panel.maps.whole->tokens, 600);
        }
        // A sequence that is not longer has nothing to show beside it, and says so.
        window.workspace().setPasskey(300, 0.5, 0);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && window.workspace().document()->length() == 300, kPatience);
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        QVERIFY(!page->panels().front().maps.training);
    }

    void theOtherMethodHasOtherMaps()
    {
        MainWindow window;
        open(window, galleryState());
        GalleryPage* page = window.galleryPage();
        Workspace& w = window.workspace();
        const GalleryPanel vanilla = page->panels().front();
        QVERIFY(vanilla.kind == ChannelClass::Global);
        choose(comboWith(*page, QStringLiteral("longmamba")), QStringLiteral("longmamba"));
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        const GalleryPanel filtered = page->panels().front();
        QVERIFY(filtered.channel == vanilla.channel);
        QVERIFY(filtered.maps.whole->values != vanilla.maps.whole->values);
        // Another theta: classes at once, maps when the pass is through.
        w.previewTheta(std::log(1e-30));
        const auto global = std::count_if(page->panels().begin(), page->panels().end(),
                                          [](const auto& p) { return p.kind == ChannelClass::Global; });
        QVERIFY(global > 1);
        QVERIFY(page->panels().front().maps.whole == filtered.maps.whole); // what was there stays
        w.commitMethod();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && page->filled() == 48, kPatience);
        QVERIFY(page->panels().front().maps.whole != filtered.maps.whole);
    }

    void classesDifferInMarkNotOnlyInColour()
    {
        // Drawn in one colour, the two classes still look different.
        PlotColours grey = plotColours(false);
        grey.global = grey.local = QColor(Qt::black);
        GalleryPainter painter(grey, QApplication::font());
        const auto draw = [&](ChannelClass kind) {
            QImage image(160, 200, QImage::Format_RGB32);
            image.fill(Qt::white);
            QPainter on(&image);
            GalleryPanel panel;
            panel.kind = kind;
            painter.paintPanel(on, QPointF(4, 4), 128, panel, {}, {});
            on.end();
            return image;
        };
        const QImage global = draw(ChannelClass::Global);
        const QImage local = draw(ChannelClass::Local);
        const QRect mark(4, 4 + QFontMetrics(QApplication::font()).height(), 12,
                         QFontMetrics(QApplication::font()).height());
        QVERIFY(global.copy(mark) != local.copy(mark));
        QVERIFY(global.copy(100, 30, 60, 170) != local.copy(100, 30, 60, 170)); // and the frame
    }

    void hundredsOfChannelsFillWhereOneLooks()
    {
        MainWindow window;
        ViewState state = galleryState();
        state.model = "mamba1-12m";
        state.theta = 1e-10;
        state.layer = 4;
        state.channel = 339;
        state.galleryScope = "layer";
        state.galleryChannels = 0;
        window.show();
        Workspace& w = window.workspace();
        w.openState(state, QStringLiteral("opening"));
        GalleryPage* page = window.galleryPage();
        QTRY_VERIFY_WITH_TIMEOUT(page->panels().size() == 768 && filledVisible(*page), kPatience);
        const auto first = page->panels().front().maps.whole;
        // To the end before the rest is there: what is seen comes first.
        QScrollBar* bar = page->grid()->verticalScrollBar();
        dragHandle(bar, bar->height());
        QCOMPARE(bar->value(), bar->maximum());
        QTRY_VERIFY_WITH_TIMEOUT(filledVisible(*page), kPatience);
        QTest::keyClick(page->grid(), Qt::Key_End);
        QCOMPARE(w.state().channel, page->panels().back().channel.channel);
        QTest::keyClick(page->grid(), Qt::Key_Home);
        QCOMPARE(page->panels().front().maps.whole, first); // kept, not made again
        QTRY_VERIFY_WITH_TIMEOUT(filledVisible(*page), kPatience);
        QCOMPARE(window.messages()->count(), 0);
    }

    void hiddenPagesComputeNothing()
    {
        MainWindow window;
        ViewState state = galleryState();
        state.page = "map";
        open(window, state);
        QCOMPARE(window.galleryPage()->filled(), 0);
        window.workspace().editView([](ViewState& s) { s.page = "gallery"; });
        QTRY_COMPARE_WITH_TIMEOUT(window.galleryPage()->filled(), 48, kPatience);
        for (const QSize size : {QSize(900, 600), QSize(1700, 1100), QSize(1280, 800)})
            window.resize(size);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.galleryPage()->filled(), 48);
        window.workspace().editView([](ViewState& s) { s.theme = "dark"; });
        QVERIFY(!window.galleryPage()->grab().isNull());
    }

    void aCancelledExportLeavesNoFiles()
    {
        const QDir folder(file(QStringLiteral("cancelled")));
        QVERIFY(folder.mkpath(QStringLiteral(".")));
        MainWindow window;
        ViewState state = galleryState();
        state.model = "mamba1-12m";
        state.galleryChannels = 0; // 7,680 of them
        window.show();
        Workspace& w = window.workspace();
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window.galleryPage()->filled() > 0, kPatience);
        QSignalSpy saved(&w, &Workspace::saved);
        window.exportView(folder.filePath(QStringLiteral("x.npy")), false);
        QTRY_VERIFY_WITH_TIMEOUT(folder.exists(QStringLiteral("x-maps.npy.part")), kPatience);
        w.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCOMPARE(saved.size(), 0);
        QCOMPARE(folder.entryList(QDir::Files), QStringList());
    }

    void closesWhileComputing()
    {
        auto window = std::make_unique<MainWindow>();
        ViewState state = galleryState();
        state.tokens = 8192;
        state.galleryChannels = 0;
        window->show();
        window->workspace().openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().gallery().isBusy(), kPatience);
        QVERIFY(window->close());
        window.reset();
    }

    void anotherModelWhileTheFirstFills()
    {
        MainWindow window;
        ViewState state = galleryState();
        state.galleryChannels = 0;
        window.show();
        Workspace& w = window.workspace();
        w.openState(state, QStringLiteral("opening"));
        GalleryPage* page = window.galleryPage();
        QTRY_VERIFY_WITH_TIMEOUT(page->filled() > 0, kPatience);
        state.model = "mamba1-12m";
        state.theta = 1e-10;
        state.galleryChannels = 60;
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(page->panels().size() == 60 && page->filled() == 60, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(std::any_of(page->panels().begin(), page->panels().end(),
                            [](const GalleryPanel& panel) { return panel.channel.channel >= 24; }));
        QCOMPARE(window.messages()->count(), 0);
    }

    void withoutAProfileDecayComesFromThePass()
    {
        const QString copy = file(QStringLiteral("copy"));
        QVERIFY(QDir().mkpath(copy));
        const ModelFiles files = locateModel("mamba2-12m");
        for (const QFileInfo& entry : QDir(QString::fromStdString(files.folder.string())).entryInfoList(QDir::Files))
            QVERIFY(QFile::copy(entry.filePath(), copy + QLatin1Char('/') + entry.fileName()));
        ViewState state = galleryState();
        state.model = copy.toStdString();
        state.tokenizer = files.tokenizer.string();
        MainWindow window;
        open(window, state);
        QVERIFY(!window.workspace().document()->profile);
        GalleryPage* page = window.galleryPage();
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        QVERIFY(page->panels().front().kind == ChannelClass::Unknown);
        QVERIFY(page->panels().front().channel.lnDecay > page->panels().back().channel.lnDecay);
    }

    void exportsAndTheSessionShowsTheSame()
    {
        MainWindow window;
        ViewState state = galleryState();
        state.galleryChannels = 20;
        state.galleryLengths = "both";
        state.galleryMethod = "longmamba";
        state.gallerySeed = 3;
        open(window, state);
        GalleryPage* page = window.galleryPage();
        for (const QString& suffix : page->exportSuffixes()) {
            const QString out = file(QStringLiteral("gallery.") + suffix);
            QSignalSpy saved(&window.workspace(), &Workspace::saved);
            window.exportView(out, true);
            QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
            QVERIFY2(QFileInfo(out).size() > 300, qPrintable(out));
            QVERIFY(page->commandLine(out).contains(shellQuoted(out)));
        }
        QFile csv(file(QStringLiteral("gallery.csv")));
        QVERIFY(csv.open(QIODevice::ReadOnly));
        QCOMPARE(csv.readAll().count('\n'), 21);
        QCOMPARE(page->exportFiles(file(QStringLiteral("gallery.npy"))).size(), 3);
        QCOMPARE(page->exportFiles(file(QStringLiteral("gallery.csv"))).size(), 1);
        const NpyArray whole = loadNpy(file(QStringLiteral("gallery-maps.npy")).toStdString());
        const NpyArray training = loadNpy(file(QStringLiteral("gallery-maps-training.npy")).toStdString());
        QCOMPARE(whole.shape, std::vector<std::int64_t>({20, 128, 128}));
        QCOMPARE(training.shape, whole.shape);
        QCOMPARE(static_cast<float>(whole.values.back()), page->panels().back().maps.whole->values.back());
        const QStringList shown = captions(*page);
        MainWindow second;
        second.show();
        second.openAnything(file(QStringLiteral("gallery.mscope")));
        QTRY_VERIFY_WITH_TIMEOUT(settled(second), kPatience);
        QCOMPARE(captions(*second.galleryPage()), shown);
        QCOMPARE(second.galleryPage()->panels().front().maps.training->tokens, 512);
        window.exportView(file(QStringLiteral("none/x.png")), false);
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 1, kPatience);
    }
};

QTEST_MAIN(GalleryPageTest)
#include "gallery_page_test.moc"
