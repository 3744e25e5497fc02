// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/read_tensors.h"

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(
        data, size, [](const std::filesystem::path& path) { fuzz::readTensors(SafetensorsFile(path).tensors()); });
}
