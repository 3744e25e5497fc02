// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/treatment.h"

#include "core/base/fingerprint.h"

#include <algorithm>
#include <array>
#include <vector>

namespace mambascope {

std::string treatmentOf(const Method* method, const ModelConfig& config, std::int64_t promptLength, std::int64_t last)
{
    return treatmentsByLayer(method, config, promptLength, last).back();
}

std::vector<std::string> treatmentsByLayer(const Method* method, const ModelConfig& config, std::int64_t promptLength,
                                           std::int64_t last)
{
    Fingerprint fingerprint;
    std::vector<std::string> texts{fingerprint.text()};
    if (method == nullptr)
        return std::vector<std::string>(static_cast<std::size_t>(config.layers + 1), texts.front());
    std::vector<float> thresholds(static_cast<std::size_t>(config.channels()));
    std::int64_t tokens = promptLength;
    for (std::int64_t layer = 0; layer < config.layers; ++layer) {
        const auto keepsSome = [](float threshold) { return threshold >= 0; };
        if (method->tokenThresholds(layer, promptLength, thresholds) && std::ranges::any_of(thresholds, keepsSome))
            fingerprint.add(std::array{layer}).add(thresholds);
        if (method->rewritesDelta(layer, promptLength))
            fingerprint.add(std::array{layer}).add(std::array{method});
        const std::int64_t behind = method->tokensBehind(layer, tokens, last);
        if (behind != tokens)
            fingerprint.add(std::array{layer, behind});
        tokens = behind;
        texts.push_back(fingerprint.text());
    }
    return texts;
}

} // namespace mambascope
