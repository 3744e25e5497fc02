// SPDX-License-Identifier: GPL-3.0-or-later
// Which kernels run, and where their workspace lies. Steps, running sums and C B^T of every chunk are prepared in
// parallel; then blocks walk over the chunks. When heads and sequences are too few to fill the card, sequences are cut
// into segments: what each adds to the state is found first, then the states between them, then all walk at once.
#include "mambascope/cuda/ssd_scan.h"

#include "kernels/cuda/ssd_block.cuh"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace mambascope::cuda {

namespace {

void check(const SsdScan& s)
{
    require(s.batch > 0 && s.batch < 65536, "SSD scan: between 1 and 65,535 sequences");
    require(s.tokens > 0 && s.tokens < std::int64_t{1} << 35, "SSD scan: no tokens");
    require(s.headDim == 32 || s.headDim == 64 || s.headDim == 128, "SSD scan: heads of 32, 64 or 128 columns");
    require(s.states > 0 && s.states <= 256 && s.states % 16 == 0, "SSD scan: a multiple of 16 states up to 256");
    require(s.heads > 0 && s.heads < 65536 && s.groups > 0 && s.heads % s.groups == 0,
            "SSD scan: the groups divide the heads");
    for (const View& view : {s.b, s.c})
        require(view.type == s.x.type, "SSD scan: x, B, C, z and out have one type");
    require(s.z.data == nullptr || s.z.type == s.x.type, "SSD scan: x, B, C, z and out have one type");
    require(s.out.type == s.x.type, "SSD scan: x, B, C, z and out have one type");
    require(s.dt.type == Type::Float32 || s.dt.type == s.x.type, "SSD scan: dt is fp32 or of x's type");
    require(s.dtOut.data == nullptr || s.dtOut.type == Type::Float32, "SSD scan: dt is returned in fp32");
    require(s.segments >= 0, "SSD scan: a negative number of segments");
}

std::int64_t dividedUp(std::int64_t a, std::int64_t b)
{
    return (a + b - 1) / b;
}

int deviceAttribute(cudaDeviceAttr attribute)
{
    int device = 0;
    int value = 0;
    if (cudaGetDevice(&device) != cudaSuccess || cudaDeviceGetAttribute(&value, attribute, device) != cudaSuccess)
        throw Failure("SSD scan: the device does not answer");
    return value;
}

int paddedStates(const SsdScan& s)
{
    return s.states <= 64 ? 64 : (s.states <= 128 ? 128 : 256);
}

template <typename T, int N>
std::size_t sharedBytesOf(const Chunked& m)
{
    const bool gated = m.s.z.data != nullptr;
    return std::max(walkBytes<T, N, true>(m.slices, m.headsPerBlock, gated),
                    walkBytes<T, N, false>(m.slices, m.headsPerBlock, gated));
}

template <typename T>
std::size_t sharedBytesOf(const Chunked& m)
{
    switch (paddedStates(m.s)) {
    case 64:
        return sharedBytesOf<T, 64>(m);
    case 128:
        return sharedBytesOf<T, 128>(m);
    default:
        return sharedBytesOf<T, 256>(m);
    }
}

std::size_t sharedBytes(const Chunked& m)
{
    return m.s.x.type == Type::Float32 ? sharedBytesOf<float>(m) : sharedBytesOf<__nv_bfloat16>(m);
}

void shareHeads(Chunked& m, int slices)
{
    const auto slicesPerHead = static_cast<int>(m.s.headDim / kSlice);
    m.slices = slices;
    m.headsPerBlock = std::max(1, slices / slicesPerHead);
    m.warpsPerHead = std::min(slices, slicesPerHead);
    m.blocksPerGroup = static_cast<int>(dividedUp(m.s.heads / m.s.groups * slicesPerHead, slices));
}

void cut(Chunked& m, std::int64_t segments, std::int64_t piecesPerSegment)
{
    m.pieceChunks = dividedUp(dividedUp(m.chunks, segments), piecesPerSegment);
    m.segmentChunks = m.pieceChunks * piecesPerSegment;
    m.segments = dividedUp(m.chunks, m.segmentChunks);
    m.pieces = (m.segments - 1) * piecesPerSegment;
}

// Cuts sequences so that the walks take the least time, counted in halves of what one multiprocessor needs for a chunk.
void chooseCuts(Chunked& m)
{
    const std::int64_t atOnce = deviceAttribute(cudaDevAttrMultiProcessorCount);
    const std::int64_t blocks = m.blocksPerGroup * m.s.groups * m.s.batch;
    const auto cost = [&](const Chunked& c) {
        constexpr std::int64_t kEnds = 3; // reading and writing a state, filling the pipeline
        const std::int64_t walks = dividedUp(blocks * c.segments, atOnce) * (c.segmentChunks + kEnds);
        // Parts of the state alone are half the work; two more kernels begin.
        return c.segments == 1
                   ? 2 * walks
                   : 2 * walks + dividedUp(blocks * c.pieces, atOnce) * (c.pieceChunks + kEnds) + 8 + c.pieces / 16;
    };
    cut(m, 1, 1);
    Chunked candidate = m;
    for (std::int64_t segments = 2; segments <= std::min(m.chunks, std::int64_t{256}); ++segments)
        for (std::int64_t pieces = 1; pieces <= 8; ++pieces) {
            cut(candidate, segments, pieces);
            if (cost(candidate) < cost(m))
                m = candidate;
        }
}

// False if the device has too little shared memory for this.
bool plan(Chunked& m)
{
    const SsdScan& s = m.s;
    const auto available = static_cast<std::size_t>(deviceAttribute(cudaDevAttrMaxSharedMemoryPerBlockOptin));
    shareHeads(m, paddedStates(s) == 256 ? kComputeWarps<256> : kComputeWarps<128>);
    if (sharedBytes(m) > available)
        shareHeads(m, 4);
    if (sharedBytes(m) > available)
        return false;
    const int chunk = s.x.type == Type::Float32 ? kChunk<float> : kChunk<__nv_bfloat16>;
    m.chunks = dividedUp(s.tokens, chunk);
    if (s.segments > 0)
        cut(m, std::min({s.segments, m.chunks, std::int64_t{65535}}), 1);
    else
        chooseCuts(m);
    return true;
}

// Gives the parts of the workspace their places; the number of bytes.
std::size_t layOut(Chunked& m)
{
    const SsdScan& s = m.s;
    const bool wide = s.x.type == Type::Float32;
    const std::int64_t chunk = wide ? kChunk<float> : kChunk<__nv_bfloat16>;
    std::int64_t used = 0;
    const auto take = [&](std::int64_t bytes) {
        void* part = static_cast<unsigned char*>(s.workspace) + used;
        used += dividedUp(bytes, 256) * 256;
        return part;
    };
    const std::int64_t steps = s.batch * s.heads * m.chunks * chunk;
    m.dt = static_cast<float*>(take(steps * 4));
    m.cum = static_cast<float*>(take(steps * 4));
    m.product = take(s.batch * s.groups * m.chunks * chunk * chunk * (wide ? 4 : 2));
    m.decays = static_cast<float*>(take(s.batch * m.pieces * s.heads * 4));
    m.states = static_cast<float*>(take(s.batch * m.pieces * s.heads * s.states * s.headDim * 4));
    const std::int64_t rows = s.batch * s.groups * m.chunks * chunk * paddedStates(s);
    m.halves = static_cast<__nv_bfloat16*>(take(wide ? 4 * rows * 2 : 0));
    return static_cast<std::size_t>(used);
}

template <typename AnyView>
bool isAligned(const AnyView& view)
{
    const std::int64_t bytes = view.type == Type::Float32 ? 4 : 2;
    return view.data != nullptr &&
           (reinterpret_cast<std::uintptr_t>(view.data) | static_cast<std::uintptr_t>(view.rowStride * bytes) |
            static_cast<std::uintptr_t>(view.batchStride * bytes)) %
                   16 ==
               0;
}

NarrowRows rowsOf(const SsdScan& s, const View& view)
{
    return {static_cast<const __nv_bfloat16*>(view.data),
            view.rowStride,
            view.batchStride,
            s.states,
            0,
            static_cast<int>(s.states)};
}

void describeRows(Chunked& m)
{
    m.b = rowsOf(m.s, m.s.b);
    m.c = rowsOf(m.s, m.s.c);
    if (m.s.x.type == Type::BFloat16)
        return;
    const std::int64_t columns = paddedStates(m.s);
    const std::int64_t tokens = m.chunks * kChunk<float>;
    const std::int64_t part = m.s.batch * m.s.groups * tokens * columns;
    for (NarrowRows* rows : {&m.b, &m.c}) {
        rows->data = m.halves + (rows == &m.c ? 2 * part : 0);
        rows->rowStride = columns;
        rows->groupStride = tokens * columns;
        rows->batchStride = m.s.groups * rows->groupStride;
        rows->partStride = part;
        rows->columns = static_cast<int>(columns);
    }
}

template <typename T>
void launchStates(const Chunked& m, cudaStream_t stream)
{
    switch (paddedStates(m.s)) {
    case 64:
        return launchChunked<T, 64>(m, stream);
    case 128:
        return launchChunked<T, 128>(m, stream);
    default:
        return launchChunked<T, 256>(m, stream);
    }
}

} // namespace

std::size_t ssdScanWorkspace(const SsdScan& arguments)
{
    check(arguments);
    Chunked m{};
    m.s = arguments;
    m.s.workspace = nullptr;
    return arguments.byToken || !plan(m) ? 0 : layOut(m);
}

void ssdScan(const SsdScan& arguments, Stream stream)
{
    const SsdScan& s = arguments;
    check(s);
    require(s.a != nullptr && s.x.data != nullptr && s.dt.data != nullptr && s.b.data != nullptr &&
                s.c.data != nullptr && s.out.data != nullptr,
            "SSD scan: x, dt, A, B, C and out are needed");
    const auto queue = static_cast<cudaStream_t>(stream);
    Chunked m{};
    m.s = s;
    if (s.byToken || !plan(m))
        return ssdScanByToken(s, queue);
    require(s.workspace != nullptr && reinterpret_cast<std::uintptr_t>(s.workspace) % 256 == 0 &&
                s.workspaceBytes >= layOut(m),
            "SSD scan: the workspace is too small or not aligned");
    describeRows(m);
    m.alignedX = isAligned(s.x);
    m.alignedB = isAligned(s.b);
    m.alignedC = isAligned(s.c);
    m.alignedZ = isAligned(s.z);
    m.alignedOut = isAligned(s.out);
    if (s.x.type == Type::Float32)
        launchStates<float>(m, queue);
    else
        launchStates<__nv_bfloat16>(m, queue);
}

} // namespace mambascope::cuda
