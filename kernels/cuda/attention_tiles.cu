// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/attention_products.cuh"

#include <algorithm>

namespace mambascope::cuda {

namespace {

using namespace attention;

// Where a block's entries go.
struct Target
{
    AttentionRect rect;
    float* values = nullptr; // or:
    std::int64_t stride = 0;
    std::int64_t height = 0, width = 0;
    float* most = nullptr;
    double* sum = nullptr;
};

__device__ void writeEntries(const Target& target, const Tile& tile, const Shared& s, bool zero)
{
    for (int k = static_cast<int>(threadIdx.x); k < kTile * kTile; k += kThreads) {
        const std::int64_t i = tile.row + k / kTile;
        const std::int64_t j = tile.column + k % kTile;
        if (i >= target.rect.row0 && i < target.rect.row1 && j >= target.rect.col0 && j < target.rect.col1)
            target.values[(i - target.rect.row0) * target.stride + j - target.rect.col0] =
                zero ? 0.0F : s.entries[k / kTile][k % kTile];
    }
}

// The cell of entry `at` when `size` entries are divided into `cells`.
__device__ __forceinline__ std::int64_t cellOf(std::int64_t at, std::int64_t size, std::int64_t cells)
{
    if ((size + 1) * cells < std::int64_t{1} << 32)
        return (static_cast<unsigned>(at + 1) * static_cast<unsigned>(cells) - 1) / static_cast<unsigned>(size);
    return ((at + 1) * cells - 1) / size;
}

__device__ __forceinline__ float larger(float a, float b)
{
    float most;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(most) : "f"(a), "f"(b)); // a NaN is shown, not hidden
    return most;
}

template <bool Most>
__device__ __forceinline__ float join(float a, float b)
{
    return Most ? larger(a, b) : a + b;
}

// Which of the tile's rows are the last ones of a cell, of 64 from `first`; rows outside the rectangle have no bit.
__device__ unsigned long long lastRows(const Target& target, const Tile& tile, int first)
{
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const std::int64_t size = target.rect.row1 - target.rect.row0;
    unsigned long long bits = 0;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
        const std::int64_t i = tile.row + first + 32 * half + lane - target.rect.row0;
        const bool inside = i >= 0 && i < size;
        const bool last =
            inside && (i + 1 == size || cellOf(i, size, target.height) != cellOf(i + 1, size, target.height));
        bits |= static_cast<unsigned long long>(__ballot_sync(kWarp, last)) << (32 * half);
    }
    return bits;
}

// Reduces the block to cells: a thread its 8 rows as far as they belong to one cell; a warp 64 rows of 32 columns of
// what is left, down the columns until a cell ends, then lanes of one cell together.
template <bool Most>
__device__ void poolEntries(const Target& target, const Tile& tile, Shared& s, const Place& at, const Accumulators& sum)
{
    const int lane = static_cast<int>(threadIdx.x) % 32;
    const int warp = static_cast<int>(threadIdx.x) / 32;
    const std::int64_t rowsOfRect = target.rect.row1 - target.rect.row0;
    const int first = warp / 4 * 64; // in both steps a warp has to do with the same half of the rows
    const unsigned long long ends = lastRows(target, tile, first);
    {
        const unsigned long long bits = ends >> (at.row(0) - first);
        float part[8] = {};
#pragma unroll
        for (int r = 0; r < 8; ++r) {
            const std::int64_t i = tile.row + at.row(r) - target.rect.row0;
            if (i >= 0 && i < rowsOfRect)
#pragma unroll
                for (int c = 0; c < 8; ++c)
                    part[c] = join<Most>(part[c], fabsf(sum[r][c]));
            if (r == 7 || (bits >> r & 1U) != 0) {
                *entriesOf(s, at, r, 0) = make_float4(part[0], part[1], part[2], part[3]);
                *entriesOf(s, at, r, 1) = make_float4(part[4], part[5], part[6], part[7]);
#pragma unroll
                for (int c = 0; c < 8; ++c)
                    part[c] = 0;
            }
        }
    }
    __syncthreads();
    const int column = warp % 4 * 32 + lane;
    const std::int64_t j = tile.column + column - target.rect.col0;
    const std::int64_t columnsOfRect = target.rect.col1 - target.rect.col0;
    const int x = j >= 0 && j < columnsOfRect ? static_cast<int>(cellOf(j, columnsOfRect, target.width)) : -1;
    unsigned together = 0; // bit k: the lane 2^k on is in the same cell
#pragma unroll
    for (int k = 0; k < 5; ++k) {
        const int other = __shfl_down_sync(kWarp, x, 1 << k);
        if (lane + (1 << k) < 32 && other == x)
            together |= 1U << k;
    }
    const int before = __shfl_up_sync(kWarp, x, 1);
    const bool head = x >= 0 && (lane == 0 || before != x);
    unsigned long long left = ends | 0x8080808080808080ULL; // every eighth row has something, too
    std::int64_t y = 0;
    {
        const std::int64_t i = tile.row + first - target.rect.row0;
        if (i < rowsOfRect)
            y = cellOf(i > 0 ? i : 0, rowsOfRect, target.height);
    }
    const std::int64_t lastRow = min(rowsOfRect - 1 + target.rect.row0 - tile.row, std::int64_t{kTile - 1});
    float value = 0;
    while (left != 0) {
        const int bit = __ffsll(static_cast<long long>(left)) - 1;
        left &= left - 1;
        value = join<Most>(value, s.entries[first + bit][column]);
        const bool end = (ends >> bit & 1U) != 0;
        if (!end && bit < 63)
            continue;
#pragma unroll
        for (int k = 0; k < 5; ++k) {
            const float other = __shfl_down_sync(kWarp, value, 1 << k);
            if (together >> k & 1U)
                value = join<Most>(value, other);
        }
        if (head && !(value == 0) && first <= lastRow) {
            const std::int64_t cell = y * target.width + x;
            if constexpr (Most) // floats without a sign are ordered as integers are, NaN last
                atomicMax(reinterpret_cast<unsigned*>(target.most) + cell, __float_as_uint(value));
            else
                atomicAdd(target.sum + cell, static_cast<double>(value));
        }
        value = 0;
        ++y;
    }
}

template <bool RatePerState>
__global__ __launch_bounds__(kThreads, 2) void tiles(const __grid_constant__ AttentionLayer f,
                                                     const __grid_constant__ Target target, std::int64_t firstRow,
                                                     std::int64_t nearest)
{
    extern __shared__ float4 memory[];
    Shared& s = *reinterpret_cast<Shared*>(memory);
    Tile tile;
    tile.row = (firstRow + blockIdx.x) * kTile;
    // Diagonals one after the other, so that the costly one begins first.
    tile.column = tile.row - (nearest + static_cast<std::int64_t>(blockIdx.y)) * kTile;
    if (tile.column < 0 || tile.column + kTile <= target.rect.col0 || tile.column >= target.rect.col1)
        return;
    const Place at;
    float sum[8][8];
    const bool any = tile.column <= tile.row && computeEntries<RatePerState>(f, tile, s, at, sum);
    if (target.values != nullptr) {
        if (any)
            store(s, at, sum);
        __syncthreads();
        writeEntries(target, tile, s, !any);
        return;
    }
    if (!any)
        return;
    __syncthreads();
    if (target.most != nullptr)
        poolEntries<true>(target, tile, s, at, sum);
    if (target.most != nullptr && target.sum != nullptr)
        __syncthreads();
    if (target.sum != nullptr)
        poolEntries<false>(target, tile, s, at, sum);
}

void requireRect(const AttentionLayer& f, const AttentionRect& r)
{
    require(r.row0 >= 0 && r.col0 >= 0 && r.row0 < r.row1 && r.col0 < r.col1 && r.row1 <= f.length &&
                r.col1 <= f.length,
            "attention: not a part of the map");
}

// Rows begin..end of the target's rectangle.
void launch(const AttentionLayer& f, const Target& target, std::int64_t begin, std::int64_t end, cudaStream_t stream)
{
    const std::int64_t firstRow = begin / kTile;
    const std::int64_t rows = (end + kTile - 1) / kTile - firstRow;
    // Tiles by how far they lie from the diagonal; above it there is something to write only where zeros are wanted.
    std::int64_t nearest = firstRow - (target.rect.col1 - 1) / kTile;
    if (target.values == nullptr)
        nearest = std::max<std::int64_t>(nearest, 0);
    const std::int64_t farthest = firstRow + rows - 1 - target.rect.col0 / kTile;
    if (farthest < nearest)
        return; // all above the diagonal
    require(farthest - nearest < 65535, "attention: more than 8 million columns");
    auto* const kernel = f.ratePerState ? tiles<true> : tiles<false>;
    const std::size_t bytes = sizeof(Shared) + (!f.ratePerState && f.groups > 1 ? sizeof(float) * kTile * kStride : 0);
    if (const cudaError_t status =
            cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes));
        status != cudaSuccess)
        throw Failure(std::string("attention: ") + cudaGetErrorString(status));
    const dim3 grid(static_cast<unsigned>(rows), static_cast<unsigned>(farthest - nearest + 1));
    kernel<<<grid, kThreads, bytes, stream>>>(f, target, firstRow, nearest);
    checkLaunch("attention tiles");
}

__global__ void finishMean(const AttentionPool pool, float* out)
{
    const std::int64_t cell = blockIdx.x * std::int64_t{blockDim.x} + threadIdx.x;
    if (cell >= pool.height * pool.width)
        return;
    const std::int64_t y = cell / pool.width;
    const std::int64_t x = cell % pool.width;
    const std::int64_t rows = pool.rect.row1 - pool.rect.row0;
    const std::int64_t columns = pool.rect.col1 - pool.rect.col0;
    const std::int64_t area = ((y + 1) * rows / pool.height - y * rows / pool.height) *
                              ((x + 1) * columns / pool.width - x * columns / pool.width);
    out[cell] = static_cast<float>(pool.sum[cell] / static_cast<double>(area));
}

} // namespace

AttentionLayer oneChannel(const AttentionLayer& layer, std::int64_t channel)
{
    AttentionLayer one = layer;
    const std::int64_t group = channel / (layer.channels / layer.groups);
    one.channels = 1;
    one.groups = 1;
    one.dt += channel * layer.dtStride;
    one.a += channel * (layer.ratePerState ? layer.states : 1);
    one.b += group * layer.states * layer.bStride;
    one.c += group * layer.states * layer.cStride;
    if (layer.threshold != nullptr)
        one.threshold += channel;
    if (layer.sums != nullptr)
        one.sums += channel * (stepGroups(layer.length) + 1);
    if (layer.slowest != nullptr)
        one.slowest += channel;
    return one;
}

void attentionValues(const AttentionLayer& f, const AttentionRect& rect, float* out, std::int64_t stride, Stream stream)
{
    requireFactors(f);
    requireRect(f, rect);
    require(out != nullptr && stride >= rect.col1 - rect.col0, "attention: the output is too narrow");
    Target target;
    target.rect = rect;
    target.values = out;
    target.stride = stride;
    launch(f, target, rect.row0, rect.row1, static_cast<cudaStream_t>(stream));
}

void attentionPool(const AttentionLayer& f, const AttentionPool& pool, std::int64_t begin, std::int64_t end,
                   Stream stream)
{
    requireFactors(f);
    requireRect(f, pool.rect);
    const AttentionRect& r = pool.rect;
    require(pool.height > 0 && pool.width > 0 && pool.height <= r.row1 - r.row0 && pool.width <= r.col1 - r.col0,
            "attention: more cells than entries");
    require(pool.most != nullptr || pool.sum != nullptr, "attention: no cells to add to");
    // A row may be added once only, so pieces end where tiles do.
    begin = std::max(begin, r.row0);
    end = std::min(end, r.row1);
    require(begin < end && (begin == r.row0 || begin % kTile == 0) && (end == r.row1 || end % kTile == 0),
            "attention: pieces of a map begin and end at multiples of 128 rows");
    Target target;
    target.rect = r;
    target.height = pool.height;
    target.width = pool.width;
    target.most = pool.most;
    target.sum = pool.sum;
    launch(f, target, begin, end, static_cast<cudaStream_t>(stream));
}

void attentionPoolMean(const AttentionPool& pool, float* out, Stream stream)
{
    require(pool.sum != nullptr && out != nullptr, "attention: no sums to divide");
    constexpr std::int64_t kBlock = 256;
    const auto blocks = static_cast<unsigned>((pool.height * pool.width + kBlock - 1) / kBlock);
    finishMean<<<blocks, kBlock, 0, static_cast<cudaStream_t>(stream)>>>(pool, out);
    checkLaunch("mean of cells");
}

} // namespace mambascope::cuda