// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/tokenizer.h"
#include "tests/fuzz/memory_file.h"

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

using namespace mambascope;

namespace {

// What streams is the same text, wherever the pieces of a character are cut.
void requireSameText(const std::shared_ptr<const Tokenizer>& tokenizer, const std::vector<std::int64_t>& ids)
{
    StreamingDecoder decoder(tokenizer, false);
    std::string streamed;
    for (const std::int64_t id : ids)
        streamed += decoder.push(id);
    streamed += decoder.finish();
    if (streamed != tokenizer->decode(ids, false))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(data, size, [](const std::filesystem::path& path) {
        const auto tokenizer = Tokenizer::load(path);
        std::vector<std::int64_t> ids = tokenizer->encode("Hello, world's 123  \xC3\xA9\xE6\xBC\xA2\xF0\x9F\x98\x80\n");
        requireSameText(tokenizer, ids);
        tokenizer->encodeContinuation(" a<s>b ");
        ids.clear();
        for (std::int64_t id = std::min<std::int64_t>(tokenizer->vocabSize(), 300); id >= -1; --id) {
            ids.push_back(id);
            tokenizer->pieceBytes(id);
        }
        requireSameText(tokenizer, ids);
    });
}
