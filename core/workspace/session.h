// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/workspace/view_state.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mambascope {

/// A session file: the view state, and what lets it be found and shown again as it was. ViewState::load() reads the
/// same file.
struct Session
{
    ViewState state;
    std::string layout;      ///< the window's panels, as the window writes them (base64); empty: as they are
    std::string page;        ///< exports only: the page that was written, as in ViewState::page
    std::string arrangement; ///< of that page, as the window writes it (JSON)
    /// Other sessions: page -> what a person arranged there beside the view state, in the same form.
    std::map<std::string, std::string> arrangements;
    std::string promptDraft;   ///< what is being typed as the next prompt; empty: nothing
    std::string sequenceDraft; ///< the same in the Sequence panel
    std::string evaluateDraft; ///< the form of a new run, as EvaluationSettings::toJson(); empty: as it is
    /// Of each file that the state names: group.key of the field -> fingerprintOf() when the session was written.
    std::map<std::string, std::string> fingerprints;
    std::string savedAs; ///< autosaves only: the session file that was open; empty: none

    std::string toJson() const;
    /// \throws Error like ViewState::fromJson().
    static Session fromJson(const std::string& json, const std::string& subject);
    static Session load(const std::filesystem::path& path);
    void save(const std::filesystem::path& path) const; ///< atomic
};

/// A session of the state, with the fingerprints of the files that it names as they are now.
Session makeSession(const ViewState& state);

/// A file of a session that is not where the session says.
struct MissingFile
{
    std::string field; ///< "open.model", "open.tokenizer", "open.profile", "sequence.text_file"
    std::string path;  ///< as the session names it
};
/// What the state needs and is not there: a folder or file that was moved, a name that is no bundled model.
std::vector<MissingFile> missingFiles(const ViewState& state);

/// Names another place for a missing file.
void setPlace(ViewState& state, const std::string& field, const std::filesystem::path& path);

/// Looks for every missing file under the same name in the folder that the session lies in, and takes it when it has
/// the fingerprint that the session knows.
void relocateBeside(Session& session, const std::filesystem::path& folder);

/// Whether the file is, as far as its fingerprint tells, the one that the session was written with. True when the
/// session knows none.
bool isTheSame(const Session& session, const std::string& field, const std::filesystem::path& path);

/// Of a model: its config.json, and size, beginning and end of its weights; of another file: the same of that file.
/// Empty when it cannot be read.
std::string fingerprintOf(const std::string& field, const std::string& path);

} // namespace mambascope
