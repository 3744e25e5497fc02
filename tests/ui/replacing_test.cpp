// SPDX-License-Identifier: GPL-3.0-or-later
// Exports, sessions and profiles replace files only when a person said so, whatever the name that was typed becomes.
#include "tests/ui/window_fixture.h"
#include "ui/docks/recalibrate_form.h"
#include "ui/windows/session_files.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QMessageBox>
#include <QTimer>

#include <functional>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// Who sits at dialogs that have an event loop of their own: names a file, answers questions.
class Person : public QObject
{
public:
    explicit Person(const QString& folder) : m_folder(folder) {}
    QStringList names;   ///< one after the other; when none is left, the dialog is closed
    QList<bool> answers; ///< to questions; when none is left: no

    /// \returns what was asked while `work` ran.
    QStringList at(const std::function<void()>& work)
    {
        m_asked.clear();
        m_working = true;
        look();
        work();
        m_working = false;
        return m_asked;
    }

private:
    void look()
    {
        if (!m_working)
            return;
        QTimer::singleShot(10, this, &Person::look); // first: what is done here may open the next dialog
        QWidget* top = QApplication::activeModalWidget();
        if (auto* question = qobject_cast<QMessageBox*>(top)) {
            m_asked << question->text();
            const bool yes = !answers.isEmpty() && answers.takeFirst();
            question->button(yes ? QMessageBox::Yes : QMessageBox::No)->click();
        } else if (auto* dialog = qobject_cast<QFileDialog*>(top)) {
            if (names.isEmpty()) {
                dialog->reject();
                return;
            }
            auto* name = dialog->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
            if (dialog->directory() != QDir(m_folder) || !name->hasFocus()) { // without it a file of the list counts
                dialog->setDirectory(m_folder);
                dialog->activateWindow();
                name->setFocus();
                return;
            }
            name->clear();
            name->setText(names.takeFirst());
            dialog->findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Save)->click();
        }
    }

    QString m_folder;
    QStringList m_asked;
    bool m_working = false;
};

} // namespace

class ReplacingTest : public WindowTest
{
    Q_OBJECT

    /// A file of a person's own.
    QString write(const QString& name) const
    {
        QFile own(file(name));
        return own.open(QIODevice::WriteOnly) && own.write("mine") > 0 ? own.fileName() : QString();
    }
    static bool isOwn(const QString& path)
    {
        QFile own(path);
        return own.open(QIODevice::ReadOnly) && own.readAll() == "mine";
    }

private slots:
    void exportsAskAboutAllTheirFiles()
    {
        const QString picture = write(QStringLiteral("paper.png"));
        const QString session = write(QStringLiteral("paper.mscope"));
        const QString dotted = write(QStringLiteral("fig1.2.png"));
        const QString beside = write(QStringLiteral("table-statistics.csv"));
        MainWindow window;
        ViewState state = shortState();
        state.page = "tokens";
        open(window, state);
        Person person(QFileInfo(picture).absolutePath());
        const auto exportView = [&] { return person.at([&] { actionOf(window, "file.export")->trigger(); }); };
        person.names = {QStringLiteral("paper.png"), QStringLiteral("new.png")}; // the dialog stays for another name
        QCOMPARE(exportView(), QStringList({QStringLiteral("Replace paper.png, paper.mscope?")}));
        QVERIFY(isOwn(picture) && isOwn(session));
        QTRY_VERIFY(QFile::exists(file(QStringLiteral("new.png"))));
        QVERIFY(QFile::exists(file(QStringLiteral("new.mscope"))));

        person.names = {QStringLiteral("table.csv")};
        QCOMPARE(exportView(), QStringList({QStringLiteral("Replace table-statistics.csv?")}));
        QVERIFY(isOwn(beside) && !QFile::exists(file(QStringLiteral("table.csv"))));

        person.names = {QStringLiteral("fig1.2")}; // becomes fig1.2.png
        person.answers = {true};
        QCOMPARE(exportView(), QStringList({QStringLiteral("Replace fig1.2.png?")}));
        QTRY_VERIFY(!isOwn(dotted));

        person.names = {QStringLiteral("fresh.png")};
        QCOMPARE(exportView(), QStringList());
        QTRY_VERIFY(QFile::exists(file(QStringLiteral("fresh.png"))));
    }

    void sessionsAskUnderTheNameThatTheyGet()
    {
        const QString own = write(QStringLiteral("view1.mscope"));
        MainWindow window;
        open(window, shortState());
        Person person(QFileInfo(own).absolutePath());
        const auto save = [&] { return person.at([&] { actionOf(window, "file.saveSessionAs")->trigger(); }); };
        person.names = {QStringLiteral("view1"), QStringLiteral("view2")};
        QCOMPARE(save(), QStringList({QStringLiteral("Replace view1.mscope?")}));
        QVERIFY(isOwn(own));
        QCOMPARE(window.sessions().path(), file(QStringLiteral("view2.mscope")));
        QVERIFY(QFile::exists(window.sessions().path()));

        person.names = {QStringLiteral("view1.mscope")};
        person.answers = {true};
        QCOMPARE(save().size(), 1); // by the dialog itself, and not once more
        QVERIFY(!isOwn(own));
        QCOMPARE(window.sessions().path(), own);
    }

    void profilesAskUnderTheNameThatTheyGet()
    {
        const QString own = write(QStringLiteral("profile.safetensors"));
        const QString other = file(QStringLiteral("other.safetensors"));
        MainWindow window;
        open(window, shortState());
        Person person(QFileInfo(own).absolutePath());
        person.names = {QStringLiteral("profile"), QStringLiteral("other")};
        QCOMPARE(person.at([&] { window.methodDock()->recalibration()->saveButton()->click(); }),
                 QStringList({QStringLiteral("Replace profile.safetensors?")}));
        QVERIFY(isOwn(own) && QFile::exists(other));
        QTRY_COMPARE_WITH_TIMEOUT(QString::fromStdString(window.workspace().state().profile), other, kPatience);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
    }
};

QTEST_MAIN(ReplacingTest)
#include "replacing_test.moc"
