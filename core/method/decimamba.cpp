// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/method/decimamba.h"

#include "core/base/error.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <locale>
#include <sstream>

namespace mambascope {

namespace {

template <typename T>
T number(const std::string& field, const std::string& text)
{
    T value{};
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || rest != text.data() + text.size())
        throw Error(say("decimation {0}={1}", field, text), say("a number is expected"));
    return value;
}

std::vector<std::string> split(const std::string& text, char at)
{
    std::vector<std::string> parts(1);
    for (const char c : text)
        if (c == at)
            parts.emplace_back();
        else
            parts.back() += c;
    return parts;
}

} // namespace

DecimationSettings DecimationSettings::standard(const ModelConfig& config, std::int64_t trainingLength)
{
    DecimationSettings settings;
    settings.layers = {config.layers / 2};
    if (trainingLength > 0)
        settings.baseLength = trainingLength;
    return settings;
}

DecimationSettings DecimationSettings::parse(const std::string& text, DecimationSettings settings)
{
    for (const std::string& part : split(text, ',')) {
        const std::size_t at = part.find('=');
        const std::string field = part.substr(0, at);
        const std::string value = at == std::string::npos ? std::string() : part.substr(at + 1);
        if (field == "layers") {
            settings.layers.clear();
            for (const std::string& layer : split(value, '+'))
                settings.layers.push_back(number<std::int64_t>(field, layer));
        } else if (field == "l_base") {
            settings.baseLength = number<std::int64_t>(field, value);
        } else if (field == "beta") {
            settings.beta = number<double>(field, value);
        } else if (field == "min") {
            settings.minLength = number<std::int64_t>(field, value);
        } else {
            throw Error(say("decimation \"{0}\"", part),
                        say("is not known; layers=12+16,l_base=2000,beta=0.5,min=20 has all that there are"));
        }
    }
    return settings;
}

std::string DecimationSettings::text() const
{
    std::ostringstream out;
    out.imbue(std::locale::classic()); // a point, whatever the window uses
    out << "layers=";
    for (std::size_t i = 0; i < layers.size(); ++i)
        out << (i > 0 ? "+" : "") << layers[i];
    out << ",l_base=" << baseLength << ",beta=" << beta << ",min=" << minLength;
    return out.str();
}

DeciMamba::DeciMamba(DecimationSettings settings, const ModelConfig& config) : m_settings(std::move(settings))
{
    DecimationSettings& s = m_settings;
    if (!config.shared.layers.empty())
        throw Error(say("method decimamba"), say("is defined for models without attention layers only"));
    if (s.layers.empty())
        throw Error(say("method decimamba"), say("needs at least one layer that decimates"));
    std::sort(s.layers.begin(), s.layers.end());
    for (std::size_t i = 0; i < s.layers.size(); ++i) {
        if (s.layers[i] < 0 || s.layers[i] >= config.layers)
            throw Error(say("decimating layer {0}", s.layers[i]),
                        say("the model has layers 0 to {0}", config.layers - 1));
        if (i > 0 && s.layers[i] == s.layers[i - 1])
            throw Error(say("decimating layer {0}", s.layers[i]), say("is named twice"));
    }
    if (s.baseLength < 1)
        throw Error(say("l_base {0}", s.baseLength), say("must be 1 token or more"));
    if (!(s.beta > 0 && s.beta <= 1)) {
        std::ostringstream value;
        value << s.beta;
        throw Error(say("beta {0}", value.str()), say("must be above 0 and at most 1"));
    }
    if (s.minLength < 1)
        throw Error(say("min {0}", s.minLength), say("must be 1 token or more"));
}

std::int64_t DeciMamba::tokensBehind(std::int64_t layer, std::int64_t tokens, std::int64_t last) const
{
    const auto found = std::lower_bound(m_settings.layers.begin(), m_settings.layers.end(), layer);
    if (found == m_settings.layers.end() || *found != layer)
        return tokens;
    const std::int64_t free = std::max<std::int64_t>(0, tokens - last);
    const double wanted = static_cast<double>(m_settings.baseLength) *
                          std::pow(m_settings.beta, static_cast<double>(found - m_settings.layers.begin()));
    const auto kept = static_cast<std::int64_t>(std::min(static_cast<double>(free), wanted));
    return std::min(free, std::max(kept, m_settings.minLength)) + std::min(last, tokens);
}

} // namespace mambascope
