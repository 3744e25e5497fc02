// SPDX-License-Identifier: GPL-3.0-or-later
// Times of the SSD scan on a GPU, beside the time in which the card copies the bytes that have to be moved.
//   ssd_benchmark [heads headDim states groups batch tokens bf16|fp32 [segments]]
#include "mambascope/cuda/ssd_scan.h"

#include <cuda_bf16.h>
#include <cuda_runtime.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using namespace mambascope::cuda;

constexpr int kRuns = 20;

void check(cudaError_t status)
{
    if (status != cudaSuccess)
        throw std::runtime_error(cudaGetErrorString(status));
}

class Buffer
{
public:
    explicit Buffer(std::size_t bytes) : m_bytes(bytes) { check(cudaMalloc(&m_data, bytes)); }
    Buffer(const Buffer&) = delete;
    Buffer& operator=(const Buffer&) = delete;
    ~Buffer() { cudaFree(m_data); }
    void* data() const { return m_data; }
    std::size_t bytes() const { return m_bytes; }

private:
    void* m_data = nullptr;
    std::size_t m_bytes;
};

// Sums of four uniform numbers: mean and deviation as given.
template <typename T>
__global__ void fill(T* to, std::int64_t count, float mean, float deviation, std::uint64_t seed)
{
    for (std::int64_t i = static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count;
         i += static_cast<std::int64_t>(gridDim.x) * blockDim.x) {
        std::uint64_t z = (static_cast<std::uint64_t>(i) + 1) * 0x9e3779b97f4a7c15ULL + seed * 0xd1342543de82ef95ULL;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
        z ^= z >> 31;
        float sum = -2.0F;
        for (int k = 0; k < 4; ++k)
            sum += static_cast<float>(z >> (16 * k) & 0xffff) / 65536.0F;
        to[i] = static_cast<T>(mean + deviation * 1.7320508F * sum);
    }
}

void fillMatrix(const Buffer& buffer, Type type, float mean, float deviation, std::uint64_t seed)
{
    if (type == Type::Float32)
        fill<<<1024, 256>>>(static_cast<float*>(buffer.data()), static_cast<std::int64_t>(buffer.bytes() / 4), mean,
                            deviation, seed);
    else
        fill<<<1024, 256>>>(static_cast<__nv_bfloat16*>(buffer.data()), static_cast<std::int64_t>(buffer.bytes() / 2),
                            mean, deviation, seed);
    check(cudaGetLastError());
}

// Median time of one call, ms. What is left in the L2 cache is pushed out before each.
template <typename Call>
float median(const Buffer& flush, Call call)
{
    cudaEvent_t begin;
    cudaEvent_t end;
    check(cudaEventCreate(&begin));
    check(cudaEventCreate(&end));
    std::vector<float> times;
    for (int i = 0; i < kRuns + 3; ++i) {
        check(cudaMemsetAsync(flush.data(), i, flush.bytes()));
        check(cudaEventRecord(begin));
        call();
        check(cudaEventRecord(end));
        check(cudaEventSynchronize(end));
        float ms = 0;
        check(cudaEventElapsedTime(&ms, begin, end));
        if (i >= 3)
            times.push_back(ms);
    }
    check(cudaEventDestroy(begin));
    check(cudaEventDestroy(end));
    std::sort(times.begin(), times.end());
    return times[times.size() / 2];
}

struct Shape
{
    std::int64_t heads, headDim, states, groups, batch, tokens;
    Type type;
    std::int64_t segments = 0;
};

void time(const Shape& shape, const Buffer& flush, double copyRate, bool byToken)
{
    const std::size_t element = shape.type == Type::Float32 ? 4 : 2;
    const std::int64_t rows = shape.batch * shape.tokens;
    const std::int64_t width = shape.heads * shape.headDim;
    const std::int64_t narrow = shape.groups * shape.states;
    const auto bytesOf = [&](std::int64_t columns) { return static_cast<std::size_t>(rows * columns) * element; };
    const Buffer x(bytesOf(width)), out(bytesOf(width)), b(bytesOf(narrow)), c(bytesOf(narrow)),
        dt(bytesOf(shape.heads)), z(bytesOf(width));
    const Buffer a(static_cast<std::size_t>(shape.heads) * 4), d(static_cast<std::size_t>(width) * 4),
        bias(static_cast<std::size_t>(shape.heads) * 4), threshold(static_cast<std::size_t>(shape.heads) * 4);
    const Buffer keep(static_cast<std::size_t>(rows));
    const Buffer state(static_cast<std::size_t>(shape.batch * width * shape.states) * 4);
    fillMatrix(x, shape.type, 0, 1, 1);
    fillMatrix(b, shape.type, 0, 1, 2);
    fillMatrix(c, shape.type, 0, 1, 3);
    fillMatrix(z, shape.type, 0, 1, 4);
    fillMatrix(dt, shape.type, -4.6F, 1, 5);
    fillMatrix(a, Type::Float32, -4, 1.5F, 6);
    fillMatrix(d, Type::Float32, 1, 0.3F, 7);
    fillMatrix(bias, Type::Float32, 0, 0.3F, 8);
    fillMatrix(threshold, Type::Float32, 0.012F, 0.004F, 9);
    check(cudaMemset(keep.data(), 1, keep.bytes()));
    SsdScan s;
    s.batch = shape.batch;
    s.tokens = shape.tokens;
    s.heads = shape.heads;
    s.headDim = shape.headDim;
    s.states = shape.states;
    s.groups = shape.groups;
    const auto view = [&](const Buffer& buffer, std::int64_t columns) {
        return View{buffer.data(), shape.type, columns, shape.tokens * columns};
    };
    s.x = view(x, width);
    s.dt = view(dt, shape.heads);
    s.b = view(b, narrow);
    s.c = view(c, narrow);
    s.out = {out.data(), shape.type, width, shape.tokens * width};
    s.a = static_cast<const float*>(a.data());
    s.d = static_cast<const float*>(d.data());
    s.dtBias = static_cast<const float*>(bias.data());
    s.softplus = true;
    s.finalState = static_cast<float*>(state.data());
    s.segments = shape.segments;
    s.workspaceBytes = ssdScanWorkspace(s);
    const Buffer workspace(s.workspaceBytes + 1);
    s.workspace = workspace.data();
    const auto run = [&](const char* name, double bytes) {
        const float ms = median(flush, [&] { ssdScan(s, nullptr); });
        // What the recurrence itself needs: a multiplication and an addition to update a state and to read it.
        const double operations = 4.0 * static_cast<double>(rows * width * shape.states);
        std::printf("%-12s H%lld P%lld N%lld G%lld B%lld L%lld %s  %8.3f ms  %5.2f of copy limit  %6.1f TFLOP/s\n",
                    name, static_cast<long long>(shape.heads), static_cast<long long>(shape.headDim),
                    static_cast<long long>(shape.states), static_cast<long long>(shape.groups),
                    static_cast<long long>(shape.batch), static_cast<long long>(shape.tokens),
                    shape.type == Type::Float32 ? "fp32" : "bf16", static_cast<double>(ms),
                    bytes / copyRate / (static_cast<double>(ms) * 1e-3),
                    operations / (static_cast<double>(ms) * 1e-3) * 1e-12);
    };
    const double bytes = static_cast<double>(x.bytes() + out.bytes() + b.bytes() + c.bytes() + dt.bytes());
    run("SSD", bytes);
    s.threshold = static_cast<const float*>(threshold.data());
    s.keep = static_cast<const std::uint8_t*>(keep.data());
    s.keepBatchStride = shape.tokens;
    run("SSD filtered", bytes);
    s.threshold = nullptr;
    s.keep = nullptr;
    s.z = view(z, width);
    run("SSD gated", bytes + static_cast<double>(z.bytes()));
    s.z = {};
    s.byToken = true;
    if (byToken)
        run("by token", bytes);
}

} // namespace

int main(int argc, char** argv)
try {
    cudaDeviceProp properties;
    check(cudaGetDeviceProperties(&properties, 0));
    const Buffer flush(std::size_t{256} << 20);
    double copyRate = 0;
    {
        const Buffer from(std::size_t{1} << 30), to(std::size_t{1} << 30);
        const float ms = median(
            flush, [&] { check(cudaMemcpyAsync(to.data(), from.data(), from.bytes(), cudaMemcpyDeviceToDevice)); });
        copyRate = 2.0 * static_cast<double>(from.bytes()) / (static_cast<double>(ms) * 1e-3);
    }
    std::printf("%s, %d multiprocessors, copy %.0f GB/s, median of %d\n", properties.name,
                properties.multiProcessorCount, copyRate * 1e-9, kRuns);
    if (argc >= 8) {
        const auto number = [&](int i) { return static_cast<std::int64_t>(std::atoll(argv[i])); };
        const Type type = std::strcmp(argv[7], "fp32") == 0 ? Type::Float32 : Type::BFloat16;
        time({number(1), number(2), number(3), number(4), number(5), number(6), type, argc > 8 ? number(8) : 0}, flush,
             copyRate, true);
        return 0;
    }
    for (const Type type : {Type::BFloat16, Type::Float32})
        for (const Shape& shape : {Shape{64, 64, 128, 1, 1, 65536, type}, Shape{64, 64, 128, 1, 8, 2048, type},
                                   Shape{64, 64, 128, 1, 1, 16384, type}, Shape{64, 64, 128, 1, 1, 2048, type},
                                   Shape{24, 64, 128, 1, 1, 16384, type}, Shape{80, 64, 128, 8, 1, 16384, type},
                                   Shape{64, 64, 64, 1, 1, 16384, type}, Shape{32, 128, 256, 1, 1, 16384, type}})
            time(shape, flush, copyRate, false);
    return 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
