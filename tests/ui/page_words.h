// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"

#include <QLabel>

#include <algorithm>
#include <string>

// What tests ask of the sentences that a page shows.
namespace mambascope::test {

/// A person reads that on the page, or on that part of one.
inline bool says(const QWidget* page, const QString& words)
{
    const auto labels = page->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(),
                       [&](const QLabel* label) { return label->isVisible() && label->text().contains(words); });
}

inline ViewState onPage(const std::string& page)
{
    ViewState state = shortState();
    state.page = page;
    return state;
}

} // namespace mambascope::test
