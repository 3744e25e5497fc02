// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/decode_session.h"

#include "core/base/error.h"
#include "core/model/state_layers.h"
#include "core/model/weights.h"

#if MAMBASCOPE_CUDA_KERNELS
#include "mambascope/cuda/decode.h"
#include "mambascope/cuda/device.h"
#endif

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace mambascope {

#if MAMBASCOPE_CUDA_KERNELS

struct DecodeSession::Device
{
    cuda::DecodeModel model;
    int index = 0;
    std::vector<at::Tensor> kept; ///< what the table points to and nothing else holds
    at::Tensor table, workspace, logits, best;
};

namespace {

const float* values(const at::Tensor& t)
{
    return t.defined() ? t.const_data_ptr<float>() : nullptr;
}

cuda::DecodeModel sizesOf(const Model& model)
{
    const ModelConfig& c = model.config();
    const bool narrow = model.options().dtype == DType::BFloat16;
    const std::int64_t inPiece = narrow ? 8 : 4; // elements in 16 bytes
    cuda::DecodeModel m;
    m.mamba2 = c.family == Family::Mamba2;
    m.type = narrow ? cuda::Type::BFloat16 : cuda::Type::Float32;
    m.layers = c.layers;
    m.dModel = c.dModel;
    m.dInner = c.dInner;
    m.dState = c.dState;
    m.dConv = c.dConv;
    m.dtRank = c.dtRank;
    m.dtColumns = (c.dtRank + inPiece - 1) / inPiece * inPiece;
    m.heads = c.heads;
    m.headDim = c.headDim;
    m.groups = c.groups;
    m.vocab = c.vocab;
    m.normEps = c.normEps;
    m.gateNormEps = c.gateNormEps;
    m.mixerNormEps = c.mixerNormEps.value_or(-1);
    m.dtMin = c.dtMin;
    m.dtMax = c.dtMax;
    return m;
}

bool isPlain(const at::Tensor& matrix, at::ScalarType type)
{
    return matrix.scalar_type() == type && matrix.is_contiguous() &&
           reinterpret_cast<std::uintptr_t>(matrix.const_data_ptr()) % 16 == 0;
}

// Every matrix as the kernel reads it: of one type, rows in a sequence.
bool arePlain(const Weights& weights, at::ScalarType type)
{
    bool plain = isPlain(weights.embedding, type) && isPlain(weights.head, type);
    for (const LayerWeights& w : weights.layers)
        for (const at::Tensor& matrix : {w.inProj, w.xProj, w.dtProj, w.outProj})
            plain = plain && (!matrix.defined() || isPlain(matrix, type));
    return plain;
}

at::Tensor bytesOnDevice(std::size_t count, const at::Device& device)
{
    return at::zeros({static_cast<std::int64_t>(count)}, at::TensorOptions().dtype(at::kByte).device(device));
}

// LibTorch's and the kernels' exceptions become the project's.
template <typename Work>
auto translated(const Model& model, Work work)
{
    const Message subject = say("device {0}", model.options().device.text());
    try {
        return work();
    } catch (const c10::OutOfMemoryError&) {
        throw Error(subject, say("ran out of memory"));
    } catch (const c10::Error& error) {
        throw Error(subject, error.what_without_backtrace());
    } catch (const cuda::Failure& failure) {
        throw Error(subject, failure.what());
    }
}

} // namespace

std::unique_ptr<DecodeSession> DecodeSession::open(State& state, std::int64_t vocabulary)
{
    const Model& model = *state.model();
    const auto& device = model.options().device;
    if (device.kind != mambascope::Device::Kind::Cuda || !model.config().shared.layers.empty())
        return nullptr;
    return translated(model, [&]() -> std::unique_ptr<DecodeSession> {
        const c10::InferenceMode guard;
        const Weights& weights = model.weights();
        auto d = std::make_unique<Device>();
        d->index = device.index;
        d->model = sizesOf(model);
        cuda::useDevice(d->index);
        if (!cuda::isSupported(d->index) || *cuda::decodeObstacle(d->model, d->index) != 0)
            return nullptr;
        const bool narrow = d->model.type == cuda::Type::BFloat16;
        if (!arePlain(weights, narrow ? at::kBFloat16 : at::kFloat))
            return nullptr;
        const at::Device on(at::kCUDA, static_cast<at::DeviceIndex>(d->index));
        std::vector<cuda::DecodeLayer> table;
        for (std::size_t i = 0; i < weights.layers.size(); ++i) {
            const LayerWeights& w = weights.layers[i];
            LayerState& s = state.layers().layers[i];
            cuda::DecodeLayer& l = table.emplace_back();
            l.norm = values(w.norm);
            l.inProj = w.inProj.const_data_ptr();
            l.inBias = values(w.inBias);
            l.convWeight = values(w.convWeight);
            l.convBias = values(w.convBias);
            if (!d->model.mamba2) {
                at::Tensor dtProj = w.dtProj;
                if (d->model.dtColumns != d->model.dtRank)
                    dtProj =
                        d->kept.emplace_back(at::constant_pad_nd(dtProj, {0, d->model.dtColumns - d->model.dtRank}));
                l.xProj = w.xProj.const_data_ptr();
                l.dtProj = dtProj.const_data_ptr();
            }
            l.dtBias = values(w.dtBias);
            l.a = values(w.a);
            l.d = values(w.d);
            l.gateNorm = values(w.gateNorm);
            l.outProj = w.outProj.const_data_ptr();
            l.outBias = values(w.outBias);
            l.conv = s.conv.mutable_data_ptr<float>();
            l.ssm = s.ssm.mutable_data_ptr<float>();
            d->kept.insert(d->kept.end(), {s.conv, s.ssm});
        }
        d->table = at::from_blob(table.data(), {static_cast<std::int64_t>(table.size() * sizeof(cuda::DecodeLayer))},
                                 at::kByte)
                       .to(on);
        d->workspace = bytesOnDevice(cuda::decodeWorkspace(d->model), on);
        d->logits = at::empty({d->model.vocab}, at::TensorOptions().dtype(at::kFloat).device(on));
        d->best = at::empty({1}, at::TensorOptions().dtype(at::kLong).device(on));
        d->model.embedding = weights.embedding.const_data_ptr();
        d->model.head = weights.head.const_data_ptr();
        d->model.choices = vocabulary > 0 ? std::min(vocabulary, d->model.vocab) : d->model.vocab;
        d->model.normF = values(weights.normF);
        d->model.table = static_cast<const cuda::DecodeLayer*>(d->table.const_data_ptr());
        return std::unique_ptr<DecodeSession>(new DecodeSession(state, std::move(d)));
    });
}

std::int64_t DecodeSession::step(std::int64_t id)
{
    const Model& model = *m_state.model();
    if (id < 0 || id >= model.config().vocab)
        throw Error(say("token id {0}", id), say("is outside the vocabulary of {0}", model.name()));
    return translated(model, [&] {
        const c10::InferenceMode guard;
        Device& d = *m_device;
        cuda::useDevice(d.index);
        cuda::decodeStep(d.model, id, d.workspace.mutable_data_ptr(),
                         {d.logits.mutable_data_ptr<float>(), d.best.mutable_data_ptr<std::int64_t>()}, nullptr);
        m_state.advance(1);
        return d.best.item<std::int64_t>(); // waits for the step
    });
}

void DecodeSession::logits(std::vector<float>& to) const
{
    translated(*m_state.model(), [&] {
        const c10::InferenceMode guard;
        const at::Tensor host = m_device->logits.cpu();
        to.assign(host.const_data_ptr<float>(), host.const_data_ptr<float>() + host.numel());
    });
}

#else

struct DecodeSession::Device
{
};

std::unique_ptr<DecodeSession> DecodeSession::open(State&, std::int64_t)
{
    return nullptr;
}
std::int64_t DecodeSession::step(std::int64_t)
{
    throw Error(say("generation"), say("this MambaScope was built without kernels for GPUs"));
}
void DecodeSession::logits(std::vector<float>&) const
{
    throw Error(say("generation"), say("this MambaScope was built without kernels for GPUs"));
}

#endif

DecodeSession::DecodeSession(State& state, std::unique_ptr<Device> device) : m_state(state), m_device(std::move(device))
{
}
DecodeSession::~DecodeSession() = default;

} // namespace mambascope
