// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/hub_cache.h"

#include "core/base/error.h"
#include "core/checkpoint/file_checks.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string_view>
#include <system_error>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kFolderPrefix = "models--";

fs::path fromEnvironment(const char* variable)
{
    const char* value = std::getenv(variable);
    return value == nullptr ? fs::path() : fs::path(value);
}

bool isNamePart(std::string_view text)
{
    return !text.empty() && text.front() != '.' && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
               c == '.';
    });
}

// What refs/main says; empty when it says nothing usable.
fs::path snapshotOfMain(const fs::path& modelFolder)
{
    std::ifstream in(modelFolder / "refs" / "main");
    std::string commit;
    std::error_code status;
    if (!(in >> commit) || !isNamePart(commit) || !fs::is_directory(modelFolder / "snapshots" / commit, status))
        return {};
    return modelFolder / "snapshots" / commit;
}

} // namespace

fs::path hubCacheFolder()
{
    if (const fs::path cache = fromEnvironment("HF_HUB_CACHE"); !cache.empty())
        return cache;
    if (const fs::path home = fromEnvironment("HF_HOME"); !home.empty())
        return home / "hub";
    if (const fs::path cache = fromEnvironment("XDG_CACHE_HOME"); !cache.empty())
        return cache / "huggingface" / "hub";
    const fs::path home = fromEnvironment("HOME");
    return home.empty() ? home : home / ".cache" / "huggingface" / "hub";
}

bool isHubName(const std::string& text)
{
    const std::size_t slash = text.find('/');
    return isNamePart(std::string_view(text).substr(0, slash)) &&
           (slash == std::string::npos || isNamePart(std::string_view(text).substr(slash + 1)));
}

fs::path hubModelFolder(const std::string& name)
{
    std::string folder(kFolderPrefix);
    for (const char c : name)
        folder += c == '/' ? std::string("--") : std::string(1, c);
    return hubCacheFolder() / folder;
}

bool isHubModelFolder(const fs::path& folder)
{
    std::error_code status;
    return folder.filename().string().starts_with(kFolderPrefix) && fs::is_directory(folder / "snapshots", status);
}

fs::path hubSnapshot(const fs::path& modelFolder, const std::string& subject)
{
    const fs::path main = snapshotOfMain(modelFolder);
    if (!main.empty() && hasContent(main / "config.json"))
        return main;
    fs::path newest;
    fs::file_time_type newestTime;
    std::error_code status;
    for (fs::directory_iterator entry(modelFolder / "snapshots", status), end; !status && entry != end;
         entry.increment(status)) {
        std::error_code ignored;
        const fs::file_time_type time = fs::last_write_time(entry->path(), ignored);
        if (!hasContent(entry->path() / "config.json"))
            continue;
        // Of equally old ones the same one each time, whatever the order on disk is.
        if (newest.empty() || time > newestTime || (time == newestTime && entry->path() > newest)) {
            newest = entry->path();
            newestTime = time;
        }
    }
    if (!newest.empty())
        return newest;
    if (!main.empty())
        return main; // what it lacks is said by whoever looks for it
    const Message download = unfinishedDownload(modelFolder);
    const Message cause =
        say("has no snapshot with a config.json in the Hugging Face cache ({0})", modelFolder.string());
    throw Error(subject, download.empty() ? cause : say("{0}; {1}", cause, download));
}

std::string hubNameOfSnapshot(const fs::path& folder)
{
    const fs::path snapshots = folder.parent_path();
    const std::string model = snapshots.parent_path().filename().string();
    if (snapshots.filename() != "snapshots" || !model.starts_with(kFolderPrefix))
        return {};
    std::string name = model.substr(kFolderPrefix.size());
    if (const std::size_t separator = name.find("--"); separator != std::string::npos)
        name.replace(separator, 2, "/");
    return name;
}

} // namespace mambascope
