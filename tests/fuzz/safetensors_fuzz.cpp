// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"
#include "tests/fuzz/memory_file.h"

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(data, size, [](const std::filesystem::path& path) {
        const SafetensorsFile file(path);
        for (const auto& [name, tensor] : file.tensors())
            if (tensor.count() < 1 << 16 && (tensor.dtype == "F32" || tensor.dtype == "BF16" || tensor.dtype == "F16"))
                tensor.toFloat(); // reads every byte that the header spoke of
    });
}
