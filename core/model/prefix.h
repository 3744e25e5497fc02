// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/model.h"

#include <cstdint>
#include <memory>

namespace mambascope {

/// What the first layers make of a prompt: the residual stream that leaves them and their states behind the prompt. A
/// pass that treats the prompt alike in these layers goes on from it (PassOptions::from) and gives what it would have
/// given from the start, bit by bit.
class Prefix
{
public:
    /// Of the first `layers` layers; empty until a pass has filled it (PassOptions::keep).
    explicit Prefix(std::int64_t layers);
    ~Prefix();
    Prefix(const Prefix&) = delete;
    Prefix& operator=(const Prefix&) = delete;

    std::int64_t layers() const { return m_layers; }
    std::int64_t tokens() const { return m_tokens; } ///< of the prompt; 0: not filled
    /// Bytes that one takes, where the model computes.
    static std::int64_t memoryOf(const Model& model, std::int64_t layers, std::int64_t tokens);

    struct Contents; // core/model/prefix_contents.h, sees LibTorch
    const Contents& contents() const { return *m_contents; }
    Contents& contents() { return *m_contents; }
    void setTokens(std::int64_t tokens) { m_tokens = tokens; }

private:
    std::int64_t m_layers;
    std::int64_t m_tokens = 0;
    std::unique_ptr<Contents> m_contents;
};

} // namespace mambascope
