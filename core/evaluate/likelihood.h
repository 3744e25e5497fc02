// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

namespace mambascope {

/// -ln p(id) under the softmax of `logits`, in nats.
double negativeLogLikelihood(std::span<const float> logits, std::int64_t id);

} // namespace mambascope
