// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/likelihood.h"

#include <algorithm>
#include <cmath>

namespace mambascope {

double negativeLogLikelihood(std::span<const float> logits, std::int64_t id)
{
    const double top = *std::max_element(logits.begin(), logits.end());
    double sum = 0;
    for (const float logit : logits)
        sum += std::exp(static_cast<double>(logit) - top);
    return std::log(sum) + top - static_cast<double>(logits[static_cast<std::size_t>(id)]);
}

} // namespace mambascope
