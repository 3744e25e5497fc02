// SPDX-License-Identifier: GPL-3.0-or-later
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/selective_scan.cpp"
#include "hwy/foreach_target.h"
// after foreach_target
#include "hwy/cache_control.h"
#include "kernels/cpu/math-inl.h"
#include "mambascope/kernels/selective_scan.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace mambascope::kernels {
namespace HWY_NAMESPACE {

constexpr std::int64_t kTokens = 32;   // of a tile
constexpr std::int64_t kChannels = 64; // of a tile: four cache lines of a row
// States that stay in registers together.
constexpr int kBlock = HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON ? 16 : 8;

// What the recurrence reads of a tile and where it adds up y. Rows of the arguments can lie a multiple of 4 KiB apart,
// which is one set of the cache; here they follow one another.
struct Tile
{
    HWY_ALIGN float dt[kTokens * kChannels];  // after the filter
    HWY_ALIGN float dtx[kTokens * kChannels]; // dt x
    HWY_ALIGN float y[kTokens * kChannels];
};

// A tile's place: channels e.., tokens begin..end.
struct Place
{
    std::int64_t e;
    std::int64_t channels;
    std::int64_t begin;
    std::int64_t end;
};

void readTile(const SelectiveScan& s, const Place& at, Tile& tile)
{
    for (std::int64_t t = at.begin; t < at.end; ++t) {
        const std::int64_t row = (t - at.begin) * kChannels;
        const float* x = s.x + t * s.xStride + at.e;
        const float* dt = s.dt + t * s.dtStride + at.e;
        forLanes(at.channels, [&](auto d, std::int64_t i) {
            auto step = hn::LoadU(d, dt + i);
            if (s.threshold != nullptr)
                step = hn::IfThenElseZero(hn::Gt(step, hn::LoadU(d, s.threshold + at.e + i)), step);
            const auto in = hn::LoadU(d, x + i);
            hn::StoreU(step, d, tile.dt + row + i);
            hn::StoreU(hn::Mul(step, in), d, tile.dtx + row + i);
            hn::StoreU(hn::Mul(hn::LoadU(d, s.d + at.e + i), in), d, tile.y + row + i);
        });
    }
}

void writeTile(const SelectiveScan& s, const Place& at, const Tile& tile)
{
    for (std::int64_t t = at.begin; t < at.end; ++t) {
        const float* y = tile.y + (t - at.begin) * kChannels;
        const float* z = s.z == nullptr ? nullptr : s.z + t * s.zStride + at.e;
        float* out = s.out + t * s.outStride + at.e;
        forLanes(at.channels, [&](auto d, std::int64_t i) {
            const auto v = hn::LoadU(d, y + i);
            hn::StoreU(z == nullptr ? v : hn::Mul(v, silu(d, hn::LoadU(d, z + i))), d, out + i);
        });
    }
}

// Asks for the rows of the tile `next` that belong to the row of the tile at hand which is being computed: its own rows
// lie too far apart for the processor to guess, and this way they arrive in the shadow of arithmetic.
HWY_INLINE void prefetch(const SelectiveScan& s, const Place& next, std::int64_t row, std::int64_t i)
{
    const std::int64_t t = next.begin + row;
    if (t >= next.end || i >= next.channels)
        return;
    hwy::Prefetch(s.dt + t * s.dtStride + next.e + i);
    hwy::Prefetch(s.x + t * s.xStride + next.e + i);
    hwy::Prefetch(s.out + t * s.outStride + next.e + i);
    if (s.z != nullptr)
        hwy::Prefetch(s.z + t * s.zStride + next.e + i);
}

// Adds what `States` states from `n0` on give to y, for the vector of channels at `i` of the tile. Lanes are channels,
// so neither the state update nor the sum over states crosses lanes.
template <int States, class D>
void scanStates(const SelectiveScan& s, const Place& at, const Place& next, Tile& tile, std::int64_t i, std::int64_t n0,
                D d)
{
    using V = hn::Vec<D>;
    constexpr std::int64_t lanes = HWY_MAX_BYTES / sizeof(float);
    HWY_ALIGN float rates[States * lanes]; // A / ln 2
    V h[States];
    const float* a = s.a + n0 * s.channels + at.e + i;
    float* state = s.state + n0 * s.channels + at.e + i;
    HWY_UNROLL(16)
    for (int n = 0; n < States; ++n) {
        hn::Store(hn::Mul(hn::LoadU(d, a + n * s.channels), hn::Set(d, 1.44269504088896341F)), d, rates + n * lanes);
        h[n] = hn::LoadU(d, state + n * s.channels);
    }
    for (std::int64_t t = at.begin; t < at.end; ++t) {
        const std::int64_t row = (t - at.begin) * kChannels + i;
        const V dt = hn::LoadU(d, tile.dt + row);
        const V dtx = hn::LoadU(d, tile.dtx + row);
        V y = hn::LoadU(d, tile.y + row);
        if (n0 == 0)
            prefetch(s, next, t - at.begin, i);
        const float* b = s.b + t * s.bStride + n0;
        const float* c = s.c + t * s.cStride + n0;
        HWY_UNROLL(16)
        for (int n = 0; n < States; ++n) {
            const V decay = decayExp2(d, hn::Mul(dt, hn::Load(d, rates + n * lanes)));
            h[n] = hn::MulAdd(decay, h[n], hn::Mul(dtx, hn::Set(d, b[n])));
            y = hn::MulAdd(h[n], hn::Set(d, c[n]), y);
        }
        hn::StoreU(y, d, tile.y + row);
    }
    HWY_UNROLL(16)
    for (int n = 0; n < States; ++n)
        hn::StoreU(h[n], d, state + n * s.channels);
}

void scan(const SelectiveScan& s, std::int64_t first, std::int64_t last)
{
    Tile tile;
    const auto placeOf = [&](std::int64_t t, std::int64_t e) {
        return Place{e, std::min(kChannels, last - e), t, std::min(t + kTokens, s.tokens)};
    };
    // Tiles go along the channels, so that rows of all arrays are read in order.
    for (std::int64_t t = 0; t < s.tokens; t += kTokens) {
        for (std::int64_t e = first; e < last; e += kChannels) {
            const Place at = placeOf(t, e);
            const Place next = e + kChannels < last ? placeOf(t, e + kChannels) : placeOf(t + kTokens, first);
            readTile(s, at, tile);
            forLanes(at.channels, [&](auto d, std::int64_t i) {
                std::int64_t n = 0;
                for (; n + kBlock <= s.states; n += kBlock)
                    scanStates<kBlock>(s, at, next, tile, i, n, d);
                for (; n + 4 <= s.states; n += 4)
                    scanStates<4>(s, at, next, tile, i, n, d);
                for (; n < s.states; ++n)
                    scanStates<1>(s, at, next, tile, i, n, d);
            });
            writeTile(s, at, tile);
        }
    }
}

} // namespace HWY_NAMESPACE
} // namespace mambascope::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace mambascope::kernels {
HWY_EXPORT(scan);
void selectiveScan(const SelectiveScan& arguments, std::int64_t first, std::int64_t last)
{
    HWY_DYNAMIC_DISPATCH(scan)(arguments, first, last);
}
} // namespace mambascope::kernels
#endif
