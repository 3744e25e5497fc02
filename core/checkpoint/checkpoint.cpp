// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/checkpoint/file_checks.h"
#include "core/checkpoint/safetensors.h"
#include "core/checkpoint/shard_index.h"
#include "core/checkpoint/torch_archive.h"

#include <utility>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

struct WeightFile
{
    std::map<std::string, StoredTensor> tensors;
    Message format;
};

WeightFile openWeights(const fs::path& path)
{
    requireContent(path);
    if (path.extension() == ".safetensors")
        return {SafetensorsFile(path).tensors(), "safetensors"};
    const TorchArchive archive(path);
    return {archive.tensors(), archive.isLegacy() ? say("torch archive (legacy)") : say("torch archive")};
}

} // namespace

Checkpoint Checkpoint::open(const ModelFiles& files)
{
    Checkpoint checkpoint;
    checkpoint.m_files = {files.weights};
    if (!isShardIndex(files.weights)) {
        WeightFile file = openWeights(files.weights);
        checkpoint.m_tensors = std::move(file.tensors);
        checkpoint.m_format = file.format;
        return checkpoint;
    }
    requireContent(files.weights);
    std::map<fs::path, WeightFile> shards;
    for (const auto& [name, path] : readShardIndex(files.weights)) {
        auto shard = shards.find(path);
        if (shard == shards.end()) {
            shard = shards.emplace(path, openWeights(path)).first;
            checkpoint.m_format = shard->second.format;
        }
        const auto tensor = shard->second.tensors.find(name);
        if (tensor == shard->second.tensors.end())
            throw Error(path.string(),
                        say("has no tensor named {0}, which the index says is in this shard", inQuotes(name)));
        checkpoint.m_tensors.emplace(name, tensor->second);
    }
    for (const auto& [path, shard] : shards)
        checkpoint.m_files.push_back(path);
    checkpoint.m_format = shards.size() == 1 ? say("{0}, 1 file", checkpoint.m_format)
                                             : say("{0}, {1} files", checkpoint.m_format, shards.size());
    return checkpoint;
}

const StoredTensor* Checkpoint::find(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    return found == m_tensors.end() ? nullptr : &found->second;
}

const StoredTensor& Checkpoint::tensor(const std::string& name) const
{
    if (const StoredTensor* found = find(name))
        return *found;
    throw Error(m_files.front().string(), say("has no tensor named {0}", inQuotes(name)));
}

} // namespace mambascope
