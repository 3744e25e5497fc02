// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <string_view>

namespace mambascope {

/// Writes a text behind the first `end` bytes of an open file. It is there as a whole or not at all: what a full disk
/// took of it is taken back. \returns whether it is there; then `end` is its end, otherwise `problem` says why
bool appendWhole(int descriptor, std::int64_t& end, std::string_view text, Message& problem);

} // namespace mambascope
