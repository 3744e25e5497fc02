// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/view_state.h"

#include "core/base/error.h"
#include "core/base/replace_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <initializer_list>
#include <limits>
#include <sstream>
#include <string_view>
#include <system_error>

namespace mambascope {

namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr const char* kFormat = "mambascope-session";

template <typename Part, typename Visitor>
void visitPart(const char* group, Part& part, Visitor& visit)
{
    visit(group, "x0", part.x0);
    visit(group, "x1", part.x1);
    visit(group, "y0", part.y0);
    visit(group, "y1", part.y1);
}

/// Every field once, in file order: writing and reading cannot drift apart.
template <typename State, typename Visitor>
void visitFields(State& s, Visitor&& visit)
{
    visit("open", "model", s.model);
    visit("open", "tokenizer", s.tokenizer);
    visit("open", "profile", s.profile);
    visit("sequence", "kind", s.sequenceKind);
    visit("sequence", "text_file", s.textFile);
    visit("sequence", "prompt", s.prompt);
    visit("sequence", "tokens", s.tokens);
    visit("sequence", "depth", s.depth);
    visit("sequence", "seed", s.seed);
    visit("method", "name", s.method);
    visit("method", "decimate", s.decimate);
    visit("method", "theta", s.theta);
    visit("method", "scale", s.scale);
    visit("method", "bucket", s.bucket);
    visit("selection", "layer", s.layer);
    visit("selection", "channel", s.channel);
    visit("selection", "attention_head", s.attentionHead);
    visit("selection", "map_of", s.mapOf);
    visit("selection", "row", s.row);
    visit("selection", "column", s.column);
    visit("view", "page", s.page);
    visit("view", "normalise", s.normalise);
    visit("view", "colour_map", s.colourMap);
    visit("view", "range_low", s.rangeLow);
    visit("view", "range_high", s.rangeHigh);
    visit("view", "range_locked", s.rangeLocked);
    visit("view", "difference_range", s.differenceRange);
    visit("view", "difference_locked", s.differenceLocked);
    visit("view", "reach_level", s.reachLevel);
    visit("view", "reach_of", s.reachOf);
    visit("view", "map_panels", s.mapPanels);
    visit("view", "map_profiles", s.mapProfiles);
    visit("view", "bookmarks", s.bookmarks);
    visit("view", "map_row0", s.mapRow0);
    visit("view", "map_row1", s.mapRow1);
    visit("view", "map_col0", s.mapCol0);
    visit("view", "map_col1", s.mapCol1);
    visit("view", "theme", s.theme);
    visit("decay", "beside", s.decayBeside);
    visit("decay", "pinned", s.decayPinned);
    visit("decay", "axes", s.decayAxes);
    visitPart("decay", s.decayPart, visit);
    visit("channels", "filter", s.channelsFilter);
    visit("channels", "sorting", s.channelsSorting);
    visit("channels", "brush_decay0", s.brushDecay0);
    visit("channels", "brush_decay1", s.brushDecay1);
    visit("channels", "brush_reach0", s.brushReach0);
    visit("channels", "brush_reach1", s.brushReach1);
    visitPart("channels", s.channelsPart, visit);
    visit("tokens", "shade", s.tokensShade);
    visit("tokens", "table", s.tokensTable);
    visitPart("tokens", s.tokensPart, visit);
    visit("tensors", "filter", s.tensorsFilter);
    visit("gallery", "scope", s.galleryScope);
    visit("gallery", "channels", s.galleryChannels);
    visit("gallery", "seed", s.gallerySeed);
    visit("gallery", "method", s.galleryMethod);
    visit("gallery", "lengths", s.galleryLengths);
    visit("gallery", "size", s.gallerySize);
    visit("evaluate", "runs", s.evaluateRuns);
    visit("compare", "a_model", s.compareA.model);
    visit("compare", "a_method", s.compareA.method);
    visit("compare", "a_theta", s.compareA.theta);
    visit("compare", "a_scale", s.compareA.scale);
    visit("compare", "b_model", s.compareB.model);
    visit("compare", "b_method", s.compareB.method);
    visit("compare", "b_theta", s.compareB.theta);
    visit("compare", "b_scale", s.compareB.scale);
    visitPart("compare", s.comparePart, visit);
    visitPart("compare_b", s.comparePartB, visit);
    visitPart("compare_norm", s.compareNormPart, visit);
    visitPart("compare_decay", s.compareDecayPart, visit);
    visit("generation", "temperature", s.sampling.temperature);
    visit("generation", "top_k", s.sampling.topK);
    visit("generation", "top_p", s.sampling.topP);
    visit("generation", "seed", s.sampling.seed);
    visit("generation", "max_new_tokens", s.maxNewTokens);
}

/// nlohmann::json converts between number types silently; a session with a fraction as a layer is a broken one.
template <typename T>
bool hasType(const json& value)
{
    if constexpr (std::is_same_v<T, std::string>)
        return value.is_string();
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return value.is_array() &&
               std::all_of(value.begin(), value.end(), [](const json& entry) { return entry.is_string(); });
    else if constexpr (std::is_same_v<T, double>)
        return value.is_number();
    else if constexpr (std::is_same_v<T, bool>)
        return value.is_boolean();
    else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>)
        return value.is_array() && std::all_of(value.begin(), value.end(), hasType<std::int64_t>);
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return value.is_number_unsigned();
    else
        return value.is_number_integer() &&
               (!value.is_number_unsigned() ||
                value.get<std::uint64_t>() <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
}

template <typename T>
Message typeName()
{
    if constexpr (std::is_same_v<T, std::string>)
        return say("a text");
    else if constexpr (std::is_same_v<T, std::vector<std::string>>)
        return say("a list of texts");
    else if constexpr (std::is_same_v<T, double>)
        return say("a number");
    else if constexpr (std::is_same_v<T, bool>)
        return say("true or false");
    else if constexpr (std::is_same_v<T, std::vector<std::int64_t>>)
        return say("a list of whole numbers");
    else if constexpr (std::is_same_v<T, std::uint64_t>)
        return say("a whole number of 0 or more");
    else
        return say("a whole number");
}

void require(bool condition, const std::string& subject, const std::string& key, const Message& rule)
{
    if (!condition)
        throw Error(subject, say("\"{0}\" must be {1}", key, rule));
}

void requireOneOf(const std::string& value, std::initializer_list<std::string_view> allowed, const std::string& subject,
                  const std::string& key)
{
    std::string names;
    for (const std::string_view name : allowed) {
        if (value == name)
            return;
        names.append(names.empty() ? "" : " ").append(name);
    }
    require(false, subject, key, say("one of {0}", names));
}

void validate(const ViewState& s, const std::string& subject)
{
    requireOneOf(s.sequenceKind, {"passkey", "text", "prompt"}, subject, "kind");
    requireOneOf(s.page, {"map", "gallery", "decay", "channels", "tokens", "tensors", "compare", "evaluate"}, subject,
                 "page");
    requireOneOf(s.normalise, {"raw", "abs", "minmax", "log10", "row"}, subject, "normalise");
    requireOneOf(s.mapOf, {"channel", "mean", "rollout"}, subject, "map_of");
    requireOneOf(s.mapPanels, {"both", "difference", "all"}, subject, "map_panels");
    requireOneOf(s.mapProfiles, {"off", "linear", "log"}, subject, "map_profiles");
    require(s.bookmarks.size() % 2 == 0 &&
                std::all_of(s.bookmarks.begin(), s.bookmarks.end(), [](std::int64_t token) { return token >= 0; }),
            subject, "bookmarks", say("pairs of whole numbers of 0 or more"));
    requireOneOf(s.theme, {"system", "light", "dark"}, subject, "theme");
    require(!s.model.empty(), subject, "model", say("a model's name or folder"));
    require(s.tokens >= 1, subject, "tokens", say("1 or more"));
    require(s.depth >= 0 && s.depth <= 1, subject, "depth", say("between 0 and 1"));
    requireOneOf(s.method, {"longmamba", "decimamba"}, subject, "name");
    for (const ComparedSide* side : {&s.compareA, &s.compareB}) {
        const std::string which = side == &s.compareA ? "a_" : "b_";
        requireOneOf(side->method, {"vanilla", "longmamba", "decimamba"}, subject, which + "method");
        require(side->theta >= 0 && side->theta <= 1, subject, which + "theta", say("between 0 and 1"));
        require(side->scale >= 0 || side->scale == -1, subject, which + "scale", say("0 or more, or -1"));
    }
    require(s.theta > 0 && s.theta <= 1, subject, "theta", say("above 0 and at most 1"));
    require(s.scale >= 0, subject, "scale", say("0 or more"));
    require(s.bucket >= 0, subject, "bucket", say("0 or more"));
    require(s.layer >= 0, subject, "layer", say("0 or more"));
    require(s.channel >= 0, subject, "channel", say("0 or more"));
    require(s.attentionHead >= -1, subject, "attention_head", say("-1 or more"));
    require(s.row >= -1, subject, "row", say("-1 or more"));
    require(s.column >= -1, subject, "column", say("-1 or more"));
    require((s.row < 0) == (s.column < 0), subject, "column", say("-1 if row is -1, and 0 or more if it is not"));
    require(s.rangeLow <= s.rangeHigh, subject, "range_low", say("at most range_high"));
    require(s.reachLevel > 0 && s.reachLevel <= 1, subject, "reach_level", say("above 0 and at most 1"));
    require(s.differenceRange >= 0, subject, "difference_range", say("0 or more"));
    requireOneOf(s.reachOf, {"row", "absolute"}, subject, "reach_of");
    for (const PlotPart& part : {s.decayPart, s.channelsPart, s.tokensPart, s.comparePart, s.comparePartB,
                                 s.compareNormPart, s.compareDecayPart}) {
        require(part.x0 <= part.x1, subject, "x0", say("at most x1"));
        require(part.y0 <= part.y1, subject, "y0", say("at most y1"));
    }
    require(s.mapRow0 <= s.mapRow1, subject, "map_row0", say("at most map_row1"));
    require(s.mapCol0 <= s.mapCol1, subject, "map_col0", say("at most map_col1"));
    requireOneOf(s.decayBeside, {"none", "layer", "all"}, subject, "beside");
    requireOneOf(s.decayAxes, {"linear", "log-tokens", "log-decay", "log-log"}, subject, "axes");
    require(s.brushDecay0 <= s.brushDecay1, subject, "brush_decay0", say("at most brush_decay1"));
    require(s.brushReach0 <= s.brushReach1, subject, "brush_reach0", say("at most brush_reach1"));
    requireOneOf(s.tokensShade, {"all", "selected"}, subject, "shade");
    requireOneOf(s.tokensTable, {"statistics", "channels", "column"}, subject, "table");
    requireOneOf(s.galleryScope, {"all", "layer"}, subject, "scope");
    requireOneOf(s.galleryMethod, {"vanilla", "longmamba"}, subject, "method");
    requireOneOf(s.galleryLengths, {"whole", "both"}, subject, "lengths");
    require(s.galleryChannels >= 0, subject, "channels", say("0 or more"));
    require(s.gallerySize >= 32 && s.gallerySize <= 1024, subject, "size", say("between 32 and 1024"));
    require(s.sampling.temperature >= 0, subject, "temperature", say("0 or more"));
    require(s.sampling.topK >= 0, subject, "top_k", say("0 or more"));
    require(s.sampling.topP > 0 && s.sampling.topP <= 1, subject, "top_p", say("above 0 and at most 1"));
    require(s.maxNewTokens >= 0, subject, "max_new_tokens", say("0 or more"));
}

} // namespace

std::string ViewState::toJson() const
{
    json document = {{"format", kFormat}, {"version", kVersion}};
    visitFields(*this, [&](const char* group, const char* key, const auto& value) { document[group][key] = value; });
    // A path may hold bytes that are not UTF-8; a session must still be written.
    return document.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

ViewState ViewState::fromJson(const std::string& text, const std::string& subject)
{
    const json document = json::parse(text, nullptr, false);
    if (document.is_discarded() || !document.is_object() || document.value("format", json()) != kFormat)
        throw Error(subject, say("not a MambaScope session"));
    const json version = document.value("version", json());
    if (!version.is_number_integer())
        throw Error(subject, say("the session has no version number"));
    if (version.get<std::int64_t>() > kVersion)
        throw Error(subject, say("the session was written by a newer program (version {0}, this one reads up to {1})",
                                 version.dump(), kVersion));

    ViewState state;
    visitFields(state, [&](const char* group, const char* key, auto& value) {
        using T = std::remove_reference_t<decltype(value)>;
        const auto section = document.find(group);
        if (section == document.end())
            return;
        if (!section->is_object())
            throw Error(subject, say("\"{0}\" must be an object", group));
        const auto entry = section->find(key);
        if (entry == section->end())
            return;
        require(hasType<T>(*entry), subject, key, typeName<T>());
        value = entry->template get<T>();
        if constexpr (std::is_same_v<T, double>)
            require(std::isfinite(value), subject, key, say("a finite number"));
    });
    validate(state, subject);
    return state;
}

std::vector<std::string> changedFields(const ViewState& a, const ViewState& b)
{
    std::vector<json> values;
    visitFields(a, [&](const char*, const char*, const auto& value) { values.emplace_back(value); });
    std::vector<std::string> changed;
    std::size_t next = 0;
    visitFields(b, [&](const char* group, const char* key, const auto& value) {
        if (json(value) != values[next++])
            changed.push_back(std::string(group) + "." + key);
    });
    return changed;
}

ViewState withChanges(ViewState state, const ViewState& before, const ViewState& after)
{
    std::vector<const void*> old, wanted; // in the order of the visit, which is the same for all
    visitFields(before, [&](const char*, const char*, const auto& value) { old.push_back(&value); });
    visitFields(after, [&](const char*, const char*, const auto& value) { wanted.push_back(&value); });
    std::size_t next = 0;
    visitFields(state, [&](const char*, const char*, auto& value) {
        using Field = std::remove_reference_t<decltype(value)>;
        const auto& to = *static_cast<const Field*>(wanted[next]);
        if (!(*static_cast<const Field*>(old[next++]) == to))
            value = to;
    });
    return state;
}

ViewState ViewState::load(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
        throw Error(path.string(), say("is a folder, not a session file"));
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(path.string(), say("cannot be opened"));
    std::ostringstream text;
    text << file.rdbuf();
    if (file.bad())
        throw Error(path.string(), say("cannot be read"));
    return fromJson(text.str(), path.string());
}

void ViewState::save(const std::filesystem::path& path) const
{
    replaceFile(path, toJson());
}

} // namespace mambascope
