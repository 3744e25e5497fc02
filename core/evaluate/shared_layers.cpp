// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/shared_layers.h"

#include "core/base/fingerprint.h"
#include "core/method/treatment.h"
#include "core/model/prefix.h"
#include "core/model/prompt_plan.h"

#include <algorithm>

namespace mambascope {

namespace {

constexpr std::int64_t kMostMemory = std::int64_t{2} << 30;

} // namespace

SharedLayers::SharedLayers(std::shared_ptr<const Model> model, std::vector<std::shared_ptr<const Method>> methods)
    : m_model(std::move(model)), m_methods(std::move(methods)),
      m_budget(std::min(kMostMemory, freeMemory(m_model->options().device) / 4))
{
}

void SharedLayers::read(State& state, std::span<const std::int64_t> ids, PassOptions options, PassObserver* observer,
                        Progress& progress)
{
    const std::int64_t length = std::ssize(ids);
    const std::size_t method = indexOf(options.method);
    if (m_methods.size() < 2 || method == m_methods.size() || ids.empty()) {
        runPass(state, ids, options, observer, progress);
        return;
    }
    const PromptPlan plan(m_model->config(), options, length);
    const Treatments& all = treatments(length, plan.last());
    const std::vector<std::string>& mine = all[method];
    const std::string prompt = Fingerprint().add(ids).text() + "/" + std::to_string(length) + "/";
    const auto keyOf = [&](std::int64_t layers) {
        return prompt + std::to_string(layers) + "/" + mine[static_cast<std::size_t>(layers)];
    };
    const std::int64_t most = std::min(plan.nextGathering(0), plan.layers() - 1);

    std::shared_ptr<const Prefix> from; // lives as long as the pass, whatever has to make room
    for (auto kept = m_kept.begin(); kept != m_kept.end(); ++kept)
        if (const std::int64_t layers = kept->prefix->layers();
            layers <= most && layers > (from ? from->layers() : 0) && kept->key == keyOf(layers))
            from = kept->prefix;
    const std::int64_t worth = worthKeeping(mine, all, most);
    std::shared_ptr<Prefix> keep;
    const std::int64_t memory = Prefix::memoryOf(*m_model, worth, length);
    if (worth > (from ? from->layers() : 0) && makeRoom(memory))
        keep = std::make_shared<Prefix>(worth);

    options.from = from.get();
    options.keep = keep.get();
    runPass(state, ids, options, observer, progress);
    if (from) {
        m_skipped += from->layers();
        m_kept.splice(m_kept.begin(), m_kept, std::ranges::find(m_kept, from, &Kept::prefix));
    }
    if (keep) {
        m_used += memory;
        m_kept.push_front({keyOf(worth), memory, std::move(keep)});
    }
}

std::size_t SharedLayers::indexOf(const Method* method) const
{
    const auto found = std::ranges::find(m_methods, method, &std::shared_ptr<const Method>::get);
    return static_cast<std::size_t>(found - m_methods.begin());
}

const std::string& SharedLayers::treatment(const Method* method, std::int64_t length, std::int64_t last)
{
    return treatments(length, last).at(indexOf(method)).back();
}

const SharedLayers::Treatments& SharedLayers::treatments(std::int64_t length, std::int64_t last)
{
    const auto [found, isNew] = m_treatments.try_emplace({length, last});
    if (isNew)
        for (const auto& method : m_methods)
            found->second.push_back(treatmentsByLayer(method.get(), m_model->config(), length, last));
    return found->second;
}

std::int64_t SharedLayers::worthKeeping(const std::vector<std::string>& mine, const Treatments& all,
                                        std::int64_t most) const
{
    std::int64_t best = 0;
    std::int64_t spared = 0;
    for (std::int64_t layers = 1; layers <= most; ++layers) {
        const auto l = static_cast<std::size_t>(layers);
        const auto others = std::ranges::count_if(
            all, [&](const auto& other) { return other[l] == mine[l] && other.back() != mine.back(); });
        if (others * layers > spared) {
            spared = others * layers;
            best = layers;
        }
    }
    return best;
}

bool SharedLayers::makeRoom(std::int64_t memory)
{
    if (memory > m_budget)
        return false;
    // What was used last goes first: a prompt at a time, it is the one before; in turn, as a search asks them, dropping
    // the oldest would drop each shortly before it is asked for again.
    while (m_used + memory > m_budget) {
        m_used -= m_kept.front().memory;
        m_kept.pop_front();
    }
    return true;
}

std::deque<SharedLayers> readersOf(const Workforce& workforce, const std::vector<EvaluatedMethod>& methods)
{
    std::vector<std::shared_ptr<const Method>> all;
    for (const EvaluatedMethod& method : methods)
        all.push_back(method.method);
    std::deque<SharedLayers> readers;
    for (const auto& model : workforce.models)
        readers.emplace_back(model, all);
    return readers;
}

} // namespace mambascope
