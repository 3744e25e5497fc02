// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/device_list.h"

#include "core/base/error.h"

#include <algorithm>
#include <sstream>

namespace mambascope {

std::vector<Device> parseDevices(const std::string& list)
{
    std::vector<Device> devices;
    std::istringstream words(list);
    for (std::string word; std::getline(words, word, ',');) {
        if (word != "cuda:all") {
            devices.push_back(Device::parse(word));
            continue;
        }
        const int count = gpuCount();
        for (int index = 0; index < count; ++index)
            devices.push_back({Device::Kind::Cuda, index});
    }
    const Message subject = say("devices \"{0}\"", list);
    for (auto device = devices.begin(); device != devices.end(); ++device)
        if (std::find(devices.begin(), device, *device) != device)
            throw Error(subject, say("{0} is there twice", device->text()));
    if (devices.empty())
        throw Error(subject, say("names no device"));
    return devices;
}

} // namespace mambascope
