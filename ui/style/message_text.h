// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

namespace mambascope::ui {

/// What core says, in the language of the window. May be called from any thread.
QString toText(const Message& message);
/// "subject: cause".
QString toText(const Error& error);

} // namespace mambascope::ui
