// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/session.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/base/replace_file.h"
#include "core/base/resources.h"
#include "core/base/text_file.h"
#include "core/checkpoint/locate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <system_error>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::array kFields = {"open.model", "open.tokenizer", "open.profile", "sequence.text_file"};

/// The path that a field holds; empty when the state does not need the file.
std::string placeOf(const ViewState& state, const std::string& field)
{
    if (field == "open.model")
        return state.model;
    if (field == "open.tokenizer")
        return state.tokenizer == kNoTokenizer ? std::string() : state.tokenizer;
    if (field == "open.profile")
        return state.profile;
    return state.sequenceKind == "text" ? state.textFile : std::string();
}

bool isThere(const std::string& field, const std::string& path)
{
    std::error_code status;
    if (field == "open.model") {
        try {
            locateModel(path);
            return true;
        } catch (const Error&) {
            // A broken model is there: opening it tells what is wrong with it.
            return fs::path(path).has_parent_path() && fs::exists(path, status);
        }
    }
    if (fs::exists(path, status))
        return true;
    return field == "sequence.text_file" && !fs::path(path).has_parent_path() &&
           fs::exists(resourceFolder() / "texts" / path, status);
}

/// Size, beginning and end: enough to tell files apart, and quick with many gigabytes.
void addFile(Fingerprint& fingerprint, const fs::path& path)
{
    constexpr std::uintmax_t kPart = 1 << 16;
    std::error_code failure;
    const std::uintmax_t size = fs::file_size(path, failure);
    std::ifstream file(path, std::ios::binary);
    if (failure || !file)
        throw Error(path.string(), say("cannot be read"));
    fingerprint.add(std::array{static_cast<std::uint64_t>(size)});
    for (const std::uintmax_t from : {std::uintmax_t{0}, size > kPart ? size - kPart : 0}) {
        std::string part(std::min(kPart, size - from), '\0');
        file.seekg(static_cast<std::streamoff>(from));
        file.read(part.data(), static_cast<std::streamsize>(part.size()));
        if (!file)
            throw Error(path.string(), say("cannot be read"));
        fingerprint.add(part);
    }
}

std::string stringAt(const json& object, const char* key, const std::string& subject)
{
    const auto entry = object.find(key);
    if (entry == object.end())
        return {};
    if (!entry->is_string())
        throw Error(subject, say("\"{0}\" must be a text", key));
    return entry->get<std::string>();
}

} // namespace

std::string Session::toJson() const
{
    json document = json::parse(state.toJson());
    if (!layout.empty())
        document["window"]["layout"] = layout;
    if (!promptDraft.empty())
        document["window"]["prompt_draft"] = promptDraft;
    if (!sequenceDraft.empty())
        document["window"]["sequence_draft"] = sequenceDraft;
    if (!evaluateDraft.empty())
        document["window"]["evaluate_draft"] = evaluateDraft;
    for (const auto& [shown, arranged] : arrangements)
        document["window"]["pages"][shown] = arranged;
    if (!savedAs.empty())
        document["window"]["saved_as"] = savedAs;
    if (!page.empty())
        document["exported"] = {{"page", page}, {"arrangement", arrangement}};
    for (const auto& [field, fingerprint] : fingerprints)
        document["fingerprints"][field] = fingerprint;
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Session Session::fromJson(const std::string& text, const std::string& subject)
{
    Session session;
    session.state = ViewState::fromJson(text, subject);
    const json document = json::parse(text);
    if (const auto window = document.find("window"); window != document.end()) {
        if (!window->is_object())
            throw Error(subject, say("\"window\" must be an object"));
        session.layout = stringAt(*window, "layout", subject);
        session.promptDraft = stringAt(*window, "prompt_draft", subject);
        session.sequenceDraft = stringAt(*window, "sequence_draft", subject);
        session.evaluateDraft = stringAt(*window, "evaluate_draft", subject);
        if (const auto pages = window->find("pages"); pages != window->end()) {
            if (!pages->is_object())
                throw Error(subject, say("\"{0}\" must be an object", "pages"));
            for (const auto& [shown, arranged] : pages->items())
                session.arrangements[shown] = stringAt(*pages, shown.c_str(), subject);
        }
        session.savedAs = stringAt(*window, "saved_as", subject);
    }
    if (const auto exported = document.find("exported"); exported != document.end()) {
        if (!exported->is_object())
            throw Error(subject, say("\"exported\" must be an object"));
        session.page = stringAt(*exported, "page", subject);
        session.arrangement = stringAt(*exported, "arrangement", subject);
    }
    if (const auto marks = document.find("fingerprints"); marks != document.end()) {
        if (!marks->is_object())
            throw Error(subject, say("\"fingerprints\" must be an object"));
        for (const char* field : kFields) {
            if (const std::string mark = stringAt(*marks, field, subject); !mark.empty())
                session.fingerprints[field] = mark;
        }
    }
    return session;
}

Session Session::load(const fs::path& path)
{
    return fromJson(readTextFile(path), path.string());
}

void Session::save(const fs::path& path) const
{
    replaceFile(path, toJson());
}

Session makeSession(const ViewState& state)
{
    Session session;
    session.state = state;
    for (const char* field : kFields) {
        const std::string path = placeOf(state, field);
        if (const std::string mark = path.empty() ? path : fingerprintOf(field, path); !mark.empty())
            session.fingerprints[field] = mark;
    }
    return session;
}

std::vector<MissingFile> missingFiles(const ViewState& state)
{
    std::vector<MissingFile> missing;
    for (const char* field : kFields) {
        const std::string path = placeOf(state, field);
        if (!path.empty() && !isThere(field, path))
            missing.push_back({field, path});
    }
    return missing;
}

void setPlace(ViewState& state, const std::string& field, const fs::path& path)
{
    std::string& place = field == "open.model"       ? state.model
                         : field == "open.tokenizer" ? state.tokenizer
                         : field == "open.profile"   ? state.profile
                                                     : state.textFile;
    place = path.string();
}

void relocateBeside(Session& session, const fs::path& folder)
{
    for (const MissingFile& missing : missingFiles(session.state)) {
        const fs::path old(missing.path);
        const fs::path name = old.has_filename() ? old.filename() : old.parent_path().filename();
        const fs::path beside = folder / name;
        std::error_code status;
        if (fs::exists(beside, status) && isThere(missing.field, beside.string()) &&
            isTheSame(session, missing.field, beside))
            setPlace(session.state, missing.field, beside);
    }
}

bool isTheSame(const Session& session, const std::string& field, const fs::path& path)
{
    const auto known = session.fingerprints.find(field);
    return known == session.fingerprints.end() || known->second == fingerprintOf(field, path.string());
}

std::string fingerprintOf(const std::string& field, const std::string& path)
{
    try {
        Fingerprint fingerprint;
        if (field == "open.model") {
            const ModelFiles files = locateModel(path);
            addFile(fingerprint, files.config);
            addFile(fingerprint, files.weights);
        } else {
            const bool bundled =
                field == "sequence.text_file" && !fs::exists(path) && !fs::path(path).has_parent_path();
            addFile(fingerprint, bundled ? resourceFolder() / "texts" / path : fs::path(path));
        }
        return fingerprint.text();
    } catch (const Error&) { // nothing to compare with: the session is written all the same
        return {};
    } catch (const fs::filesystem_error&) {
        return {};
    }
}

} // namespace mambascope
