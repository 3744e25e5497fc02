// SPDX-License-Identifier: GPL-3.0-or-later
// What a person asks for while something else is still on its way: nothing that was asked for is lost without a word,
// and nothing that was overtaken comes after all.
#include "core/base/npy.h"
#include "tests/ui/page_words.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/generation_record.h"
#include "ui/engine/comparer.h"
#include "ui/engine/history.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/gallery/gallery_grid.h"
#include "ui/pages/gallery/gallery_page.h"
#include "ui/widgets/text_pane.h"

#include <QClipboard>
#include <QFile>
#include <QPlainTextEdit>
#include <QSignalSpy>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

const QString kHeld = QStringLiteral("held");

std::string modelOf(MainWindow& window)
{
    return window.workspace().document()->model->name();
}

QString placeholder(const TextPane* pane)
{
    return pane->findChild<QPlainTextEdit*>()->placeholderText();
}

} // namespace

class OvertakenTest : public WindowTest
{
    Q_OBJECT

    /// Another model as a step that can be undone.
    static void openSecond(MainWindow& window)
    {
        open(window, shortState());
        window.workspace().openModel(QStringLiteral("mamba1-12m"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && modelOf(window) == "mamba1-12m", kPatience);
        window.history().settle();
        QVERIFY(window.history().canUndo());
    }

private slots:
    void aTextThatIsChosenWhileAModelLoadsIsOpenedWithIt()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.openModel(QStringLiteral("mamba1-12m"));
        w.setPasskey(700, 0.5, 3);
        QCOMPARE(w.openingModel(), QStringLiteral("mamba1-12m"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && modelOf(window) == "mamba1-12m", kPatience);
        QCOMPARE(w.document()->length(), 700);
        QCOMPARE(w.state().seed, std::uint64_t(3));
    }

    void redoOvertakesAnUndoThatOpens()
    {
        MainWindow window;
        openSecond(window);
        window.history().undo();
        window.history().redo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(modelOf(window), std::string("mamba1-12m"));
        window.history().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && modelOf(window) == "mamba2-12m", kPatience);
        QVERIFY(window.history().canRedo());
    }

    void aTextThatOvertakesAnUndoIsAStepOfItsOwn()
    {
        MainWindow window;
        openSecond(window);
        Workspace& w = window.workspace();
        window.history().undo();
        w.setPrompt(QStringLiteral("The sea was calm."));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().sequenceKind == "prompt", kPatience);
        window.history().settle();
        QCOMPARE(modelOf(window), std::string("mamba2-12m")); // both are wanted
        QVERIFY(window.history().canUndo());
        window.history().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().sequenceKind == "passkey", kPatience);
        QCOMPARE(modelOf(window), std::string("mamba1-12m"));
    }

    void whatIsChangedWhileUndoOpensStays()
    {
        MainWindow window;
        openSecond(window);
        window.history().undo();
        QVERIFY(modelOf(window) == "mamba1-12m");
        window.workspace().editView([](ViewState& s) { s.page = "decay"; });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && modelOf(window) == "mamba2-12m", kPatience);
        QCOMPARE(window.workspace().state().page, std::string("decay"));
    }

    void filesAreWrittenWhateverIsOpenedMeanwhile()
    {
        MainWindow window;
        open(window, onPage("channels"));
        Workspace& w = window.workspace();
        QSignalSpy saved(&w, &Workspace::saved);
        hold(w.exports());
        window.exportView(file(QStringLiteral("a.csv")), false);
        window.exportView(file(QStringLiteral("b.csv")), false);
        w.setPasskey(650, 0.5, 1);
        QTRY_VERIFY_WITH_TIMEOUT(w.document()->length() == 650 && w.isFilteredCurrent(), kPatience);
        QCOMPARE(saved.size(), 0);
        w.exports().cancel(kHeld);
        QTRY_COMPARE_WITH_TIMEOUT(saved.size(), 2, kPatience);
        for (const char* name : {"a.csv", "b.csv"}) {
            QFile table(file(QLatin1String(name)));
            QVERIFY(table.open(QIODevice::ReadOnly));
            QVERIFY(table.readAll().count('\n') > 100);
        }
    }

    /// Theta is dragged away and back before the preview of in between is there.
    void aPreviewIsOfTheSettingsThatAreShown()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        const auto isOfNow = [&w] {
            return w.map(Side::LongMamba)->keepAbove == w.tokenThreshold(w.state().layer, w.state().channel);
        };
        const double theta = w.lnTheta();
        const double scale = w.state().scale;
        w.previewScale(2 * scale);
        QTRY_VERIFY_WITH_TIMEOUT(w.isPreview() && isOfNow(), kPatience);
        hold(w.pictures());
        w.previewScale(3 * scale);
        w.previewScale(2 * scale);
        w.pictures().cancel(kHeld);
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QVERIFY(w.isPreview() && isOfNow());
        QCOMPARE(w.lnTheta(), theta);
        w.commitMethod();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }

    void theGalleryForgetsWhatIsShownNoMore()
    {
        MainWindow window;
        open(window, onPage("gallery"));
        Workspace& w = window.workspace();
        GalleryPage* page = window.galleryPage();
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
        showPage(window, "decay");
        w.setPasskey(640, 0.5, 9);
        QTRY_VERIFY_WITH_TIMEOUT(w.isReading(), kPatience);
        w.cancelAll();
        w.editView([](ViewState& s) { s.page = "gallery"; });
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCOMPARE(page->filled(), 0);
        QVERIFY(page->grid()->message().contains(QStringLiteral("Compute again (F5)")));
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_COMPARE_WITH_TIMEOUT(page->filled(), 48, kPatience);
    }

    void nothingWaitsForACancelledPass()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.setPasskey(640, 0.5, 9);
        connect(&w, &Workspace::traceChanged, &window, [&w](Side side) {
            if (side == Side::Vanilla && w.trace(Side::Vanilla) && w.isReading())
                w.cancelAll();
        });
        QTRY_VERIFY_WITH_TIMEOUT(w.document()->length() == 640 && w.trace(Side::Vanilla) && w.isIdle(), kPatience);
        QVERIFY(!w.trace(Side::LongMamba));
        for (const Side side : kSides) {
            const QString says = placeholder(window.generationDock()->pane(side));
            QVERIFY2(says.contains(QStringLiteral("Compute again (F5)")), qPrintable(says));
        }
    }

    /// Fewer tokens than are set, and a name that looks like a place in a pattern.
    void theCommandOfAShortTextIsRunAsItStands()
    {
        const QString path = file(QStringLiteral("50%2C.txt"));
        QFile text(path);
        QVERIFY(text.open(QIODevice::WriteOnly) && text.write("The sea was calm, and the boats came home.") > 0);
        text.close();
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        w.setText(path, 4096);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().sequenceKind == "text", kPatience);
        const QString command = generateCommand(w, QString());
        QVERIFY2(command.contains(QStringLiteral("50%2C.txt' --tokens %1 ").arg(w.document()->length())),
                 qPrintable(command));
        QVERIFY(w.document()->length() < 60);
        // Answers are of the settings that they were asked for with.
        w.previewScale(7);
        QVERIFY2(generateCommand(w, QString()).contains(QStringLiteral(" --scale 1 ")), qPrintable(command));
        w.commitMethod();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(generateCommand(w, QString()).contains(QStringLiteral(" --scale 7 ")));
        // A sequence that no option names is kept in a file.
        w.setPasskey(640, 0.5, 9);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 640, kPatience);
        actionOf(window, "answers.copyCommand")->trigger();
        const QString copied = QApplication::clipboard()->text();
        const QString ids = copied.section(QStringLiteral(" --ids "), 1).section(QLatin1Char(' '), 0, 0);
        QVERIFY2(QFile::exists(ids), qPrintable(copied));
        QCOMPARE(loadIds(ids.toStdString()).front(), w.document()->ids);
    }

    /// Compare takes over the window's passes; it does not begin those that a person cancelled.
    void compareBeginsNothingThatWasCancelled()
    {
        MainWindow window;
        open(window, onPage("compare"));
        Workspace& w = window.workspace();
        ComparePage* page = window.comparePage();
        QTRY_VERIFY_WITH_TIMEOUT(!page->isBusy() && page->comparer().isCurrent(1), kPatience);
        w.setPasskey(640, 0.5, 9);
        QTRY_VERIFY_WITH_TIMEOUT(w.isReading(), kPatience);
        actionOf(window, "run.cancel")->trigger();
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCoreApplication::processEvents(); // what is queued for the end of it
        QVERIFY(!page->comparer().isBusy());
        QTest::keyClick(&window, Qt::Key_F5);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && !page->isBusy() && page->comparer().isCurrent(1), kPatience);
    }
};

QTEST_MAIN(OvertakenTest)
#include "overtaken_test.moc"
