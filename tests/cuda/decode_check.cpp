// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/decode.h"
#include "tests/cuda/checks.h"
#include "tests/cuda/decode_model.h"

#include <cmath>
#include <string>
#include <vector>

namespace mambascope::cuda::test {

namespace {

using Vector = std::vector<double>;

// The model in fp64, on the host: arXiv 2312.00752 figure 3, arXiv 2405.21060 figure 6; rounded to bf16 where the step
// does it.
class Reference
{
public:
    explicit Reference(RandomDecodeModel& model) : m(model), s(model.s) {}

    Vector step(std::int64_t token)
    {
        Vector residual(static_cast<std::size_t>(s.dModel));
        for (std::size_t i = 0; i < residual.size(); ++i)
            residual[i] = m.embedding[static_cast<std::size_t>(token * s.dModel) + i];
        for (auto& layer : m.layers) {
            const Vector in = times(layer.inProj, normed(residual, layer.norm, 1e-5, s.dModel), layer.inBias);
            const Vector y = s.mamba2 ? mixer2(layer, in) : mixer1(layer, in);
            const Vector out = times(layer.outProj, y, layer.outBias);
            for (std::size_t i = 0; i < residual.size(); ++i)
                residual[i] += out[i];
        }
        return times(m.embedding, normed(residual, m.normF, 1e-5, s.dModel), {}, false);
    }

private:
    using HostLayer = RandomDecodeModel::HostLayer;

    double rounds(double value) const
    {
        return s.type == Type::Float32 ? value : static_cast<double>(rounded(static_cast<float>(value), s.type));
    }
    Vector times(const std::vector<float>& matrix, const Vector& x, const std::vector<float>& bias,
                 bool roundsResult = true) const
    {
        Vector side(x.size());
        for (std::size_t i = 0; i < x.size(); ++i)
            side[i] = rounds(x[i]);
        Vector out(matrix.size() / x.size());
        for (std::size_t r = 0; r < out.size(); ++r) {
            double sum = 0;
            for (std::size_t i = 0; i < x.size(); ++i)
                sum += static_cast<double>(matrix[r * x.size() + i]) * side[i];
            out[r] = roundsResult ? rounds(sum) : sum;
            if (!bias.empty())
                out[r] = rounds(out[r] + static_cast<double>(bias[r]));
        }
        return out;
    }
    static Vector normed(const Vector& x, const std::vector<float>& weight, double eps, std::int64_t group)
    {
        Vector out(x.size());
        const auto width = static_cast<std::size_t>(group);
        for (std::size_t begin = 0; begin < x.size(); begin += width) {
            double sum = 0;
            for (std::size_t i = begin; i < begin + width; ++i)
                sum += x[i] * x[i];
            for (std::size_t i = begin; i < begin + width; ++i)
                out[i] = x[i] / std::sqrt(sum / static_cast<double>(width) + eps) *
                         (weight.empty() ? 1.0 : static_cast<double>(weight[i]));
        }
        return out;
    }
    static double siluOf(double x) { return x / (1 + std::exp(-x)); }
    static Vector part(const Vector& x, std::int64_t begin, std::int64_t count)
    {
        return {x.begin() + begin, x.begin() + begin + count};
    }
    Vector convolved(HostLayer& layer, const Vector& in) const
    {
        const auto width = in.size();
        const auto taps = static_cast<std::size_t>(s.dConv);
        Vector out(width);
        for (std::size_t c = 0; c < width; ++c) {
            double sum = layer.convBias.empty() ? 0.0 : static_cast<double>(layer.convBias[c]);
            for (std::size_t k = 0; k + 1 < taps; ++k)
                sum += static_cast<double>(layer.convWeight[k * width + c]) *
                       static_cast<double>(layer.conv[k * width + c]);
            sum += static_cast<double>(layer.convWeight[(taps - 1) * width + c]) * in[c];
            for (std::size_t k = 0; k + 2 < taps; ++k)
                layer.conv[k * width + c] = layer.conv[(k + 1) * width + c];
            layer.conv[(taps - 2) * width + c] = static_cast<float>(in[c]);
            out[c] = rounds(siluOf(sum));
        }
        return out;
    }
    double stepOf(double raw, float bias) const
    {
        const double x = raw + static_cast<double>(bias);
        const double dt = std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x)));
        return std::min(std::max(dt, static_cast<double>(s.dtMin)), static_cast<double>(s.dtMax));
    }

    Vector mixer1(HostLayer& layer, const Vector& in) const
    {
        const Vector x = convolved(layer, part(in, 0, s.dInner));
        const Vector low = times(layer.xProj, x, {});
        const auto maybeNormed = [&](const Vector& v) {
            return s.mixerNormEps < 0
                       ? v
                       : normed(v, {}, static_cast<double>(s.mixerNormEps), static_cast<std::int64_t>(v.size()));
        };
        const Vector raw = times(layer.dtProj, maybeNormed(part(low, 0, s.dtRank)), {});
        Vector b = maybeNormed(part(low, s.dtRank, s.dState));
        Vector c = maybeNormed(part(low, s.dtRank + s.dState, s.dState));
        for (Vector* v : {&b, &c})
            for (double& value : *v)
                value = rounds(value);
        Vector out(x.size());
        for (std::size_t e = 0; e < x.size(); ++e) {
            const double dt = stepOf(raw[e], layer.dtBias[e]);
            double y = static_cast<double>(layer.d[e]) * x[e];
            for (std::size_t n = 0; n < b.size(); ++n)
                y += c[n] * advance(layer.ssm[n * x.size() + e], layer.a[n * x.size() + e], dt, dt * x[e] * b[n]);
            out[e] = y * siluOf(in[x.size() + e]);
        }
        return out;
    }
    Vector mixer2(HostLayer& layer, const Vector& in) const
    {
        const std::int64_t gn = s.groups * s.dState;
        const Vector x = convolved(layer, part(in, s.dInner, s.dInner + 2 * gn));
        Vector out(static_cast<std::size_t>(s.dInner));
        for (std::int64_t h = 0; h < s.heads; ++h) {
            const auto head = static_cast<std::size_t>(h);
            const double dt = stepOf(in[static_cast<std::size_t>(2 * s.dInner + 2 * gn + h)], layer.dtBias[head]);
            const std::int64_t b = s.dInner + h / (s.heads / s.groups) * s.dState;
            for (std::int64_t p = 0; p < s.headDim; ++p) {
                const auto e = static_cast<std::size_t>(h * s.headDim + p);
                double y = static_cast<double>(layer.d[e]) * x[e];
                for (std::int64_t n = 0; n < s.dState; ++n)
                    y += x[static_cast<std::size_t>(b + gn + n)] *
                         advance(layer.ssm[static_cast<std::size_t>((h * s.dState + n) * s.headDim + p)], layer.a[head],
                                 dt, dt * x[e] * x[static_cast<std::size_t>(b + n)]);
                out[e] = rounds(y) * siluOf(in[e]);
            }
        }
        return normed(out, layer.gateNorm, 1e-5, s.dInner / s.groups);
    }
    static double advance(float& state, float a, double dt, double input)
    {
        const double h = std::exp(dt * static_cast<double>(a)) * static_cast<double>(state) + input;
        state = static_cast<float>(h);
        return h;
    }

    RandomDecodeModel& m;
    const DecodeShape& s;
};

std::string nameOf(const DecodeShape& s)
{
    const auto number = [](const char* letter, std::int64_t value) { return letter + std::to_string(value); };
    std::string name = std::string("decode mamba") + (s.mamba2 ? "2" : "1") +
                       (s.type == Type::Float32 ? " fp32" : " bf16") + number(" D", s.dModel) + number(" E", s.dInner) +
                       number(" N", s.dState) + number(" K", s.dConv) + number(" vocab ", s.vocab);
    name += s.mamba2 ? number(" P", s.headDim) + number(" G", s.groups) : number(" r", s.dtRank);
    return name + (s.biases ? " biases" : "") + (s.mixerNormEps >= 0 ? " norms" : "") + (s.dtMin > 0 ? " limits" : "");
}

// Greedy steps of both, each from the token that the step under test chose.
void compareSteps(const DecodeShape& shape, std::uint64_t seed, int steps, Report& report)
{
    RandomDecodeModel model(shape, seed, true);
    Reference reference(model);
    DeviceArray<unsigned char> workspace(decodeWorkspace(model.model));
    check(cudaMemset(workspace.data(), 0, workspace.size()));
    DeviceArray<float> logits(static_cast<std::size_t>(shape.vocab));
    DeviceArray<std::int64_t> best(1);
    const std::string name = nameOf(shape);
    std::int64_t token = static_cast<std::int64_t>(seed) % shape.vocab;
    Worst difference;
    bool chosen = true;
    for (int i = 0; i < steps; ++i) {
        logits.poison();
        best.poison();
        decodeStep(model.model, token, workspace.data(), {logits.data(), best.data()}, nullptr);
        check(cudaDeviceSynchronize());
        const Vector expected = reference.step(token);
        const std::vector<float> got = logits.host();
        for (std::size_t k = 0; k < got.size(); ++k)
            difference.add(static_cast<double>(got[k]), expected[k]);
        token = best.host().front();
        chosen = chosen && token == std::max_element(got.begin(), got.end()) - got.begin();
        if (token < 0 || token >= shape.vocab)
            break;
    }
    Worst conv;
    Worst ssm;
    for (std::int64_t i = 0; i < shape.layers; ++i) {
        const auto& host = model.layers[static_cast<std::size_t>(i)];
        const auto add = [](Worst& worst, const float* device, const std::vector<float>& expected) {
            std::vector<float> values(expected.size());
            check(cudaMemcpy(values.data(), device, values.size() * sizeof(float), cudaMemcpyDeviceToHost));
            for (std::size_t k = 0; k < values.size(); ++k)
                worst.add(static_cast<double>(values[k]), static_cast<double>(expected[k]));
        };
        add(conv, model.layer(i).conv, host.conv);
        add(ssm, model.layer(i).ssm, host.ssm);
    }
    // A sum that falls on the other side of a rounding to bf16 moves by one part in 256; fp32 sums differ by their
    // order.
    const double bound = shape.type == Type::Float32 ? 2e-5 : 1.2e-2;
    report.add(name, difference.relative(), bound);
    report.add(name + ", conv state", conv.relative(), bound);
    report.add(name + ", ssm state", ssm.relative(), bound);
    report.add(name + ", best token", chosen ? 0 : 1, 0.5);
}

// What cannot be a choice: NaN, and an infinite largest logit. Ties go to the smaller id.
void compareChoices(Report& report)
{
    DecodeShape shape;
    shape.layers = 1;
    for (int which = 0; which < 4; ++which) {
        RandomDecodeModel model(shape, 77, true);
        DeviceArray<unsigned char> workspace(decodeWorkspace(model.model));
        check(cudaMemset(workspace.data(), 0, workspace.size()));
        DeviceArray<float> logits(static_cast<std::size_t>(shape.vocab));
        DeviceArray<std::int64_t> best(1);
        std::vector<float> head(static_cast<std::size_t>(shape.vocab * shape.dModel)); // zeros: every logit is 0
        if (which == 1)                                                                // all but one
            for (std::size_t i = 0; i < head.size(); ++i)
                head[i] = static_cast<std::int64_t>(i) / shape.dModel == 700 ? 0.0F : std::nanf("");
        if (which == 2)
            std::fill(head.begin(), head.end(), std::nanf(""));
        if (which == 3) { // the largest ones are not to be chosen
            std::copy_n(model.embedding.begin(), head.size(), head.begin());
            model.model.choices = 1;
        }
        const DeviceArray<float> device(head);
        model.model.head = device.data();
        decodeStep(model.model, 3, workspace.data(), {logits.data(), best.data()}, nullptr);
        check(cudaDeviceSynchronize());
        const std::int64_t expected[] = {0, 700, -1, 0};
        report.add("decode, choice " + std::to_string(which), best.host().front() == expected[which] ? 0 : 1, 0.5);
    }
}

} // namespace

void checkDecode(Report& report)
{
    int major = 0;
    check(cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0));
    if (major < 9) {
        const RandomDecodeModel model(DecodeShape(), 1, false);
        report.add("decode, refused", *decodeObstacle(model.model, 0) != 0 ? 0 : 1, 0.5);
        return;
    }
    std::vector<DecodeShape> shapes;
    const auto add = [&](auto change) {
        for (const Type type : {Type::Float32, Type::BFloat16}) {
            DecodeShape shape;
            shape.type = type;
            change(shape);
            shapes.push_back(shape);
        }
    };
    add([](DecodeShape&) {});
    for (const std::int64_t states : {1, 8, 24, 64, 128})
        add([&](DecodeShape& s) {
            s.dState = states;
            s.dtRank = 7;
        });
    for (const std::int64_t taps : {2, 3, 8})
        add([&](DecodeShape& s) { s.dConv = taps; });
    add([](DecodeShape& s) {
        s.biases = true;
        s.convBias = false;
        s.vocab = 7; // fewer rows than blocks
    });
    add([](DecodeShape& s) {
        s.mixerNormEps = 1e-6F;
        s.dModel = 520; // not a multiple of a chunk
        s.dInner = 1048;
        s.dtRank = 33;
        s.vocab = 8193;
    });
    add([](DecodeShape& s) {
        s.dtMin = 0.01F;
        s.dtMax = 0.1F;
        s.dModel = 2048;
        s.dInner = 4096;
        s.dtRank = 128;
        s.layers = 3;
    });
    add([](DecodeShape& s) { // two passes over a block's channels
        s.dModel = 1024;
        s.dInner = 8192;
        s.dtRank = 256;
        s.layers = 1;
    });
    add([](DecodeShape& s) {
        s.mamba2 = true;
        s.vocab = 50288;
    });
    for (const std::int64_t states : {16, 200, 256})
        add([&](DecodeShape& s) {
            s.mamba2 = true;
            s.dState = states;
            s.groups = 2;
            s.headDim = 16;
            s.heads = 8;
        });
    add([](DecodeShape& s) {
        s.mamba2 = true;
        s.biases = true;
        s.dtMin = 0.01F;
        s.dtMax = 0.1F;
        s.dModel = 2048;
        s.dInner = 4096;
        s.heads = 64;
        s.headDim = 64;
        s.dState = 128;
        s.layers = 3;
    });
    add([](DecodeShape& s) { // groups of 32 and of 96
        s.mamba2 = true;
        s.dInner = 64;
        s.heads = 8;
        s.headDim = 8;
        s.groups = 2;
    });
    add([](DecodeShape& s) {
        s.mamba2 = true;
        s.dInner = 384;
        s.heads = 4;
        s.headDim = 96;
        s.groups = 4;
    });
    add([](DecodeShape& s) {
        s.mamba2 = true;
        s.convBias = false;
        s.dModel = 264;
        s.dInner = 480;
        s.heads = 5;
        s.headDim = 96;
        s.dState = 128;
    });
    std::uint64_t seed = 1;
    for (const DecodeShape& shape : shapes)
        compareSteps(shape, ++seed, 4, report);
    compareChoices(report);
}

} // namespace mambascope::cuda::test
