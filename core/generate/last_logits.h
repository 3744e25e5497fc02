// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pass.h"

#include <vector>

namespace mambascope {

/// Keeps the last row of logits that a pass delivers.
class LastLogits : public PassObserver
{
public:
    LastLogits(std::vector<float>& logits, std::int64_t vocab) : m_logits(logits), m_vocab(vocab) {}
    void logitsChunk(std::int64_t /*begin*/, std::int64_t rows, const float* logits) override
    {
        m_logits.assign(logits + (rows - 1) * m_vocab, logits + rows * m_vocab);
    }

private:
    std::vector<float>& m_logits;
    std::int64_t m_vocab;
};

} // namespace mambascope
