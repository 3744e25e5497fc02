// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/generate/sampler.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mambascope {

/// ViewState::tokenizer of a model that is looked at without one.
constexpr const char* kNoTokenizer = "none";

/// One side of a comparison. What is left as it is here is the window's own.
struct ComparedSide
{
    std::string model;  ///< as locateModel() takes it; empty: the open one
    std::string method; ///< vanilla, longmamba, decimamba
    double theta = 0;   ///< 0: that of the open model, or the one that another bundled model is shown with
    double scale = -1;  ///< -1: as above
    bool operator==(const ComparedSide&) const = default;
};

/// The visible part of a plot in coordinates of its axes; all 0: everything.
struct PlotPart
{
    double x0 = 0, x1 = 0, y0 = 0, y1 = 0;
    bool isSet() const { return x1 > x0 || y1 > y0; }
    bool operator==(const PlotPart&) const = default;
};

/// All that the workbench shows, as one value: session file, undo, `render`, tests read and write this and nothing
/// else.
struct ViewState
{
    // What is open
    std::string model = "mamba2-12m"; ///< as locateModel() takes it
    std::string tokenizer;            ///< a tokenizer.json; empty: the model's own; kNoTokenizer: none
    std::string profile;              ///< empty: the bundled model's own
    // The sequence
    std::string sequenceKind = "passkey"; ///< "passkey" (made by makeHaystack), "text" (file), "prompt" (typed)
    std::string textFile;
    std::string prompt;
    std::int64_t tokens = 4096; ///< length of the haystack, or at most so many tokens of the text
    double depth = 0.5;
    std::uint64_t seed = 0;
    // Method
    std::string method = "longmamba"; ///< of the filtered side: longmamba, decimamba
    std::string decimate;             ///< DeciMamba's settings as --decimate takes them; empty: the standard ones
    double theta = 0.05;
    double scale = 1.0;
    std::int64_t bucket = 0; ///< 0: nearest
    // Selection, shared by all pages
    std::int64_t layer = 6;
    std::int64_t channel = 15;
    std::int64_t attentionHead = -1; ///< >= 0: in hybrid layers the map shows this head's softmax attention
    std::string mapOf = "channel";   ///< without a head: channel, mean (of all channels), rollout (over layers)
    std::int64_t row = -1;           ///< picked cell, also above the diagonal; both -1: none
    std::int64_t column = -1;
    // Views
    std::string page = "map";      ///< map, gallery, decay, channels, tokens, tensors, compare, evaluate
    std::string normalise = "abs"; ///< raw, abs, minmax, log10, row
    std::string colourMap = "ember";
    double rangeLow = 0, rangeHigh = 0; ///< both 0: fitted to the data
    bool rangeLocked = false;           ///< another channel keeps the range
    double differenceRange = 0;         ///< largest difference that has a colour of its own; 0: fitted to the data
    bool differenceLocked = false;
    double reachLevel = 1e-3;
    std::string reachOf = "row";     ///< the level is a share of the row's largest entry, or "absolute": |alpha| itself
    std::string mapPanels = "both";  ///< both (methods), difference, all
    std::string mapProfiles = "off"; ///< row and column of the picked cell: off, linear, log
    std::vector<std::int64_t> bookmarks;                       ///< cells i0, j0, i1, j1, ...
    double mapRow0 = 0, mapRow1 = 0, mapCol0 = 0, mapCol1 = 0; ///< visible part; all 0: everything
    // Decay
    std::string decayBeside = "none"; ///< curves beside the selected channel's: none, layer, all
    std::string decayPinned;          ///< "6:15 7:3": layer and channel of curves that stay
    std::string decayAxes = "linear"; ///< linear, log-tokens, log-decay, log-log
    PlotPart decayPart;               ///< tokens, ln of the decay (or -ln, on a logarithmic axis)
    // Channels
    std::string channelsFilter;
    std::string channelsSorting = "-ln_decay"; ///< a column's key, with "-" from the largest down
    double brushDecay0 = 0, brushDecay1 = 0;   ///< -ln decay of the brushed rectangle; all 0: no brush
    double brushReach0 = 0, brushReach1 = 0;   ///< tokens
    PlotPart channelsPart;                     ///< -ln decay, tokens
    // Tokens
    std::string tokensShade = "all";        ///< by all filtered channels, or by the selected one
    std::string tokensTable = "statistics"; ///< beside the text: statistics, channels, column
    PlotPart tokensPart;                    ///< tokens; y is always fitted
    // Tensors
    std::string tensorsFilter;
    // Gallery
    std::string galleryScope = "all";  ///< all layers, or "layer": the selected one
    std::int64_t galleryChannels = 48; ///< sampled; 0: all of them
    std::uint64_t gallerySeed = 0;
    std::string galleryMethod = "vanilla"; ///< or longmamba
    std::string galleryLengths = "whole";  ///< the whole sequence, or "both": the training length beside it
    std::int64_t gallerySize = 128;        ///< side of a map in device-independent pixels
    std::vector<std::string> evaluateRuns; ///< folders of the stored runs that are shown; several are compared
    // Compare
    ComparedSide compareA{.model = {}, .method = "vanilla"};
    ComparedSide compareB{.model = {}, .method = "longmamba"};
    PlotPart comparePart;      ///< of the maps: keys, queries; also B's while both sides read equally many tokens
    PlotPart comparePartB;     ///< else that of B's map
    PlotPart compareNormPart;  ///< tokens, RMS of the state
    PlotPart compareDecayPart; ///< tokens, ln of the decay
    // Generation
    SamplingSettings sampling;
    std::int64_t maxNewTokens = 48;
    // Appearance
    std::string theme = "system"; ///< system, light, dark

    bool operator==(const ViewState&) const = default;

    /// JSON with a version field. Unknown keys are ignored, missing ones keep their defaults.
    std::string toJson() const;
    /// \throws Error (subject as given) for text that is not a session or has a value out of range.
    static ViewState fromJson(const std::string& json, const std::string& subject);
    static ViewState load(const std::filesystem::path& path);
    void save(const std::filesystem::path& path) const; ///< atomic
};

/// The fields that differ, as "group.key" of the session file, for example "method.theta", in its order.
std::vector<std::string> changedFields(const ViewState& a, const ViewState& b);
/// `state` with those fields as in `after` that differ between the other two.
ViewState withChanges(ViewState state, const ViewState& before, const ViewState& after);

} // namespace mambascope
