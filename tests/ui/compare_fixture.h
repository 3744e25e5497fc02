// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/ui/window_fixture.h"
#include "ui/engine/comparer.h"
#include "ui/pages/compare/compare_page.h"

// What the tests of the Compare page share.
namespace mambascope::test {

inline bool compared(ui::ComparePage* page)
{
    return !page->comparer().isBusy() && page->comparer().isCurrent(0) && page->comparer().isCurrent(1);
}

/// The window on the Compare page, both sides computed.
inline void openCompared(ui::MainWindow& window, ViewState state)
{
    state.page = "compare";
    open(window, state);
    QCOMPARE(window.currentPage(), window.comparePage());
    QTRY_VERIFY_WITH_TIMEOUT(compared(window.comparePage()), kPatience);
}

} // namespace mambascope::test
