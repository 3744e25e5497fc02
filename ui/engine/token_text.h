// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>

namespace mambascope::ui {

struct Document;

/// A token for messages: its place and its text on one line, "812 “the”".
QString tokenText(const Document& document, std::int64_t token);
/// A cell of a map by its two tokens, as sentences name it and as it is read aloud.
QString cellText(const Document& document, std::int64_t i, std::int64_t j);
QString cellText(const Document& document, std::int64_t i, std::int64_t j, double value);

} // namespace mambascope::ui
