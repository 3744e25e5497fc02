// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/locate.h"

#include "core/base/error.h"
#include "core/base/resources.h"

#include <algorithm>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

ModelFiles filesOf(const fs::path& folder, const std::string& argument)
{
    ModelFiles files;
    files.folder = fs::weakly_canonical(folder);
    files.name = files.folder.filename().string();
    files.config = files.folder / "config.json";
    files.weights = files.folder / "model.safetensors";
    if (!fs::is_regular_file(files.config))
        throw Error(argument, "has no config.json, so it is not a model folder");
    if (!fs::is_regular_file(files.weights))
        throw Error(argument, "has no model.safetensors");
    // Models that share a tokenizer keep it in the folder above.
    for (const fs::path& place : {files.folder, files.folder.parent_path()}) {
        if (fs::is_regular_file(place / "tokenizer.json")) {
            files.tokenizer = place / "tokenizer.json";
            break;
        }
    }
    return files;
}

} // namespace

ModelFiles locateModel(const std::string& argument)
{
    if (argument.empty())
        throw Error("model", "no model named");
    const fs::path path(argument);
    std::error_code error;
    if (fs::is_directory(path, error))
        return filesOf(path, argument);
    if (fs::is_regular_file(path, error)) {
        if (path.extension() != ".safetensors" && path.filename() != "config.json")
            throw Error(argument, "is not a model: a folder or a .safetensors file is expected");
        ModelFiles files = filesOf(fs::absolute(path).parent_path(), argument);
        if (path.extension() == ".safetensors")
            files.weights = fs::weakly_canonical(path);
        return files;
    }
    const std::vector<std::string> bundled = bundledModels();
    if (std::find(bundled.begin(), bundled.end(), argument) != bundled.end())
        return filesOf(resourceFolder() / "models" / argument, argument);
    std::string names;
    for (const std::string& name : bundled)
        names += (names.empty() ? "" : ", ") + name;
    throw Error(argument, "no such file or folder, nor a bundled model (" + names + ")");
}

} // namespace mambascope
