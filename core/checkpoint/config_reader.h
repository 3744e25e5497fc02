// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"
#include "core/checkpoint/model_config.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>

namespace mambascope {

/// Reads typed values of one object of a config.json; every failure names the file and the key. A value of null counts
/// as absent.
class ConfigReader
{
public:
    static constexpr std::int64_t kLargest = std::int64_t{1} << 24; ///< of any width or count in these files

    /// `prefix` stands before the keys in messages: "ssm_cfg.".
    ConfigReader(const nlohmann::json& object, std::string subject, std::string prefix = {})
        : m_object(object), m_subject(std::move(subject)), m_prefix(std::move(prefix))
    {
    }

    [[noreturn]] void fail(const Message& cause) const;
    const std::string& subject() const { return m_subject; }
    /// Null when the key is absent or its value is null.
    const nlohmann::json* find(const char* key) const;
    bool has(const char* key) const { return find(key) != nullptr; }

    std::optional<std::int64_t> integer(const char* key, std::int64_t least, std::int64_t most = kLargest) const;
    std::int64_t required(const char* key, std::int64_t least, std::int64_t most = kLargest) const;
    bool boolean(const char* key, bool otherwise) const;
    std::optional<bool> boolean(const char* key) const;
    double number(const char* key, double otherwise) const;
    /// A number > 0 and < 1: the epsilon of a norm.
    float epsilon(const char* key, float otherwise) const;
    std::string text(const char* key, const std::string& otherwise) const;
    /// [least, most] of Delta, in any of the spellings of infinity; absent or null: no limit.
    void timeStepLimit(const char* key, ModelConfig& config) const;
    /// Fails unless the value is absent or one of `allowed`.
    void expect(const char* key, std::initializer_list<const char*> allowed) const;

private:
    const nlohmann::json& m_object;
    std::string m_subject;
    std::string m_prefix;
};

/// One function for each layout; the sizes have been checked against each other, not yet against the tensors.
ModelConfig readStateSpacesConfig(const ConfigReader& top);
ModelConfig readHuggingFaceConfig(const ConfigReader& top);
ModelConfig readZamba2Config(const ConfigReader& top);

/// Fails unless heads, head_dim and groups fit d_inner; `groupsKey` names the groups in the message.
void checkHeads(const ConfigReader& reader, const ModelConfig& config, const char* groupsKey);
/// factor times d_model as a whole number of channels.
std::int64_t expanded(const ConfigReader& reader, const char* key, double factor, std::int64_t dModel);

} // namespace mambascope
