// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/decode.h"

#include "kernels/cuda/decode_mixers.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace decode {

// A logit and its id as one number: the larger logit is larger, of equal ones the smaller id. 0: no number.
__device__ __forceinline__ unsigned long long keyOf(float value, std::int64_t id)
{
    if (isnan(value))
        return 0;
    const unsigned bits = __float_as_uint(value == 0 ? 0.0F : value); // -0 and 0 are equal
    const unsigned ordered = (bits & 0x80000000U) != 0 ? ~bits : bits | 0x80000000U;
    return static_cast<unsigned long long>(ordered) << 32 | (0xffffffffU - static_cast<unsigned>(id));
}
__device__ __forceinline__ std::int64_t idOf(unsigned long long key)
{
    const auto ordered = static_cast<unsigned>(key >> 32);
    const float value = __uint_as_float((ordered & 0x80000000U) != 0 ? ordered & 0x7fffffffU : ~ordered);
    return key == 0 || isinf(value) ? -1 : static_cast<std::int64_t>(0xffffffffU - static_cast<unsigned>(key));
}

template <typename W, bool Mamba2>
class Step
{
public:
    __device__ Step(const Arguments& arguments, const Ring& ring, Scratch& scratch, W* x)
        : m_model(arguments.model), m_exchange(arguments.exchange), m_result(arguments.result),
          m_token(static_cast<const W*>(arguments.model.embedding) + arguments.token * arguments.model.dModel),
          m_scratch(scratch), m_x(x), m_multiplier(ring), m_barrier(arguments.exchange.meetings),
          m_d(static_cast<int>(arguments.model.dModel)), m_e(static_cast<int>(arguments.model.dInner))
    {
    }

    __device__ void run()
    {
        askLayer(0);
        awaitLayer();
        meet();
        for (int i = 0; i < static_cast<int>(m_model.layers); ++i) {
            const DecodeLayer& layer = m_scratch.layers[i % 2];
            if (i + 1 < m_model.layers)
                askLayer(i + 1);
            projectIn(layer, i == 0);
            m_barrier.arrive();
            if constexpr (Mamba2)
                recur2(layer);
            else
                recur1(layer);
            m_barrier.arrive();
            projectOut(layer, i == 0);
            awaitLayer();
            m_barrier.arrive();
        }
        predict();
    }

private:
    __device__ const unsigned char* bytes() const { return reinterpret_cast<const unsigned char*>(m_x); }

    // A layer's addresses come while the one before is computed.
    __device__ void askLayer(int i)
    {
        if (threadIdx.x < sizeof(DecodeLayer) / 16)
            asm volatile("cp.async.ca.shared.global [%0], [%1], 16;" ::"r"(sharedAddress(m_scratch.layers + i % 2) +
                                                                           threadIdx.x * 16),
                         "l"(reinterpret_cast<const unsigned char*>(m_model.table + i) + threadIdx.x * 16)
                         : "memory");
    }
    __device__ void awaitLayer() { asm volatile("cp.async.wait_all;" ::: "memory"); }

    // in_proj of the normed residual; what it makes goes through the convolution, the gate's or the step's function.
    __device__ void projectIn(const DecodeLayer& layer, bool first)
    {
        const int gn = static_cast<int>(m_model.groups * m_model.dState);
        const int convBegin = Mamba2 ? m_e : 0;
        const int convWidth = Mamba2 ? m_e + 2 * gn : m_e;
        const int taps = static_cast<int>(m_model.dConv);
        const Rows rows(Mamba2 ? 2 * m_e + 2 * gn + m_model.heads : 2 * m_e);
        const auto isConv = [&](int row) { return row >= convBegin && row < convBegin + convWidth; };
        const int early = static_cast<int>(rows.begin) + static_cast<int>(threadIdx.x) / kSumLanes;
        ConvLane conv;
        if (isConv(early))
            conv.ask(layer, early - convBegin, convWidth, taps);
        if (first) {
            stageNormed(m_token, layer.norm, m_model.normEps, m_d, m_d, m_scratch.segments, m_x);
        } else {
            m_barrier.wait();
            stageNormed(m_exchange.residual, layer.norm, m_model.normEps, m_d, m_d, m_scratch.segments, m_x);
        }
        product(m_multiplier, rows, m_d, bytes(), m_scratch, [&](int local, bool valid, float value) {
            const int row = static_cast<int>(rows.begin) + local;
            const bool convolves = valid && isConv(row);
            value = roundedTo<W>(value);
            if (layer.inBias != nullptr && valid)
                value = roundedTo<W>(value + layer.inBias[row]);
            ConvLane lane = conv;
            if (local >= kGroupRows && convolves)
                lane.ask(layer, row - convBegin, convWidth, taps);
            const float u = lane.run(layer, row - convBegin, convWidth, taps, value, convolves);
            if (!valid || threadIdx.x % kSumLanes != 0)
                return;
            if (convolves)
                m_exchange.convolved[row - convBegin] = roundedTo<W>(u);
            else if (Mamba2 && row >= 2 * m_e + 2 * gn)
                putStep(layer, row - 2 * m_e - 2 * gn, value);
            else
                m_exchange.gate[Mamba2 ? row : row - m_e] = silu(value);
        });
    }
    __device__ void putStep(const DecodeLayer& layer, int head, float value)
    {
        m_exchange.dt[head] = fminf(fmaxf(softplus(value + layer.dtBias[head]), m_model.dtMin), m_model.dtMax);
    }

    __device__ void recur1(const DecodeLayer& layer)
    {
        {
            const LowRank<W> low(m_model, layer);
            m_barrier.wait();
            stage(m_exchange.convolved, m_e, m_x);
            low.run(m_exchange, bytes(), m_scratch);
        }
        m_barrier.arrive();
        const Recurrence1<W> recurrence(m_model, layer);
        m_barrier.wait();
        recurrence.run(m_exchange, m_x, m_scratch);
    }
    __device__ void recur2(const DecodeLayer& layer)
    {
        Recurrence2<W> recurrence(m_model, layer);
        m_barrier.wait();
        recurrence.run(m_exchange, m_scratch);
    }

    __device__ void projectOut(const DecodeLayer& layer, bool first)
    {
        const Rows rows(m_d);
        const auto before = [&](int local) {
            const std::int64_t row = rows.begin + local;
            if (first)
                return static_cast<float>(m_token[row]);
            return __ldcg(m_exchange.residual + row);
        };
        const int mine = static_cast<int>(threadIdx.x) / kSumLanes;
        const float early = mine < rows.count() ? before(mine) : 0.0F;
        if constexpr (Mamba2) {
            m_barrier.wait();
            stageNormed(m_exchange.y, layer.gateNorm, m_model.gateNormEps, m_e, m_e / static_cast<int>(m_model.groups),
                        m_scratch.segments, m_x);
        } else {
            m_barrier.wait();
            stage(m_exchange.y, m_e, m_x);
        }
        product(m_multiplier, rows, m_e, bytes(), m_scratch, [&](int local, bool valid, float value) {
            if (!valid || threadIdx.x % kSumLanes != 0)
                return;
            const std::int64_t row = rows.begin + local;
            value = roundedTo<W>(value);
            if (layer.outBias != nullptr)
                value = roundedTo<W>(value + layer.outBias[row]);
            m_exchange.residual[row] = (local < kGroupRows ? early : before(local)) + value;
        });
    }

    // Logits; every block adds its best to the one of all, and the last one to do so says which it is.
    __device__ void predict()
    {
        m_barrier.wait();
        stageNormed(m_exchange.residual, m_model.normF, m_model.normEps, m_d, m_d, m_scratch.segments, m_x);
        const Rows rows(m_model.vocab);
        unsigned long long best = 0;
        product(m_multiplier, rows, m_d, bytes(), m_scratch, [&](int local, bool valid, float value) {
            if (!valid || threadIdx.x % kSumLanes != 0)
                return;
            m_result.logits[rows.begin + local] = value;
            if (rows.begin + local < m_model.choices)
                best = max(best, keyOf(value, rows.begin + local));
        });
        for (int offset = 1; offset < 32; offset *= 2)
            best = max(best, __shfl_xor_sync(0xffffffff, best, offset));
        if (threadIdx.x % 32 == 0)
            atomicMax(m_exchange.best, best);
        meet();
        if (threadIdx.x != 0)
            return;
        __threadfence();
        if (atomicAdd(m_exchange.best + 1, 1ULL) + 1 < gridDim.x)
            return;
        __threadfence();
        *m_result.best = idOf(atomicExch(m_exchange.best, 0ULL));
        m_exchange.best[1] = 0;
    }

    const DecodeModel& m_model;
    const Exchange& m_exchange;
    const DecodeResult& m_result;
    const W* m_token;
    Scratch& m_scratch;
    W* m_x;
    Multiplier<W> m_multiplier;
    GridBarrier m_barrier;
    int m_d, m_e;
};

/// What the warp that copies does: the matrices in order, and before those of a layer everything else that the layer
/// will read of this block's, from memory to L2.
template <typename W, bool Mamba2>
class Supply
{
public:
    __device__ Supply(const Arguments& arguments, const Ring& ring)
        : m_model(arguments.model), m_filler(ring), m_lane(static_cast<int>(threadIdx.x % 32))
    {
    }

    __device__ void run()
    {
        constexpr std::int64_t size = sizeof(W);
        const std::int64_t gn = m_model.groups * m_model.dState;
        const std::int64_t inRows = Mamba2 ? 2 * m_model.dInner + 2 * gn + m_model.heads : 2 * m_model.dInner;
        for (std::int64_t i = 0; i < m_model.layers; ++i) {
            const DecodeLayer layer = m_model.table[i];
            touchLayer(layer, Rows(inRows));
            m_filler.matrix(layer.inProj, inRows, m_model.dModel * size);
            m_filler.matrix(layer.outProj, m_model.dModel, m_model.dInner * size);
        }
        touchShared(m_model.normF, m_model.dModel);
        m_filler.matrix(m_model.head, m_model.vocab, m_model.dModel * size);
    }

private:
    static constexpr int kLine = 128;

    static __device__ void touch(const unsigned char* at) { asm volatile("prefetch.global.L2 [%0];" ::"l"(at)); }
    __device__ void touchRange(const void* from, std::int64_t bytes) const
    {
        const auto* begin = static_cast<const unsigned char*>(from);
        if (begin == nullptr || bytes <= 0)
            return;
        for (std::int64_t i = m_lane * kLine; i < bytes; i += 32 * kLine)
            touch(begin + i);
        if (m_lane == 0)
            touch(begin + bytes - 1);
    }
    // Columns begin to end, less than a line or two, of every row.
    __device__ void touchColumns(const float* from, std::int64_t rows, std::int64_t stride, std::int64_t begin,
                                 std::int64_t end) const
    {
        if (begin >= end)
            return;
        for (std::int64_t row = m_lane; row < rows; row += 32) {
            const auto* at = reinterpret_cast<const unsigned char*>(from + row * stride);
            for (std::int64_t i = begin * 4; i < end * 4; i += kLine)
                touch(at + i);
            touch(at + end * 4 - 1);
        }
    }
    // What every block reads: a line of it by each.
    __device__ void touchShared(const float* from, std::int64_t count) const
    {
        for (std::int64_t i = (m_lane * static_cast<std::int64_t>(gridDim.x) + blockIdx.x) * kLine; i < count * 4;
             i += 32 * static_cast<std::int64_t>(gridDim.x) * kLine)
            touch(reinterpret_cast<const unsigned char*>(from) + i);
    }

    __device__ void touchLayer(const DecodeLayer& layer, const Rows& in) const
    {
        const DecodeModel& m = m_model;
        const std::int64_t convBegin = Mamba2 ? m.dInner : 0;
        const std::int64_t width = Mamba2 ? m.dInner + 2 * m.groups * m.dState : m.dInner;
        const std::int64_t first = max(in.begin - convBegin, std::int64_t{0});
        const std::int64_t last = min(in.end - convBegin, width);
        touchShared(layer.norm, m.dModel);
        touchColumns(layer.conv, m.dConv - 1, width, first, last);
        touchColumns(layer.convWeight, m.dConv, width, first, last);
        if (layer.convBias != nullptr)
            touchColumns(layer.convBias, 1, width, first, last);
        if (layer.inBias != nullptr)
            touchRange(layer.inBias + in.begin, in.count() * 4);
        if constexpr (Mamba2) {
            touchShared(layer.gateNorm, m.dInner);
            if (const int unit = static_cast<int>(blockIdx.x); unit < Recurrence2<W>::units(m))
                touchColumns(layer.ssm + Recurrence2<W>::placeOf(m, unit, 0), m.dState, m.headDim, 0,
                             min(m.headDim, std::int64_t{32}));
        } else {
            const Rows channels(m.dInner);
            const Rows low(m.dtRank + 2 * m.dState);
            const auto rowsOf = [&](const void* matrix, const Rows& rows, std::int64_t columns) {
                constexpr std::int64_t size = sizeof(W);
                touchRange(static_cast<const unsigned char*>(matrix) + rows.begin * columns * size,
                           rows.count() * columns * size);
            };
            rowsOf(layer.xProj, low, m.dInner);
            rowsOf(layer.dtProj, channels, m.dtColumns);
            touchColumns(layer.ssm, m.dState, m.dInner, channels.begin, channels.end);
            touchColumns(layer.a, m.dState, m.dInner, channels.begin, channels.end);
            touchColumns(layer.dtBias, 1, m.dInner, channels.begin, channels.end);
            touchColumns(layer.d, 1, m.dInner, channels.begin, channels.end);
        }
    }

    const DecodeModel& m_model;
    Filler m_filler;
    int m_lane;
};

template <typename W, bool Mamba2>
__global__ void __launch_bounds__(kThreads + 32, 1) stepKernel(const __grid_constant__ Arguments arguments)
{
#if __CUDA_ARCH__ >= 900 // what copies does not exist before; decodeObstacle() says so
    extern __shared__ __align__(128) unsigned char shared[];
    __shared__ Scratch scratch;
    const Ring ring{shared, scratch.full, scratch.free, arguments.stages};
    if (threadIdx.x == 0)
        initialise(ring);
    __syncthreads();
    if (threadIdx.x >= kThreads)
        Supply<W, Mamba2>(arguments, ring).run();
    else
        Step<W, Mamba2>(arguments, ring, scratch, reinterpret_cast<W*>(shared + arguments.stages * kStageBytes)).run();
#endif
}

namespace {

int attribute(cudaDeviceAttr which, int device)
{
    int value = 0;
    if (const cudaError_t status = cudaDeviceGetAttribute(&value, which, device); status != cudaSuccess)
        throw Failure(std::string("CUDA device: ") + cudaGetErrorString(status));
    return value;
}

std::int64_t bytesPerElement(const DecodeModel& m)
{
    return m.type == Type::Float32 ? 4 : 2;
}

std::int64_t wholeChunks(std::int64_t bytes)
{
    return (bytes + kChunkBytes - 1) / kChunkBytes * kChunkBytes;
}

// Bytes of shared memory behind the ring: the vector that is multiplied.
std::int64_t vectorBytes(const DecodeModel& m)
{
    return wholeChunks(std::max({m.dModel, m.dInner, m.dtColumns}) * bytesPerElement(m));
}

// Stages of the ring that fit beside everything else.
int stagesFor(const DecodeModel& m, int device)
{
    const std::int64_t room = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin, device) - vectorBytes(m) -
                              static_cast<std::int64_t>(sizeof(Scratch));
    return static_cast<int>(std::clamp<std::int64_t>(room / kStageBytes, 0, kMostStages));
}

std::int64_t convWidth(const DecodeModel& m)
{
    return m.mamba2 ? m.dInner + 2 * m.groups * m.dState : m.dInner;
}

// Where the exchanged vectors lie in the workspace; counters first, everything on 256 bytes.
std::size_t layOut(const DecodeModel& m, void* workspace, Exchange& exchange)
{
    auto* base = static_cast<unsigned char*>(workspace);
    std::int64_t used = 0;
    const auto take = [&](std::int64_t bytes) {
        unsigned char* at = base + used;
        used += wholeChunks(bytes);
        return at;
    };
    const auto floats = [&](std::int64_t count) { return reinterpret_cast<float*>(take(count * 4)); };
    exchange.meetings = reinterpret_cast<unsigned long long*>(take(8));
    exchange.best = reinterpret_cast<unsigned long long*>(take(16));
    exchange.residual = floats(m.dModel);
    exchange.convolved = floats(convWidth(m));
    exchange.gate = floats(m.dInner);
    exchange.dt = floats(m.heads);
    exchange.low = floats(m.dtRank + 2 * m.dState);
    exchange.y = floats(m.dInner);
    return static_cast<std::size_t>(used);
}

using Kernel = void (*)(Arguments);

Kernel kernelFor(const DecodeModel& m)
{
    if (m.type == Type::Float32)
        return m.mamba2 ? stepKernel<float, true> : stepKernel<float, false>;
    return m.mamba2 ? stepKernel<__nv_bfloat16, true> : stepKernel<__nv_bfloat16, false>;
}

} // namespace

} // namespace decode

const char* decodeObstacle(const DecodeModel& m, int device)
{
    using namespace decode;
    const std::int64_t blocks = attribute(cudaDevAttrMultiProcessorCount, device);
    const std::int64_t inPiece = 16 / bytesPerElement(m);
    if (attribute(cudaDevAttrComputeCapabilityMajor, device) < 9)
        return "a device of compute capability 9.0 or more is needed";
    if (attribute(cudaDevAttrCooperativeLaunch, device) == 0)
        return "the device cannot run a kernel whose blocks wait for each other";
    if (m.layers < 1 || m.vocab < 1 || m.vocab > 0x7fffffff)
        return "no layers, no vocabulary or one beyond 2^31";
    if (m.dModel % inPiece != 0 || m.dInner % inPiece != 0 || m.dModel % 4 != 0 || m.dInner % 4 != 0)
        return "rows of the matrices are not whole pieces of 16 bytes";
    if (m.dModel > kMostWidth || m.dInner > kMostWidth)
        return "d_model or d_inner is larger than 8,192";
    if (m.dConv < 2 || m.dConv > kSumLanes)
        return "the convolution has less than 2 or more than 8 taps";
    if (m.mamba2) {
        if (m.heads * m.headDim != m.dInner || m.groups < 1 || m.heads % m.groups != 0)
            return "heads do not make up d_inner, or groups the heads";
        if (m.groups > 1 && m.dInner / m.groups % kSegment != 0)
            return "a group of the gated norm is not a multiple of 32";
    } else {
        if (m.dState > kMostStates)
            return "d_state is larger than 256";
        if (m.dtRank < 1 || m.dtColumns < m.dtRank || m.dtColumns % inPiece != 0)
            return "rows of dt_proj are not whole pieces of 16 bytes";
        if ((m.dInner + blocks - 1) / blocks > kMostChannels ||
            (m.dtRank + 2 * m.dState + blocks - 1) / blocks > kGroupRows)
            return "the device has too few multiprocessors for a model of this width";
    }
    if (stagesFor(m, device) < 1)
        return "the device has too little shared memory for a model of this width";
    return "";
}

std::size_t decodeWorkspace(const DecodeModel& model)
{
    decode::Exchange exchange;
    return decode::layOut(model, nullptr, exchange);
}

void decodeStep(const DecodeModel& model, std::int64_t token, void* workspace, const DecodeResult& result,
                Stream stream)
{
    using namespace decode;
    int device = 0;
    require(cudaGetDevice(&device) == cudaSuccess, "decode: no CUDA device");
    if (const char* obstacle = decodeObstacle(model, device); *obstacle != 0)
        throw Failure(std::string("decode: ") + obstacle);
    require(model.choices > 0 && model.choices <= model.vocab, "decode: there is no token to choose");
    require(token >= 0 && token < model.vocab, "decode: the token is outside the vocabulary");
    Arguments arguments{model, {}, result, token, stagesFor(model, device)};
    layOut(model, workspace, arguments.exchange);
    const Kernel kernel = kernelFor(model);
    const std::int64_t dynamic = std::int64_t{arguments.stages} * kStageBytes + vectorBytes(model);
    require(cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(dynamic)) ==
                cudaSuccess,
            "decode: shared memory");
    void* parameters[] = {&arguments};
    cudaLaunchCooperativeKernel(reinterpret_cast<const void*>(kernel),
                                dim3(static_cast<unsigned>(attribute(cudaDevAttrMultiProcessorCount, device))),
                                dim3(kThreads + 32), parameters, static_cast<std::size_t>(dynamic),
                                static_cast<cudaStream_t>(stream));
    checkLaunch("decode");
}

} // namespace mambascope::cuda
