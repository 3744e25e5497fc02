// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/colour_map.h"
