// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/attention_map.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace mambascope::ui {

/// Pictures without a window: what `map --out x.png` and its kin write, and what the window's own export uses. The
/// suffix decides: .png, .svg or .pdf. A display is not needed; the first call makes an offscreen application when the
/// program has none, so all calls have to come from one thread. Every function \throws Error naming the file: another
/// suffix, nothing to draw, not writable.

struct FigureOptions
{
    int width = 0; ///< device-independent pixels; 0: fits the content
    int height = 0;
    double scale = 2.0;          ///< PNG only: pixels for each of them
    std::string theme = "light"; ///< light or dark
};

/// One hidden attention map or a part of it, row 0 on top.
struct MapFigure
{
    std::vector<float> values; ///< [height, width] entries or pooled entries of `range`
    std::int64_t height = 0, width = 0;
    AttentionMap::Rect range; ///< tokens that the picture covers
    std::string title;
    std::string normalise = "abs"; ///< raw, abs, minmax, log10, row
    std::string colourMap = "ember";
    double rangeLow = 0, rangeHigh = 0; ///< of the normalised values; both 0: fitted
    std::string quantity;               ///< at the colour scale; empty: what the normalisation is called
    /// Receptive-field line: for row reachRows[k] the farthest column that counts, NaN where it is broken;
    /// empty: none.
    std::vector<double> reachRows, reachColumns;
    std::int64_t pickedRow = -1, pickedColumn = -1; ///< a cell that is marked; -1: none
    std::string profiles = "off";                   ///< off, linear, log: the cell's row and column as curves
    std::vector<float> rowProfile, columnProfile;   ///< from column 0 to the diagonal, from the diagonal down
};
/// One panel a map, side by side; panels in the same colours and of the same quantity share one scale.
void writeMapPicture(const std::filesystem::path& path, const std::vector<MapFigure>& panels,
                     const FigureOptions& options = {});

/// A whole map without axes, one pixel a token, as an indexed .png that is written row by row.
struct PixelMapOptions
{
    std::string normalise = "abs";
    std::string colourMap = "ember";
    double rangeLow = 0, rangeHigh = 0; ///< of the normalised values; both 0: fitted
    std::string theme = "light";        ///< for the half above the diagonal
};
constexpr std::int64_t kLargestPixelMap = 131072; ///< tokens; few programs open more
/// \throws Error: another suffix, too many tokens, not writable; Cancelled.
void writePixelMap(const std::filesystem::path& path, const AttentionMap& map, const PixelMapOptions& options,
                   Progress& progress);

struct DecayCurve
{
    std::string label;
    std::vector<double> lnDecay;  ///< ln of the cumulative decay after each token
    bool filtered = false;        ///< vanilla curves are dashed, filtered ones solid
    std::vector<double> tokens{}; ///< after how many tokens each value is; empty: after 1, 2, 3 ...
    std::string channel{};        ///< curves of one channel share a colour
    int kind = -1;                ///< 1: global, 0: local, -1: not known
    std::string method{};         ///< in the legend of many curves
};
struct DecayFigure
{
    std::string title;
    std::vector<DecayCurve> curves;
    double lnTheta = std::numeric_limits<double>::quiet_NaN(); ///< NaN: no line
    std::int64_t trainingLength = 0;                           ///< 0: no marker
    bool logTokens = false;
    bool logDecay = false; ///< -ln of the decay on a logarithmic axis
};
/// More than twelve curves are coloured by class and named by class.
void writeDecayPicture(const std::filesystem::path& path, const DecayFigure& figure, const FigureOptions& options = {});

/// Receptive field against decay, a point a channel.
struct ChannelsFigure
{
    std::string title;
    std::vector<double> lnDecay;      ///< over the training length (profile)
    std::vector<float> distance;      ///< Mamba Mean Distance, vanilla, in tokens; NaN: left out
    std::vector<float> distanceAfter; ///< under another method; may be empty
    std::string method, methodAfter;  ///< what the two are called; empty: vanilla, filtered
    double lnTheta = std::numeric_limits<double>::quiet_NaN();
};
void writeChannelsPicture(const std::filesystem::path& path, const ChannelsFigure& figure,
                          const FigureOptions& options = {});

/// A small table as colours with the number in each cell: the passkey grid.
struct HeatMapFigure
{
    std::string title;
    std::string rowLabel, columnLabel;      ///< axis titles
    std::vector<std::string> rows, columns; ///< tick labels
    std::vector<double> values;             ///< [rows, columns]; NaN: no value
    double low = 0, high = 1;
    int decimals = 2;
    std::string colourMap = "ember";
};
/// One panel a table, side by side.
void writeHeatMapPicture(const std::filesystem::path& path, const std::vector<HeatMapFigure>& panels,
                         const FigureOptions& options = {});

/// Curves over one axis: perplexity against context length.
struct LineSeries
{
    std::string label;
    std::vector<double> x, y;
    int style = -1;      ///< colour and points; -1: its place among the series
    bool dotted = false; ///< a second curve of the same style
};
struct LinesFigure
{
    std::string title;
    std::string xLabel, yLabel;
    std::vector<LineSeries> series;
    bool logX = false, logY = false;
    bool legend = true;
};
void writeLinesPicture(const std::filesystem::path& path, const LinesFigure& figure, const FigureOptions& options = {});

/// True for .png, .svg and .pdf (any case): lets a verb choose between picture and data.
bool isPicture(const std::filesystem::path& path);

} // namespace mambascope::ui
