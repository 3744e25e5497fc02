// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/config_reader.h"

#include "core/base/error.h"

#include <cmath>

namespace mambascope {

using Json = nlohmann::json;

namespace {

// A bound of time_step_limit: a number or {"__float__": "Infinity"}; a bare Infinity was made a number by the parser.
std::optional<double> bound(const Json& value)
{
    if (value.is_number())
        return value.get<double>();
    if (value.is_object() && value.size() == 1 && value.contains("__float__") && value["__float__"].is_string()) {
        const auto spelled = value["__float__"].get<std::string>();
        if (spelled == "Infinity")
            return std::numeric_limits<double>::infinity();
        if (spelled == "-Infinity")
            return -std::numeric_limits<double>::infinity();
    }
    return std::nullopt;
}

} // namespace

void ConfigReader::fail(const Message& cause) const
{
    throw Error(m_subject, cause);
}

const Json* ConfigReader::find(const char* key) const
{
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::int64_t> ConfigReader::integer(const char* key, std::int64_t least, std::int64_t most) const
{
    const Json* found = find(key);
    if (found == nullptr)
        return std::nullopt;
    const std::string name = m_prefix + key;
    if (!found->is_number_integer())
        fail(found->is_number() ? say("{0} is {1}, not an integer", name, found->dump())
                                : say("{0} is not an integer", name));
    const bool tooLarge =
        found->is_number_unsigned() &&
        found->get<std::uint64_t>() > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const auto value = tooLarge ? std::numeric_limits<std::int64_t>::max() : found->get<std::int64_t>();
    if (value < least || value > most)
        fail(say("{0} is {1}, outside {2}..{3}", name, found->dump(), least, most));
    return value;
}

std::int64_t ConfigReader::required(const char* key, std::int64_t least, std::int64_t most) const
{
    const auto value = integer(key, least, most);
    if (!value)
        fail(say("{0}{1} is missing", m_prefix, key));
    return *value;
}

std::optional<bool> ConfigReader::boolean(const char* key) const
{
    const Json* found = find(key);
    if (found == nullptr)
        return std::nullopt;
    if (!found->is_boolean())
        fail(say("{0}{1} is not true or false", m_prefix, key));
    return found->get<bool>();
}

bool ConfigReader::boolean(const char* key, bool otherwise) const
{
    return boolean(key).value_or(otherwise);
}

double ConfigReader::number(const char* key, double otherwise) const
{
    const Json* found = find(key);
    if (found == nullptr)
        return otherwise;
    if (!found->is_number())
        fail(say("{0}{1} is not a number", m_prefix, key));
    return found->get<double>();
}

float ConfigReader::epsilon(const char* key, float otherwise) const
{
    const auto value = static_cast<float>(number(key, static_cast<double>(otherwise)));
    if (!(value > 0 && value < 1))
        fail(say("{0}{1} is not a number between 0 and 1", m_prefix, key));
    return value;
}

std::string ConfigReader::text(const char* key, const std::string& otherwise) const
{
    const Json* found = find(key);
    if (found == nullptr)
        return otherwise;
    if (!found->is_string())
        fail(say("{0}{1} is not a string", m_prefix, key));
    return found->get<std::string>();
}

void ConfigReader::timeStepLimit(const char* key, ModelConfig& config) const
{
    const Json* found = find(key);
    if (found == nullptr)
        return;
    const std::string name = m_prefix + key;
    if (!found->is_array() || found->size() != 2)
        fail(say("{0} is not a pair of numbers", name));
    const auto least = bound((*found)[0]);
    // A null for the upper bound is one of the spellings of no bound.
    const auto most = (*found)[1].is_null() ? std::numeric_limits<double>::infinity() : bound((*found)[1]);
    if (!least || !most)
        fail(say("{0} is not a pair of numbers", name));
    // As floats: a lower bound beyond their range would make every Delta infinite.
    if (!(*least >= 0 && *least < *most && *least <= static_cast<double>(std::numeric_limits<float>::max())))
        fail(say("{0} is not a pair of numbers 0 <= least < most", name));
    config.dtMin = static_cast<float>(*least);
    config.dtMax = static_cast<float>(*most);
}

void ConfigReader::expect(const char* key, std::initializer_list<const char*> allowed) const
{
    if (!has(key))
        return;
    const std::string value = text(key, {});
    for (const char* one : allowed)
        if (value == one)
            return;
    fail(say("{0}{1} \"{2}\" is not supported", m_prefix, key, value));
}

void checkHeads(const ConfigReader& reader, const ModelConfig& config, const char* groupsKey)
{
    if (config.heads * config.headDim != config.dInner)
        reader.fail(
            say("{0} heads of {1} do not make the inner width of {2}", config.heads, config.headDim, config.dInner));
    if (config.heads % config.groups != 0)
        reader.fail(say("{0} {1} does not divide the {2} heads", groupsKey, config.groups, config.heads));
}

std::int64_t expanded(const ConfigReader& reader, const char* key, double factor, std::int64_t dModel)
{
    const double width = factor * static_cast<double>(dModel);
    if (!(width >= 1) || width > static_cast<double>(ConfigReader::kLargest) || width != std::floor(width))
        reader.fail(say("{0} times the model's width is not a whole number of channels", key));
    return static_cast<std::int64_t>(width);
}

} // namespace mambascope
