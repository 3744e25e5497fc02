// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/checkpoint/stored_tensor.h"
#include "core/checkpoint/tensor_statistics.h"

#include <map>
#include <string>

namespace mambascope::fuzz {

/// Reads every element that the file's description of its tensors leads to, in each of the ways there are.
inline void readTensors(const std::map<std::string, StoredTensor>& tensors)
{
    for (const auto& [name, tensor] : tensors) {
        if (tensor.count() >= 1 << 16)
            continue;
        try {
            Progress progress;
            tensorStatistics(tensor, progress);
            tensor.toFloat();
        } catch (const Error&) { // integers, which the tensors behind this one need not be
        }
    }
}

} // namespace mambascope::fuzz
