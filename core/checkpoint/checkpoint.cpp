// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "core/base/error.h"
#include "core/checkpoint/safetensors.h"

namespace mambascope {

Checkpoint Checkpoint::open(const ModelFiles& files)
{
    Checkpoint checkpoint;
    checkpoint.m_files = {files.weights};
    checkpoint.m_format = "safetensors";
    checkpoint.m_tensors = SafetensorsFile(files.weights).tensors();
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
    throw Error(m_files.front().string(), "has no tensor named " + name);
}

} // namespace mambascope
