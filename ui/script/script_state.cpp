// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/script/script_state.h"

#include "core/base/error.h"
#include "ui/engine/document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

namespace mambascope::ui {

using nlohmann::json;

namespace {

void setField(json& state, const std::string& group, const std::string& key, const json& value)
{
    const auto section = state.find(group);
    if (section == state.end() || !section->is_object() || !section->contains(key))
        throw Error(group + "." + key, say("is no field of the view state"));
    (*section)[key] = value;
}

/// "group.key" of every group that has the key.
std::vector<std::string> fieldsNamed(const json& state, const std::string& key)
{
    std::vector<std::string> names;
    for (const auto& [group, section] : state.items()) {
        if (section.is_object() && section.contains(key))
            names.emplace_back(group).append(".").append(key);
    }
    return names;
}

void setNamed(json& state, const std::string& name, const json& value)
{
    const std::size_t dot = name.find('.');
    const auto section = state.find(name);
    if (dot != std::string::npos) {
        setField(state, name.substr(0, dot), name.substr(dot + 1), value);
    } else if (section != state.end() && !section->is_object()) { // format and version of a whole state
        *section = value;
    } else if (section != state.end() && value.is_object()) {
        for (const auto& [key, field] : value.items())
            setField(state, name, key, field);
    } else {
        std::vector<std::string> names = fieldsNamed(state, name);
        if (section == state.end() && names.size() == 1)
            return setNamed(state, names.front(), value);
        if (section != state.end())
            names.push_back("{\"" + section->begin().key() + "\": …}");
        if (names.empty())
            throw Error(name, say("is no field of the view state"));
        std::string list;
        for (const std::string& one : names)
            list += (list.empty() ? "" : ", ") + one;
        throw Error(name, section != state.end() ? say("is a group of fields: {0}", list)
                                                 : say("is a field of several groups; say which: {0}", list));
    }
}

void requireBelow(const char* name, std::int64_t value, std::int64_t count)
{
    if (value >= count)
        throw Error(name, say("is {0}, and there are 0 to {1}", value, count - 1));
}

bool hasOf(const std::vector<std::string>& fields, std::string_view prefix)
{
    return std::any_of(fields.begin(), fields.end(), [&](const auto& field) { return field.starts_with(prefix); });
}

} // namespace

bool namesAnother(const ViewState& state, const ViewState& other)
{
    const std::vector<std::string> fields = changedFields(state, other);
    return hasOf(fields, "open.") || hasOf(fields, "sequence.");
}

ViewState changedState(const ViewState& now, const json& fields, const Document& document)
{
    json state = json::parse(now.toJson());
    for (const auto& [name, value] : fields.items())
        setNamed(state, name, value);
    ViewState wanted = ViewState::fromJson(state.dump(), "set");
    if (namesAnother(now, wanted))
        return wanted; // what is opened puts it in bounds
    const auto changes = [changed = changedFields(now, wanted)](std::string_view prefix) {
        return hasOf(changed, prefix);
    };
    requireBelow("layer", wanted.layer, document.layers());
    requireBelow("channel", wanted.channel, document.channels());
    requireBelow("row", wanted.row, document.length());
    requireBelow("column", wanted.column, document.length());
    const bool otherMap = changes("selection.layer") || changes("selection.channel") ||
                          changes("selection.attention_head") || changes("selection.map_of");
    if (otherMap && !wanted.rangeLocked && !changes("view.range"))
        wanted.rangeLow = wanted.rangeHigh = 0;
    if (otherMap && !wanted.differenceLocked && !changes("view.difference"))
        wanted.differenceRange = 0;
    return wanted;
}

} // namespace mambascope::ui
