// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/resources.h"

#include "core/base/error.h"

#include <algorithm>
#include <cstdlib>
#include <system_error>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

bool isFolder(const fs::path& path)
{
    std::error_code status;
    return fs::is_directory(path, status);
}

} // namespace

fs::path resourceFolder()
{
    if (const char* chosen = std::getenv("MAMBASCOPE_RESOURCES"); chosen && *chosen) {
        // What a person sets must hold: falling back would show other models than they asked for.
        if (!isFolder(chosen))
            throw Error("MAMBASCOPE_RESOURCES", say("no such folder: {0}", chosen));
        return chosen;
    }
    std::error_code status;
    const fs::path program = fs::read_symlink("/proc/self/exe", status);
    if (!status) {
        fs::path installed = program.parent_path().parent_path() / "share" / "mambascope";
        if (isFolder(installed / "models"))
            return installed;
    }
    if (isFolder(MAMBASCOPE_SOURCE_RESOURCES))
        return MAMBASCOPE_SOURCE_RESOURCES;
    throw Error(say("resources"), say("folder with models, profiles and texts not found; set MAMBASCOPE_RESOURCES"));
}

std::vector<std::string> bundledModels()
{
    std::vector<std::string> names;
    std::error_code status;
    for (const auto& entry : fs::directory_iterator(resourceFolder() / "models", status))
        if (fs::exists(entry.path() / "config.json", status))
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

fs::path bundledProfile(const std::string& modelName)
{
    const fs::path path = resourceFolder() / "profiles" / (modelName + ".safetensors");
    std::error_code status;
    return !modelName.empty() && fs::is_regular_file(path, status) ? path : fs::path();
}

} // namespace mambascope
