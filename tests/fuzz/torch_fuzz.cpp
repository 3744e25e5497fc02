// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torch_archive.h"
#include "tests/fuzz/memory_file.h"

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(data, size, [](const std::filesystem::path& path) {
        const TorchArchive archive(path);
        for (const auto& [name, tensor] : archive.tensors())
            if (tensor.count() < 1 << 16 && (tensor.dtype == "F32" || tensor.dtype == "BF16" || tensor.dtype == "F16"))
                tensor.toFloat(); // reads every element that offset and strides lead to
    });
}
