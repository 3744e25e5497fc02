// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <QString>

namespace mambascope::test {

/// What the Error says that `work` throws; empty when it throws none.
template <typename Work>
QString errorOf(Work work)
{
    try {
        work();
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

} // namespace mambascope::test
