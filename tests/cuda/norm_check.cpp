// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/reference/reference.h"
#include "mambascope/cuda/norm.h"
#include "mambascope/cuda/softplus.h"
#include "tests/cuda/checks.h"
#include "tests/cuda/rows.h"

#include <cmath>

namespace mambascope::cuda::test {

namespace {

const char* nameOf(Type type)
{
    return type == Type::Float32 ? " fp32" : " bf16";
}

double boundOf(Type type)
{
    return type == Type::Float32 ? 1e-6 : 3.95e-3;
}

struct Case
{
    std::int64_t rows = 37, width = 96, groups = 1;
    Type in = Type::Float32, out = Type::Float32;
    bool update = false; ///< of type `in`; the residual is fp32 then
    bool weight = true;
    bool onlySum = false;
    std::int64_t pad = 0;
};

std::string nameOf(const char* what, const Case& c)
{
    return std::string(what) + " " + std::to_string(c.rows) + " x " + std::to_string(c.width) + nameOf(c.in) + " to" +
           nameOf(c.out) + " groups " + std::to_string(c.groups) + " stride +" + std::to_string(c.pad) +
           (c.update ? " update" : "") + (c.weight ? " weight" : "") + (c.onlySum ? " only the sum" : "");
}

// value / sqrt(mean over group + eps) * weight, added up in `error`.
void compare(const std::vector<double>& value, const std::vector<float>& weight, const Case& c, double eps,
             const std::vector<float>& got, Worst& error)
{
    const auto width = static_cast<std::size_t>(c.width);
    const std::size_t group = width / static_cast<std::size_t>(c.groups);
    for (std::size_t begin = 0; begin < value.size(); begin += group) {
        double sum = 0;
        for (std::size_t i = begin; i < begin + group; ++i)
            sum += value[i] * value[i];
        const double factor = 1 / std::sqrt(sum / static_cast<double>(group) + eps);
        for (std::size_t i = begin; i < begin + group; ++i)
            error.add(got[i], value[i] * factor * (c.weight ? static_cast<double>(weight[i % width]) : 1));
    }
}

void runNorm(Report& report, const Case& c, std::uint64_t seed)
{
    const Type xType = c.update ? Type::Float32 : c.in;
    const auto count = static_cast<std::size_t>(c.rows * c.width);
    const std::vector<float> x = normal(count, 0.3F, 1, xType, seed);
    const std::vector<float> update = normal(count, 0, 1, c.in, seed + 1);
    const std::vector<float> weight = normal(static_cast<std::size_t>(c.width), 1, 0.3F, Type::Float32, seed + 2);
    const Rows dx(x, xType, c.rows, c.width, c.width + c.pad);
    const Rows dupdate(update, c.in, c.rows, c.width, c.width + c.pad);
    const Rows out(c.out, c.rows, c.width, c.width + c.pad);
    const DeviceArray<float> dweight(weight);
    RmsNorm s;
    s.rows = c.rows;
    s.width = c.width;
    s.x = dx.view();
    if (c.update) {
        s.update = dupdate.view();
        s.sum = dx.target(); // in place
    }
    if (!c.onlySum)
        s.out = out.target();
    s.weight = c.weight ? dweight.data() : nullptr;
    s.eps = 1e-5F;
    rmsNorm(s, nullptr);
    check(cudaDeviceSynchronize());

    std::vector<double> value(x.begin(), x.end());
    if (c.update) {
        Worst sums;
        const std::vector<float> residual = dx.host();
        for (std::size_t i = 0; i < count; ++i) {
            value[i] += static_cast<double>(update[i]);
            sums.add(residual[i], value[i]);
        }
        report.add(nameOf("norm", c) + ", sum", sums.relative(), 1e-7);
    }
    if (!c.onlySum) {
        Worst error;
        compare(value, weight, c, static_cast<double>(s.eps), out.host(), error);
        report.add(nameOf("norm", c), error.relative(), boundOf(c.out));
    }
    if (c.pad > 0 && c.pad < 100)
        report.add(nameOf("norm", c) + ", gaps", out.gapsAreUntouched() && dx.gapsAreUntouched() ? 0 : 1, 0.5);
}

void runGated(Report& report, const Case& c, bool inPlace, std::uint64_t seed)
{
    const auto count = static_cast<std::size_t>(c.rows * c.width);
    const std::vector<float> y = normal(count, 0, 1, c.in, seed);
    const std::vector<float> z = normal(count, 0.5F, 2, c.in, seed + 1);
    const std::vector<float> weight = normal(static_cast<std::size_t>(c.width), 1, 0.3F, Type::Float32, seed + 2);
    const Rows dy(y, c.in, c.rows, c.width, c.width + c.pad);
    const Rows dz(z, c.in, c.rows, c.width, c.width + 2 * c.pad);
    const Rows other(c.in, c.rows, c.width, c.width + c.pad);
    const Rows& out = inPlace ? dy : other;
    const DeviceArray<float> dweight(weight);
    GatedRmsNorm s;
    s.rows = c.rows;
    s.width = c.width;
    s.groups = c.groups;
    s.y = dy.view();
    s.z = dz.view();
    s.out = out.target();
    s.weight = dweight.data();
    s.eps = 1e-5F;
    gatedRmsNorm(s, nullptr);
    check(cudaDeviceSynchronize());
    std::vector<double> value(count);
    for (std::size_t i = 0; i < count; ++i)
        value[i] = static_cast<double>(y[i]) * kernels::reference::silu(z[i]);
    Worst error;
    compare(value, weight, c, static_cast<double>(s.eps), out.host(), error);
    report.add(nameOf(inPlace ? "gated norm in place" : "gated norm", c), error.relative(), boundOf(c.in));
    if (c.pad > 0)
        report.add(nameOf("gated norm", c) + ", gaps", out.gapsAreUntouched() ? 0 : 1, 0.5);
}

void runSoftplus(Report& report, const Case& c, bool limits, std::uint64_t seed)
{
    const auto count = static_cast<std::size_t>(c.rows * c.width);
    const std::vector<float> x = normal(count, -3, 4, c.in, seed);
    const std::vector<float> bias = normal(static_cast<std::size_t>(c.width), 0, 1, Type::Float32, seed + 1);
    const Rows dx(x, c.in, c.rows, c.width, c.width + c.pad);
    const DeviceArray<float> dbias(bias);
    DeviceArray<float> out(count);
    out.poison();
    SoftplusBias s;
    s.rows = c.rows;
    s.width = c.width;
    s.x = dx.view();
    s.bias = c.weight ? dbias.data() : nullptr;
    s.out = out.data();
    if (limits) {
        s.low = 0.01F;
        s.high = 0.5F;
    }
    softplusBias(s, nullptr);
    check(cudaDeviceSynchronize());
    const std::vector<float> got = out.host();
    double error = 0; // relative to every single value: small steps decide what is forgotten
    for (std::size_t i = 0; i < count; ++i) {
        // The sum with the bias is rounded as in the kernel, which is part of the input here.
        const float sum = c.weight ? x[i] + bias[i % static_cast<std::size_t>(c.width)] : x[i];
        double expected = kernels::reference::softplusExact(sum);
        if (limits)
            expected = std::min(std::max(expected, static_cast<double>(0.01F)), static_cast<double>(0.5F));
        const double difference = std::abs(static_cast<double>(got[i]) - expected) / expected;
        error = std::isnan(difference) ? INFINITY : std::max(error, difference);
    }
    report.add(nameOf(limits ? "softplus, limits" : "softplus", c), error, 2e-6);
}

const std::int64_t kLengths[] = {1, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049, 65536};

} // namespace

void checkNorms(Report& report)
{
    std::uint64_t seed = 1;
    for (const Type in : {Type::Float32, Type::BFloat16}) {
        for (const Type out : {Type::Float32, Type::BFloat16})
            for (const bool update : {false, true}) {
                Case c;
                c.in = in;
                c.out = out;
                c.update = update;
                for (const std::int64_t rows : kLengths) {
                    c.rows = rows;
                    runNorm(report, c, seed += 10);
                }
                c.rows = 29;
                for (const std::int64_t width : {1, 5, 16, 250, 768, 1000, 1024, 1032, 2048, 4096, 5120, 16384, 20000})
                    for (const std::int64_t pad : {0, 3, 8})
                        for (const bool weight : {true, false}) {
                            c.width = width;
                            c.pad = pad;
                            c.weight = weight;
                            runNorm(report, c, seed += 10);
                        }
                if (update) {
                    c.onlySum = true;
                    runNorm(report, c, seed += 10);
                }
            }
        Case c;
        c.in = c.out = in;
        for (const std::int64_t rows : kLengths) {
            c.rows = rows;
            runGated(report, c, false, seed += 10);
        }
        c.rows = 29;
        for (const std::int64_t width : {6, 48, 768, 1536, 4096, 8192, 24576})
            for (const std::int64_t groups : {1, 2, 3})
                for (const std::int64_t pad : {0, 3, 8})
                    for (const bool inPlace : {false, true})
                        if (width % groups == 0) {
                            c.width = width;
                            c.groups = groups;
                            c.pad = pad;
                            runGated(report, c, inPlace, seed += 10);
                        }
    }
    Case far; // offsets beyond 2^31 elements
    far.rows = 65536;
    far.width = 8;
    far.in = far.out = Type::BFloat16;
    far.pad = 40000 - far.width;
    if (fits(static_cast<std::size_t>(far.rows) * 40000 * 3))
        runNorm(report, far, seed);
    else
        std::printf("norm beyond 2^31 elements: too little memory, left out\n");
}

void checkSoftplus(Report& report)
{
    std::uint64_t seed = 7;
    for (const Type in : {Type::Float32, Type::BFloat16})
        for (const bool limits : {false, true}) {
            Case c;
            c.in = in;
            for (const std::int64_t rows : kLengths) {
                c.rows = rows;
                runSoftplus(report, c, limits, seed += 10);
            }
            c.rows = 41;
            for (const std::int64_t width : {1, 24, 33, 4096})
                for (const std::int64_t pad : {0, 3, 8})
                    for (const bool bias : {true, false}) {
                        c.width = width;
                        c.pad = pad;
                        c.weight = bias;
                        runSoftplus(report, c, limits, seed += 10);
                    }
        }
}

} // namespace mambascope::cuda::test
