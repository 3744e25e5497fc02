// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// The two generations of the recurrence: Mamba-1 has a decay rate for every channel and state (arXiv 2312.00752),
/// Mamba-2 one for every head (arXiv 2405.21060).
enum class Family { Mamba1, Mamba2 };
/// "mamba", "mamba2"
std::string familyName(Family family);

/// What is built from the recurrence.
enum class Architecture {
    Mamba,
    Mamba2,
    FalconMamba, ///< Mamba-1 with weightless norms on B, C and the raw Delta (arXiv 2410.05355)
    Zamba2,      ///< Mamba-2 layers, some of them behind one of a few shared transformer blocks (arXiv 2411.15242)
};
/// As transformers' model_type spells it: "mamba", "mamba2", "falcon_mamba", "zamba2".
std::string architectureName(Architecture architecture);

/// The shared transformer blocks of Zamba2. The k-th hybrid layer uses block k mod `blocks` with adapters of its own.
struct SharedBlocks
{
    std::vector<std::int64_t> layers; ///< the hybrid layers, ascending
    std::int64_t blocks = 0;
    std::int64_t heads = 0;
    std::int64_t keyHeads = 0; ///< heads of keys and values; divides `heads`
    std::int64_t headDim = 0;
    std::int64_t intermediate = 0; ///< width of the gated feed-forward part
    std::int64_t adapterRank = 0;
    bool attentionAdapters = false;
    bool rope = false;
    double ropeTheta = 10000;

    /// Factor on the products of queries and keys: (head_dim / 2)^-1/2, because a head sees twice the model's width.
    double scale() const;

    bool operator==(const SharedBlocks&) const = default;
};

/// Sizes of a model. Letters as in the papers: B batch, L tokens, D d_model, E d_inner, N d_state, H heads, P head_dim,
/// G groups.
struct ModelConfig
{
    Architecture architecture = Architecture::Mamba2;
    Family family = Family::Mamba2;
    std::int64_t layers = 0;
    std::int64_t dModel = 0;
    std::int64_t dInner = 0;
    std::int64_t dState = 0;
    std::int64_t dConv = 4;
    std::int64_t dtRank = 0;  ///< Mamba-1 only
    std::int64_t heads = 0;   ///< Mamba-2 only
    std::int64_t headDim = 0; ///< Mamba-2 only
    std::int64_t groups = 1;  ///< Mamba-2 only
    std::int64_t vocab = 0;   ///< ids that may be sampled
    std::optional<bool>
        tied; ///< output matrix and embedding are one; unset: the configuration does not say, the tensors decide
    float normEps = 1e-5F;             ///< of the blocks' norms and the final one
    float gateNormEps = 1e-5F;         ///< Mamba-2 only: of the gated norm
    std::optional<float> mixerNormEps; ///< Falcon-Mamba: of the weightless norms of B, C and the raw Delta
    float dtMin = 0;                   ///< Delta is clamped to dtMin..dtMax after the softplus
    float dtMax = std::numeric_limits<float>::infinity();
    bool dPerEntry = false;     ///< Mamba-2 only: D has a value for each of the d_inner entries, not for each head
    SharedBlocks shared;        ///< Zamba2 only
    std::vector<Message> notes; ///< sentences on what a person should know about how the file was read

    /// What LongMamba classifies and filters: a d_inner entry in Mamba-1, a head in Mamba-2.
    std::int64_t channels() const { return family == Family::Mamba1 ? dInner : heads; }
    /// Width of one token's B (and C): all groups side by side.
    std::int64_t stateWidth() const { return family == Family::Mamba1 ? dState : groups * dState; }
    /// Channels that pass the causal convolution.
    std::int64_t convWidth() const { return family == Family::Mamba1 ? dInner : dInner + 2 * groups * dState; }
    /// Which hybrid layer this is, counted from 0; -1 for a layer without attention.
    std::int64_t hybridIndex(std::int64_t layer) const;

    bool operator==(const ModelConfig&) const = default;
};

/// Reads a config.json in the state-spaces or the Hugging Face layout (models mamba, mamba2, falcon_mamba, zamba2).
/// \throws Error naming the file and the key: not JSON, missing or impossible value, unsupported layer or family.
ModelConfig readModelConfig(const std::filesystem::path& configJson);
/// The same from text. \p subject names it in errors.
ModelConfig parseModelConfig(std::string_view json, const std::string& subject);

} // namespace mambascope
