// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/reference/reference.h"
#include "mambascope/cuda/ssd_scan.h"
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
    std::int64_t tokens = 256, heads = 4, headDim = 64, states = 128, groups = 2, batch = 1;
    Type type = Type::BFloat16;
    bool z = true, d = true, bias = true, softplus = true, filter = true, initial = true, keep = true;
    bool wideDt = false; ///< dt in fp32
    bool limits = false; ///< dtMin and dtMax
    bool returnDt = false;
    bool alias = false;   ///< the final state replaces the initial one
    std::int64_t pad = 0; ///< extra elements between rows
    std::int64_t segments = 0;
    bool byToken = false;
};

std::string nameOf(const Case& c)
{
    const auto number = [](const char* name, std::int64_t value) {
        std::string text(" ");
        text += name;
        text += std::to_string(value);
        return text;
    };
    std::string name = "SSD" + number("L", c.tokens) + number("H", c.heads) + number("P", c.headDim) +
                       number("N", c.states) + number("G", c.groups) + number("B", c.batch) +
                       (c.type == Type::Float32 ? " fp32" : " bf16");
    if (c.pad > 0)
        name += number("stride +", c.pad);
    if (c.segments > 0)
        name += number("segments ", c.segments);
    const std::pair<bool, const char*> options[] = {{c.z, " z"},
                                                    {c.d, " D"},
                                                    {c.bias, " bias"},
                                                    {c.softplus, " softplus"},
                                                    {c.filter, " filter"},
                                                    {c.initial, " h0"},
                                                    {c.keep, " keep"},
                                                    {c.wideDt, " fp32 dt"},
                                                    {c.limits, " limits"},
                                                    {c.returnDt, " dtOut"},
                                                    {c.alias, " in place"},
                                                    {c.byToken, " by token"}};
    for (const auto& [on, text] : options)
        name += on ? text : "";
    return name;
}

constexpr float kDtMin = 0.006F;
constexpr float kDtMax = 0.03F;

double exactStep(double raw, bool softplus, bool limits)
{
    const double step = softplus ? kernels::reference::softplusExact(raw) : raw;
    return std::min(std::max(step, limits ? static_cast<double>(kDtMin) : 0.0),
                    limits ? static_cast<double>(kDtMax) : std::numeric_limits<double>::infinity());
}

struct Errors
{
    double out = 0, state = 0, dt = 0;
};

class Problem
{
public:
    Problem(const Case& c, std::uint64_t seed) : m(c)
    {
        const auto rows = static_cast<std::size_t>(c.batch * c.tokens);
        const auto heads = static_cast<std::size_t>(c.heads);
        const auto width = static_cast<std::size_t>(c.heads * c.headDim);
        const auto narrow = static_cast<std::size_t>(c.groups * c.states);
        x = normal(rows * width, 0, 1, c.type, seed);
        dt = normal(rows * heads, c.softplus ? -4.6F : 0.02F, c.softplus ? 1.0F : 0.005F, dtType(), seed + 1);
        b = normal(rows * narrow, 0, 1, c.type, seed + 2);
        cc = normal(rows * narrow, 0, 1, c.type, seed + 3);
        z = normal(rows * width, 0, 1, c.type, seed + 4);
        a = normal(heads, 0, 1.5F, Type::Float32, seed + 5);
        for (float& value : a)
            value = -std::exp(value);
        d = normal(width, 1, 0.5F, Type::Float32, seed + 6);
        bias = normal(heads, 0, 0.3F, Type::Float32, seed + 7);
        threshold = normal(heads, 0.012F, 0.004F, Type::Float32, seed + 8);
        for (std::size_t i = 0; i < heads; i += 3)
            threshold[i] = -1; // local: keeps every token
        initial = normal(static_cast<std::size_t>(c.batch * c.states) * width, 0, 1, Type::Float32, seed + 9);
        keep.resize(rows);
        const std::vector<float> chance = normal(rows, 0, 1, Type::Float32, seed + 10);
        for (std::size_t i = 0; i < rows; ++i)
            keep[i] = chance[i] > -0.5F ? static_cast<unsigned char>(1 + i % 3) : 0;
        findSteps();
    }

    Errors run() const
    {
        const std::int64_t rows = m.batch * m.tokens;
        const std::int64_t width = m.heads * m.headDim;
        const std::int64_t wide = width + m.pad;
        const std::int64_t narrow = m.groups * m.states + m.pad;
        const std::int64_t thin = m.heads + m.pad;
        const auto dx = upload(x, m.type, rows, width, wide, 0);
        const auto dz = upload(z, m.type, rows, width, wide, 0);
        const auto ddt = upload(dt, dtType(), rows, m.heads, thin, 0);
        const auto db = upload(b, m.type, rows, m.groups * m.states, narrow, 0);
        const auto dc = upload(cc, m.type, rows, m.groups * m.states, narrow, 0);
        const DeviceArray<float> da(a), dd(d), dbias(bias), dthreshold(threshold), dinitial(initial);
        const DeviceArray<unsigned char> dkeep(keep);
        DeviceArray<float> dfinal(initial.size());
        DeviceArray<unsigned char> out(static_cast<std::size_t>(rows * wide) * (m.type == Type::Float32 ? 4 : 2));
        DeviceArray<unsigned char> steps(static_cast<std::size_t>(rows * thin) * 4);
        out.poison();
        dfinal.poison();
        steps.poison();
        const auto view = [&](const DeviceArray<unsigned char>& array, std::int64_t stride) {
            return View{array.data(), m.type, stride, m.tokens * stride};
        };
        SsdScan s;
        s.batch = m.batch;
        s.tokens = m.tokens;
        s.heads = m.heads;
        s.headDim = m.headDim;
        s.states = m.states;
        s.groups = m.groups;
        s.x = view(dx, wide);
        s.dt = view(ddt, thin);
        s.dt.type = dtType();
        s.b = view(db, narrow);
        s.c = view(dc, narrow);
        if (m.z)
            s.z = view(dz, wide);
        s.out = {out.data(), m.type, wide, m.tokens * wide};
        if (m.returnDt)
            s.dtOut = {steps.data(), Type::Float32, thin, m.tokens * thin};
        s.a = da.data();
        s.d = m.d ? dd.data() : nullptr;
        s.dtBias = m.bias ? dbias.data() : nullptr;
        s.softplus = m.softplus;
        if (m.limits) {
            s.dtMin = kDtMin;
            s.dtMax = kDtMax;
        }
        s.threshold = m.filter ? dthreshold.data() : nullptr;
        s.keep = m.keep ? dkeep.data() : nullptr;
        s.keepBatchStride = m.tokens;
        s.initialState = m.initial ? dinitial.data() : nullptr;
        s.finalState = m.alias && m.initial ? dinitial.data() : dfinal.data();
        s.segments = m.segments;
        s.byToken = m.byToken;
        s.workspaceBytes = ssdScanWorkspace(s);
        DeviceArray<unsigned char> workspace(std::max<std::size_t>(s.workspaceBytes, 1));
        workspace.poison();
        s.workspace = workspace.data();
        ssdScan(s, nullptr);
        check(cudaDeviceSynchronize());
        Errors errors =
            compare(download(out, m.type, rows, width, wide), m.alias && m.initial ? dinitial.host() : dfinal.host());
        if (m.returnDt) {
            Worst worst;
            const std::vector<float> got = download(steps, Type::Float32, rows, m.heads, thin);
            for (std::size_t i = 0; i < got.size(); ++i)
                worst.add(static_cast<double>(got[i]), step[i]);
            errors.dt = worst.relative();
        }
        return errors;
    }

private:
    Type dtType() const { return m.wideDt ? Type::Float32 : m.type; }

    // The exact steps. Those within rounding of the threshold are moved away: which side they fall on is not defined.
    void findSteps()
    {
        const auto heads = static_cast<std::size_t>(m.heads);
        step.resize(dt.size());
        kept.resize(dt.size());
        for (std::size_t i = 0; i < dt.size(); ++i) {
            const std::size_t head = i % heads;
            const auto find = [&] {
                const double raw = static_cast<double>(dt[i]) + (m.bias ? static_cast<double>(bias[head]) : 0);
                return exactStep(raw, m.softplus, m.limits);
            };
            step[i] = find();
            if (std::abs(step[i] - static_cast<double>(threshold[head])) < 1e-5 * step[i]) {
                dt[i] = m.softplus ? -8.0F : 0.0F;
                step[i] = find();
            }
            const bool above = !m.filter || step[i] > static_cast<double>(threshold[head]);
            kept[i] = above && (!m.keep || keep[i / heads] != 0) ? step[i] : 0;
        }
    }

    Errors compare(const std::vector<float>& out, const std::vector<float>& state) const
    {
        const auto headDim = static_cast<std::size_t>(m.headDim);
        const auto heads = static_cast<std::size_t>(m.heads);
        const auto states = static_cast<std::size_t>(m.states);
        const auto tokens = static_cast<std::size_t>(m.tokens);
        Worst output;
        Worst final;
        std::vector<double> h(states * headDim);
        std::vector<double> y(headDim);
        for (std::size_t q = 0; q < static_cast<std::size_t>(m.batch); ++q)
            for (std::size_t head = 0; head < heads; ++head) {
                const std::size_t first = (q * heads + head) * states * headDim;
                const std::size_t group = head / static_cast<std::size_t>(m.heads / m.groups);
                for (std::size_t i = 0; i < h.size(); ++i)
                    h[i] = m.initial ? static_cast<double>(initial[first + i]) : 0;
                for (std::size_t t = q * tokens; t < (q + 1) * tokens; ++t) {
                    const double dtHere = kept[t * heads + head];
                    const double decay = std::exp(dtHere * static_cast<double>(a[head]));
                    const float* in = x.data() + (t * heads + head) * headDim;
                    for (std::size_t p = 0; p < headDim; ++p)
                        y[p] = m.d ? static_cast<double>(d[head * headDim + p]) * static_cast<double>(in[p]) : 0;
                    for (std::size_t n = 0; n < states; ++n) {
                        const std::size_t at = (t * static_cast<std::size_t>(m.groups) + group) * states + n;
                        const double weight = dtHere * static_cast<double>(b[at]);
                        const double read = cc[at];
                        double* row = h.data() + n * headDim;
                        for (std::size_t p = 0; p < headDim; ++p) {
                            row[p] = decay * row[p] + weight * static_cast<double>(in[p]);
                            y[p] += read * row[p];
                        }
                    }
                    for (std::size_t p = 0; p < headDim; ++p) {
                        const std::size_t at = (t * heads + head) * headDim + p;
                        const double gate = m.z ? kernels::reference::silu(static_cast<double>(z[at])) : 1;
                        output.add(static_cast<double>(out[at]), y[p] * gate);
                    }
                }
                for (std::size_t i = 0; i < h.size(); ++i)
                    final.add(static_cast<double>(state[first + i]), h[i]);
            }
        return {output.relative(), final.relative(), 0};
    }

    Case m;
    std::vector<float> x, dt, b, cc, z, a, d, bias, threshold, initial;
    std::vector<unsigned char> keep;
    std::vector<double> step, kept; ///< [batch L, H]: before and after filter and mask
};

std::vector<Case> makeCases()
{
    std::vector<Case> cases;
    const Type types[] = {Type::BFloat16, Type::Float32};
    for (const std::int64_t tokens : {1, 3, 4, 63, 64, 65, 255, 256, 257, 2047, 2048, 2049})
        for (const Type type : types) {
            Case c;
            c.tokens = tokens;
            c.type = type;
            cases.push_back(c);
            c.byToken = true;
            cases.push_back(c);
        }
    for (unsigned mask = 0; mask < 256; ++mask) {
        Case c;
        c.tokens = 131;
        c.heads = 2;
        c.headDim = 32;
        c.states = 16;
        c.z = mask & 1;
        c.d = mask & 2;
        c.bias = mask & 4;
        c.softplus = mask & 8;
        c.filter = mask & 16;
        c.initial = mask & 32;
        c.keep = mask & 64;
        c.wideDt = mask & 128;
        c.limits = mask % 3 == 1;
        c.returnDt = mask % 5 == 1;
        c.alias = mask % 7 > 3;
        c.type = types[mask / 3 % 2];
        c.byToken = mask % 11 == 4;
        cases.push_back(c);
    }
    const std::pair<std::int64_t, std::int64_t> heads[] = {{1, 1}, {3, 1}, {6, 3}, {5, 5}, {8, 2}}; // H, G
    int variant = 0;
    for (const std::int64_t headDim : {32, 64, 128})
        for (const std::int64_t states : {16, 32, 48, 64, 80, 128, 144, 256})
            for (const auto& [h, g] : heads)
                for (const Type type : types) {
                    Case c;
                    c.tokens = 77 + 64 * (variant % 3);
                    c.headDim = headDim;
                    c.states = states;
                    c.heads = h;
                    c.groups = g;
                    c.type = type;
                    c.batch = 1 + variant % 2;
                    c.pad = variant % 5 == 2 ? 5 : (variant % 3 == 0 ? 8 : 0);
                    c.segments = variant % 4;
                    c.byToken = ++variant % 13 == 0;
                    cases.push_back(c);
                }
    for (const std::int64_t segments : {1, 2, 3, 5, 16, 1000})
        for (const Type type : types) {
            Case c;
            c.tokens = 1001;
            c.batch = 2;
            c.segments = segments;
            c.type = type;
            c.initial = segments % 2 == 0;
            c.alias = segments % 2 == 0;
            cases.push_back(c);
        }
    for (const std::int64_t segments : {0, 1, 37})
        for (const Type type : types) {
            Case c;
            c.tokens = 65536;
            c.heads = 2;
            c.groups = 1;
            c.headDim = 32;
            c.states = 32;
            c.segments = segments;
            c.type = type;
            cases.push_back(c);
        }
    return cases;
}

// More than 2^31 elements in x and out, which repeat a short piece; two heads are compared, the first and the last.
void checkVeryLong(Report& report)
{
    constexpr std::int64_t kTokens = (std::int64_t{1} << 31) / 4096 + 257;
    constexpr std::int64_t kHeads = 64, kHeadDim = 64, kStates = 16, kWidth = kHeads * kHeadDim, kPiece = 1021;
    constexpr Type kType = Type::BFloat16;
    std::size_t available = 0;
    std::size_t total = 0;
    check(cudaMemGetInfo(&available, &total));
    if (available < std::size_t{14} << 30) {
        std::printf("SSD beyond 2^31 elements: left out, it needs 14 GiB\n");
        return;
    }
    const std::vector<float> x = normal(kPiece * kWidth, 0, 1, kType, 1);
    const std::vector<float> dt = normal(kPiece * kHeads, -4.6F, 1, kType, 2);
    const std::vector<float> b = normal(kPiece * kStates, 0, 1, kType, 3);
    const std::vector<float> c = normal(kPiece * kStates, 0, 1, kType, 4);
    const auto repeated = [&](const std::vector<float>& piece, std::int64_t width) {
        const auto from = upload(piece, kType, kPiece, width, width, 0);
        DeviceArray<unsigned char> to(static_cast<std::size_t>(kTokens * width * 2));
        for (std::size_t at = 0; at < to.size(); at += from.size())
            check(cudaMemcpy(to.data() + at, from.data(), std::min(from.size(), to.size() - at),
                             cudaMemcpyDeviceToDevice));
        return to;
    };
    const auto dx = repeated(x, kWidth);
    const auto ddt = repeated(dt, kHeads);
    const auto db = repeated(b, kStates);
    const auto dc = repeated(c, kStates);
    std::vector<float> a(kHeads);
    for (std::size_t h = 0; h < a.size(); ++h)
        a[h] = -0.5F - 0.1F * static_cast<float>(h);
    const DeviceArray<float> da(a);
    DeviceArray<unsigned char> out(dx.size());
    DeviceArray<float> state(static_cast<std::size_t>(kStates * kWidth));
    out.poison();
    const auto view = [&](const DeviceArray<unsigned char>& array, std::int64_t width) {
        return View{array.data(), kType, width, kTokens * width};
    };
    SsdScan s;
    s.tokens = kTokens;
    s.heads = kHeads;
    s.headDim = kHeadDim;
    s.states = kStates;
    s.x = view(dx, kWidth);
    s.dt = view(ddt, kHeads);
    s.b = view(db, kStates);
    s.c = view(dc, kStates);
    s.out = {out.data(), kType, kWidth, kTokens * kWidth};
    s.a = da.data();
    s.softplus = true;
    s.finalState = state.data();
    s.workspaceBytes = ssdScanWorkspace(s);
    DeviceArray<unsigned char> workspace(s.workspaceBytes + 1);
    workspace.poison();
    s.workspace = workspace.data();
    ssdScan(s, nullptr);
    check(cudaDeviceSynchronize());
    const std::vector<float> states = state.host();
    for (const std::int64_t head : {std::int64_t{0}, kHeads - 1}) {
        std::vector<std::uint16_t> got(static_cast<std::size_t>(kTokens * kHeadDim));
        check(cudaMemcpy2D(got.data(), kHeadDim * 2, out.data() + head * kHeadDim * 2, kWidth * 2, kHeadDim * 2,
                           static_cast<std::size_t>(kTokens), cudaMemcpyDeviceToHost));
        Worst output;
        Worst final;
        std::vector<double> h(kStates * kHeadDim);
        for (std::int64_t t = 0; t < kTokens; ++t) {
            const auto row = static_cast<std::size_t>(t % kPiece);
            const double step = kernels::reference::softplusExact(dt[row * kHeads + static_cast<std::size_t>(head)]);
            const double decay = std::exp(step * static_cast<double>(a[static_cast<std::size_t>(head)]));
            double y[kHeadDim] = {};
            const float* in = x.data() + row * kWidth + head * kHeadDim;
            for (std::size_t n = 0; n < kStates; ++n) {
                const double weight = step * static_cast<double>(b[row * kStates + n]);
                const double read = c[row * kStates + n];
                for (std::size_t p = 0; p < kHeadDim; ++p) {
                    double& held = h[n * kHeadDim + p];
                    held = decay * held + weight * static_cast<double>(in[p]);
                    y[p] += read * held;
                }
            }
            for (std::size_t p = 0; p < kHeadDim; ++p) {
                const std::uint32_t bits = std::uint32_t{got[static_cast<std::size_t>(t) * kHeadDim + p]} << 16;
                float value = 0;
                std::memcpy(&value, &bits, 4);
                output.add(static_cast<double>(value), y[p]);
            }
        }
        for (std::size_t i = 0; i < h.size(); ++i)
            final.add(static_cast<double>(states[static_cast<std::size_t>(head * kStates * kHeadDim) + i]), h[i]);
        report.add("SSD beyond 2^31 elements, head " + std::to_string(head), output.relative(), 8e-3);
        report.add("SSD beyond 2^31 elements, state of head " + std::to_string(head), final.relative(), 4e-3);
    }
}

} // namespace

void checkSsdScan(Report& report)
{
    std::uint64_t seed = 1;
    for (const Case& c : makeCases()) {
        const Errors errors = Problem(c, seed += 100).run();
        const bool wide = c.type == Type::Float32;
        report.add(nameOf(c), errors.out, wide ? 2e-5 : 8e-3);
        report.add(nameOf(c) + ", state", errors.state, wide ? 2e-5 : 4e-3);
        if (c.returnDt)
            report.add(nameOf(c) + ", dt", errors.dt, 2e-6);
    }
    checkVeryLong(report);
}

} // namespace mambascope::cuda::test
