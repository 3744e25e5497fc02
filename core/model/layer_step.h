// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/method/method.h"
#include "core/model/mixer.h"
#include "core/model/pass.h"
#include "core/model/shared_block.h"

#include <cstdint>
#include <span>
#include <vector>

namespace mambascope {

/// A GPU's or the processor's, as LibTorch names it.
at::Device deviceOf(const Model& model);
ops::Product productOf(const Model& model);
at::Tensor onHost(const at::Tensor& t);                                  ///< fp32, contiguous
at::Tensor idsOf(const Model& model, std::span<const std::int64_t> ids); ///< where the model computes
at::Tensor embed(const Model& model, const at::Tensor& ids);             ///< fp32

/// One method's thresholds layer by layer, on the host for observers and on the device for the scans.
class Thresholds
{
public:
    /// `model` and `method` (null: none) have to outlive it.
    Thresholds(const Model& model, const Method* method, std::int64_t promptLength);
    /// [channels]; empty where nothing is filtered.
    const std::vector<float>& host(std::int64_t layer);
    /// [channels] or undefined. Those of the first layer that is asked for are made at once, so that a GPU has
    /// something to do while all others are made, which one copy then brings there: a copy a layer would cost more.
    const at::Tensor& device(std::int64_t layer);
    /// What a filter found out about the prompt itself.
    void setHost(std::int64_t layer, std::vector<float> thresholds)
    {
        m_layers[index(layer)].host = std::move(thresholds);
    }

private:
    struct Layer
    {
        bool known = false;
        std::vector<float> host;
        at::Tensor device;
    };
    static std::size_t index(std::int64_t layer) { return static_cast<std::size_t>(layer); }
    Layer& made(std::int64_t layer);
    void make(std::int64_t begin, std::int64_t end);

    const Model& m_model;
    const Method* m_method;
    std::int64_t m_promptLength;
    std::vector<Layer> m_layers;
};

/// The residual stream [T, D] between two layers, fp32, and what the last one adds to it: the next norm forms the sum.
struct Stream
{
    at::Tensor residual;
    at::Tensor update; ///< or undefined

    void settle()
    {
        if (update.defined())
            residual.add_(update);
        update.reset();
    }
};

/// Where the rows of a Stream stand in the prompt.
struct Rows
{
    std::int64_t begin = 0;                  ///< of the first one
    const std::int64_t* positions = nullptr; ///< of each; null: consecutive
};

/// One layer over some tokens in its two halves: up to the scan, and from the scan on.
class LayerStep
{
public:
    LayerStep(const Model& model, Thresholds& thresholds, PassObserver* observer)
        : m_model(model), m_thresholds(thresholds), m_observer(observer)
    {
    }
    /// Forms the sum of the stream, which is what the layer starts from, then norm, in hybrid layers the shared block
    /// (`ids` are the tokens), and the mixer up to the scan.
    MixerInput enter(std::int64_t layer, Stream& stream, const at::Tensor& ids, std::int64_t begin, LayerState& state,
                     AttentionTaps& attention) const;
    /// The rest of the mixer; its output becomes the stream's update. The observer sees the layer.
    void leave(std::int64_t layer, Stream& stream, const MixerInput& input, const Rows& rows, LayerState& state,
               const AttentionTaps& attention) const;
    void advance(std::int64_t layer, Stream& stream, const at::Tensor& ids, const Rows& rows, LayerState& state) const
    {
        AttentionTaps attention;
        const MixerInput input = enter(layer, stream, ids, rows.begin, state, attention);
        leave(layer, stream, input, rows, state, attention);
    }

private:
    const Model& m_model;
    Thresholds& m_thresholds;
    PassObserver* m_observer; ///< or null
};

/// Final norm, hidden states and logits of a chunk, delivered in runs of consecutive positions.
void finishChunk(const Model& model, const Stream& stream, const Rows& rows, std::int64_t logitsFrom,
                 PassObserver& observer);

constexpr std::int64_t kLogitRows = 256; ///< rows of logits that exist at once

} // namespace mambascope
