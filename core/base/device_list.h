// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/device.h"

#include <string>
#include <vector>

namespace mambascope {

/// The devices of a run, "cuda:0,cuda:1": a comma list of what Device::parse() takes, and "cuda:all" for every GPU that
/// can be asked for. \throws Error for anything else, a device that is there twice, an empty list; like gpuCount()
std::vector<Device> parseDevices(const std::string& list);

} // namespace mambascope
