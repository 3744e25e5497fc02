// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/main_window.h"

#include "core/base/device.h"
#include "core/base/error.h"
#include "core/base/system_use.h"
#include "ui/docks/decimation_form.h"
#include "ui/docks/generation_dock.h"
#include "ui/docks/method_dock.h"
#include "ui/docks/model_dock.h"
#include "ui/docks/sequence_dock.h"
#include "ui/engine/history.h"
#include "ui/engine/token_text.h"
#include "ui/engine/workspace.h"
#include "ui/pages/channels/channels_page.h"
#include "ui/pages/channels/layer_strip.h"
#include "ui/pages/compare/compare_page.h"
#include "ui/pages/decay/decay_page.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/gallery/gallery_page.h"
#include "ui/pages/map/map_page.h"
#include "ui/pages/tensors/tensors_page.h"
#include "ui/pages/tokens/tokens_page.h"
#include "ui/style/message_text.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/map_view.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/token_strip.h"
#include "ui/windows/arranging.h"
#include "ui/windows/session_files.h"
#include "ui/windows/window_layout.h"
#include "ui/windows/workbench_export.h"
#include "ui/windows/write_widget.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QScreen>
#include <QScrollArea>
#include <QSettings>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace mambascope::ui {

MainWindow::MainWindow(QWidget* parent, Workspace* workspace)
    : QMainWindow(parent), m_workspace(workspace ? workspace : new Workspace),
      m_history(new History(*m_workspace, this)), m_arranging(new Arranging(*m_workspace, this))
{
    m_workspace->setParent(this);
    setObjectName(QStringLiteral("mainWindow"));
    setWindowTitle(QStringLiteral("MambaScope"));
    setAcceptDrops(true);
    qApp->installEventFilter(this); // files that are dropped on a widget that takes text, see eventFilter()
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    buildCentre();
    buildDocks();
    buildStatusBar();
    m_sessions = new SessionFiles(*this, *m_workspace, *m_messages);
    m_sessions->collect = [this](Session& session) { collect(session); };
    m_sessions->spread = [this](const Session& session) { spread(session); };
    buildMenus();
    connectWorkspace();
    // A screen of 1280 x 800 has less room than that: panels of the desktop, the frame around the window.
    constexpr QSize kFrame(16, 48); // about what window managers draw; theirs is not known before the window is shown
    resize(QSize(1280, 800).boundedTo(screen()->availableSize() - kFrame));
    resetLayout();
    m_defaultLayout = saveLayout(*this);
    showPage();
    m_arranging->show(currentPage());
    showMemory();
}

MainWindow::~MainWindow()
{
    // Views refer to the workspace, so they go first; the workspace is a child and follows.
    delete takeCentralWidget();
    qDeleteAll(m_docks);
}

void MainWindow::buildCentre()
{
    auto* centre = new QWidget;
    auto* layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    m_messages = new MessageBar;
    m_tabs = new QTabWidget;
    m_tabs->setDocumentMode(true);
    m_map = new MapPage(*m_workspace);
    m_gallery = new GalleryPage(*m_workspace);
    m_decay = new DecayPage(*m_workspace);
    m_channels = new ChannelsPage(*m_workspace);
    m_tokens = new TokensPage(*m_workspace);
    m_tensors = new TensorsPage(*m_workspace);
    m_compare = new ComparePage(*m_workspace);
    m_evaluate = new EvaluatePage(*m_workspace);
    m_tabs->addTab(m_map, tr("Map"));
    m_tabs->addTab(m_gallery, tr("Gallery"));
    m_tabs->addTab(m_decay, tr("Decay"));
    m_tabs->addTab(m_channels, tr("Channels"));
    m_tabs->addTab(m_tokens, tr("Tokens"));
    m_tabs->addTab(m_tensors, tr("Tensors"));
    m_tabs->addTab(m_compare, tr("Compare"));
    m_tabs->addTab(m_evaluate, tr("Evaluate"));
    connect(m_evaluate, &EvaluatePage::progressChanged, this, [this](const QString& text) {
        m_tabs->setTabText(m_tabs->indexOf(m_evaluate),
                           text.isEmpty() ? tr("Evaluate") : tr("Evaluate (%1)").arg(text));
    });
    m_strip = new TokenStrip;
    m_strip->setAccessibleName(tr("Tokens; shaded: kept by the selected channel"));
    auto* splitter = new QSplitter(Qt::Vertical);
    splitter->setObjectName(QStringLiteral("pagesAndStrip"));
    splitter->addWidget(m_tabs);
    splitter->addWidget(m_strip);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 0);
    splitter->setCollapsible(0, false);
    splitter->setSizes({600, 4 * fontMetrics().lineSpacing() + 8});
    layout->addWidget(m_messages);
    layout->addWidget(splitter, 1);
    setCentralWidget(centre);

    connect(m_tabs, &QTabWidget::currentChanged, this, [this] {
        m_workspace->editView([this](ViewState& s) { s.page = currentPage()->name().toStdString(); });
        // The tokens page is the same text, larger; weights have no tokens.
        m_strip->setVisible(currentPage() != m_tokens && currentPage() != m_tensors && currentPage() != m_compare &&
                            currentPage() != m_evaluate);
        for (QAction* zoom : m_zooms)
            zoom->setEnabled(currentPage()->canZoom());
        m_arranging->show(currentPage());
    });
    connect(m_strip, &TokenStrip::hovered, this, [this](qint64 j) { m_workspace->hoverCell(j < 0 ? -1 : j, j); });
    connect(m_strip, &TokenStrip::picked, this,
            [this](qint64 j) { m_workspace->pickCell(std::max<std::int64_t>(m_workspace->state().row, j), j); });
}

void MainWindow::buildDocks()
{
    const auto add = [this](const QString& title, const QString& name, QWidget* content, Qt::DockWidgetArea area,
                            bool scrolls) {
        auto* dock = new QDockWidget(title, this);
        dock->setObjectName(name);
        if (scrolls) { // a low window must not cut controls off
            auto* scroll = new QScrollArea;
            scroll->setWidgetResizable(true);
            scroll->setFrameShape(QFrame::NoFrame);
            scroll->setFocusPolicy(Qt::NoFocus); // the controls in it have it, and scroll it
            scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
            scroll->setWidget(content);
            scroll->setMinimumWidth(content->minimumSizeHint().width() + 14);
            content = scroll;
        }
        dock->setWidget(content);
        dock->setAcceptDrops(true); // floating, it is a window of its own
        addDockWidget(area, dock);
        m_docks.push_back(dock);
        return dock;
    };
    m_modelDock = new ModelDock(*m_workspace);
    m_sequenceDock = new SequenceDock(*m_workspace);
    m_methodDock = new MethodDock(*m_workspace);
    connect(m_methodDock->decimation(), &DecimationForm::searchRequested, m_evaluate,
            [this] { m_evaluate->prepareSearch("decimamba"); });
    m_generationDock = new GenerationDock(*m_workspace);
    add(tr("Model"), QStringLiteral("modelDock"), m_modelDock, Qt::LeftDockWidgetArea, true);
    add(tr("Sequence"), QStringLiteral("sequenceDock"), m_sequenceDock, Qt::LeftDockWidgetArea, true);
    add(tr("Method"), QStringLiteral("methodDock"), m_methodDock, Qt::LeftDockWidgetArea, true);
    add(tr("Generation"), QStringLiteral("generationDock"), m_generationDock, Qt::BottomDockWidgetArea, false);
    m_help = new QTextBrowser;
    m_help->setOpenExternalLinks(true);
    m_helpDock = add(tr("Help"), QStringLiteral("helpDock"), m_help, Qt::RightDockWidgetArea, false);
    m_helpDock->hide();
}

void MainWindow::buildStatusBar()
{
    m_readout = new QLabel;
    m_readout->setTextFormat(Qt::PlainText);
    m_readout->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_readout->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_readout->setAccessibleName(tr("Value of the hovered or picked cell"));
    m_memory = new QLabel;
    m_memory->setAccessibleName(tr("Device and memory"));
    m_busy = new BusyBar;
    m_goTo = new QLineEdit;
    m_goTo->setPlaceholderText(tr("Go to i, j"));
    m_goTo->setAccessibleName(tr("Go to query i, key j"));
    m_goTo->setToolTip(tr("Query and key of a cell, then Enter (Ctrl+G)"));
    m_goTo->setMaximumWidth(fontMetrics().horizontalAdvance(QStringLiteral("100000, 100000  ")));
    connect(m_goTo, &QLineEdit::returnPressed, this, &MainWindow::goToCell);
    statusBar()->addWidget(m_readout, 1);
    statusBar()->addPermanentWidget(m_goTo);
    statusBar()->addPermanentWidget(m_memory);
    statusBar()->addPermanentWidget(m_busy);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectWorkspace()
{
    connect(m_workspace, &Workspace::documentChanged, this, &MainWindow::showDocument);
    connect(m_workspace, &Workspace::traceChanged, this, [this] {
        showShade();
        showMemory();
    });
    connect(m_workspace, &Workspace::mapChanged, this, [this] {
        showShade();
        showCell(m_workspace->state().row, m_workspace->state().column);
    });
    connect(m_workspace, &Workspace::classificationChanged, this, [this] { // the filter's settings are others
        if (m_shownStale != m_workspace->isFilteredStale())
            showShade();
    });
    connect(m_workspace, &Workspace::viewChanged, this, &MainWindow::showPage);
    connect(m_workspace, &Workspace::cellPicked, this, [this](qint64 i, qint64 j) {
        m_strip->setPicked(j);
        showCell(i, j);
    });
    connect(m_workspace, &Workspace::cellHovered, this, [this](qint64 i, qint64 j) {
        m_strip->setHovered(j);
        if (i >= 0)
            showCell(i, j);
        else // back to what stays
            showCell(m_workspace->state().row, m_workspace->state().column);
    });
    connect(m_workspace, &Workspace::failed, this,
            [this](const QString& message) { m_messages->post(MessageBar::Severity::Error, message); });
    connect(m_workspace, &Workspace::saved, this,
            [this](const QString& path) { m_messages->post(MessageBar::Severity::Info, tr("Written: %1").arg(path)); });
    connect(m_workspace, &Workspace::opened, this, &MainWindow::addRecent);
    connect(m_sessions, &SessionFiles::used, this, &MainWindow::addRecent);
    connect(m_workspace, &Workspace::modelOpened, this, &MainWindow::addRecentModel);
    connect(m_workspace, &Workspace::openingCancelled, this, [this](const QString& what) {
        const QString name = QFileInfo(what).fileName();
        const auto& document = m_workspace->document();
        m_messages->post(MessageBar::Severity::Info,
                         document ? tr("Opening %1 was cancelled; %2 stays open.")
                                        .arg(name, QString::fromStdString(document->model->name()))
                                  : tr("Opening %1 was cancelled.").arg(name));
    });
    connect(m_channels, &ChannelsPage::shownInLayersChanged, m_modelDock->layerStrip(), &LayerStrip::setMarked);
    connect(m_modelDock->layerStrip(), &LayerStrip::activated, this, [this](qint64 layer) {
        m_tabs->setCurrentWidget(m_channels);
        m_channels->showLayer(layer);
    });
    connect(m_tokens, &TokensPage::cellWanted, this, [this](qint64 i, qint64 j) {
        m_tabs->setCurrentWidget(m_map);
        m_map->frontView()->goTo(i, j);
    });
    connect(m_modelDock, &ModelDock::tensorsWanted, this, [this] { m_tabs->setCurrentWidget(m_tensors); });
    connect(m_modelDock, &ModelDock::tokenizerWanted, this, &MainWindow::chooseTokenizer);
    connect(m_workspace, &Workspace::busyChanged, this, [this](bool busy) {
        showMemory();
        if (!busy)
            m_busy->end();
    });
    connect(m_workspace, &Workspace::progress, this, [this](const QString& title, double fraction, double seconds) {
        m_busy->begin(title, seconds);
        m_busy->setFraction(fraction);
    });
    connect(m_busy, &BusyBar::cancelRequested, m_workspace, &Workspace::cancelShown);
}

void MainWindow::showDocument()
{
    const auto& document = m_workspace->document();
    QStringList shown = {QString::fromStdString(document->model->name())};
    if (!document->sequenceTitle.isEmpty()) // without a tokenizer there is no text
        shown << document->sequenceTitle;
    setWindowTitle(shown.join(QStringLiteral(", ")) + QStringLiteral(" – MambaScope"));
    showMemory();
    m_strip->setTokens(document->tokenTexts);
    m_strip->setTokenIds({document->ids.begin(), document->ids.end()});
    m_strip->setSpan(document->keyBegin, document->keyEnd);
    m_strip->setMessage(document->sequenceProblem);
    m_strip->setPicked(m_workspace->state().column);
    if (m_workspace->state().column < 0)
        m_strip->scrollTo(document->keyBegin); // the part that the story is about
    showShade();
    showCell(m_workspace->state().row, m_workspace->state().column);
}

void MainWindow::showShade()
{
    m_shownStale = m_workspace->isFilteredStale();
    const std::vector<float> share = keptShare(*m_workspace, true);
    m_strip->setShade(share, m_workspace->markedAsMap(tr("kept by the selected channel")));
}

/// What the process takes, whatever holds it: weights, passes, maps, the other side of a comparison.
void MainWindow::showMemory()
{
    const auto& document = m_workspace->document();
    const auto size = [](std::int64_t bytes) { return QLocale().formattedDataSize(bytes, bytes < (1 << 30) ? 0 : 1); };
    const Device device = document ? document->model->options().device : Device();
    QStringList parts = {QString::fromStdString(device.text()).toUpper()};
    if (const std::int64_t resident = residentMemory(); resident > 0)
        parts << size(resident);
    std::int64_t passes = 0;
    for (const Side side : kSides)
        passes += m_workspace->trace(side) ? m_workspace->trace(side)->memory() : 0;
    QStringList lines = {tr("Device, and memory that the program takes")};
    if (document)
        lines << tr("model %1, both passes %2").arg(size(document->model->memory()), size(passes));
    if (device.kind == Device::Kind::Cuda) {
        try {
            parts << tr("%1 free", "memory of a GPU").arg(size(freeMemory(device)));
        } catch (const Error& error) {
            lines << toText(error);
        }
    }
    m_memory->setText(parts.join(QStringLiteral(" · ")));
    m_memory->setToolTip(lines.join(QLatin1Char('\n')));
}

void MainWindow::showPage()
{
    const ViewState& s = m_workspace->state();
    Page* wanted = page(QString::fromStdString(s.page));
    if (wanted && wanted != currentPage())
        m_tabs->setCurrentWidget(wanted);
    setTheme(QString::fromStdString(s.theme));
}

Page* MainWindow::currentPage() const
{
    return static_cast<Page*>(m_tabs->currentWidget());
}

Page* MainWindow::page(const QString& name) const
{
    const QList<Page*> all = pages();
    const auto named = std::find_if(all.begin(), all.end(), [&](const Page* page) { return page->name() == name; });
    return named == all.end() ? nullptr : *named;
}

QList<Page*> MainWindow::pages() const
{
    return {m_map, m_gallery, m_decay, m_channels, m_tokens, m_tensors, m_compare, m_evaluate};
}

QString MainWindow::readout() const
{
    return m_readout->text();
}

void MainWindow::showCell(std::int64_t i, std::int64_t j)
{
    const auto& document = m_workspace->document();
    if (!document || i < 0 || j < 0 || i >= document->length() || j >= document->length()) {
        m_readout->clear();
        return;
    }
    QString text = tr("query %1 ← key %2").arg(tokenText(*document, i), tokenText(*document, j));
    if (j > i) {
        text += tr("   no value: the key comes after the query");
    } else {
        for (const Side side : kSides) {
            const auto& map = m_workspace->map(side);
            if (!map)
                continue;
            const QString name =
                side == Side::Vanilla ? tr("vanilla") : m_workspace->markedAsMap(m_workspace->mapMethodTitle(side));
            text += QStringLiteral("   %1 α = %2")
                        .arg(name, QString::number(static_cast<double>(map->map->value(i, j)), 'g', 4));
        }
    }
    m_readout->setText(text);
    m_readout->setToolTip(text);
}

// ---------------------------------------------------------------------------------------------- writing

void MainWindow::exportView(const QString& path, bool companion)
{
    exportAs(*currentPage(), path, companion);
}

void MainWindow::exportAs(Exportable& subject, const QString& path, bool companion)
{
    if (path.isEmpty())
        return;
    settleLayouts(); // the arrangement that is kept is the one that is drawn
    if (companion && m_workspace->document() && subject.readsCompanion()) {
        try {
            subject.writeCompanion(path);
        } catch (const Error& error) {
            m_messages->post(MessageBar::Severity::Error, toText(error));
            return;
        }
    }
    subject.exportTo(path);
}

// ---------------------------------------------------------------------------------------------- the end

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (m_usesSettings) {
        QSettings settings;
        settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
        settings.setValue(QStringLiteral("window/layout"), saveLayout(*this));
    }
    m_workspace->cancelAll();
    m_evaluate->stop();
    QMainWindow::closeEvent(event);
}

} // namespace mambascope::ui
