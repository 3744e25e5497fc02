// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mambascope {

/// `count` sequences of `length` tokens spread evenly over a text, a little behind each part's beginning.
/// \throws Error (subject as given) when the text is too short.
std::vector<std::vector<std::int64_t>> cutSequences(const std::vector<std::int64_t>& ids, std::int64_t count,
                                                    std::int64_t length, const Message& subject);

} // namespace mambascope
