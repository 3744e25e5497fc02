// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/window_fixture.h" // whose WindowTest moc reads with this file
