// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mambascope/cuda/decode.h"
#include "tests/cuda/device_array.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <random>
#include <vector>

namespace mambascope::cuda::test {

/// What a random model is made with.
struct DecodeShape
{
    bool mamba2 = false;
    Type type = Type::Float32;
    std::int64_t layers = 2, dModel = 64, dInner = 128, dState = 16, dConv = 4, dtRank = 4;
    std::int64_t heads = 4, headDim = 32, groups = 1, vocab = 1000;
    bool biases = false; ///< of in_proj and out_proj
    bool convBias = true;
    float mixerNormEps = -1;
    float dtMin = 0, dtMax = std::numeric_limits<float>::infinity();
};

inline std::int64_t convWidthOf(const DecodeShape& s)
{
    return s.mamba2 ? s.dInner + 2 * s.groups * s.dState : s.dInner;
}
inline std::int64_t inRowsOf(const DecodeShape& s)
{
    return s.mamba2 ? 2 * s.dInner + 2 * s.groups * s.dState + s.heads : 2 * s.dInner;
}

/// A model of random weights with one sequence's state, on the device. Matrices repeat a block of random numbers, so
/// that billions of them take no time. `keep`: a copy of everything stays on the host, for comparing.
class RandomDecodeModel
{
public:
    struct HostLayer
    {
        std::vector<float> norm, inProj, inBias, convWeight, convBias, xProj, dtProj, dtBias, a, d, gateNorm, outProj,
            outBias, conv, ssm;
    };

    RandomDecodeModel(const DecodeShape& shape, std::uint64_t seed, bool keep)
        : s(shape), m_keep(keep), m_random(seed), m_block(normal(std::size_t{1} << 20, 0, 1, Type::Float32, seed + 1))
    {
        const std::int64_t width = convWidthOf(s);
        const std::int64_t channels = s.mamba2 ? s.heads : s.dInner;
        dtColumns = (s.dtRank + 7) / 8 * 8;
        for (std::int64_t i = 0; i < s.layers; ++i) {
            HostLayer h;
            DecodeLayer l;
            l.norm = vector(h.norm, s.dModel, 1, 0.2F);
            l.inProj = matrix(h.inProj, inRowsOf(s), s.dModel, s.dModel);
            l.convWeight = vector(h.convWeight, s.dConv * width, 0, 0.5F);
            if (s.convBias)
                l.convBias = vector(h.convBias, width, 0, 0.3F);
            if (s.mamba2) {
                l.gateNorm = vector(h.gateNorm, s.dInner, 1, 0.2F);
            } else {
                l.xProj = matrix(h.xProj, s.dtRank + 2 * s.dState, s.dInner, s.dInner);
                l.dtProj = matrix(h.dtProj, s.dInner, s.dtRank, dtColumns);
            }
            l.dtBias = vector(h.dtBias, channels, -4, 1);
            l.a = rates(h.a, s.mamba2 ? s.heads : s.dState * s.dInner);
            l.d = vector(h.d, s.dInner, 1, 0.5F);
            l.outProj = matrix(h.outProj, s.dModel, s.dInner, s.dInner);
            if (s.biases) {
                l.inBias = vector(h.inBias, inRowsOf(s), 0, 0.3F);
                l.outBias = vector(h.outBias, s.dModel, 0, 0.3F);
            }
            l.conv = vector(h.conv, (s.dConv - 1) * width, 0, 1);
            l.ssm = vector(h.ssm, s.dInner * s.dState, 0, 1);
            m_layers.push_back(l);
            if (m_keep)
                layers.push_back(std::move(h));
        }
        DecodeModel& m = model;
        m.mamba2 = s.mamba2;
        m.type = s.type;
        m.layers = s.layers;
        m.dModel = s.dModel;
        m.dInner = s.dInner;
        m.dState = s.dState;
        m.dConv = s.dConv;
        m.dtRank = s.mamba2 ? 0 : s.dtRank;
        m.dtColumns = s.mamba2 ? 0 : dtColumns;
        m.heads = s.mamba2 ? s.heads : 0;
        m.headDim = s.mamba2 ? s.headDim : 0;
        m.groups = s.groups;
        m.vocab = s.vocab;
        m.choices = s.vocab;
        m.mixerNormEps = s.mixerNormEps;
        m.dtMin = s.dtMin;
        m.dtMax = s.dtMax;
        m.embedding = matrix(embedding, s.vocab, s.dModel, s.dModel);
        m.head = m.embedding;
        m.normF = vector(normF, s.dModel, 1, 0.2F);
        m_table.emplace_back(m_layers);
        m.table = m_table.front().data();
    }

    DecodeShape s;
    DecodeModel model;
    std::int64_t dtColumns = 0;
    std::vector<HostLayer> layers;
    std::vector<float> embedding, normF;
    const DecodeLayer& layer(std::int64_t i) const { return m_layers[static_cast<std::size_t>(i)]; }
    /// Bytes that a step reads and writes at least: matrices, vectors, the states twice.
    std::int64_t bytesPerToken = 0;

private:
    // [rows, columns] in rows of `stride`, scaled so that products keep their size.
    const void* matrix(std::vector<float>& host, std::int64_t rows, std::int64_t columns, std::int64_t stride)
    {
        const std::size_t size = s.type == Type::Float32 ? 4 : 2;
        const auto count = static_cast<std::size_t>(rows * stride);
        const float scale = 1 / std::sqrt(static_cast<float>(columns));
        std::vector<float> values = m_block;
        for (float& value : values)
            value = rounded(value * scale, s.type);
        if (m_keep || stride != columns) {
            std::vector<float> all(static_cast<std::size_t>(rows * columns));
            const std::size_t offset = m_random() % values.size();
            for (std::size_t i = 0; i < all.size(); ++i)
                all[i] = values[(i + offset) % values.size()];
            if (stride != columns) {
                std::vector<float> padded(count);
                for (std::int64_t r = 0; r < rows; ++r)
                    std::copy_n(all.begin() + r * columns, columns, padded.begin() + r * stride);
                m_bytes.push_back(upload(padded, s.type, rows, stride, stride, 0));
            } else {
                m_bytes.push_back(upload(all, s.type, rows, columns, columns, 0));
            }
            if (m_keep)
                host = std::move(all);
        } else {
            const DeviceArray<unsigned char> block = upload(values, s.type, 1, static_cast<std::int64_t>(values.size()),
                                                            static_cast<std::int64_t>(values.size()), 0);
            m_bytes.emplace_back(count * size);
            std::size_t done = 0;
            while (done < count * size) {
                const std::size_t offset = m_random() % (values.size() / 2) * size;
                const std::size_t part = std::min(values.size() * size - offset, count * size - done);
                check(cudaMemcpy(m_bytes.back().data() + done, block.data() + offset, part, cudaMemcpyDeviceToDevice));
                done += part;
            }
        }
        bytesPerToken += static_cast<std::int64_t>(count * size);
        return m_bytes.back().data();
    }
    float* put(std::vector<float>& host)
    {
        m_floats.emplace_back(host);
        bytesPerToken += static_cast<std::int64_t>(host.size() * sizeof(float));
        return m_floats.back().data();
    }
    float* vector(std::vector<float>& host, std::int64_t count, float mean, float deviation)
    {
        const std::size_t offset = m_random() % m_block.size();
        host.resize(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < host.size(); ++i)
            host[i] = mean + deviation * m_block[(i + offset) % m_block.size()];
        return put(host);
    }
    float* rates(std::vector<float>& host, std::int64_t count)
    {
        const std::size_t offset = m_random() % m_block.size();
        host.resize(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < host.size(); ++i)
            host[i] = -std::exp(m_block[(i + offset) % m_block.size()]);
        return put(host);
    }

    bool m_keep;
    std::mt19937_64 m_random;
    std::vector<float> m_block;
    std::vector<DecodeLayer> m_layers;
    std::deque<DeviceArray<unsigned char>> m_bytes;
    std::deque<DeviceArray<float>> m_floats;
    std::deque<DeviceArray<DecodeLayer>> m_table;
};

} // namespace mambascope::cuda::test
