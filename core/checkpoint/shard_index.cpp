// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/shard_index.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/base/json.h"
#include "core/checkpoint/file_checks.h"
#include "core/checkpoint/hub_cache.h"
#include "core/checkpoint/mapped_file.h"

#include <nlohmann/json.hpp>
#include <set>
#include <system_error>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

bool isPlainName(const std::string& name)
{
    return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string("/\\\0", 3)) == name.npos;
}

// Whether a file of the folder is really in it, or where the Hugging Face cache keeps the files of this snapshot. The
// Hugging Face tools also make folders elsewhere whose large files are links into a cache.
bool staysInside(const fs::path& file, const fs::path& folder)
{
    std::error_code status;
    const fs::path place = fs::canonical(file, status).parent_path();
    if (place == fs::canonical(folder, status))
        return true;
    if (place.filename() == "blobs" && isHubModelFolder(place.parent_path()))
        return true;
    const fs::path snapshots = fs::canonical(folder, status).parent_path();
    return snapshots.filename() == "snapshots" && place == fs::canonical(snapshots.parent_path() / "blobs", status);
}

} // namespace

bool isShardIndex(const fs::path& file)
{
    return file.filename().string().ends_with(".index.json");
}

std::map<std::string, fs::path> readShardIndex(const fs::path& index)
{
    const std::string subject = index.string();
    const MappedFile file(index);
    const nlohmann::json json = parseJson(file.text(), subject, {.depth = 16, .infinity = true});
    const auto map = json.is_object() ? json.find("weight_map") : json.end();
    if (map == json.end() || !map->is_object())
        throw Error(subject, say("has no weight_map that says which file holds which tensor"));
    if (map->empty())
        throw Error(subject, say("weight_map names no tensor"));
    const fs::path folder = fs::absolute(index).parent_path();
    std::map<std::string, fs::path> files;
    std::set<std::string> checked;
    for (const auto& [tensor, value] : map->items()) {
        if (!value.is_string())
            throw Error(subject, say("weight_map: the file name for tensor {0} is not a string", inQuotes(tensor)));
        const auto& name = value.get_ref<const std::string&>();
        if (!isPlainName(name))
            throw Error(subject,
                        say("weight_map names {0}, a path where the name of a file beside the index is expected",
                            inQuotes(name)));
        if (checked.insert(name).second) {
            requireContent(folder / name);
            if (!staysInside(folder / name, folder))
                throw Error(subject, say("weight_map names {0}, a link that leads outside the folder", inQuotes(name)));
        }
        files[tensor] = folder / name;
    }
    return files;
}

} // namespace mambascope
