// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/calibration_text.h"

#include "core/base/error.h"

#include <iterator>

namespace mambascope {

std::vector<std::vector<std::int64_t>> cutSequences(const std::vector<std::int64_t>& ids, std::int64_t count,
                                                    std::int64_t length, const Message& subject)
{
    constexpr std::int64_t kOffset = 10;
    std::vector<std::vector<std::int64_t>> sequences;
    for (std::int64_t i = 0; i < count; ++i) {
        const auto start = static_cast<std::int64_t>(static_cast<double>(std::ssize(ids)) / static_cast<double>(count) *
                                                     static_cast<double>(i)) +
                           kOffset;
        if (start + length > std::ssize(ids))
            throw Error(subject, say("has {0} tokens, too few for {1} sequences of {2}", ids.size(), count, length));
        sequences.emplace_back(ids.begin() + start, ids.begin() + start + length);
    }
    return sequences;
}

} // namespace mambascope
