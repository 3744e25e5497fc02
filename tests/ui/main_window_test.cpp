// SPDX-License-Identifier: GPL-3.0-or-later
// The window as a person uses it, on the bundled models with short sequences.
#include "core/base/npy.h"
#include "core/base/resources.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/method_dock.h"
#include "ui/docks/model_dock.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/workspace.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/channels/layer_strip.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/text_pane.h"
#include "ui/widgets/theta_slider.h"
#include "ui/widgets/token_strip.h"
#include "ui/windows/command_line.h"
#include "ui/windows/main_window.h"
#include "ui/windows/session_files.h"

#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <qcustomplot.h>

#include <cmath>
#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class MainWindowTest : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        if (bundledProfile("mamba2-12m").empty())
            QFAIL("the bundled model has no profile");
    }

    void opensAndShowsEverything()
    {
        MainWindow window;
        QSignalSpy grown(&window.workspace(), &Workspace::generationGrown);
        open(window, shortState());
        Workspace& w = window.workspace();
        QCOMPARE(w.document()->length(), 600);
        QVERIFY(window.windowTitle().contains(QStringLiteral("mamba2-12m")));
        for (const Side side : kSides) {
            QVERIFY(!window.mapPage()->view(side)->overview().isEmpty());
            QCOMPARE(w.map(side)->layer, 6);
            QCOMPARE(w.map(side)->channel, 15);
            QCOMPARE(w.answers()[index(side)].ids.size(), 6U);
            QCOMPARE(window.generationDock()->pane(side)->answer(), w.answers()[index(side)].text);
        }
        QVERIFY(!grown.isEmpty());
        QVERIFY(!w.isPreview());
        QVERIFY(w.trace(Side::LongMamba)->filteredChannels() == w.classification().globalCount);
        QCOMPARE(window.messages()->count(), 0);
        QCOMPARE(window.modelDock()->layerStrip()->selected(), 6);
        QVERIFY(window.modelDock()->findChild<QLabel*>(QStringLiteral("modelNotice"))->isHidden());
    }

    void dragsTheta()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        ThetaSlider* slider = window.methodDock()->thetaSlider();
        QWidget* bar = slider->bar();
        const auto at = [&](double lnTheta) { return QPoint(qRound(slider->positionOf(lnTheta)), bar->height() / 2); };
        const std::int64_t before = w.classification().globalCount;
        const auto traceBefore = w.trace(Side::LongMamba);
        QTest::mousePress(bar, Qt::LeftButton, {}, at(std::log(0.05)));
        QTest::mouseMove(bar, at(-20));
        QTest::mouseMove(bar, at(-60));
        QVERIFY(w.classification().globalCount > before); // at once, without a pass
        QCOMPARE(slider->globalCount(), w.classification().globalCount);
        QCOMPARE(w.trace(Side::LongMamba), traceBefore);
        QVERIFY(!w.isFilteredCurrent());
        QTRY_VERIFY_WITH_TIMEOUT(w.isPreview(), kPatience);
        QTest::mouseRelease(bar, Qt::LeftButton, {}, at(-60));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(!w.isPreview());
        QVERIFY(w.trace(Side::LongMamba) != traceBefore);
        QCOMPARE(w.trace(Side::LongMamba)->filteredChannels(), w.classification().globalCount);
    }

    void previewEqualsVanillaWhereNothingIsFiltered()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.previewTheta(std::log(0.999)); // no channel is that slow
        QCOMPARE(w.classification().globalCount, 0);
        QVERIFY(w.isPreview());
        QCOMPARE(w.map(Side::LongMamba), w.map(Side::Vanilla));
        w.commitMethod();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(w.trace(Side::LongMamba)->filteredChannels(), 0);
        QCOMPARE(w.answers()[0].ids, w.answers()[1].ids);
    }

    void selectsChannelsInTableAndLayers()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        QTest::keyClick(&window, Qt::Key_4, Qt::ControlModifier);
        ChannelsPage* page = window.channelsPage();
        QCOMPARE(window.currentPage(), page);
        QTableView* table = page->table();
        QTest::keyClicks(page->filterBox(), QStringLiteral("layer=8 global"));
        QVERIFY(table->model()->rowCount() > 0 && table->model()->rowCount() < 24);
        const QModelIndex cell = table->model()->index(0, 1);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, table->visualRect(cell).center());
        QCOMPARE(w.state().layer, 8);
        QCOMPARE(w.state().channel, cell.data().toLongLong());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::LongMamba)->layer == 8, kPatience);
        QCOMPARE(w.map(Side::Vanilla)->channel, w.state().channel);
        QCOMPARE(window.modelDock()->layerStrip()->selected(), 8);
        LayerStrip* layers = window.modelDock()->layerStrip();
        QTest::mouseClick(layers, Qt::LeftButton, {}, layers->rowRect(2).center());
        QCOMPARE(w.state().layer, 2);
        QTest::keyClick(layers, Qt::Key_Down);
        QCOMPARE(w.state().layer, 3);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->layer == 3, kPatience);
    }

    void picksCells()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        MapView* view = window.mapPage()->view(Side::Vanilla);
        const QPoint place = view->positionOf(500, 100).toPoint();
        const auto cell = view->cellAt(place);
        auto* plot = view->findChild<QCustomPlot*>();
        QTest::mouseClick(plot, Qt::LeftButton, {}, plot->mapFrom(view, place));
        QCOMPARE(std::pair(qint64(w.state().row), qint64(w.state().column)), cell);
        QCOMPARE(window.mapPage()->view(Side::LongMamba)->pickedCell(), cell);
        QCOMPARE(window.tokenStrip()->pickedToken(), cell.second);
        const float value = w.map(Side::Vanilla)->map->value(cell.first, cell.second);
        QVERIFY(window.readout().contains(QString::number(static_cast<double>(value), 'g', 4)));
        QTest::keyClick(view, Qt::Key_Down);
        QCOMPARE(w.state().row, cell.first + 1);
        QTest::keyClick(view, Qt::Key_Escape);
        QCOMPARE(w.state().row, -1);
    }

    void linkedViewsAndResize()
    {
        MainWindow window;
        open(window, shortState());
        MapPage* page = window.mapPage();
        page->view(Side::LongMamba)->setVisibleRange(QRectF(50, 100, 200, 150));
        QTRY_COMPARE(page->view(Side::Vanilla)->visibleRange(), page->view(Side::LongMamba)->visibleRange());
        QCOMPARE(window.workspace().state().mapCol0, page->view(Side::LongMamba)->visibleRange().left());
        for (const QSize size : {QSize(900, 600), QSize(1600, 1000)}) {
            window.resize(size);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        }
        QCOMPARE(window.messages()->count(), 0);
    }

    void brokenModelLeavesWhatIsShown()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        const auto document = w.document();
        const auto trace = w.trace(Side::LongMamba);
        const ViewState state = w.state();
        QVERIFY(QDir().mkpath(file(QStringLiteral("broken"))));
        std::ofstream(file(QStringLiteral("broken/config.json")).toStdString()) << "{ nonsense";
        std::ofstream(file(QStringLiteral("broken/model.safetensors")).toStdString()) << "nothing";
        window.openAnything(file(QStringLiteral("broken")));
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 1, kPatience);
        QVERIFY2(window.messages()->texts().first().contains(QStringLiteral("broken/config.json: ")),
                 qPrintable(window.messages()->texts().first()));
        window.openAnything(file(QStringLiteral("no such folder")));
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 2, kPatience);
        std::ofstream(file(QStringLiteral("bad.mscope")).toStdString()) << "{}";
        window.openAnything(file(QStringLiteral("bad.mscope")));
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 3, kPatience);
        QVERIFY(window.messages()->texts().first().endsWith(QStringLiteral("bad.mscope: not a MambaScope session")));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCOMPARE(w.document(), document);
        QCOMPARE(w.trace(Side::LongMamba), trace);
        QVERIFY(w.state() == state);
        QVERIFY(!window.mapPage()->view(Side::LongMamba)->overview().isEmpty());
    }

    void profileOfAnotherModel()
    {
        MainWindow window;
        open(window, shortState());
        const auto document = window.workspace().document();
        window.openAnything(QString::fromStdString(bundledProfile("mamba1-12m").string()));
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 1, kPatience);
        const QString message = window.messages()->texts().first();
        QVERIFY2(message.contains(QStringLiteral("768")) && message.contains(QStringLiteral("24")),
                 qPrintable(message));
        QCOMPARE(window.workspace().document(), document);
    }

    void secondModelWhileTheFirstComputes()
    {
        MainWindow window;
        window.show();
        ViewState state = shortState();
        state.tokens = 4096;
        Workspace& w = window.workspace();
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(w.document() && !w.isIdle(), kPatience);
        ViewState second = shortState();
        second.model = "mamba1-12m";
        second.theta = 1e-10;
        second.channel = 339;
        second.layer = 4;
        w.openState(second, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m", kPatience);
        QCOMPARE(w.trace(Side::Vanilla)->length(), 600);
        QCOMPARE(w.map(Side::LongMamba)->channel, 339);
        QCOMPARE(window.channelsPage()->table()->model()->rowCount(), 7680);
        QCOMPARE(window.messages()->count(), 0);
    }

    void closesWhileComputing()
    {
        auto window = std::make_unique<MainWindow>();
        window->show();
        ViewState state = shortState();
        state.tokens = 16384;
        window->workspace().openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(window->workspace().document() && !window->workspace().isIdle(), kPatience);
        QVERIFY(window->close());
        window.reset();
    }

    void cancelLeavesAReason()
    {
        MainWindow window;
        window.show();
        ViewState state = shortState();
        state.tokens = 16384;
        Workspace& w = window.workspace();
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(w.document() && !w.isIdle(), kPatience);
        w.cancelAll();
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(!w.trace(Side::Vanilla));
        QVERIFY(w.reasonForNothing(Side::Vanilla).contains(QStringLiteral("F5")));
        QCOMPARE(window.messages()->count(), 0);
    }

    void sessionReopensExactly()
    {
        const QString path = file(QStringLiteral("view.mscope"));
        ViewState saved;
        {
            MainWindow window;
            ViewState state = shortState();
            state.layer = 7;
            state.channel = 16;
            state.row = 550;
            state.column = 12;
            state.page = "decay";
            state.normalise = "log10";
            state.colourMap = "mist";
            state.mapRow0 = 100;
            state.mapRow1 = 400;
            state.mapCol0 = 50;
            state.mapCol1 = 350;
            state.theme = "dark";
            open(window, state);
            saved = window.workspace().state();
            QCOMPARE(lines(saved), lines(state));
            window.sessions().save(path);
        }
        MainWindow window;
        window.show();
        window.openAnything(path);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(lines(window.workspace().state()), lines(saved));
        QCOMPARE(window.currentPage(), static_cast<Page*>(window.decayPage()));
        QCOMPARE(window.mapPage()->view(Side::LongMamba)->visibleRange(), QRectF(50, 100, 300, 300));
        QCOMPARE(window.mapPage()->view(Side::Vanilla)->pickedCell(), std::pair(qint64(550), qint64(12)));
    }

    void exportsEveryPage()
    {
        MainWindow window;
        open(window, shortState());
        for (const QString& name :
             {QStringLiteral("map"), QStringLiteral("decay"), QStringLiteral("channels"), QStringLiteral("tokens")}) {
            window.workspace().editView([&](ViewState& s) { s.page = name.toStdString(); });
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            for (const QString& suffix : window.currentPage()->exportSuffixes()) {
                const QString out = file(name + QLatin1Char('.') + suffix);
                QSignalSpy saved(&window.workspace(), &Workspace::saved);
                window.exportView(out, true);
                QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 1, kPatience);
                QVERIFY2(QFileInfo(out).size() > 100, qPrintable(out));
                QVERIFY2(QFileInfo::exists(companionFile(out)), qPrintable(companionFile(out)));
                QVERIFY(window.currentPage()->commandLine(out).contains(shellQuoted(out)));
            }
        }
        QVERIFY(ViewState::load(file(QStringLiteral("map.mscope")).toStdString()).tokens == 600);
        // The exported map holds the exact values.
        const NpyArray map = loadNpy(file(QStringLiteral("map.npy")).toStdString());
        QCOMPARE(map.shape, std::vector<std::int64_t>({600, 600}));
        QCOMPARE(static_cast<float>(map.values[599 * 600 + 17]),
                 window.workspace().map(Side::LongMamba)->map->value(599, 17));
        window.messages()->dismissAll();
        window.exportView(file(QStringLiteral("none/x.csv")), false);
        QTRY_COMPARE_WITH_TIMEOUT(window.messages()->count(), 1, kPatience);
        QVERIFY(window.messages()->texts().first().contains(QStringLiteral("none/x.csv: cannot be written")));
    }

    void typedPromptAndDroppedText()
    {
        MainWindow window;
        open(window, shortState());
        SequenceDock* dock = window.sequenceDock();
        dock->findChild<QComboBox*>()->setCurrentIndex(2);
        auto* prompt = dock->findChild<QPlainTextEdit*>();
        QAbstractButton* apply = buttonOf(*dock, QStringLiteral("Apply"));
        QVERIFY(apply && !apply->isEnabled());
        prompt->setPlainText(QStringLiteral("The sea was calm that morning, and nobody spoke."));
        QTest::mouseClick(apply, Qt::LeftButton);
        Workspace& w = window.workspace();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().sequenceKind == "prompt", kPatience);
        QVERIFY(w.document()->length() < 30);

        const QString text = file(QStringLiteral("dropped.txt"));
        std::ofstream(text.toStdString()) << std::string(3000, 'a') << " and so on";
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(text)});
        QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &drop);
        QTRY_VERIFY_WITH_TIMEOUT(window.messages()->count() > 0 || w.state().sequenceKind == "text", kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(w.document()->length() <= 600);
    }

    void settingsAreKept()
    {
        const QString weights = QString::fromStdString((resourceFolder() / "models" / "mamba2-12m").string());
        {
            MainWindow window;
            window.useSettings();
            open(window, shortState());
            window.openAnything(weights);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            for (QAction* action : window.findChildren<QAction*>()) {
                if (action->data().toString() == QLatin1String("dark"))
                    action->trigger();
            }
            QCOMPARE(window.workspace().state().theme, std::string("dark"));
            window.close();
        }
        MainWindow window;
        window.useSettings();
        QCOMPARE(window.workspace().state().theme, std::string("dark"));
        QCOMPARE(QSettings().value(QStringLiteral("recent/files")).toStringList().first(), weights);
        window.resetLayout();
    }

    void collapseModelSaysThatItIsInduced()
    {
        MainWindow window;
        ViewState state = shortState();
        state.model = "mamba2-13m-collapse";
        state.bucket = 0;
        open(window, state);
        const auto* notice = window.modelDock()->findChild<QLabel*>(QStringLiteral("modelNotice"));
        QVERIFY(notice->isVisible());
        QVERIFY(notice->text().contains(QStringLiteral("induced, not emergent")));
    }

    void everyControlHasANameAndEveryMenuItemASingleShortcut()
    {
        MainWindow window;
        open(window, shortState());
        QStringList shortcuts;
        for (const QAction* action : window.findChildren<QAction*>()) {
            if (!action->shortcut().isEmpty())
                shortcuts << action->shortcut().toString();
        }
        QVERIFY(shortcuts.size() > 15);
        QCOMPARE(shortcuts.removeDuplicates(), 0);
        QStringList nameless;
        for (QWidget* control : window.findChildren<QWidget*>()) {
            const bool part = control->objectName().startsWith(QLatin1String("qt_"));
            const bool speaks = qobject_cast<QAbstractSpinBox*>(control) || qobject_cast<QComboBox*>(control) ||
                                qobject_cast<QLineEdit*>(control) || qobject_cast<QAbstractItemView*>(control) ||
                                qobject_cast<QAbstractButton*>(control) || qobject_cast<MapView*>(control);
            if (part || !speaks || !control->isVisible() || control->focusPolicy() == Qt::NoFocus)
                continue;
            QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(control);
            if (accessible && accessible->text(QAccessible::Name).isEmpty())
                nameless << QLatin1String(control->metaObject()->className()) + QLatin1Char(' ') + control->toolTip();
        }
        QCOMPARE(nameless, QStringList());
    }
};

QTEST_MAIN(MainWindowTest)
#include "main_window_test.moc"
