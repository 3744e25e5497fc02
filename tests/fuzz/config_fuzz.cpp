// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/checkpoint/model_config.h"

#include <cstddef>
#include <cstdlib>

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    try {
        const ModelConfig config =
            parseModelConfig(std::string_view(reinterpret_cast<const char*>(data), size), "config.json");
        // What is accepted is usable: sizes that everything behind divides by or allocates.
        if (config.layers < 1 || config.channels() < 1 || config.convWidth() < 1 || config.stateWidth() < 1 ||
            config.vocab < 1)
            std::abort();
    } catch (const Error&) {
    }
    return 0;
}
