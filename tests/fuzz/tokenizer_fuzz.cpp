// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"
#include "tests/fuzz/memory_file.h"

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(data, size, [](const std::filesystem::path& path) {
        const auto tokenizer = Tokenizer::load(path);
        const std::vector<std::int64_t> ids =
            tokenizer->encode("Hello, world's 123  \xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80\n");
        tokenizer->decode(ids, false);
    });
}
