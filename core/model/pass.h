// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/model/model.h"

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace mambascope {

class Method;
class Prefix;
struct DeviceChunk;

/// Where a sequence stands: convolution and SSM state of every layer and the cache of attention layers, apart from the
/// weights. A prompt may be fed in
/// pieces of any size with the same result; copy() forks it.
class State
{
public:
    explicit State(std::shared_ptr<const Model> model);
    State(State&&) noexcept;
    State& operator=(State&&) noexcept;
    ~State();
    State copy() const;

    const std::shared_ptr<const Model>& model() const { return m_model; }
    std::int64_t position() const { return m_position; } ///< tokens consumed so far
    /// Root mean square of the SSM state, [channels].
    std::vector<float> stateRms(std::int64_t layer) const;

    struct Layers;
    Layers& layers() { return *m_layers; }
    void advance(std::int64_t tokens) { m_position += tokens; }

private:
    State();
    std::shared_ptr<const Model> m_model;
    std::unique_ptr<Layers> m_layers;
    std::int64_t m_position = 0;
};

/// What one layer computed from one chunk of tokens; all arrays row-major fp32 on the host, valid during the call only.
struct LayerChunk
{
    std::int64_t layer = 0;
    std::int64_t begin = 0;  ///< position of the first token in the sequence
    std::int64_t tokens = 0; ///< T
    /// Of each token in the sequence; null: consecutive. Behind a layer that decimates there are gaps.
    const std::int64_t* positions = nullptr;
    const float* input = nullptr; ///< [T, D] residual stream before the layer
    const float* dt = nullptr;    ///< [T, channels] Delta after bias, softplus and limits, before any filter
    const float* b = nullptr;     ///< [T, G N]
    const float* c = nullptr;     ///< [T, G N]
    /// Hybrid layers, when PassObserver::wantsAttention(): after the rotary embedding, [T, heads, head_dim] and [T, key
    /// heads, head_dim].
    const float* queries = nullptr;
    const float* keys = nullptr;
    /// [channels] a token is kept iff dt > threshold (strictly); empty when the method leaves this layer alone.
    std::span<const float> thresholds;
};

/// Receives what a pass computes. Copies to the host are made only of what is asked for.
class PassObserver
{
public:
    virtual ~PassObserver() = default;
    virtual bool wantsLayer(std::int64_t /*layer*/) const { return false; }
    /// Also queries and keys, where the layer has attention.
    virtual bool wantsAttention(std::int64_t /*layer*/) const { return false; }
    virtual void layerChunk(const LayerChunk& /*chunk*/) {}
    /// Asked first where the model computes on a GPU and no token was taken away (core/model/device_chunk.h): whether
    /// the observer took from there what it needs. layerChunk() is not called then, and nothing is copied to the host.
    virtual bool takesFromDevice(const DeviceChunk& /*chunk*/) { return false; }
    /// Layer-major passes only: every chunk of the layer was delivered.
    virtual void layerDone(std::int64_t /*layer*/) {}
    virtual bool wantsHidden() const { return false; }
    /// [rows, D] after the final norm. Of tokens that decimation took away there are neither these nor logits.
    virtual void hiddenChunk(std::int64_t /*begin*/, std::int64_t /*rows*/, const float* /*hidden*/) {}
    /// [rows, vocab]: logits of positions begin.., only those >= PassOptions::logitsFrom.
    virtual void logitsChunk(std::int64_t /*begin*/, std::int64_t /*rows*/, const float* /*logits*/) {}
};

enum class PassOrder {
    ChunkMajor, ///< all layers of one chunk, then the next: memory is one chunk
    LayerMajor, ///< all chunks of one layer, then the next: memory is L x D; layerDone() is called
};

struct PassOptions
{
    const Method* method = nullptr; ///< null: vanilla
    std::int64_t promptLength = 0;  ///< S that the method's thresholds are chosen for; 0: number of ids of this pass
    std::int64_t chunk = 0;         ///< tokens computed together; 0: what suits the device
    PassOrder order = PassOrder::ChunkMajor;
    std::int64_t logitsFrom = -1; ///< first position whose logits are delivered; -1: the last one of the pass
    /// Tokens at the end that decimation never takes away; 0: those whose logits are asked for.
    std::int64_t keepLast = 0;
    std::int64_t stopAfterLayer = -1; ///< >= 0: nothing behind that layer is computed, no logits, no hidden
    /// What an earlier pass over the same prompt left of its first layers, which the method treats alike: they are not
    /// computed again, and the observer does not see them. For an empty state in chunk-major order, as is `keep`.
    const Prefix* from = nullptr;
    /// Is filled with what the pass has behind as many layers as it says: more than `from`, fewer than all, and none
    /// that looks at the whole prompt.
    Prefix* keep = nullptr;
};

/// Feeds `ids` to `state` and advances it. Methods that look at the whole prompt take it in one pass.
/// \throws Error for ids outside the vocabulary, an empty sequence or too little memory; Cancelled (the state is then
/// unusable).
void runPass(State& state, std::span<const std::int64_t> ids, const PassOptions& options, PassObserver* observer,
             Progress& progress);

/// Recomputes one layer from its recorded input [L, D] (LayerChunk::input of all chunks) and the ids behind it [L],
/// from an empty state. Not for methods that look at the whole prompt.
void runLayer(const std::shared_ptr<const Model>& model, std::int64_t layer, std::span<const float> input,
              std::span<const std::int64_t> ids, const PassOptions& options, PassObserver& observer,
              Progress& progress);

/// Bytes that a pass of that many tokens needs beside the weights.
std::int64_t passMemory(const Model& model, std::int64_t tokens, const PassOptions& options);

} // namespace mambascope
