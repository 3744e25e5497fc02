// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/application.h"

#include "core/base/error.h"
#include "ui/engine/crash_report.h"
#include "ui/engine/recovery.h"
#include "ui/engine/workspace.h"
#include "ui/script/script_server.h"
#include "ui/style/language.h"
#include "ui/style/theme.h"
#include "ui/windows/main_window.h"
#include "ui/windows/preferences.h"

#include <QApplication>
#include <QIcon>
#include <QTimer>

#include <clocale>
#include <functional>
#include <memory>
#include <optional>

// Outside of namespaces, as the macro wants it: resources of a static library are linked in by being named.
static void initIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace mambascope::ui {

int runWindow(int& argc, char** argv, const WindowArguments& arguments)
{
#ifdef Q_OS_LINUX
    // Qt ends the process when it finds no display, with a text about plugins; this one says what to do.
    if (!qEnvironmentVariableIsSet("DISPLAY") && !qEnvironmentVariableIsSet("WAYLAND_DISPLAY") &&
        !qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        throw Error(say("window"), say("there is no display; \"mambascope render\" writes the same as a picture"));
#endif
    QApplication application(argc, argv);
    std::setlocale(LC_NUMERIC, "C"); // Qt took over the user's locale; numbers in files have a point
    QApplication::setOrganizationName(QStringLiteral("MambaScope"));
    QApplication::setApplicationName(QStringLiteral("MambaScope"));
    QApplication::setApplicationVersion(QStringLiteral(MAMBASCOPE_VERSION));
    initIcons();
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/mambascope.svg")));
    QApplication::setDesktopFileName(QStringLiteral("org.mambascope.MambaScope"));
    useLanguage(Preferences::load().language);
    applyTheme(application, ThemeChoice::System);

    Recovery recovery(Recovery::defaultFolder());
    installCrashReport(recovery.crashReportFile().toStdString(), MAMBASCOPE_VERSION);
    ScriptServer scripts; // outlives the window: whoever waits is told that it closed
    if (arguments.listen)
        scripts.listen(QString::fromStdString(*arguments.listen));
    std::unique_ptr<MainWindow> window;
    const std::function<void(Workspace*)> show = [&](Workspace* workspace) {
        std::unique_ptr<MainWindow> before = std::move(window);
        window = std::make_unique<MainWindow>(nullptr, workspace);
        window->useSettings();
        if (before) {
            window->takePlaceOf(*before);
            scripts.setWindow(*window);
        }
        window->show();
        before.reset(); // what it offers to restore is offered by the new one
        window->useRecovery(recovery);
        // Queued: the wish comes from a dialog of the window that is replaced.
        QObject::connect(
            window.get(), &MainWindow::languageChosen, &application,
            [&](const QString& language) {
                useLanguage(language);
                show(&window->workspace());
            },
            Qt::QueuedConnection);
    };
    show(nullptr);
    // After the first paint: a person sees the window at once, then the progress of loading.
    QTimer::singleShot(0, &application, [&window, &arguments, &scripts] {
        // Before anything can fail, so that scripts are told of it. What they ask for runs later, when something is
        // being opened that it can wait for.
        scripts.setWindow(*window);
        if (!arguments.session.empty())
            window->openAnything(QString::fromStdString(arguments.session));
        else if (arguments.model.empty() && arguments.text.empty() && arguments.profile.empty() &&
                 arguments.tokenizer.empty())
            window->openDemonstration(QStringLiteral("passkey"));
        else
            window->workspace().openParts(
                {.model = QString::fromStdString(arguments.model),
                 .profile = QString::fromStdString(arguments.profile),
                 .text = QString::fromStdString(arguments.text),
                 .tokenizer = arguments.tokenizer.empty()
                                  ? std::nullopt
                                  : std::optional(QString::fromStdString(arguments.tokenizer))});
    });
    return QApplication::exec();
}

} // namespace mambascope::ui
