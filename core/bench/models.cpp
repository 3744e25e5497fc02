// SPDX-License-Identifier: GPL-3.0-or-later
// Whole passes of a model: a prompt read, tokens written, and what LongMamba's filter adds to the former.
#include "core/base/resources.h"
#include "core/bench/session.h"
#include "core/checkpoint/locate.h"
#include "core/generate/generate.h"
#include "core/method/method.h"
#include "core/method/profile.h"

#include <algorithm>

namespace mambascope::bench {

namespace {

constexpr std::int64_t kNewTokens = 64;

std::vector<std::int64_t> someIds(const ModelConfig& config, std::int64_t count)
{
    std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
    std::uint64_t value = 1;
    for (std::int64_t& id : ids) {
        value = value * 6364136223846793005U + 1442695040888963407U;
        id = static_cast<std::int64_t>((value >> 33) % static_cast<std::uint64_t>(config.vocab));
    }
    return ids;
}

// LongMamba with a profile made for this model: the bundled one where there is one, else a threshold in the middle of
// the usual steps for every channel, which costs the same.
class HalfFiltered : public Method
{
public:
    std::string name() const override { return "longmamba"; }
    bool tokenThresholds(std::int64_t, std::int64_t, std::span<float> thresholds) const override
    {
        std::fill(thresholds.begin(), thresholds.end(), 0.01F);
        return true;
    }
};

std::shared_ptr<const Method> filterOf(const Model& model)
{
    const std::filesystem::path path = bundledProfile(model.files());
    if (path.empty())
        return std::make_shared<HalfFiltered>();
    MethodSettings settings;
    settings.profile = Profile::load(path);
    return makeMethod("longmamba", settings, model.config());
}

// Multiply-adds of a token: every matrix once, and the recurrence into and out of the state. The logits of one token
// only are computed in a prefill.
double productsOf(const Model& model)
{
    const ModelConfig& c = model.config();
    const std::int64_t embedding = c.vocab * c.dModel;
    return static_cast<double>(model.parameters() - embedding) +
           2.0 * static_cast<double>(c.layers * c.dInner * c.dState);
}

Result resultOf(const Session& session, const std::string& what, const Model& model, std::int64_t tokens)
{
    Result result;
    result.name = text(what, " ", model.name());
    result.shape = text("L", tokens);
    result.dtype = session.options().dtype == DType::BFloat16 ? "bf16" : "fp32";
    result.dState = model.config().dState;
    return result;
}

void finish(Session& session, Result& result, double ms, std::int64_t tokens)
{
    result.medianMs = ms;
    result.rate = static_cast<double>(tokens) / ms * 1e3;
    result.rateUnit = "tokens/s";
    session.done(result);
}

void measureModel(Session& session, const std::string& argument)
{
    const LoadOptions load{session.options().device, session.options().dtype};
    const auto model = Model::open(locateModel(argument), load, session.progress());
    const std::int64_t tokens = session.options().tokens;
    const std::vector<std::int64_t> ids = someIds(model->config(), tokens);
    const auto longMamba = filterOf(*model);
    Progress& progress = session.progress();
    const auto read = [&](const Method* method) {
        return [&, method] {
            State state(model);
            prefill(state, ids, method, progress);
        };
    };
    const auto [plainMs, filteredMs] = session.measureBoth(read(nullptr), read(longMamba.get()));
    Result plain = resultOf(session, "prefill", *model, tokens);
    session.setLimit(plain, static_cast<double>(model->memory()), productsOf(*model) * static_cast<double>(tokens));
    Result filtered = plain;
    filtered.name = text("prefill-longmamba ", model->name());
    filtered.peer = "vanilla";
    filtered.peerMs = plainMs;
    finish(session, plain, plainMs, tokens);
    finish(session, filtered, filteredMs, tokens);

    State state(model);
    const Prefill start =
        prefill(state, std::span(ids).first(std::min<std::size_t>(ids.size(), 64)), nullptr, progress);
    GenerateOptions options;
    options.maxNewTokens = kNewTokens;
    const double ms = session.measure([&] {
        State copy = state.copy();
        generate(
            copy, start.lastLogits, options, [](std::int64_t) { return true; }, progress);
    });
    Result step = resultOf(session, "decode", *model, 1);
    session.setLimit(step, static_cast<double>(model->memory() + 2 * model->stateMemory(1)),
                     productsOf(*model) + static_cast<double>(model->config().vocab * model->config().dModel));
    finish(session, step, ms / static_cast<double>(kNewTokens), 1);
}

} // namespace

std::vector<Measurement> modelMeasurements(const Options& options)
{
    std::vector<std::string> names = bundledModels();
    if (!options.model.empty())
        names = {options.model};
    std::vector<Measurement> all;
    for (const std::string& name : names)
        all.push_back({{text("prefill, decode ", name), text(options.tokens, " tokens read, ", kNewTokens, " written")},
                       [name](Session& session) { measureModel(session, name); }});
    return all;
}

} // namespace mambascope::bench
