// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/checkpoint/locate.h"
#include "core/model/model.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace mambascope::test {

/// A bundled model, opened once a process.
inline std::shared_ptr<const Model> bundled(const std::string& name)
{
    static std::vector<std::shared_ptr<const Model>> opened;
    for (const auto& model : opened)
        if (model->name() == name)
            return model;
    Progress progress;
    opened.push_back(Model::open(locateModel(name), {}, progress));
    return opened.back();
}

/// Token ids without meaning but with variety, the same on every machine.
inline std::vector<std::int64_t> someIds(std::int64_t count, std::uint64_t seed = 1)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 0; i < count; ++i) {
        seed = seed * 6364136223846793005ULL + 1442695040888963407ULL;
        ids.push_back(static_cast<std::int64_t>(2 + (seed >> 33) % 8000));
    }
    return ids;
}

} // namespace mambascope::test
