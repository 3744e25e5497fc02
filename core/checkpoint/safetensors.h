// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/stored_tensor.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mambascope {

/// The safetensors format, every rule of its description checked (huggingface/safetensors, README "Format").
/// Data stay in the mapped file.
class SafetensorsFile
{
public:
    /// \throws Error naming the file and the rule that it breaks.
    explicit SafetensorsFile(const std::filesystem::path& path);
    const std::map<std::string, StoredTensor>& tensors() const { return m_tensors; }
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    /// \throws Error naming file and tensor when there is none of that name.
    const StoredTensor& tensor(const std::string& name) const;
    const std::filesystem::path& path() const { return m_file->path(); }

private:
    std::shared_ptr<MappedFile> m_file;
    std::map<std::string, StoredTensor> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

/// Writes tensors and metadata; replaces the file atomically. \throws Error when it cannot be written.
struct TensorToStore
{
    std::string name;
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};
void writeSafetensors(const std::filesystem::path& path, std::span<const TensorToStore> tensors,
                      const std::map<std::string, std::string>& metadata);

} // namespace mambascope
