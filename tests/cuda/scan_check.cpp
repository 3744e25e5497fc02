// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/reference/reference.h"
#include "mambascope/cuda/selective_scan.h"
#include "tests/cuda/checks.h"
#include "tests/cuda/device_array.h"

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

namespace mambascope::cuda::test {

namespace {

struct Case
{
    std::int64_t tokens = 256, channels = 64, states = 16, batch = 1;
    Type type = Type::Float32;
    bool z = true, d = true, bias = true, softplus = true, filter = true, initial = true;
    std::int64_t pad = 0; ///< extra elements between rows
    int lanes = 0;
};

std::string nameOf(const Case& c)
{
    std::string name = "scan L" + std::to_string(c.tokens) + " E" + std::to_string(c.channels) + " N" +
                       std::to_string(c.states) + (c.type == Type::Float32 ? " fp32" : " bf16");
    if (c.batch > 1)
        name += " batch " + std::to_string(c.batch);
    if (c.pad > 0)
        name += " stride +" + std::to_string(c.pad);
    if (c.lanes > 0)
        name += " lanes " + std::to_string(c.lanes);
    const std::pair<bool, const char*> options[] = {{c.z, " z"},           {c.d, " D"},
                                                    {c.bias, " bias"},     {c.softplus, " softplus"},
                                                    {c.filter, " filter"}, {c.initial, " h0"}};
    for (const auto& [on, text] : options)
        name += on ? text : "";
    return name;
}

class Problem
{
public:
    explicit Problem(const Case& c, std::uint64_t seed) : m(c)
    {
        const auto rows = static_cast<std::size_t>(c.batch * c.tokens);
        const auto e = static_cast<std::size_t>(c.channels);
        const auto n = static_cast<std::size_t>(c.states);
        x = normal(rows * e, 0, 1, c.type, seed);
        // Raw steps around softplus^-1(0.01), or steps themselves.
        dt = normal(rows * e, c.softplus ? -4.6F : 0.02F, c.softplus ? 1.0F : 0.005F, c.type, seed + 1);
        b = normal(rows * n, 0, 1, c.type, seed + 2);
        cc = normal(rows * n, 0, 1, c.type, seed + 3);
        z = normal(rows * e, 0, 1, c.type, seed + 4);
        a = normal(n * e, 0, 1, Type::Float32, seed + 5);
        for (float& value : a)
            value = -std::exp(value);
        d = normal(e, 1, 0.5F, Type::Float32, seed + 6);
        bias = normal(e, 0, 0.3F, Type::Float32, seed + 7);
        threshold = normal(e, 0.012F, 0.004F, Type::Float32, seed + 8);
        for (std::size_t i = 0; i < e; i += 3)
            threshold[i] = -1; // local: keeps every token
        initial = normal(static_cast<std::size_t>(c.batch) * n * e, 0, 1, Type::Float32, seed + 9);
    }

    // Largest error of out and of the final state, each relative to the largest value there.
    std::pair<double, double> run() const
    {
        const std::int64_t rows = m.batch * m.tokens;
        const std::int64_t wide = m.channels + m.pad;
        const std::int64_t narrow = m.states + m.pad;
        const auto matrix = [&](const std::vector<float>& values, std::int64_t width, std::int64_t stride) {
            return upload(values, m.type, rows, width, stride, 0);
        };
        const auto dx = matrix(x, m.channels, wide);
        const auto ddt = matrix(dt, m.channels, wide);
        const auto dz = matrix(z, m.channels, wide);
        const auto db = matrix(b, m.states, narrow);
        const auto dc = matrix(cc, m.states, narrow);
        const DeviceArray<float> da(a), dd(d), dbias(bias), dthreshold(threshold), dinitial(initial);
        DeviceArray<float> dfinal(initial.size());
        DeviceArray<unsigned char> out(static_cast<std::size_t>(rows * wide) * (m.type == Type::Float32 ? 4 : 2));
        out.poison();
        dfinal.poison();
        const auto view = [&](const DeviceArray<unsigned char>& array, std::int64_t stride) {
            return View{array.data(), m.type, stride, m.tokens * stride};
        };
        SelectiveScan s;
        s.batch = m.batch;
        s.tokens = m.tokens;
        s.channels = m.channels;
        s.states = m.states;
        s.x = view(dx, wide);
        s.dt = view(ddt, wide);
        s.b = view(db, narrow);
        s.c = view(dc, narrow);
        if (m.z)
            s.z = view(dz, wide);
        s.out = {out.data(), m.type, wide, m.tokens * wide};
        s.a = da.data();
        s.d = m.d ? dd.data() : nullptr;
        s.dtBias = m.bias ? dbias.data() : nullptr;
        s.softplus = m.softplus;
        s.threshold = m.filter ? dthreshold.data() : nullptr;
        s.initialState = m.initial ? dinitial.data() : nullptr;
        s.finalState = dfinal.data();
        s.lanes = m.lanes;
        selectiveScan(s, nullptr);
        check(cudaDeviceSynchronize());
        return compare(download(out, m.type, rows, m.channels, wide), dfinal.host());
    }

private:
    std::pair<double, double> compare(const std::vector<float>& out, const std::vector<float>& state) const
    {
        const auto e = static_cast<std::size_t>(m.channels);
        const auto rows = static_cast<std::size_t>(m.tokens);
        Worst output;
        Worst final;
        for (std::int64_t q = 0; q < m.batch; ++q) {
            const std::size_t base = static_cast<std::size_t>(q) * rows;
            std::vector<double> h(e * static_cast<std::size_t>(m.states));
            for (std::size_t i = 0; i < h.size(); ++i)
                h[i] = m.initial ? static_cast<double>(initial[static_cast<std::size_t>(q) * h.size() + i]) : 0;
            for (std::size_t t = 0; t < rows; ++t)
                for (std::size_t c = 0; c < e; ++c) {
                    double step =
                        static_cast<double>(dt[(base + t) * e + c]) + (m.bias ? static_cast<double>(bias[c]) : 0);
                    if (m.softplus)
                        step = kernels::reference::softplusExact(step);
                    step = std::max(step, 0.0);
                    if (m.filter && !(step > static_cast<double>(threshold[c])))
                        step = 0;
                    const double in = x[(base + t) * e + c];
                    double y = m.d ? static_cast<double>(d[c]) * in : 0;
                    for (std::size_t n = 0; n < static_cast<std::size_t>(m.states); ++n) {
                        double& held = h[n * e + c];
                        const std::size_t row = (base + t) * static_cast<std::size_t>(m.states) + n;
                        held = std::exp(step * static_cast<double>(a[n * e + c])) * held +
                               step * in * static_cast<double>(b[row]);
                        y += held * static_cast<double>(cc[row]);
                    }
                    if (m.z)
                        y *= kernels::reference::silu(z[(base + t) * e + c]);
                    output.add(static_cast<double>(out[(base + t) * e + c]), y);
                }
            for (std::size_t i = 0; i < h.size(); ++i)
                final.add(static_cast<double>(state[static_cast<std::size_t>(q) * h.size() + i]), h[i]);
        }
        return {output.relative(), final.relative()};
    }

    Case m;
    std::vector<float> x, dt, b, cc, z, a, d, bias, threshold, initial;
};

} // namespace

void checkSelectiveScan(Report& report)
{
    std::vector<Case> cases;
    for (const std::int64_t tokens : {1, 3, 4, 63, 255, 256, 257, 2047, 2048, 2049})
        for (const Type type : {Type::Float32, Type::BFloat16}) {
            Case c;
            c.tokens = tokens;
            c.type = type;
            cases.push_back(c);
        }
    for (unsigned mask = 0; mask < 64; ++mask) {
        Case c;
        c.tokens = 131;
        c.channels = 48;
        c.z = mask & 1;
        c.d = mask & 2;
        c.bias = mask & 4;
        c.softplus = mask & 8;
        c.filter = mask & 16;
        c.initial = mask & 32;
        c.type = mask % 3 == 0 ? Type::BFloat16 : Type::Float32;
        cases.push_back(c);
    }
    for (const std::int64_t states : {8, 16, 32, 64})
        for (const int lanes : {4, 8, 16})
            for (const std::int64_t channels : {1, 7, 8, 33, 96})
                for (const Type type : {Type::Float32, Type::BFloat16}) {
                    Case c;
                    c.tokens = 77;
                    c.states = states;
                    c.lanes = lanes;
                    c.channels = channels;
                    c.type = type;
                    c.batch = 3;
                    c.pad = channels == 33 ? 5 : (channels == 96 ? 8 : 0);
                    cases.push_back(c);
                }
    Case far;
    far.tokens = 65536;
    far.channels = 32;
    cases.push_back(far);
    far.type = Type::BFloat16;
    cases.push_back(far);
    std::uint64_t seed = 1;
    for (const Case& c : cases) {
        // The filter compares dt with a threshold: a step within rounding of it may fall on the other side, so random
        // thresholds are fine only because none of these seeds meets that case.
        const auto [out, state] = Problem(c, seed += 100).run();
        report.add(nameOf(c), out, c.type == Type::Float32 ? 2e-5 : 4e-3);
        report.add(nameOf(c) + ", state", state, 2e-5);
    }
}

} // namespace mambascope::cuda::test
