// SPDX-License-Identifier: GPL-3.0-or-later
// Files dropped on the window: wherever the pointer is, one or several, with what cannot be opened named.
#include "core/base/resources.h"
#include "tests/ui/window_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/sequence_dock.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/widgets/message_bar.h"

#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>

#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// As a file manager gives files: their addresses, and the same as text.
void dropOn(QWidget* widget, const QStringList& files)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const QString& file : files)
        urls << QUrl::fromLocalFile(file);
    data.setUrls(urls);
    data.setText(urls.first().toString());
    const QPoint place(5, 5);
    QDragEnterEvent enter(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &enter);
    QVERIFY(enter.isAccepted());
    QDragMoveEvent move(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    move.accept(); // as the window system does after an accepted enter
    QApplication::sendEvent(widget, &move);
    QVERIFY(move.isAccepted());
    QDropEvent drop(place, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(widget, &drop);
    QVERIFY(drop.isAccepted());
}

} // namespace

class DropTest : public WindowTest
{
    Q_OBJECT

    QString write(const QString& name, const std::string& text) const
    {
        const QString path = file(name);
        std::ofstream(path.toStdString()) << text;
        return path;
    }

private slots:
    void editorsLeaveFilesToTheWindow()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        auto* written = window.generationDock()->findChild<QPlainTextEdit*>();
        const QString before = written->toPlainText();
        const QString first = write(QStringLiteral("first.txt"), std::string(2000, 'a') + " and so on");
        dropOn(written->viewport(), {first});
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().textFile == first.toStdString(), kPatience);
        QVERIFY(!written->toPlainText().contains(QStringLiteral("file:")) && written->toPlainText() != before);

        auto* typed = window.sequenceDock()->findChild<QPlainTextEdit*>();
        window.sequenceDock()->findChild<QComboBox*>()->setCurrentIndex(2);
        const QString second = write(QStringLiteral("second.txt"), std::string(1500, 'b') + " and so on");
        dropOn(typed->viewport(), {second});
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().textFile == second.toStdString(), kPatience);
        QCOMPARE(typed->toPlainText(), QString());

        window.workspace().editView([](ViewState& s) { s.page = "channels"; });
        dropOn(window.channelsPage()->filterBox(), {first});
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().textFile == first.toStdString(), kPatience);
        QCOMPARE(window.channelsPage()->filterBox()->text(), QString());

        // A panel that floats is a window of its own.
        auto* dock = window.findChild<QDockWidget*>(QStringLiteral("generationDock"));
        dock->setFloating(true);
        dropOn(written->viewport(), {second});
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().textFile == second.toStdString(), kPatience);
        QCOMPARE(window.messages()->texts(), QStringList());
    }

    void textIsStillDroppedIntoEditors()
    {
        MainWindow window;
        open(window, shortState());
        window.sequenceDock()->findChild<QComboBox*>()->setCurrentIndex(2);
        auto* typed = window.sequenceDock()->findChild<QPlainTextEdit*>();
        QMimeData data;
        data.setText(QStringLiteral("the sea"));
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(typed->viewport(), &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(typed->viewport(), &drop);
        QCOMPARE(typed->toPlainText(), QStringLiteral("the sea"));
    }

    void severalFilesAtOnce()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        const QString text = write(QStringLiteral("text.txt"), std::string(2000, 'a') + " and so on");
        const QString other = write(QStringLiteral("other.txt"), "b");
        const QString model = QString::fromStdString((resourceFolder() / "models" / "mamba2-13m-collapse").string());
        dropOn(&window, {text, model, other});
        QCOMPARE(window.messages()->texts(),
                 QStringList({QStringLiteral("Not opened: other.txt (one of its kind is opened at a time)")}));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.state().model == model.toStdString(), kPatience);
        QCOMPARE(w.state().textFile, text.toStdString());
        QCOMPARE(w.state().sequenceKind, std::string("text"));
    }

    void aSessionComesAlone()
    {
        const QString session = file(QStringLiteral("view.mscope"));
        ViewState state = shortState();
        state.tokens = 400;
        state.save(session.toStdString());
        MainWindow window;
        window.show();
        dropOn(&window, {write(QStringLiteral("beside.txt"), "b"), session});
        QCOMPARE(window.messages()->texts(),
                 QStringList({QStringLiteral("Not opened: beside.txt (a session names all of its files)")}));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.workspace().document()->length(), 400);
    }
};

QTEST_MAIN(DropTest)
#include "drop_test.moc"
