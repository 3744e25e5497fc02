// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/locate.h"

#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/checkpoint/file_checks.h"
#include "core/checkpoint/hub_cache.h"
#include "core/checkpoint/locate_tokenizer.h"
#include "core/checkpoint/shard_index.h"

#include <algorithm>
#include <array>
#include <system_error>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

// In the order of preference.
constexpr std::array kWeightNames{"model.safetensors.index.json", "model.safetensors", "pytorch_model.bin.index.json",
                                  "pytorch_model.bin"};

struct OtherFormat
{
    const char* extension;
    const char* name;
};
constexpr std::array kOtherFormats{OtherFormat{".gguf", "GGUF (llama.cpp)"},
                                   OtherFormat{".ggml", "GGML"},
                                   OtherFormat{".onnx", "ONNX"},
                                   OtherFormat{".msgpack", "Flax"},
                                   OtherFormat{".h5", "Keras (TensorFlow)"},
                                   OtherFormat{".ot", "Rust (tch)"},
                                   OtherFormat{".npz", "NumPy archive"},
                                   OtherFormat{".nemo", "NeMo"},
                                   OtherFormat{".mlmodel", "Core ML"},
                                   OtherFormat{".ckpt", "Lightning checkpoint"},
                                   OtherFormat{".tflite", "TensorFlow Lite"}};

const OtherFormat* otherFormat(const fs::path& file)
{
    const auto* const found = std::find_if(kOtherFormats.begin(), kOtherFormats.end(), [&](const OtherFormat& format) {
        return file.extension() == format.extension;
    });
    return found == kOtherFormats.end() ? nullptr : found;
}

bool isWeightFile(const fs::path& file)
{
    const fs::path extension = file.extension();
    return extension == ".safetensors" || extension == ".bin" || extension == ".pt" || extension == ".pth" ||
           isShardIndex(file);
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code status;
    for (fs::directory_iterator entry(folder, status), end; !status && entry != end; entry.increment(status))
        files.push_back(entry->path());
    std::sort(files.begin(), files.end());
    return files;
}

/// `cause`, and what a folder holds in place of what was looked for: "...; it has ...".
Message withWhatElse(const Message& cause, const fs::path& folder)
{
    if (const Message download = unfinishedDownload(folder); !download.empty())
        return say("{0}; {1}", cause, download);
    const std::vector<fs::path> files = filesIn(folder);
    for (const fs::path& file : files)
        if (isWeightFile(file) && file.filename() != "training_args.bin")
            return say("{0}; it has {1}, which can be opened by its own name", cause, file.filename().string());
    for (const fs::path& file : files)
        if (const OtherFormat* format = otherFormat(file))
            return say("{0}; it has {1}, whose format {2} is not supported", cause, file.filename().string(),
                       format->name);
    return cause;
}

fs::path weightsIn(const fs::path& folder, const std::string& argument)
{
    for (const char* name : kWeightNames)
        if (hasContent(folder / name))
            return folder / name;
    // What is there but empty of content explains itself.
    std::error_code status;
    for (const char* name : kWeightNames)
        if (fs::symlink_status(folder / name, status).type() != fs::file_type::not_found)
            requireContent(folder / name);
    throw Error(argument, withWhatElse(say("has no weights (model.safetensors or pytorch_model.bin)"), folder));
}

// The files of a model in `folder`; its usual weights unless others are named.
ModelFiles filesOf(const fs::path& folder, const std::string& argument, const fs::path& weights = {})
{
    ModelFiles files;
    files.folder = fs::weakly_canonical(folder);
    const std::string hubName = hubNameOfSnapshot(files.folder);
    files.name = hubName.empty() ? files.folder.filename().string() : hubName;
    files.config = files.folder / "config.json";
    std::error_code status;
    if (fs::symlink_status(files.config, status).type() == fs::file_type::not_found)
        throw Error(argument, weights.empty()
                                  ? withWhatElse(say("has no config.json, so it is not a model folder"), files.folder)
                                  : say("has no config.json beside it, which says what kind of model the weights are"));
    requireContent(files.config);
    files.weights = weights.empty() ? weightsIn(files.folder, argument) : files.folder / weights.filename();
    const FoundTokenizer tokenizer = locateTokenizer(files.folder, files.config);
    files.tokenizer = tokenizer.path;
    files.tokenizerOrigin = tokenizer.origin;
    return files;
}

ModelFiles filesOfFolder(const fs::path& folder, const std::string& argument)
{
    const fs::path place = fs::weakly_canonical(folder);
    return filesOf(isHubModelFolder(place) ? hubSnapshot(place, argument) : place, argument);
}

ModelFiles filesOfFile(const fs::path& file, const std::string& argument)
{
    if (const OtherFormat* format = otherFormat(file))
        throw Error(argument, say("is a file of the format {0}, which is not supported; safetensors and torch.save are",
                                  format->name));
    const fs::path folder = fs::absolute(file).parent_path();
    if (file.filename() == "config.json")
        return filesOf(folder, argument);
    if (!isWeightFile(file))
        throw Error(argument, say("is not a model: a folder, a weight file (.safetensors, .bin, .pt, .pth), an index "
                                  "(.index.json) or a config.json is expected"));
    requireContent(file);
    return filesOf(folder, argument, file);
}

bool isBundled(const std::string& name)
{
    const std::vector<std::string> bundled = bundledModels();
    return std::find(bundled.begin(), bundled.end(), name) != bundled.end();
}

} // namespace

fs::path bundledProfile(const ModelFiles& files)
{
    std::error_code status; // a folder elsewhere may bear a bundled model's name
    const bool bundled = fs::equivalent(files.folder, resourceFolder() / "models" / files.name, status);
    return bundled ? bundledProfile(files.name) : fs::path();
}

bool isModelFile(const fs::path& file)
{
    return isWeightFile(file) || file.filename() == "config.json";
}

bool isModelName(const std::string& name)
{
    return isBundled(name) || (isHubName(name) && isHubModelFolder(hubModelFolder(name)));
}

ModelFiles locateModel(const std::string& argument)
{
    if (argument.empty())
        throw Error(say("model"), say("no model named"));
    const fs::path path(argument);
    std::error_code status;
    if (fs::is_directory(path, status))
        return filesOfFolder(path, argument);
    if (fs::symlink_status(path, status).type() != fs::file_type::not_found &&
        fs::symlink_status(path, status).type() != fs::file_type::none) {
        requireContent(path);
        return filesOfFile(path, argument);
    }
    if (isBundled(argument))
        return filesOf(resourceFolder() / "models" / argument, argument);
    std::string names;
    for (const std::string& name : bundledModels())
        names += (names.empty() ? "" : ", ") + name;
    if (isHubName(argument)) {
        const fs::path cached = hubModelFolder(argument);
        if (isHubModelFolder(cached))
            return filesOf(hubSnapshot(cached, argument), argument);
        throw Error(argument, say("no such file or folder, nor a bundled model ({0}), nor in the local Hugging Face "
                                  "cache ({1})",
                                  names, hubCacheFolder().string()));
    }
    throw Error(argument, say("no such file or folder, nor a bundled model ({0})", names));
}

} // namespace mambascope
