// SPDX-License-Identifier: GPL-3.0-or-later
// A layer's factors on an NVIDIA GPU. LibTorch's tensors are the memory; LibTorch works on the default stream, and so
// do the kernels.
#include "core/inspect/device_factors_cuda.h"

#include "core/base/error.h"
#include "core/model/device_chunk.h"
#include "mambascope/cuda/attention.h"
#include "mambascope/cuda/decay.h"
#include "mambascope/cuda/device.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace mambascope {

namespace {

namespace kernels = mambascope::cuda;

constexpr double kWorkOfPiece = 4e11;            // multiplications between two looks at Progress: about 20 ms
constexpr std::int64_t kRowsMemory = 1 << 24;    // entries of rows that exist at once
constexpr std::int64_t kRowsOfPiece = 128;       // pieces end at multiples of it
constexpr std::int64_t kCountedAtOnce = 1 << 24; // steps of channels whose kept tokens are counted together

at::TensorOptions on(const Device& device)
{
    return at::TensorOptions().device(at::kCUDA, static_cast<at::DeviceIndex>(device.index));
}

// LibTorch has no read-only tensors; this one is only read.
at::Tensor fromHost(std::span<const float> values, at::IntArrayRef sizes, const Device& device)
{
    return at::from_blob(const_cast<float*>(values.data()), sizes, at::TensorOptions().dtype(at::kFloat))
        .to(on(device).device());
}

template <typename T>
void toHost(const at::Tensor& from, std::span<T> to)
{
    const at::Tensor host = from.to(at::kCPU).contiguous();
    std::copy_n(host.const_data_ptr<T>(), to.size(), to.begin());
}

// What LibTorch and the kernels throw becomes the project's.
template <typename Work>
auto translated(const Device& device, Work work)
{
    try {
        const c10::InferenceMode guard;
        kernels::useDevice(device.index);
        return work();
    } catch (const c10::OutOfMemoryError&) {
        throw Error(say("device {0}", device.text()), say("ran out of memory for a map"));
    } catch (const c10::Error& error) {
        throw Error(say("device {0}", device.text()), error.what_without_backtrace());
    } catch (const kernels::Failure& failure) {
        throw Error(say("device {0}", device.text()), failure.what());
    }
}

// The tensors behind a kernels::AttentionLayer. Narrowed to a channel they are shared with the layer's.
struct Memory
{
    at::Tensor dt, a, b, c, threshold, sums, slowest;
};

class CudaMap final : public DeviceMap
{
public:
    CudaMap(const Device& device, Memory memory, const kernels::AttentionLayer& layer)
        : m_device(device), m_memory(std::move(memory)), m_layer(layer)
    {
    }

    void values(const AttentionMap::Rect& r, std::span<float> out, const Progress& progress) const override
    {
        translated(m_device, [&] {
            const std::int64_t columns = r.col1 - r.col0;
            const std::int64_t rows = std::min(std::max<std::int64_t>(1, kRowsMemory / columns), rowsOfPiece(columns));
            for (std::int64_t begin = r.row0; begin < r.row1; begin += rows) {
                progress.check();
                const std::int64_t end = std::min(begin + rows, r.row1);
                const at::Tensor part = at::empty({end - begin, columns}, on(m_device).dtype(at::kFloat));
                kernels::attentionValues(m_layer, {begin, end, r.col0, r.col1}, part.mutable_data_ptr<float>(), columns,
                                         nullptr);
                toHost(part, out.subspan(static_cast<std::size_t>((begin - r.row0) * columns),
                                         static_cast<std::size_t>((end - begin) * columns)));
            }
        });
    }

    void pooled(const AttentionMap::Rect& r, std::int64_t height, std::int64_t width, Reduce reduce,
                std::span<float> out, const Progress& progress) const override
    {
        translated(m_device, [&] {
            const bool mean = reduce == Reduce::MeanAbs;
            const at::Tensor cells = at::zeros({height, width}, on(m_device).dtype(mean ? at::kDouble : at::kFloat));
            kernels::AttentionPool pool;
            pool.rect = {r.row0, r.row1, r.col0, r.col1};
            pool.height = height;
            pool.width = width;
            if (mean)
                pool.sum = cells.mutable_data_ptr<double>();
            else
                pool.most = cells.mutable_data_ptr<float>();
            const std::int64_t rows = rowsOfPiece(r.col1 - r.col0);
            for (std::int64_t begin = r.row0; begin < r.row1;) {
                progress.check();
                const std::int64_t end = std::min(begin / kRowsOfPiece * kRowsOfPiece + rows, r.row1);
                kernels::attentionPool(m_layer, pool, begin, end, nullptr);
                if (end < r.row1)
                    cells.flatten().narrow(0, 0, 1).to(at::kCPU); // waits, so that the next look is not too early
                begin = end;
            }
            if (!mean) {
                toHost(cells, out);
                return;
            }
            const at::Tensor result = at::empty({height, width}, on(m_device).dtype(at::kFloat));
            kernels::attentionPoolMean(pool, result.mutable_data_ptr<float>(), nullptr);
            toHost(result, out);
        });
    }

    void row(std::int64_t i, std::span<float> out) const override
    {
        translated(m_device, [&] { toHost(rowsOf({i}).first, out); });
    }

    std::vector<std::int64_t> reach(const std::vector<std::int64_t>& rows, double level) const override
    {
        std::vector<std::int64_t> result(rows.size());
        translated(m_device, [&] {
            const auto atOnce = static_cast<std::size_t>(std::max<std::int64_t>(1, kRowsMemory / m_layer.length));
            for (std::size_t begin = 0; begin < rows.size(); begin += atOnce) {
                const std::size_t count = std::min(atOnce, rows.size() - begin);
                const auto first = rows.begin() + static_cast<std::ptrdiff_t>(begin);
                const auto [values, list] = rowsOf({first, first + static_cast<std::ptrdiff_t>(count)});
                const at::Tensor far = at::empty_like(list);
                kernels::attentionReach(values.const_data_ptr<float>(), m_layer.length,
                                        list.const_data_ptr<std::int64_t>(), static_cast<std::int64_t>(count),
                                        static_cast<float>(level), far.mutable_data_ptr<std::int64_t>(), nullptr);
                toHost(far, std::span(result).subspan(begin, count));
            }
        });
        return result;
    }

    std::vector<float> meanDistance(std::int64_t lastRows) const override
    {
        const auto channels = static_cast<std::size_t>(m_layer.channels);
        std::vector<double> mean(channels, 0.0);
        translated(m_device, [&] {
            for (std::int64_t done = 0; done < lastRows; done += kernels::kMomentRows) {
                const std::int64_t count = std::min(kernels::kMomentRows, lastRows - done);
                const at::Tensor total = at::empty({m_layer.channels, count}, on(m_device).dtype(at::kDouble));
                const at::Tensor moment = at::empty_like(total);
                kernels::attentionMoments(m_layer, m_layer.length - lastRows + done, count,
                                          total.mutable_data_ptr<double>(), moment.mutable_data_ptr<double>(), nullptr);
                std::vector<double> distance(channels);
                toHost((moment / total).sum(1), std::span(distance)); // NaN where a row is zero
                for (std::size_t e = 0; e < channels; ++e)
                    mean[e] += distance[e] / static_cast<double>(lastRows);
            }
        });
        return {mean.begin(), mean.end()};
    }

private:
    // As many rows as are computed between two looks at Progress.
    std::int64_t rowsOfPiece(std::int64_t columns) const
    {
        const auto states = static_cast<double>(m_layer.states);
        const auto channels = static_cast<double>(m_layer.channels);
        const double terms =
            m_layer.ratePerState ? states * channels : states * static_cast<double>(m_layer.groups) + channels;
        const auto rows = static_cast<std::int64_t>(kWorkOfPiece / (static_cast<double>(columns) * terms));
        return std::max<std::int64_t>(1, rows / kRowsOfPiece) * kRowsOfPiece;
    }
    // The values of some rows, and their numbers on the device.
    std::pair<at::Tensor, at::Tensor> rowsOf(const std::vector<std::int64_t>& rows) const
    {
        const at::Tensor list = at::tensor(rows, at::kLong).to(on(m_device).device());
        const auto count = static_cast<std::int64_t>(rows.size());
        at::Tensor values = at::empty({count, m_layer.length}, on(m_device).dtype(at::kFloat));
        kernels::attentionRows(m_layer, list.const_data_ptr<std::int64_t>(), count, values.mutable_data_ptr<float>(),
                               m_layer.length, nullptr);
        return {values, list};
    }

    Device m_device;
    Memory m_memory;
    kernels::AttentionLayer m_layer;
};

// Sums of steps of a layer, or of a channel under another threshold.
struct Sums
{
    std::vector<double> lnDecay;
    std::vector<std::int64_t> kept;
};

Sums addSums(const Device& device, kernels::AttentionLayer& layer, Memory& memory)
{
    const at::TensorOptions options = on(device);
    memory.sums = at::empty({layer.channels, kernels::stepGroups(layer.length) + 1}, options.dtype(at::kDouble));
    memory.slowest = at::empty({layer.channels}, options.dtype(at::kFloat));
    const at::Tensor ln = at::empty({layer.channels}, options.dtype(at::kDouble));
    const at::Tensor kept = at::empty({layer.channels}, options.dtype(at::kLong));
    kernels::stepSums(layer,
                      {memory.sums.mutable_data_ptr<double>(), memory.slowest.mutable_data_ptr<float>(),
                       ln.mutable_data_ptr<double>(), kept.mutable_data_ptr<std::int64_t>()},
                      nullptr);
    layer.sums = memory.sums.const_data_ptr<double>();
    layer.slowest = memory.slowest.const_data_ptr<float>();
    const auto channels = static_cast<std::size_t>(layer.channels);
    Sums sums{std::vector<double>(channels), std::vector<std::int64_t>(channels)};
    toHost(ln, std::span(sums.lnDecay));
    toHost(kept, std::span(sums.kept));
    return sums;
}

// [width, L] tensors of a layer and what they mean.
struct Layer
{
    Memory memory; // without the sums
    Family family = Family::Mamba2;
    std::int64_t length = 0;
    std::int64_t channels = 0;
    std::int64_t states = 0;
    std::int64_t groups = 1;
};

class CudaFactors final : public DeviceFactors
{
public:
    CudaFactors(Layer layer, const Device& device) : m_device(device), m_memory(std::move(layer.memory))
    {
        m_layer.length = layer.length;
        m_layer.channels = layer.channels;
        m_layer.states = layer.states;
        m_layer.groups = layer.groups;
        m_layer.ratePerState = layer.family == Family::Mamba1;
        m_layer.dt = m_memory.dt.const_data_ptr<float>();
        m_layer.a = m_memory.a.const_data_ptr<float>();
        m_layer.b = m_memory.b.const_data_ptr<float>();
        m_layer.c = m_memory.c.const_data_ptr<float>();
        m_layer.dtStride = m_layer.bStride = m_layer.cStride = layer.length;
        if (m_memory.threshold.defined())
            m_layer.threshold = m_memory.threshold.const_data_ptr<float>();
        m_sums = addSums(device, m_layer, m_memory);
        m_all.emplace(device, m_memory, m_layer);
    }

    std::unique_ptr<const DeviceMap> channel(std::int64_t channel, float keepAbove) const override
    {
        return translated(m_device, [&]() -> std::unique_ptr<const DeviceMap> {
            kernels::AttentionLayer one = kernels::oneChannel(m_layer, channel);
            Memory memory = m_memory;
            memory.threshold = at::full({1}, keepAbove, on(m_device).dtype(at::kFloat));
            one.threshold = memory.threshold.const_data_ptr<float>();
            addSums(m_device, one, memory);
            return std::make_unique<const CudaMap>(m_device, std::move(memory), one);
        });
    }
    const DeviceMap& allChannels() const override { return *m_all; }
    const std::vector<double>& lnDecay() const override { return m_sums.lnDecay; }
    const std::vector<std::int64_t>& keptTokens() const override { return m_sums.kept; }
    std::vector<std::int32_t> keptBy(const std::vector<std::int64_t>& channels) const override
    {
        std::vector<std::int32_t> counts(static_cast<std::size_t>(m_layer.length));
        translated(m_device, [&] {
            at::Tensor sum = at::zeros({m_layer.length}, on(m_device).dtype(at::kInt));
            const at::Tensor list = at::tensor(channels, at::kLong).to(on(m_device).device());
            for (const at::Tensor& some : list.split(std::max<std::int64_t>(1, kCountedAtOnce / m_layer.length))) {
                const at::Tensor dt = m_memory.dt.index_select(0, some);
                sum += m_memory.threshold.defined()
                           ? (dt > m_memory.threshold.index_select(0, some).unsqueeze(1)).sum(0, false, at::kInt)
                           : at::full_like(sum, some.size(0));
            }
            toHost(sum, std::span(counts));
        });
        return counts;
    }

private:
    Device m_device;
    Memory m_memory;
    kernels::AttentionLayer m_layer;
    Sums m_sums;
    std::optional<CudaMap> m_all;
};

Layer fromHost(const LayerFactors& f, const Device& device)
{
    const std::int64_t width = f.groups * f.states;
    Layer layer{{}, f.family, f.length, f.channels, f.states, f.groups};
    layer.memory.dt = fromHost(f.dt, {f.channels, f.length}, device);
    layer.memory.a = fromHost(f.a, {f.channels, f.ratesPerChannel()}, device);
    layer.memory.b = fromHost(f.b, {width, f.length}, device);
    layer.memory.c = fromHost(f.c, {f.length, width}, device).t().contiguous();
    if (!f.thresholds.empty())
        layer.memory.threshold = fromHost(f.thresholds, {f.channels}, device);
    return layer;
}

class CudaCollector final : public DeviceCollector
{
public:
    CudaCollector(const ModelConfig& config, const Device& device, std::int64_t length)
        : m_device(device), m_width(config.stateWidth()), m_shape{{},
                                                                  config.family,
                                                                  length,
                                                                  config.channels(),
                                                                  config.dState,
                                                                  config.family == Family::Mamba1 ? 1 : config.groups}
    {
    }

    bool add(const DeviceChunk& chunk) override
    {
        if (chunk.begin == 0)
            begin();
        if (!m_layer)
            return false;
        translated(m_device, [&] {
            const auto put = [&](const at::Tensor& to, const at::Tensor& from) {
                to.narrow(1, chunk.begin, from.size(0)).copy_(from.t());
            };
            put(m_layer->memory.dt, chunk.dt);
            put(m_layer->memory.b, chunk.b);
            put(m_layer->memory.c, chunk.c);
            if (chunk.begin == 0 && !chunk.thresholds.empty())
                m_layer->memory.threshold = fromHost(chunk.thresholds, {m_shape.channels}, m_device);
        });
        return true;
    }

    bool holdsLayer() const override { return m_layer.has_value(); }

    std::shared_ptr<const DeviceFactors> factors(std::span<const float> stateMatrix) override
    {
        return translated(m_device, [&] {
            Layer layer = *m_layer;
            layer.memory.a =
                fromHost(stateMatrix, {layer.channels, std::ssize(stateMatrix) / layer.channels}, m_device);
            return std::make_shared<const CudaFactors>(std::move(layer), m_device);
        });
    }

    void copyTo(LayerFactors& f) const override
    {
        translated(m_device, [&] {
            toHost(m_layer->memory.dt, std::span(f.dt));
            toHost(m_layer->memory.b, std::span(f.b));
            const at::Tensor c = m_layer->memory.c.to(at::kCPU).t().contiguous(); // turned where there is memory
            std::copy_n(c.const_data_ptr<float>(), f.c.size(), f.c.begin());
        });
    }

    void drop() override { m_layer.reset(); }

private:
    // All memory of the layer, so that nothing fails half-way.
    void begin()
    {
        m_layer.reset();
        translated(m_device, [&] {
            try {
                Layer layer = m_shape;
                const at::TensorOptions options = on(m_device).dtype(at::kFloat);
                layer.memory.dt = at::empty({layer.channels, layer.length}, options);
                layer.memory.b = at::empty({m_width, layer.length}, options);
                layer.memory.c = at::empty({m_width, layer.length}, options);
                m_layer = std::move(layer);
            } catch (const c10::OutOfMemoryError&) {
                m_layer.reset(); // the layer goes to the host
            }
        });
    }

    Device m_device;
    std::int64_t m_width;
    Layer m_shape;
    std::optional<Layer> m_layer;
};

} // namespace

std::shared_ptr<const DeviceFactors> sendToCuda(const LayerFactors& factors, const Device& device)
{
    if (!kernels::isSupported(device.index))
        return nullptr;
    return translated(device, [&]() -> std::shared_ptr<const DeviceFactors> {
        try {
            return std::make_shared<const CudaFactors>(fromHost(factors, device), device);
        } catch (const c10::OutOfMemoryError&) {
            return nullptr; // the host computes the same
        }
    });
}

std::unique_ptr<DeviceCollector> collectOnCuda(const ModelConfig& config, const Device& device, std::int64_t length)
{
    if (!kernels::isSupported(device.index))
        return nullptr;
    return std::make_unique<CudaCollector>(config, device, length);
}

} // namespace mambascope
