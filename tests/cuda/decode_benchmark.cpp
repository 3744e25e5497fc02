// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens a second at batch 1 of models with random weights, beside the card's copy bandwidth.
#include "mambascope/cuda/decode.h"
#include "tests/cuda/decode_model.h"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <functional>
#include <vector>

namespace mambascope::cuda::test {

namespace {

// Median milliseconds of some runs, between events on the device.
double milliseconds(int warm, int runs, const std::function<void()>& work)
{
    cudaEvent_t begin = nullptr;
    cudaEvent_t end = nullptr;
    check(cudaEventCreate(&begin));
    check(cudaEventCreate(&end));
    std::vector<float> times;
    for (int i = 0; i < warm + runs; ++i) {
        check(cudaEventRecord(begin));
        work();
        check(cudaEventRecord(end));
        check(cudaEventSynchronize(end));
        float time = 0;
        check(cudaEventElapsedTime(&time, begin, end));
        if (i >= warm)
            times.push_back(time);
    }
    check(cudaEventDestroy(begin));
    check(cudaEventDestroy(end));
    std::nth_element(times.begin(), times.begin() + runs / 2, times.end());
    return static_cast<double>(times[static_cast<std::size_t>(runs / 2)]);
}

// Bytes read and written in a millisecond.
double copyRate()
{
    const std::size_t bytes = std::size_t{1} << 30;
    const DeviceArray<unsigned char> from(bytes);
    const DeviceArray<unsigned char> to(bytes);
    check(cudaMemset(from.data(), 0x3d, bytes));
    const double time =
        milliseconds(3, 20, [&] { check(cudaMemcpyAsync(to.data(), from.data(), bytes, cudaMemcpyDeviceToDevice)); });
    return 2 * static_cast<double>(bytes) / time;
}

void measure(const char* name, const DecodeShape& shape, double copy)
{
    const RandomDecodeModel model(shape, 5, false);
    const DeviceArray<unsigned char> workspace(decodeWorkspace(model.model));
    check(cudaMemset(workspace.data(), 0, workspace.size()));
    const DeviceArray<float> logits(static_cast<std::size_t>(shape.vocab));
    const DeviceArray<std::int64_t> best(1);
    const double time = milliseconds(20, 60, [&] {
        // The host learns the token and hands it back, as generation does.
        std::int64_t token = 0;
        check(cudaMemcpy(&token, best.data(), sizeof token, cudaMemcpyDeviceToHost));
        token = std::clamp<std::int64_t>(token, 0, shape.vocab - 1);
        decodeStep(model.model, token, workspace.data(), {logits.data(), best.data()}, nullptr);
    });
    const double rate = static_cast<double>(model.bytesPerToken) / time;
    std::printf("%-24s %8.0f tokens/s  %7.3f ms  %6.3f GB  %5.1f %% of copy\n", name, 1000 / time, time,
                static_cast<double>(model.bytesPerToken) * 1e-9, 100 * rate / copy);
}

DecodeShape shape1(std::int64_t layers, std::int64_t width, Type type)
{
    DecodeShape s;
    s.type = type;
    s.layers = layers;
    s.dModel = width;
    s.dInner = 2 * width;
    s.dtRank = width / 16;
    s.vocab = 50280;
    return s;
}

DecodeShape shape2(std::int64_t layers, std::int64_t width, Type type)
{
    DecodeShape s = shape1(layers, width, type);
    s.mamba2 = true;
    s.dState = 128;
    s.headDim = 64;
    s.heads = s.dInner / 64;
    s.vocab = 50288;
    return s;
}

} // namespace

} // namespace mambascope::cuda::test

int main()
{
    using namespace mambascope::cuda;
    using namespace mambascope::cuda::test;
    try {
        cudaDeviceProp device{};
        check(cudaGetDeviceProperties(&device, 0));
        const double copy = copyRate();
        std::printf("%s, copy %.0f GB/s\n", device.name, copy * 1e-6);
        for (const Type type : {Type::BFloat16, Type::Float32}) {
            std::printf(type == Type::BFloat16 ? "bf16\n" : "fp32\n");
            measure("mamba-130m", shape1(24, 768, type), copy);
            measure("mamba-1.4b", shape1(48, 2048, type), copy);
            measure("mamba-2.8b", shape1(64, 2560, type), copy);
            measure("mamba2-1.3b", shape2(48, 2048, type), copy);
            measure("mamba2-2.7b", shape2(64, 2560, type), copy);
        }
        DecodeShape wide = shape1(1, 2048, Type::BFloat16);
        wide.vocab *= 16;
        measure("one layer, 16 heads", wide, copy);
    } catch (const std::exception& error) {
        std::printf("FAIL %s\n", error.what());
        return 1;
    }
}
