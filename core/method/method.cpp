// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/method.h"

#include "core/base/error.h"
#include "core/method/decimamba.h"
#include "core/method/longmamba.h"

#include <cmath>
#include <sstream>

namespace mambascope {

namespace {

class Vanilla final : public Method
{
public:
    std::string name() const override { return "vanilla"; }
    bool tokenThresholds(std::int64_t /*layer*/, std::int64_t /*promptLength*/,
                         std::span<float> /*thresholds*/) const override
    {
        return false;
    }
};

} // namespace

double logTheta(double theta)
{
    if (!(theta > 0 && theta <= 1)) {
        std::ostringstream value;
        value << theta;
        throw Error(say("theta {0}", value.str()), say("must be above 0 and at most 1"));
    }
    return std::log(theta);
}

std::shared_ptr<const Method> makeMethod(const std::string& name, const MethodSettings& settings,
                                         const ModelConfig& config)
{
    if (name == "vanilla")
        return std::make_shared<Vanilla>();
    if (name == "longmamba")
        return std::make_shared<LongMamba>(settings, config);
    if (name == "decimamba")
        return std::make_shared<DeciMamba>(settings.decimation, config);
    throw Error(say("method \"{0}\"", name), say("is not known (vanilla, longmamba or decimamba expected)"));
}

} // namespace mambascope
