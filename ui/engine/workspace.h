// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/device.h"
#include "core/inspect/trace.h"
#include "core/workspace/view_state.h"
#include "ui/engine/classification.h"
#include "ui/engine/compute_thread.h"
#include "ui/engine/document.h"
#include "ui/engine/map_maker.h"
#include "ui/engine/side.h"
#include "ui/engine/side_by_side.h"

#include <QObject>
#include <QString>

#include <array>
#include <functional>
#include <memory>
#include <optional>

namespace mambascope::ui {

/// What the window shows and how it comes about: the view state, the open document, both passes, the selected channel's
/// maps, the generated texts. Lives in the GUI thread; everything slow is asked of one of seven ComputeThreads:
///   files     opening models and texts: may take long, must disturb nothing that is shown
///   passes    traces and generation
///   pictures  maps, curves, lines: has to answer while a pass runs
///   gallery   small maps of many channels: takes its time, and the selected channel's map must not wait for it
///   looking   what lies on disk: models before they are opened, tensors; has to answer while a model is loaded
///   calibrating  profiles under other clamps: takes its time, and nothing that is shown waits for it
///   exports  files that are written from copies of what was shown: another document does not end them
/// Whatever fails leaves what was shown as it was and comes out of failed().
class Workspace : public QObject
{
    Q_OBJECT
public:
    explicit Workspace(QObject* parent = nullptr);
    ~Workspace() override;

    const ViewState& state() const { return m_state; }
    /// Null until the first document was opened.
    const std::shared_ptr<const Document>& document() const { return m_document; }
    /// Null while it is being computed.
    const std::shared_ptr<const Trace>& trace(Side side) const { return m_traces[index(side)]; }
    /// The selected channel's map; the one selected before while the new one is being made; null without a trace.
    const std::shared_ptr<const ChannelMap>& map(Side side) const
    {
        return side == Side::LongMamba && isPreview() ? m_previewMap : m_maps[index(side)];
    }
    const Classification& classification() const { return m_classification; }
    const Answers& answers() const { return m_answers; }
    /// The settings that answers() were asked for with, which may be others by now.
    const ViewState& answersState() const { return m_answersState; }
    /// answers() has a filtered side.
    bool hasFilteredAnswer() const { return m_filteredAnswer; }
    /// The LongMamba side's map is the present filter applied to the vanilla pass, because the real filtered pass with
    /// these settings is still to come.
    bool isPreview() const { return !m_filteredIsCurrent && m_previewMap; }
    /// trace(Side::LongMamba) was computed with the present settings.
    bool isFilteredCurrent() const { return m_filteredIsCurrent; }
    /// There is a filtered pass, but one with earlier settings: what is shown of it is marked as such.
    bool isFilteredStale() const { return m_traces[index(Side::LongMamba)] && !m_filteredIsCurrent; }
    /// That as a sentence, with what becomes of it; empty when the pass is current or there is none.
    QString staleFilter() const;
    /// The filtered pass with the present settings is being computed, or will be when a setting is let go of.
    bool isFilteredComing() const;
    /// Nobody computes this pass although it could be: it was cancelled, or failed.
    bool isPassMissing(Side side) const;
    /// Why there is no filtered pass with the present settings and what to do about it; empty when it is there or
    /// coming.
    QString reasonForNoFilter() const;
    /// Words for something that comes from map(LongMamba), with a mark when that is a preview or stale.
    QString markedAsMap(const QString& what) const;
    /// The same for what comes from trace(LongMamba).
    QString markedAsTrace(const QString& what) const;
    double lnTheta() const;
    /// The filtered side can be computed: its method needs no profile, or there is one.
    bool hasFilter() const;
    /// "Vanilla", "LongMamba", "DeciMamba": what trace(side) was made with, or will be while there is none.
    QString methodTitle(Side side) const;
    /// The same of map(side), which may be a preview of the method that is set.
    QString mapMethodTitle(Side side) const;
    /// The filtered map's method as verbs call it.
    QString mapMethodName() const;
    /// Why the side has no trace and what to do about it; empty when it has one or is getting one.
    QString reasonForNothing(Side side) const;
    /// map(side) is the one that shownSubject() asks for.
    bool isMapCurrent(Side side) const;
    /// That map is being made, or follows from a pass that is being computed.
    bool isMapComing(Side side) const;
    /// Why map(side) is not that one and what to do about it; empty when it is or is coming.
    QString reasonForNoMap(Side side) const;
    /// Present threshold g(S) b of a channel; none: nothing is filtered there.
    std::optional<float> tokenThreshold(std::int64_t layer, std::int64_t channel) const;
    bool isIdle() const;
    /// A pass over the sequence runs or waits.
    bool isReading() const { return m_passes.isBusy(kTrace[0]) || m_passes.isBusy(kTrace[1]); }
    bool isGenerating() const { return m_passes.isBusy(kGenerate); }
    ComputeThread& pictures() { return m_pictures; }
    ComputeThread& looking() { return m_looking; }
    ComputeThread& gallery() { return m_gallery; }
    ComputeThread& calibrations() { return m_calibrating; }
    ComputeThread& exports() { return m_exports; }
    /// A model is being opened; empty when none is.
    QString openingModel() const { return m_files.isBusy(kOpen) ? m_opening.model : QString(); }
    /// Ends what newestOpening() numbers if it is not open yet; nothing is said.
    void dropOpening();
    /// The number of what was asked to be opened last, for openingEnded(); 0: nothing was. It replaces what was asked
    /// for before and is not open yet; a model on its way is opened with a text or a device that is chosen meanwhile.
    quint64 newestOpening() const { return m_openings; }

    // What is open
    void openState(const ViewState& state, const QString& title, const std::function<void()>& afterwards = {});
    /// Goes to another state (undo, a place visited before): at once, unless it names another document, which is opened
    /// first.
    void restore(const ViewState& target);
    struct Parts
    {
        QString model, profile, text; ///< empty: as it is
        /// As in ViewState::tokenizer. Without: as it is, or another model's own.
        std::optional<QString> tokenizer = std::nullopt;
    };
    void openParts(const Parts& parts);
    void openModel(const QString& model) { openParts({.model = model, .profile = {}, .text = {}}); }
    void openProfile(const QString& path) { openParts({.model = {}, .profile = path, .text = {}}); }
    void openText(const QString& path) { openParts({.model = {}, .profile = {}, .text = path}); }
    /// As in ViewState::tokenizer.
    void setTokenizer(const QString& tokenizer)
    {
        openParts({.model = {}, .profile = {}, .text = {}, .tokenizer = tokenizer});
    }
    void setPasskey(std::int64_t tokens, double depth, std::uint64_t seed);
    void setText(const QString& path, std::int64_t tokens);
    void setPrompt(const QString& prompt);

    // Where and how it is computed
    /// Models are held there and so from now on; one that is open is opened again where that changes it. The device
    /// must answer requireDevice(). On the CPU the weights' own format is always computed with in fp32.
    void setComputing(const Device& device, DType dtype);
    /// Threads for work on the CPU; 0: all cores.
    void setThreads(int count);
    /// Tells everything once more, for a window that takes over a workspace at work.
    void announce();

    // Method. previewMethod() is for every mouse move, commitMethod() for the end of it: it runs the real pass.
    void previewTheta(double lnTheta);
    void previewScale(double scale);
    void previewBucket(std::int64_t length);
    /// Another calibration profile of the open model, from memory: classes, thresholds and previews follow. The view
    /// state names the one before until commitProfile() says under which name it will be found again.
    void previewProfile(const std::shared_ptr<const Profile>& profile, const QString& name);
    /// As in ViewState::profile and Document::profileName; runs the real pass where the profile is another one.
    void commitProfile(const std::string& profile, const QString& name);
    /// Of the filtered side: as in ViewState::method and ViewState::decimate.
    void setMethod(const QString& method, const QString& decimate);
    void commitMethod();

    // Selection and views
    void select(std::int64_t layer, std::int64_t channel);
    /// Which of a hybrid layer's attention heads the map shows; -1: the selected channel's hidden attention.
    void selectAttentionHead(std::int64_t head);
    /// The attention head that the map is to show; -1 when the layer has none or a channel is wanted.
    std::int64_t shownAttentionHead() const;
    /// Of what the maps are to be: "channel", "mean", "rollout", see ViewState::mapOf. Ends the choice of a head.
    void selectMapOf(const std::string& what);
    /// What the maps are to show; map() may still be of another.
    MapSubject shownSubject() const;
    void pickCell(std::int64_t i, std::int64_t j);
    void hoverCell(std::int64_t i, std::int64_t j);
    /// For what only concerns how things look (colours, ranges, page): no computation follows by itself. Without effect
    /// while restore() tells of its state: what a view says then - a map scrolls to its cell - is no wish of a person.
    void editView(const std::function<void(ViewState&)>& change);

    /// Writes files beside everything else: saved() or failed() follows, whatever is opened meanwhile. What was asked
    /// for before goes on, unless it is the same file.
    void write(const QString& path, const std::function<void(JobControl&)>& job);

    // Running
    void computeAgain();
    void regenerate();
    void stopGeneration();
    void cancelAll();
    /// Cancels what progress() speaks of, and nothing else: a person who stops loading a model keeps the pass that
    /// runs.
    void cancelShown();

signals:
    void documentChanged();
    void traceChanged(mambascope::ui::Side side);
    void mapChanged(mambascope::ui::Side side);
    void classificationChanged();
    void profileChanged(); ///< by previewProfile() or commitProfile(); a document's comes with documentChanged()
    void selectionChanged();
    void cellPicked(qint64 i, qint64 j);
    void cellHovered(qint64 i, qint64 j);
    void viewChanged();
    void stateRestored(); ///< by restore(): controls that only a person moves otherwise have to follow
    void generationStarted();
    void generationGrown();
    void generationEnded(bool complete);
    void opened(const QString& what); ///< a file that belongs into the list of recent ones
    void modelOpened(const QString& model);
    void openingCancelled(const QString& what);
    /// What newestOpening() numbered so is open and shown, or cannot be opened (`problem`, after failed()). What was
    /// cancelled or replaced does not end.
    void openingEnded(quint64 number, const QString& problem);
    void saved(const QString& path);
    void failed(const QString& message);
    void everythingCancelled(); ///< by cancelAll(): what others compute beside is not wanted either
    void computingAgain();      ///< by computeAgain(): what was cancelled or failed is wanted once more
    void busyChanged(bool busy);
    void progress(const QString& title, double fraction, double seconds);

private:
    using Change = std::function<void(ViewState&)>;
    static const QString kOpen;
    static const QString kGenerate;
    static const std::array<QString, 2> kTrace;

    struct Opening
    {
        QString title;
        Change change;
        bool reload = false;      ///< see openDocument()
        bool wholeAnswer = false; ///< a haystack's answer is to be written as a whole, however few tokens are set
        bool whole = false;       ///< a state to return to: nothing that is shown or being opened has a part in it
        QString model = {};       ///< for messages, when another model is opened
        std::function<void()> afterwards = {};
    };
    LoadOptions loadOptions() const;
    void open(Opening opening);
    static Opening joined(const Opening& first, const Opening& second);
    void adopt(const Opening& opening, const std::shared_ptr<const Document>& document);
    static std::shared_ptr<const Document>
    withProfile(const Document& document, const std::shared_ptr<const Profile>& profile, const QString& name);
    /// The thread whose work a person waits for: what takes longest.
    ComputeThread* shownThread();
    void requestTrace(Side side);
    QString reasonForNoPass(Side side) const; ///< that nobody computes
    void requestMaps();
    void requestPreview();
    void tellMapProblem(const QString& message);
    void forgetRange(); ///< another map's range, unless it is locked
    void requestGeneration();
    void reclassify();
    void previewMethod();
    /// \throws Error for settings that the method refuses.
    std::shared_ptr<const Method> method(Side side) const;
    void updateBusy();

    ViewState m_state;
    Device m_device;
    DType m_dtype = DType::Float32; ///< on a GPU
    std::shared_ptr<const Document> m_document;
    std::array<std::shared_ptr<const Trace>, 2> m_traces;
    std::array<std::shared_ptr<const ChannelMap>, 2> m_maps; ///< of the real passes
    std::array<std::shared_ptr<const Trace>, 2> m_mapTraces; ///< that m_maps were made from
    std::shared_ptr<const ChannelMap> m_previewMap;
    Classification m_classification;
    Answers m_answers;
    ViewState m_answersState;
    bool m_filteredAnswer = false;
    bool m_filteredIsCurrent = false;
    quint64 m_methodRevision = 0; ///< counts changes of the method's settings
    quint64 m_askedRevision = 0;  ///< that the filtered pass was asked for last with
    bool m_restoring = false;
    bool m_busy = false;
    Opening m_opening; ///< what was asked for last
    quint64 m_openings = 0;
    std::array<QString, 2> m_traceProblem;
    QString m_mapProblem; ///< of the maps that were asked for last

    // Last: their destructors wait for jobs, after which nothing above is used any more.
    ComputeThread m_files;
    ComputeThread m_passes;
    ComputeThread m_pictures;
    ComputeThread m_looking;
    ComputeThread m_gallery;
    ComputeThread m_calibrating;
    ComputeThread m_exports;
};

} // namespace mambascope::ui
