// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/engine/calibration.h"

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mambascope::ui {

class Workspace;

/// The open calibration profile under other clamps, for a slider. The first move makes one calibration in the
/// background, in the way in which the open profile was made, which gives the profile of every stop; from then on
/// another clamp is a profile that is in memory already. At the end of a move that profile becomes a file and the
/// session's profile. The clamp that the profile was opened with is that very profile.
class ClampProfiles : public QObject
{
    Q_OBJECT
public:
    static constexpr double kMost = 0.2; ///< the slider's end, where the opened profile's clamp is no larger

    explicit ClampProfiles(Workspace& workspace, QObject* parent = nullptr);
    ~ClampProfiles() override;

    /// Other clamps can be had.
    bool isAvailable() const { return m_home.profile != nullptr; }
    /// Why not; empty: they can, or there is nothing to say.
    QString problem() const;
    /// What the handle stands at: the clamp that is wanted, or that of the open profile.
    double clamp() const;
    double home() const { return m_home.clamp; } ///< of the profile that was opened
    double step() const { return m_step; }       ///< between stops
    double most() const;                         ///< the largest stop
    /// The calibration runs or waits.
    bool isCalibrating() const;
    /// A chosen clamp is not the session's profile yet.
    bool isPending() const { return m_wanted.has_value(); }
    /// What a person should know: another text had to be used, it failed, it was cancelled. Empty: nothing.
    const QString& notice() const { return m_notice; }
    /// The program's own text will be used, because that of the opened profile cannot be found; null: it can. Looks
    /// at the file system.
    QString textNotice() const;

    /// For every move of the handle.
    void preview(double clamp);
    /// For the end of a move.
    void commit();
    /// Ends the calibration; the profile is as it was.
    void cancel();
    /// A text file that a calibration was made from, to be found again by its name.
    void addText(const QString& path);

signals:
    void changed();      ///< any of the above
    void textsChanged(); ///< textNotice() may say something else
    void progress(double fraction);

private:
    struct Stop
    {
        double clamp = 0;
        std::shared_ptr<const Profile> profile;
        QString name;                         ///< as Document::profileName
        std::optional<std::string> file = {}; ///< as ViewState::profile; none: in memory only
    };
    Stop* stopAt(double clamp);
    void showDocument();
    void open(const Document& document);
    void start();
    void take(const std::vector<std::shared_ptr<const Profile>>& profiles);
    void finish();
    void giveUp(const QString& notice);
    std::vector<double> stops() const;

    Workspace& m_workspace;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Tokenizer> m_tokenizer;
    Stop m_home;
    std::vector<Stop> m_made;
    double m_step = 0.01;
    std::optional<double> m_wanted; ///< chosen and not yet the session's
    bool m_released = false;        ///< the move to it has ended
    bool m_waiting = false;         ///< for the calibration
    QString m_notice;
    QStringList m_texts;
};

} // namespace mambascope::ui
