// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>

namespace mambascope::ui {

/// A demonstration's title or summary, which core has in English, in the language of the window.
QString demonstrationText(const std::string& english);

} // namespace mambascope::ui
