// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/inspect/layer_factors.h"
#include "core/inspect/softmax_factors.h"
#include "core/method/method.h"
#include "core/model/pass.h"

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

namespace mambascope {

struct TraceOptions
{
    std::int64_t chunk = 0;
    std::int64_t receptiveRows = 1; ///< rows averaged in meanDistance
    bool receptiveField = true;
    /// Layer inputs [layers, L, D] are kept up to this many bytes so that any layer's factors can be recomputed by
    /// running that layer alone; beyond it the layers before it run again too.
    std::int64_t inputBudget = std::int64_t(1) << 29;
};

/// One sequence's pass through the model under one method, with what the views need of it: the sums of every channel
/// always, a layer's full factors on demand. Immutable for readers; factors() may be called from one thread at a time
/// per layer.
class Trace
{
public:
    /// \throws Error, Cancelled like runPass.
    static std::shared_ptr<Trace> run(const std::shared_ptr<const Model>& model, std::vector<std::int64_t> ids,
                                      std::shared_ptr<const Method> method, const TraceOptions& options,
                                      Progress& progress);

    const std::shared_ptr<const Model>& model() const { return m_model; }
    const std::shared_ptr<const Method>& method() const { return m_method; }
    const std::vector<std::int64_t>& ids() const { return m_ids; }
    std::int64_t length() const { return static_cast<std::int64_t>(m_ids.size()); }

    // Per layer and channel, [layers, channels]
    const std::vector<double>& lnDecay() const { return m_lnDecay; }          ///< over the whole sequence, as filtered
    const std::vector<float>& meanDistance() const { return m_meanDistance; } ///< empty unless asked for
    const std::vector<std::int64_t>& keptTokens() const { return m_kept; }
    /// How many filtered channels keep each token, summed over layers. [L]; and of how many.
    const std::vector<std::int32_t>& keptBy() const { return m_keptBy; }
    std::int64_t filteredChannels() const { return m_filteredChannels; }

    /// Factors of a layer; recomputed when they are no longer in memory. The newest few stay.
    std::shared_ptr<const LayerFactors> factors(std::int64_t layer, Progress& progress) const;

    /// Queries and keys of a hybrid layer's attention; the newest layer's stay in memory.
    /// \throws Error when the layer has no attention.
    std::shared_ptr<const SoftmaxFactors> attention(std::int64_t layer, Progress& progress) const;

    /// Logits after the last token, [vocab], and the state behind it: where generation goes on.
    const std::vector<float>& lastLogits() const { return m_lastLogits; }
    const State& state() const { return *m_state; }
    double seconds() const { return m_seconds; }
    std::int64_t memory() const;
    /// What a trace of that many tokens will take, in bytes, beside the weights.
    static std::int64_t memoryNeeded(const Model& model, std::int64_t tokens, const TraceOptions& options);

private:
    friend class TraceObserver;
    Trace() = default;
    void checkLayer(std::int64_t layer) const;
    void recompute(std::int64_t layer, PassObserver& observer, Progress& progress) const;
    std::shared_ptr<const Model> m_model;
    std::shared_ptr<const Method> m_method;
    std::vector<std::int64_t> m_ids;
    TraceOptions m_options;
    std::vector<double> m_lnDecay;
    std::vector<float> m_meanDistance;
    std::vector<std::int64_t> m_kept;
    std::vector<std::int32_t> m_keptBy;
    std::int64_t m_filteredChannels = 0;
    std::vector<std::vector<float>> m_inputs; ///< per layer [L, D]; empty when over the budget
    std::vector<float> m_lastLogits;
    std::unique_ptr<State> m_state;
    double m_seconds = 0;
    mutable std::mutex m_mutex;
    mutable std::vector<std::shared_ptr<const LayerFactors>> m_recent; ///< newest last
    mutable std::shared_ptr<const SoftmaxFactors> m_attention;         ///< of one layer
};

} // namespace mambascope
