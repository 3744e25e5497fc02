// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/profile.h"
#include "tests/fuzz/memory_file.h"

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(data, size, [](const std::filesystem::path& path) {
        const auto profile = Profile::load(path);
        profile->globalChannels(-3.0);
        profile->bucketFor(4096);
    });
}
