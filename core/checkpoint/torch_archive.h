// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/stored_tensor.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace mambascope {

/// A state dict that torch.save wrote, as a zip archive (since PyTorch 1.6) or in the format before that. Read by a
/// machine that runs no code (core/checkpoint/pickle.h); data stay in the mapped file. Tensors that share a storage, as
/// tied matrices do, share its bytes. Locations (cpu, cuda:0) are ignored.
class TorchArchive
{
public:
    enum class Content {
        StateDict,
        StateDictOrTensor ///< a tensor without a dict is called ""
    };
    /// \throws Error naming the file and what is broken or not allowed in it.
    explicit TorchArchive(const std::filesystem::path& path, Content content = Content::StateDict);
    const std::map<std::string, StoredTensor>& tensors() const { return m_tensors; }
    const std::filesystem::path& path() const { return m_file->path(); }
    /// Whether it is in the format before PyTorch 1.6.
    bool isLegacy() const { return m_legacy; }

    /// Whether a file begins as one of the two formats does.
    static bool recognises(std::span<const std::byte> bytes);

private:
    std::shared_ptr<const MappedFile> m_file;
    std::map<std::string, StoredTensor> m_tensors;
    bool m_legacy = false;
};

/// Writes a dict of vectors of fp32 as torch.save does (a zip archive); one that is called "" is written without the
/// dict. Replaces the file atomically. \throws Error when it cannot be written.
struct TorchVector
{
    std::string name;
    std::span<const float> values;
};
void writeTorchArchive(const std::filesystem::path& path, std::span<const TorchVector> vectors);

} // namespace mambascope
