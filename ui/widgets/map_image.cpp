// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/map_image.h"
