// SPDX-License-Identifier: GPL-3.0-or-later
// Generation and Method docks as a person uses them.
#include "core/base/resources.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/decimation_form.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/generation_record.h"
#include "ui/docks/method_dock.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/text_pane.h"
#include "ui/windows/main_window.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QSplitter>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class GenerationTest : public WindowTest
{
    Q_OBJECT

    static void type(GenerationDock* dock, const QString& prompt)
    {
        dock->promptEdit()->setFocus();
        dock->promptEdit()->selectAll();
        QTest::keyClicks(dock->promptEdit(), prompt);
        QTest::keyClick(dock->promptEdit(), Qt::Key_Return, Qt::ControlModifier);
    }
    static void awaitPrompt(MainWindow& window, const QString& prompt)
    {
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window.workspace().state().prompt), prompt, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && window.workspace().answers()[0].ids.size() == 6, kPatience);
    }

    /// A window that writes on and on, both sides begun.
    static void openWriting(MainWindow& window)
    {
        ViewState state = shortState();
        state.maxNewTokens = 4096;
        Workspace& w = window.workspace();
        window.show();
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(isWriting(w), kPatience);
    }
    static bool isWriting(const Workspace& w)
    {
        return w.isGenerating() && w.answers()[0].ids.size() > 2 && w.answers()[1].ids.size() > 2;
    }
    static std::size_t written(const Workspace& w) { return w.answers()[0].ids.size(); }

private slots:
    void promptsInPlaceAndTheirHistory()
    {
        const QString first = QStringLiteral("The old house stood");
        const QString second = QStringLiteral("In the morning she");
        {
            MainWindow window;
            open(window, shortState());
            GenerationDock* dock = window.generationDock();
            dock->useSettings();
            QVERIFY(dock->promptEdit()->toPlainText().contains(window.workspace().document()->key));
            type(dock, first);
            awaitPrompt(window, first);
            QVERIFY(!dock->pane(Side::Vanilla)->answer().isEmpty());
            type(dock, second);
            awaitPrompt(window, second);
            QCOMPARE(dock->history().prompts(), (QStringList{second, first}));
            // Up and down between them and what is being written.
            QTest::keyClicks(dock->promptEdit(), QStringLiteral(" x"));
            QTest::keyClick(dock->promptEdit(), Qt::Key_Up, Qt::AltModifier);
            QCOMPARE(dock->promptEdit()->toPlainText(), second);
            QTest::keyClick(dock->promptEdit(), Qt::Key_Up, Qt::AltModifier);
            QCOMPARE(dock->promptEdit()->toPlainText(), first);
            QTest::keyClick(dock->promptEdit(), Qt::Key_Down, Qt::AltModifier);
            QTest::keyClick(dock->promptEdit(), Qt::Key_Down, Qt::AltModifier);
            QCOMPARE(dock->promptEdit()->toPlainText(), second + QStringLiteral(" x"));
        }
        // Another day: searched, chosen with Enter, run.
        MainWindow window;
        open(window, shortState());
        GenerationDock* dock = window.generationDock();
        dock->useSettings();
        QCOMPARE(dock->history().prompts(), (QStringList{second, first}));
        dock->promptEdit()->setFocus();
        QTest::keyClick(dock->promptEdit(), Qt::Key_R, Qt::ControlModifier);
        PromptHistoryPopup* popup = dock->historyPopup();
        QVERIFY(popup->isVisible());
        QCOMPARE(popup->list()->count(), 2);
        QTest::keyClicks(popup->searchLine(), QStringLiteral("HOUSE old"));
        QCOMPARE(popup->list()->count(), 1);
        QTest::keyClick(popup->searchLine(), Qt::Key_Return);
        QVERIFY(!popup->isVisible());
        awaitPrompt(window, first);
        QCOMPARE(dock->history().prompts(), (QStringList{first, second}));
    }

    void clicksWriteAndStop()
    {
        MainWindow window;
        window.resize(1400, 900);
        open(window, shortState());
        Workspace& w = window.workspace();
        GenerationDock* dock = window.generationDock();
        const QString before = dock->pane(Side::Vanilla)->answer();
        auto* tokens = dock->findChild<QSpinBox*>(); // the first one: new tokens
        tokens->setFocus();
        tokens->selectAll();
        QTest::keyClicks(tokens, QStringLiteral("4000"));
        QVERIFY(!dock->stopButton()->isEnabled());
        QTest::mouseClick(dock->runButton(), Qt::LeftButton);
        QCOMPARE(w.state().maxNewTokens, 4000);
        QTRY_VERIFY_WITH_TIMEOUT(isWriting(w) && written(w) > 8, kPatience);
        QVERIFY(dock->pane(Side::Vanilla)->answer().startsWith(before)); // greedy: the same words, and more
        QTest::mouseClick(dock->stopButton(), Qt::LeftButton);
        QVERIFY(!w.isGenerating() && !dock->stopButton()->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QVERIFY(written(w) < 4000);
        const auto labels = dock->pane(Side::LongMamba)->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
                            [](const QLabel* label) { return label->text() == QLatin1String("stopped"); }));
        // What was written stays, and can be begun anew.
        QCOMPARE(dock->pane(Side::Vanilla)->answer(), w.answers()[0].text);
        tokens->selectAll();
        QTest::keyClicks(tokens, QStringLiteral("7"));
        QTest::mouseClick(dock->runButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.answers()[1].ids.size() == 7, kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void partsAreDraggedAndResizedWhileTextIsWritten()
    {
        MainWindow window;
        window.resize(1400, 900);
        openWriting(window);
        Workspace& w = window.workspace();
        GenerationDock* dock = window.generationDock();
        auto* parts = dock->findChild<QSplitter*>(QStringLiteral("generationPanes"));
        const QList<int> sizes = parts->sizes();
        QWidget* handle = parts->handle(1);
        drag(handle, handle->rect().center(), handle->rect().center() + QPoint(60, 0));
        QVERIFY2(parts->sizes()[0] > sizes[0] + 40, "the prompt is wider");
        // Over the text: what was written is chosen, and what is written meanwhile does not take that away.
        auto* text = dock->pane(Side::Vanilla)->findChild<QPlainTextEdit*>();
        const int line = text->fontMetrics().lineSpacing();
        drag(text->viewport(), QPoint(4, line / 2), QPoint(text->viewport()->width() - 8, line + line / 2));
        const QString chosen = text->textCursor().selectedText();
        QVERIFY(!chosen.isEmpty());
        for (const QSize size : {QSize(1000, 700), QSize(1600, 1000), QSize(1280, 800)}) {
            const std::size_t then = written(w);
            window.resize(size);
            QTRY_VERIFY_WITH_TIMEOUT(written(w) > then, kPatience);
            QVERIFY(text->width() > 40 && text->width() < size.width());
        }
        QCOMPARE(text->textCursor().selectedText(), chosen);
        QVERIFY(w.isGenerating());
        QTest::mouseClick(dock->stopButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(dock->pane(Side::Vanilla)->answer(), w.answers()[0].text);
        QCOMPARE(dock->pane(Side::LongMamba)->answer(), w.answers()[1].text);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void anotherModelWhileTextIsWritten()
    {
        MainWindow window;
        openWriting(window);
        Workspace& w = window.workspace();
        GenerationDock* dock = window.generationDock();
        QVERIFY(dock->stopButton()->isEnabled());
        bool stoppable = true;
        connect(&w, &Workspace::documentChanged, &window, [&] {
            QMetaObject::invokeMethod(
                &window, [&] { stoppable = dock->stopButton()->isEnabled(); }, Qt::QueuedConnection);
        });
        w.openState(otherModelState(), QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->model->name() == "mamba1-12m", kPatience);
        QVERIFY(!stoppable); // while the new one is read there is nothing to stop
        for (const Side side : kSides) {
            QCOMPARE(w.answers()[index(side)].ids.size(), 6U);
            QCOMPARE(dock->pane(side)->answer(), w.answers()[index(side)].text);
        }
        QVERIFY(!dock->stopButton()->isEnabled() && dock->runButton()->isEnabled());
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void closesWhileTextIsWritten()
    {
        auto window = std::make_unique<MainWindow>();
        openWriting(*window);
        QVERIFY(window->workspace().isGenerating());
        QVERIFY(window->close());
        window.reset();
    }

    void exportsWhatTheVerbWrites()
    {
        MainWindow window;
        open(window, shortState());
        GenerationDock* dock = window.generationDock();
        const QString json = file(QStringLiteral("a.json"));
        dock->exportTo(json);
        QFile written(json);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const QJsonArray list = QJsonDocument::fromJson(written.readAll()).array();
        QCOMPARE(list.size(), 2);
        QCOMPARE(list[0][QStringLiteral("method")].toString(), QStringLiteral("vanilla"));
        QCOMPARE(list[1][QStringLiteral("method")].toString(), QStringLiteral("longmamba"));
        QCOMPARE(list[1][QStringLiteral("text")].toString(), window.workspace().answers()[1].text);
        QCOMPARE(list[1][QStringLiteral("ids")].toArray().size(), 6);
        QCOMPARE(list[0][QStringLiteral("prompt_tokens")].toInt(), 600);
        QVERIFY(list[0][QStringLiteral("decode_tokens_per_second")].toDouble() > 0);
        QVERIFY(QFile::exists(file(QStringLiteral("a-ids.npy"))));
        dock->exportTo(file(QStringLiteral("a.md")));
        QFile report(file(QStringLiteral("a.md")));
        QVERIFY(report.open(QIODevice::ReadOnly));
        const QString text = QString::fromUtf8(report.readAll());
        QVERIFY(text.contains(QStringLiteral("mambascope generate mamba2-12m --ids ")));
        QVERIFY(text.contains(QStringLiteral("--method vanilla,longmamba --theta ")));
        QVERIFY(text.contains(QStringLiteral("## LongMamba")));
        QVERIFY(text.contains(window.workspace().answers()[1].text));
        dock->exportTo(file(QStringLiteral("a.txt")));
        QVERIFY(window.messages()->texts().first().endsWith(
            QStringLiteral("a.txt: cannot be written: the suffix must be .md or .json")));
    }

    void decimatesInstead()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        MethodDock* dock = window.methodDock();
        QVERIFY(!dock->decimation()->isVisible());
        dock->methodBox()->setFocus();
        QTest::keyClick(dock->methodBox(), Qt::Key_Down);
        QCOMPARE(QString::fromStdString(w.state().method), QStringLiteral("decimamba"));
        QVERIFY(dock->decimation()->isVisibleTo(dock));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(QString::fromStdString(w.trace(Side::LongMamba)->method()->name()), QStringLiteral("decimamba"));
        QVERIFY(!w.isPreview()); // what is shown is the real pass
        DecimationForm* form = dock->decimation();
        QCOMPARE(form->layersEdit()->text(), QStringLiteral("5"));
        form->layersEdit()->setFocus();
        form->layersEdit()->selectAll();
        QTest::keyClicks(form->layersEdit(), QStringLiteral("2 4"));
        QTest::keyClick(form->layersEdit(), Qt::Key_Return);
        QCOMPARE(QString::fromStdString(w.state().decimate), QStringLiteral("layers=2+4,l_base=512,beta=0.5,min=20"));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(w.trace(Side::LongMamba)->keptTokens()[3 * 24], 513); // 512, and the last one
        QCOMPARE(w.trace(Side::LongMamba)->keptTokens()[9 * 24], 257);
        form->layersEdit()->selectAll();
        QTest::keyClicks(form->layersEdit(), QStringLiteral("77"));
        QTest::keyClick(form->layersEdit(), Qt::Key_Return);
        QCOMPARE(form->message(), QStringLiteral("decimating layer 77: the model has layers 0 to 9"));
        QCOMPARE(QString::fromStdString(w.state().decimate), QStringLiteral("layers=2+4,l_base=512,beta=0.5,min=20"));
    }

    void recalibrates()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        MethodDock* dock = window.methodDock();
        RecalibrateForm* form = dock->recalibration();
        QTest::mouseClick(dock->recalibrateButton(), Qt::LeftButton);
        QVERIFY(form->isVisibleTo(dock));
        QCOMPARE(form->lengthBox()->value(), 512);
        const double before = w.document()->profile->clamp;
        form->lengthBox()->setValue(128);
        form->samplesBox()->setValue(2);
        form->clampBox()->setValue(20);
        // Cancelled: the profile stays.
        const auto profile = w.document()->profile;
        QTest::mouseClick(form->startButton(), Qt::LeftButton);
        QVERIFY(form->isBusy());
        QTest::mouseClick(form->cancelButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!form->isBusy(), kPatience);
        QCOMPARE(w.document()->profile, profile);
        QTest::mouseClick(form->startButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(w.document()->profile != profile, kPatience);
        QVERIFY(before != 0.2);
        QCOMPARE(w.document()->profile->clamp, 0.2);
        QCOMPARE(w.document()->profile->calibrationLength, 128);
        QCOMPARE(w.document()->profile->sequences, 2);
        QVERIFY(!w.state().profile.empty());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        form->saveAs(file(QStringLiteral("mine")));
        const QString saved = file(QStringLiteral("mine.safetensors"));
        QVERIFY(QFile::exists(saved));
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(w.state().profile), saved, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }
};

QTEST_MAIN(GenerationTest)
#include "generation_test.moc"
