// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"
#include "core/checkpoint/locate.h"
#include "core/checkpoint/stored_tensor.h"

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mambascope {

/// All tensors of a model, whatever files and format they are stored in: one safetensors file or torch.save archive, or
/// the shards that an index names. Tensors stay in the mapped files, which live as long as anyone holds one of them.
class Checkpoint
{
public:
    /// \throws Error naming the file and the rule of its format that it breaks.
    static Checkpoint open(const ModelFiles& files);

    const std::map<std::string, StoredTensor>& tensors() const { return m_tensors; }
    /// Null when there is none of that name.
    const StoredTensor* find(const std::string& name) const;
    /// \throws Error naming the file (or index) and the tensor when there is none of that name.
    const StoredTensor& tensor(const std::string& name) const;
    /// The weight files in the order in which they are read, the index first if there is one.
    const std::vector<std::filesystem::path>& files() const { return m_files; }
    /// For people: "safetensors", "safetensors, 2 files", "torch archive", "torch archive (legacy)" ...
    const Message& format() const { return m_format; }

private:
    std::map<std::string, StoredTensor> m_tensors;
    std::vector<std::filesystem::path> m_files;
    Message m_format;
};

} // namespace mambascope
