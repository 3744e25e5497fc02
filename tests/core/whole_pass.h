// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/checkpoint/locate.h"
#include "core/model/model.h"
#include "tests/core/pass_output.h"

#include <QString>
#include <QTest>

#include <memory>

// What the tests of the model families share.
namespace mambascope::test {

/// Rows of a test's data: a bundled model of each family.
inline void families()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("Mamba-1") << QStringLiteral("mamba1-12m");
    QTest::newRow("Mamba-2") << QStringLiteral("mamba2-12m");
}

inline std::shared_ptr<const Model> open(const QString& folder)
{
    Progress progress;
    return Model::open(locateModel(folder.toStdString()), {}, progress);
}

} // namespace mambascope::test
