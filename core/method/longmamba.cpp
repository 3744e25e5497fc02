// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/longmamba.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>

namespace mambascope {

namespace {

constexpr float kDropAll = std::numeric_limits<float>::infinity();

} // namespace

LongMamba::LongMamba(const MethodSettings& settings, const ModelConfig& config)
    : m_profile(settings.profile), m_scale(settings.scale), m_filter(settings.filter), m_bucket(-1)
{
    if (!m_profile)
        throw Error(say("method longmamba"),
                    say("needs a calibration profile (--profile FILE; `mambascope calibrate` makes one)"));
    m_profile->requireFits(config, say("profile of {0}", m_profile->model));
    if (!(m_scale >= 0) || !std::isfinite(m_scale)) {
        std::ostringstream value;
        value << m_scale;
        throw Error(say("scale {0}", value.str()), say("must be a finite number, 0 or more"));
    }
    const auto requirePart = [&](bool there, const Message& what) {
        if (!there)
            throw Error(say("profile of {0}", m_profile->model),
                        say("has no {0}, which filter {1} needs; calibrate again", what, filterName(m_filter)));
    };
    if (m_filter == Filter::Alpha || m_filter == Filter::Offline)
        requirePart(!m_profile->keepRatio.empty(), say("shares of kept tokens"));
    if (m_filter == Filter::Bound || m_filter == Filter::Norm)
        requirePart(!m_profile->deltaSum.empty(), say("sums of Delta"));
    m_global = m_profile->globalChannels(logTheta(settings.theta));
    if (settings.bucket != 0) {
        const auto found = std::find(m_profile->lengths.begin(), m_profile->lengths.end(), settings.bucket);
        if (found == m_profile->lengths.end())
            throw Error(say("bucket {0}", settings.bucket), say("is not among the profile's lengths"));
        m_bucket = found - m_profile->lengths.begin();
    }
}

bool LongMamba::tokenThresholds(std::int64_t layer, std::int64_t promptLength, std::span<float> thresholds) const
{
    if (m_filter != Filter::Threshold || !acts(promptLength))
        return false;
    // Plain arrays: it has to be quick, a prefill waits for it.
    const auto channels = static_cast<std::size_t>(m_profile->channels);
    const auto row = static_cast<std::size_t>(layer) * channels;
    const std::uint8_t* global = m_global.data() + row;
    const float* g = m_profile->threshold.data() +
                     static_cast<std::size_t>(bucketFor(promptLength) * m_profile->layers) * channels + row;
    std::uint8_t any = 0;
    for (std::size_t channel = 0; channel < channels; ++channel) {
        // A factor of 0 drops every token, as in the repository of LongMamba; any Delta would exceed 0 g(S).
        const float threshold = m_scale > 0 ? static_cast<float>(m_scale * static_cast<double>(g[channel])) : kDropAll;
        thresholds[channel] = global[channel] != 0 ? threshold : kKeepAll;
        any |= global[channel];
    }
    return any != 0;
}

} // namespace mambascope
