// SPDX-License-Identifier: GPL-3.0-or-later
// The docks beside the pages - Model, Sequence, Method - as a person uses them, above all while the window computes.
#include "tests/ui/widget_fixture.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/model_dock.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/history.h"
#include "ui/pages/channels/layer_strip.h"
#include "ui/widgets/choice_slider.h"
#include "ui/widgets/message_bar.h"

#include <QComboBox>
#include <QDockWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include <functional>
#include <memory>
#include <optional>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// Comes back while the first sequence is being read.
void openReading(MainWindow& window)
{
    ViewState state = shortState();
    state.tokens = 16384;
    Workspace& w = window.workspace();
    window.show();
    w.openState(state, QStringLiteral("opening"));
    QTRY_VERIFY_WITH_TIMEOUT(w.document() && w.isReading(), kPatience);
}

QAbstractButton* applyButton(const SequenceDock* dock)
{
    return buttonOf(*dock, QStringLiteral("Apply"));
}

void type(QSpinBox* box, const QString& number)
{
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, number);
}

/// Of a haystack.
QSpinBox* lengthBox(const SequenceDock* dock)
{
    for (QSpinBox* box : dock->findChildren<QSpinBox*>()) {
        if (box->isVisible())
            return box; // the first one that is shown
    }
    return nullptr;
}

/// Opens the form for new thresholds, by clicks, and starts it.
void startCalibration(MainWindow& window)
{
    RecalibrateForm* form = window.methodDock()->recalibration();
    window.methodDock()->recalibrateButton()->click();
    type(form->samplesBox(), QStringLiteral("14")); // nearly all of the text: takes a while
    QCOMPARE(form->samplesBox()->value(), 14);
    form->startButton()->click();
    QVERIFY(form->isBusy());
}

} // namespace

class DocksTest : public WindowTest
{
    Q_OBJECT
private slots:
    void layersAreChosenByDraggingOverThem()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        LayerStrip* layers = window.modelDock()->layerStrip();
        drag(layers, layers->rowRect(1).center(), layers->rowRect(8).center());
        QCOMPARE(w.state().layer, 8);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::LongMamba)->layer == 8, kPatience);
        drag(layers, layers->rowRect(8).center(), QPoint(layers->width() / 2, layers->height() + 300)); // out of it
        QCOMPARE(w.state().layer, 9);
        QTest::keyClick(layers, Qt::Key_Home);
        QCOMPARE(w.state().layer, 0);
        QTest::mouseClick(buttonOf(*window.modelDock(), QStringLiteral("Tensors")), Qt::LeftButton);
        QCOMPARE(w.state().page, std::string("tensors"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void docksAreWidenedFloatedAndResized()
    {
        MainWindow window;
        window.resize(1500, 900);
        open(window, shortState());
        LayerStrip* layers = window.modelDock()->layerStrip();
        auto* dock = window.findChild<QDockWidget*>(QStringLiteral("modelDock"));
        QPoint edge(dock->geometry().right(), dock->geometry().center().y());
        while (!window.isSeparator(edge) && edge.x() < dock->geometry().right() + 20)
            edge += QPoint(1, 0);
        QVERIFY(window.isSeparator(edge));
        const int width = layers->width();
        QTest::mousePress(&window, Qt::LeftButton, {}, edge);
        QMouseEvent move(QEvent::MouseMove, edge + QPoint(70, 0), window.mapToGlobal(edge + QPoint(70, 0)),
                         Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&window, &move);
        QTRY_VERIFY(layers->width() > width + 40); // the window lays itself out when it comes to it
        QTest::mouseRelease(&window, Qt::LeftButton, {}, edge + QPoint(70, 0));
        QTest::mouseClick(layers, Qt::LeftButton, {}, layers->rowRect(3).center());
        QCOMPARE(window.workspace().state().layer, 3);

        dock->setFloating(true); // a window of its own
        dock->resize(500, 700);
        QTRY_VERIFY(layers->width() > 400);
        QTest::mouseClick(layers, Qt::LeftButton, {}, layers->rowRect(5).center());
        QCOMPARE(window.workspace().state().layer, 5);
        dock->setFloating(false);
        ThetaSlider* theta = window.methodDock()->thetaSlider();
        for (const QSize size : {QSize(900, 600), QSize(1700, 1100), QSize(1280, 800)}) {
            window.resize(size);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            QVERIFY(theta->bar()->width() > 80 && layers->width() > 80);
            const std::int64_t before = window.workspace().classification().globalCount;
            dragTheta(window, window.workspace().lnTheta() < -30 ? -2 : -60);
            QVERIFY(window.workspace().classification().globalCount != before); // its places fit its size
            letGoOfTheta(window);
        }
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void sequenceIsTypedWhileAnotherIsRead()
    {
        MainWindow window;
        openReading(window);
        Workspace& w = window.workspace();
        SequenceDock* dock = window.sequenceDock();
        QAbstractButton* apply = applyButton(dock);
        QVERIFY(!apply->isEnabled());
        type(lengthBox(dock), QStringLiteral("300"));
        QVERIFY(apply->isEnabled());
        QVERIFY(w.isReading());
        QTest::mouseClick(apply, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 300, kPatience);
        QVERIFY(!apply->isEnabled());
        QCOMPARE(w.trace(Side::Vanilla)->length(), 300);

        // A prompt, of which a part is chosen by dragging and written anew.
        auto* kind = dock->findChild<QComboBox*>();
        kind->setFocus();
        QTest::keyClick(kind, Qt::Key_End);
        auto* prompt = dock->findChild<QPlainTextEdit*>();
        prompt->setFocus();
        QTest::keyClicks(prompt, QStringLiteral("abcabc")); // one line
        const int line = prompt->cursorRect().center().y();
        drag(prompt->viewport(), QPoint(2, line), QPoint(prompt->viewport()->width() - 2, line));
        QCOMPARE(prompt->textCursor().selectedText(), QStringLiteral("abcabc"));
        QTest::keyClicks(prompt, QStringLiteral("The sea was calm."));
        QCOMPARE(prompt->toPlainText(), QStringLiteral("The sea was calm."));
        QTest::mouseClick(apply, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().prompt == "The sea was calm.", kPatience);
        QVERIFY(w.document()->length() < 20);
        window.resize(900, 600);
        QVERIFY(prompt->width() > 80);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void anotherModelWhileASequenceIsTyped()
    {
        MainWindow window;
        openReading(window);
        Workspace& w = window.workspace();
        SequenceDock* dock = window.sequenceDock();
        type(lengthBox(dock), QStringLiteral("400"));
        w.openState(otherModelState(), QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m", kPatience);
        QCOMPARE(lengthBox(dock)->value(), 600); // what is read
        QVERIFY(!applyButton(dock)->isEnabled());
        QCOMPARE(w.document()->length(), 600);
        QCOMPARE(window.modelDock()->layerStrip()->selected(), 4);
    }

    /// A document that comes takes nothing out of a person's hands but what it has otherwise.
    void whatIsTypedStays()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        SequenceDock* dock = window.sequenceDock();
        QSpinBox* length = lengthBox(dock);
        type(length, QStringLiteral("400"));
        auto* kind = dock->findChild<QComboBox*>();
        kind->setFocus();
        QTest::keyClick(kind, Qt::Key_End);
        auto* prompt = dock->findChild<QPlainTextEdit*>();
        QTest::keyClicks(prompt, QStringLiteral("The sea was calm."));
        w.openState(otherModelState(), QStringLiteral("opening")); // the same sequence
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m", kPatience);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("The sea was calm."));
        QVERIFY(prompt->isVisible() && applyButton(dock)->isEnabled());
        QCOMPARE(length->value(), 400);
        // Another sequence, and the way back from it, are shown.
        w.setPasskey(300, 0.5, 0);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 300, kPatience);
        QCOMPARE(length->value(), 300);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("The sea was calm."));
        window.history().settle();
        length->setValue(555);
        window.history().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 600, kPatience);
        QCOMPARE(length->value(), 600);
        // What is typed while the text before is being read.
        QTest::mouseClick(applyButton(dock), Qt::LeftButton);
        QTest::keyClicks(prompt, QStringLiteral(" And then"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().prompt == "The sea was calm.", kPatience);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("The sea was calm. And then"));
        QVERIFY(applyButton(dock)->isEnabled());
        w.setPrompt(QStringLiteral("Another sea was rough."));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().prompt == "Another sea was rough.", kPatience);
        QCOMPARE(prompt->toPlainText(), QStringLiteral("Another sea was rough."));
        QVERIFY(!applyButton(dock)->isEnabled());
    }

    void methodAndThetaChangeWhileAPassRuns()
    {
        MainWindow window;
        openReading(window);
        Workspace& w = window.workspace();
        QComboBox* method = window.methodDock()->methodBox();
        method->setFocus();
        QTest::keyClick(method, Qt::Key_Down);
        QCOMPARE(w.state().method, std::string("decimamba"));
        QTest::keyClick(method, Qt::Key_Up);
        QCOMPARE(w.state().method, std::string("longmamba"));
        QVERIFY(w.isReading());
        dragTheta(window, -60);
        letGoOfTheta(window);
        const double dragged = w.state().theta;
        QVERIFY(dragged < 1e-20);
        w.setPasskey(600, 0.5, 0); // long enough
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 600, kPatience);
        QCOMPARE(w.state().theta, dragged);
        QCOMPARE(QString::fromStdString(w.trace(Side::LongMamba)->method()->name()), QStringLiteral("longmamba"));
        QCOMPARE(w.trace(Side::LongMamba)->filteredChannels(), w.classification().globalCount);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void anotherModelWhileThetaIsHeld()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        dragTheta(window, -40);
        w.openState(otherModelState(), QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m", kPatience);
        QCOMPARE(w.state().theta, 1e-10); // the other model's own
        ThetaSlider* slider = window.methodDock()->thetaSlider();
        QCOMPARE(slider->lnTheta(), w.lnTheta());
        QCOMPARE(slider->globalCount(), w.classification().globalCount);
        letGoOfTheta(window);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(w.trace(Side::LongMamba)->filteredChannels(), w.classification().globalCount);
    }

    void closesWhileThetaIsHeld()
    {
        auto window = std::make_unique<MainWindow>();
        open(*window, shortState());
        dragTheta(*window, -40);
        QVERIFY(!window->workspace().isFilteredCurrent());
        QVERIFY(window->close());
        window.reset();
    }

    void anotherModelWhileThresholdsAreMade()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        RecalibrateForm* form = window.methodDock()->recalibration();
        startCalibration(window);
        bool busy = false;
        w.openState(otherModelState(), QStringLiteral("opening"), [&] { busy = form->isBusy(); });
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m" && !form->isBusy(),
                                 kPatience);
        QVERIFY(busy); // it went on for the model that it was begun with
        QVERIFY2(form->message().contains(QStringLiteral("holds the profile of mamba2-12m")),
                 qPrintable(form->message()));
        QCOMPARE(w.document()->profile->lnDecay.size(), std::size_t(7680)); // that is not this one's
        QVERIFY(w.state().profile.empty());
        QVERIFY(form->startButton()->isEnabled());
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void closesWhileThresholdsAreMade()
    {
        auto window = std::make_unique<MainWindow>();
        open(*window, shortState());
        startCalibration(*window);
        QVERIFY(window->close());
        window.reset();
    }

    /// The buckets are stops of a slider: previews while it is dragged, a pass when it is let go.
    void bucketsAreTriedLive()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        ChoiceSlider* buckets = window.methodDock()->bucketSlider();
        QSlider* handle = buckets->slider();
        const auto& lengths = w.document()->profile->lengths;
        QCOMPARE(buckets->list()->count(), static_cast<int>(lengths.size()) + 1);
        const auto trace = w.trace(Side::LongMamba);
        const int before = buckets->index();
        QCOMPARE(lengths[static_cast<std::size_t>(before - 1)], 1024);
        QTest::mousePress(handle, Qt::LeftButton, {}, placeOfHandle(handle, before));
        for (const int stop : {before + 1, before + 2}) {
            const std::optional<float> threshold = w.tokenThreshold(6, 15);
            moveMouse(handle, placeOfHandle(handle, stop), Qt::LeftButton);
            QCOMPARE(w.state().bucket, lengths[static_cast<std::size_t>(stop - 1)]);
            QVERIFY(w.tokenThreshold(6, 15) != threshold);
            QVERIFY(!w.isFilteredCurrent() && !w.isReading()); // no pass for every stop
            QTRY_VERIFY_WITH_TIMEOUT(w.isPreview() && w.map(Side::LongMamba)->keepAbove == w.tokenThreshold(6, 15),
                                     kPatience);
        }
        QTest::mouseRelease(handle, Qt::LeftButton, {}, placeOfHandle(handle, before + 2));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.trace(Side::LongMamba) != trace, kPatience);
        QTRY_COMPARE(window.history().undoText(),
                     QStringLiteral("length bucket 1024 → %1").arg(lengths[static_cast<std::size_t>(before + 1)]));
        window.history().undo();
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().bucket == 1024, kPatience);
        QCOMPARE(buckets->index(), before);

        // The list does the same by name, the Delete key takes auto, which leaves so short a sequence alone.
        QTest::keyClick(buckets->list(), Qt::Key_Down);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().bucket == lengths[static_cast<std::size_t>(before)],
                                 kPatience);
        QTest::keyClick(handle, Qt::Key_Delete);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().bucket == 0, kPatience);
        QCOMPARE(buckets->list()->currentIndex(), 0);
    }
};

QTEST_MAIN(DocksTest)
#include "docks_test.moc"
