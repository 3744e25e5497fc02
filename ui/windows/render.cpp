// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/render.h"

#include "core/base/error.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/run_folder.h"
#include "ui/engine/workspace.h"
#include "ui/figures/headless.h"
#include "ui/pages/arrangement.h"
#include "ui/pages/page.h"
#include "ui/style/language.h"
#include "ui/windows/main_window.h"
#include "ui/windows/window_layout.h"
#include "ui/windows/workbench_export.h"
#include "ui/windows/write_widget.h"

#include <QApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QJsonObject>
#include <QTimer>

namespace mambascope::ui {

namespace {

/// Runs the event loop until everything is computed and drawn. \throws Error for what the window would have reported,
/// Cancelled.
void waitUntilIdle(MainWindow& window, const QStringList& failures, Progress& progress)
{
    QEventLoop loop;
    QTimer watch;
    int calm = 0;
    QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
        // Views ask for finer pictures once they have painted: only repeated idleness means that nothing follows.
        calm = window.workspace().isIdle() && !window.currentPage()->isBusy() ? calm + 1 : 0;
        if (calm >= 3 || progress.cancelled() || !failures.isEmpty())
            loop.quit();
    });
    watch.start(20);
    loop.exec();
    progress.check();
    if (!failures.isEmpty())
        throw Error(say("render"), failures.first().toStdString());
}

} // namespace

void requireSuffix(const Page* page, const std::filesystem::path& out)
{
    const QStringList suffixes = page
                                     ? page->exportSuffixes()
                                     : QStringList{QStringLiteral("png"), QStringLiteral("svg"), QStringLiteral("pdf")};
    if (suffixes.contains(QFileInfo(QString::fromStdString(out.string())).suffix().toLower()))
        return;
    QStringList names;
    for (const QString& suffix : suffixes)
        names << QLatin1Char('.') + suffix;
    throw Error(out.string(), page ? say("cannot be written: the page {0} is written as {1}",
                                         page->name().toStdString(), names.join(QLatin1Char(' ')).toStdString())
                                   : say("pictures are .png, .svg or .pdf"));
}

void RenderRequest::show(const Session& session)
{
    state = session.state;
    const auto arranged = [&session](const std::string& page) {
        const auto found = session.arrangements.find(page);
        return found == session.arrangements.end() ? std::string() : found->second;
    };
    const bool saved = session.page.empty(); // by the window, not beside an export
    if (!saved && session.page != view)
        return;
    if (view != "workbench") {
        arrangement = saved ? arranged(view) : session.arrangement;
        return;
    }
    const std::string page = arranged(state.page);
    arrangement = !saved         ? session.arrangement
                  : page.empty() ? std::string()
                                 : arrangementText(workbenchWith(arrangementOf(page)));
    layout = session.layout;
    promptDraft = session.promptDraft;
    sequenceDraft = session.sequenceDraft;
}

void renderView(const RenderRequest& request, Progress& progress)
{
    requireApplication();
    if (!useLanguage(request.language.empty() ? QStringLiteral("en") : QString::fromStdString(request.language)))
        throw Error(say("language {0}", request.language),
                    say("this program was built with {0}", languages().join(QStringLiteral(", ")).toStdString()));
    const QString out = QString::fromStdString(request.out.string());

    MainWindow window;
    Page* page = window.page(QString::fromStdString(request.view));
    if (!page && request.view != "workbench")
        throw Error(say("view {0}", request.view),
                    say("there are workbench, map, gallery, decay, channels, tokens, tensors, compare and evaluate"));
    if (request.view == "evaluate" && request.state.evaluateRuns.empty())
        throw Error(say("view {0}", request.view),
                    say("shows stored runs, named with --run FOLDER, one or several; {0}", storedRunsText()));
    requireSuffix(page, request.out);
    if (request.whole && (!page || page->wholeText(QFileInfo(out).suffix().toLower()).isEmpty()))
        throw Error(say("--whole"), say("is for .png and .npy of the map and for tables of the comparison"));
    ViewState state = request.state;
    if (page)
        state.page = request.view;
    if (!request.theme.empty())
        state.theme = request.theme;
    else if (state.theme == "system")
        state.theme = "light"; // the same everywhere
    QStringList failures;
    QObject::connect(&window.workspace(), &Workspace::failed, &window,
                     [&failures](const QString& message) { failures << message; });
    QObject::connect(&window.workspace(), &Workspace::progress, &window,
                     [&progress](const QString& title, double fraction, double) {
                         try {
                             progress.step(title.toStdString(), static_cast<std::int64_t>(fraction * 1000), 1000);
                         } catch (const Cancelled&) {
                             // May not cross Qt's event loop; waitUntilIdle() sees it, too.
                         }
                     });
    window.resize(request.width, request.height);
    window.show();
    window.workspace().openState(state, QStringLiteral("opening %1").arg(QString::fromStdString(state.model)));
    waitUntilIdle(window, failures, progress);
    const QJsonObject arrangement = arrangementOf(request.arrangement);
    if (page) {
        // The page alone at the size that was asked for, not what a window of that size leaves to it. What is around
        // it may take more or less room in another width, hence the repetition.
        const QSize wanted(request.width, request.height);
        for (int pass = 0; pass < 4 && (pass == 0 || page->size() != wanted); ++pass) {
            window.resize(window.size() + wanted - page->size());
            waitUntilIdle(window, failures, progress);
        }
        for (int pass = 0; pass < 2 && !arrangement.isEmpty(); ++pass) { // scroll positions follow sizes
            page->setArrangement(arrangement);
            waitUntilIdle(window, failures, progress);
        }
        page->setExportOptions({.whole = request.whole, .scale = request.scale});
        page->exportTo(out);
        waitUntilIdle(window, failures, progress);
    } else {
        if (!request.layout.empty())
            restoreLayout(window, QByteArray::fromBase64(QByteArray::fromStdString(request.layout)));
        window.generationDock()->setDraft(QString::fromStdString(request.promptDraft));
        window.sequenceDock()->setDraft(QString::fromStdString(request.sequenceDraft));
        waitUntilIdle(window, failures, progress);
        for (int pass = 0; pass < 2 && !arrangement.isEmpty(); ++pass) {
            arrangeWorkbench(window, arrangement);
            waitUntilIdle(window, failures, progress);
        }
        writeWidget(window, out, request.scale);
    }
}

} // namespace mambascope::ui
