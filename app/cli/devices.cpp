// SPDX-License-Identifier: GPL-3.0-or-later
// One model on each of several devices, and which of them a process of several takes.
#include "app/cli/common_options.h"

#include "core/base/device_list.h"

namespace mambascope::cli {

namespace {

// Processes of one host share its list; where there are more of them than devices, several use the same.
std::vector<Device> shareOf(const std::vector<Device>& devices, const Peers* peers)
{
    if (peers == nullptr)
        return devices;
    const auto rank = static_cast<std::size_t>(peers->rankOnHost());
    std::vector<Device> mine;
    for (std::size_t i = rank; i < devices.size(); i += static_cast<std::size_t>(peers->sizeOnHost()))
        mine.push_back(devices[i]);
    if (mine.empty())
        mine.push_back(devices[rank % devices.size()]);
    return mine;
}

} // namespace

Workforce ModelOptions::openAll(Progress& progress) const
{
    Workforce workforce;
    workforce.peers = startedTogether();
    LoadOptions options;
    options.dtype = parseDType(m_dtype);
    const ModelFiles files = locateModel(m_model);
    setThreads(m_threads);
    for (const Device& device : shareOf(parseDevices(m_device), workforce.peers)) {
        options.device = device;
        requireDevice(device);
        workforce.models.push_back(Model::open(files, options, progress));
    }
    return workforce;
}

} // namespace mambascope::cli
