// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/selective_scan.cuh"

#include <cmath>

namespace mambascope::cuda {

namespace {

/// Whether every address and every row begins at a multiple of 16 bytes.
bool isAligned(const SelectiveScan& s)
{
    const auto isViewAligned = [](const auto& view) {
        const std::uint64_t bytes = view.type == Type::Float32 ? 4 : 2;
        return (reinterpret_cast<std::uintptr_t>(view.data) | static_cast<std::uint64_t>(view.rowStride) * bytes |
                static_cast<std::uint64_t>(view.batchStride) * bytes) %
                   16 ==
               0;
    };
    bool aligned = s.channels % (s.x.type == Type::Float32 ? 4 : 8) == 0;
    for (const View& view : {s.x, s.dt, s.b, s.c, s.z})
        aligned = aligned && (view.data == nullptr || isViewAligned(view));
    return aligned && isViewAligned(s.out) && (s.dtOut.data == nullptr || isViewAligned(s.dtOut));
}

// Few channels do not fill the card; then more lanes share one.
int chooseLanes(const SelectiveScan& s)
{
    int device = 0;
    int processors = 1;
    cudaGetDevice(&device);
    cudaDeviceGetAttribute(&processors, cudaDevAttrMultiProcessorCount, device);
    const auto blocks = [&](std::int64_t channels) { return s.batch * ((s.channels + channels - 1) / channels); };
    if (10 * blocks(32) >= 9 * processors)
        return 4;
    return 10 * blocks(16) >= 7 * processors ? 8 : 16;
}

void check(const SelectiveScan& s)
{
    require(s.batch > 0 && s.batch < 65536, "selective scan: between 1 and 65,535 sequences");
    require(s.tokens > 0 && s.tokens < std::int64_t{1} << 35, "selective scan: no tokens");
    require(s.channels > 0, "selective scan: no channels");
    require(s.states == 8 || s.states == 16 || s.states == 32 || s.states == 64,
            "selective scan: 8, 16, 32 or 64 states");
    require(s.a != nullptr && s.x.data != nullptr && s.dt.data != nullptr && s.b.data != nullptr &&
                s.c.data != nullptr && s.out.data != nullptr,
            "selective scan: x, dt, A, B, C and out are needed");
    for (const View& view : {s.dt, s.b, s.c, s.z})
        require(view.data == nullptr || view.type == s.x.type, "selective scan: all views have one type");
    require(s.out.type == s.x.type, "selective scan: all views have one type");
    const auto isNear = [](const auto& view) { return view.rowStride >= 0 && view.rowStride < std::int64_t{1} << 30; };
    for (const View& view : {s.x, s.dt, s.b, s.c, s.z})
        require(view.data == nullptr || isNear(view), "selective scan: rows 2^30 elements or more apart");
    require(isNear(s.out), "selective scan: rows 2^30 elements or more apart");
}

} // namespace

void selectiveScan(const SelectiveScan& arguments, Stream stream)
{
    check(arguments);
    const SelectiveScan& s = arguments;
    scan::Arguments a;
    a.tokens = s.tokens;
    a.channels = s.channels;
    a.x = s.x;
    a.dt = s.dt;
    a.b = s.b;
    a.c = s.c;
    a.z = s.z;
    a.out = s.out;
    a.dtOut = s.dtOut;
    a.a = s.a;
    a.d = s.d;
    a.dtBias = s.dtBias;
    a.threshold = s.threshold;
    a.initialState = s.initialState;
    a.mask = s.tokenMask;
    a.maskStride = s.maskStride;
    a.finalState = s.finalState;
    a.dtMin = s.dtMin;
    a.dtMax = s.dtMax;
    a.softplus = s.softplus;
    a.limited = !s.softplus || s.dtMin > 0 || std::isfinite(s.dtMax);
    const int lanes = s.lanes != 0 ? s.lanes : chooseLanes(s);
    const auto queue = static_cast<cudaStream_t>(stream);
    if (s.x.type == Type::Float32)
        scan::launchType<float>(a, s.states, s.batch, lanes, isAligned(s), queue);
    else
        scan::launchType<__nv_bfloat16>(a, s.states, s.batch, lanes, isAligned(s), queue);
}

} // namespace mambascope::cuda
