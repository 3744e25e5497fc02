// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/reference/reference.h"
#include "mambascope/cuda/conv1d.h"
#include "tests/cuda/checks.h"
#include "tests/cuda/rows.h"

namespace mambascope::cuda::test {

namespace {

struct Case
{
    std::int64_t tokens = 131, channels = 48, width = 4, batch = 1;
    Type type = Type::Float32;
    bool bias = true, initial = true, final = true;
    std::int64_t pad = 0;   ///< extra elements between rows
    std::int64_t split = 0; ///< tokens of a first call; the state goes on in place
};

std::string nameOf(const Case& c)
{
    return "conv1d L" + std::to_string(c.tokens) + " E" + std::to_string(c.channels) + " K" + std::to_string(c.width) +
           (c.type == Type::Float32 ? " fp32" : " bf16") + " batch " + std::to_string(c.batch) + " stride +" +
           std::to_string(c.pad) + " split " + std::to_string(c.split) + (c.bias ? " bias" : "") +
           (c.initial ? " initial" : "") + (c.final ? " final" : "");
}

void run(Report& report, const Case& c, std::uint64_t seed)
{
    const std::int64_t rows = c.batch * c.tokens;
    const std::int64_t states = c.width - 1;
    const auto e = static_cast<std::size_t>(c.channels);
    const auto count = static_cast<std::size_t>(rows) * e;
    const std::vector<float> x = normal(count, 0, 1, c.type, seed);
    const std::vector<float> weight = normal(static_cast<std::size_t>(c.width) * e, 0, 0.5F, Type::Float32, seed + 1);
    const std::vector<float> bias = normal(e, 0, 0.5F, Type::Float32, seed + 2);
    const std::vector<float> before =
        normal(static_cast<std::size_t>(c.batch * states) * e + 1, 0, 1, c.type, seed + 3); // never of size 0

    const Rows dx(x, c.type, rows, c.channels, c.channels + c.pad);
    const Rows out(c.type, rows, c.channels, c.channels + c.pad);
    const DeviceArray<float> dweight(weight), dbias(bias), dbefore(before);
    DeviceArray<float> after(before.size());
    after.poison();
    Conv1dSilu s;
    s.batch = c.batch;
    s.tokens = c.tokens;
    s.channels = c.channels;
    s.width = c.width;
    s.x = dx.view(c.tokens);
    s.out = out.target(c.tokens);
    s.weight = dweight.data();
    s.bias = c.bias ? dbias.data() : nullptr;
    s.initialState = c.initial ? dbefore.data() : nullptr;
    s.finalState = c.final ? after.data() : nullptr;
    if (c.split > 0) {
        const std::int64_t bytes = c.split * (c.channels + c.pad) * (c.type == Type::Float32 ? 4 : 2);
        s.finalState = after.data();
        s.tokens = c.split;
        conv1dSilu(s, nullptr);
        s.initialState = after.data();
        s.tokens = c.tokens - c.split;
        s.x.data = static_cast<const char*>(s.x.data) + bytes;
        s.out.data = static_cast<char*>(s.out.data) + bytes;
    }
    conv1dSilu(s, nullptr);
    check(cudaDeviceSynchronize());

    // The input `token` places behind the first one of a sequence.
    const auto input = [&](std::int64_t sequence, std::int64_t token, std::size_t channel) -> double {
        if (token >= 0)
            return x[static_cast<std::size_t>(sequence * c.tokens + token) * e + channel];
        return c.initial ? before[static_cast<std::size_t>(sequence * states + token + states) * e + channel] : 0;
    };
    const std::vector<float> got = out.host();
    const std::vector<float> state = after.host();
    Worst error;
    std::int64_t wrongStates = 0;
    for (std::int64_t q = 0; q < c.batch; ++q) {
        for (std::int64_t t = 0; t < c.tokens; ++t)
            for (std::size_t i = 0; i < e; ++i) {
                double y = c.bias ? static_cast<double>(bias[i]) : 0;
                for (std::int64_t k = 0; k < c.width; ++k)
                    y += input(q, t - states + k, i) * static_cast<double>(weight[static_cast<std::size_t>(k) * e + i]);
                error.add(got[static_cast<std::size_t>(q * c.tokens + t) * e + i], kernels::reference::silu(y));
            }
        for (std::int64_t k = 0; k < states && s.finalState != nullptr; ++k)
            for (std::size_t i = 0; i < e; ++i)
                wrongStates += static_cast<double>(state[static_cast<std::size_t>(q * states + k) * e + i]) !=
                               input(q, c.tokens - states + k, i);
    }
    report.add(nameOf(c), error.relative(), c.type == Type::Float32 ? 1e-6 : 3.95e-3);
    report.add(nameOf(c) + ", state", static_cast<double>(wrongStates), 0.5);
    if (c.pad > 0 && c.pad < 100)
        report.add(nameOf(c) + ", gaps", out.gapsAreUntouched() ? 0 : 1, 0.5);
}

} // namespace

void checkConv1d(Report& report)
{
    std::vector<Case> cases;
    for (const Type type : {Type::Float32, Type::BFloat16}) {
        for (const std::int64_t tokens : {1, 2, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049, 65536})
            for (const std::int64_t channels : {40, 33}) {
                Case c;
                c.type = type;
                c.tokens = tokens;
                c.channels = channels;
                cases.push_back(c);
            }
        for (const std::int64_t width : {1, 2, 3, 4, 5, 8})
            for (unsigned mask = 0; mask < 8; ++mask)
                for (const std::int64_t tokens : {1, 2, 77})
                    for (const std::int64_t pad : {0, 5, 8}) {
                        Case c;
                        c.type = type;
                        c.width = width;
                        c.tokens = tokens;
                        c.batch = 3;
                        c.bias = mask & 1;
                        c.initial = mask & 2;
                        c.final = mask & 4;
                        c.pad = pad;
                        cases.push_back(c);
                    }
        for (const std::int64_t split : {1, 2, 3, 64, 100}) {
            Case c;
            c.type = type;
            c.split = split;
            cases.push_back(c);
        }
        Case wide;
        wide.type = type;
        wide.tokens = 300;
        wide.channels = 4352;
        cases.push_back(wide);
    }
    Case far; // offsets beyond 2^31 elements
    far.type = Type::BFloat16;
    far.tokens = 65536;
    far.channels = 8;
    far.pad = 40000 - far.channels;
    if (fits(static_cast<std::size_t>(far.tokens) * 40000 * 2))
        cases.push_back(far);
    else
        std::printf("conv1d beyond 2^31 elements: too little memory, left out\n");
    std::uint64_t seed = 1;
    for (const Case& c : cases)
        run(report, c, seed += 10);
}

} // namespace mambascope::cuda::test
