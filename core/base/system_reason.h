// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <system_error>

namespace mambascope {

/// Why the system refused something, as strerror() says it. Reasons that files and folders are refused for have a
/// translation, others are left as the system words them.
Message systemReason(int errorNumber);
Message systemReason(const std::error_code& error);

} // namespace mambascope
