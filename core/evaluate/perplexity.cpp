// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/perplexity.h"

#include "core/evaluate/likelihood.h"
#include "core/model/pass.h"

#include <algorithm>
#include <cmath>

namespace mambascope {

namespace {

/// Sums the loss of the tokens behind each row of logits; the last row has no token behind it.
class LossSum : public PassObserver
{
public:
    LossSum(std::span<const std::int64_t> ids, std::int64_t vocab)
        : m_ids(ids), m_vocab(static_cast<std::size_t>(vocab))
    {
    }
    void logitsChunk(std::int64_t begin, std::int64_t rows, const float* logits) override
    {
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto next = static_cast<std::size_t>(begin + row + 1);
            if (next < m_ids.size())
                m_sum +=
                    negativeLogLikelihood({logits + static_cast<std::size_t>(row) * m_vocab, m_vocab}, m_ids[next]);
        }
    }
    double sum() const { return m_sum; }

private:
    std::span<const std::int64_t> m_ids;
    std::size_t m_vocab;
    double m_sum = 0;
};

std::vector<PerplexityWindow> windowsOf(const std::vector<PerplexityText>& texts, std::int64_t context,
                                        std::int64_t windows)
{
    std::vector<PerplexityWindow> all;
    for (std::size_t t = 0; t < texts.size(); ++t) {
        const auto length = static_cast<std::int64_t>(texts[t].ids.size());
        const std::int64_t stride = std::max<std::int64_t>(10, (length - context) / windows);
        for (std::int64_t start = 0; start < length - context; start += stride)
            all.push_back({t, start, 0});
    }
    return all;
}

void checkSettings(const std::vector<PerplexityText>& texts, const PerplexitySettings& settings)
{
    if (settings.contexts.empty())
        throw Error("contexts", "none given");
    if (settings.windows < 1)
        throw Error("windows", "must be 1 or more");
    if (settings.last < 1)
        throw Error("last", "must be 1 or more");
    for (const std::int64_t context : settings.contexts) {
        if (context <= settings.last)
            throw Error("context " + std::to_string(context), "must be longer than the " +
                                                                  std::to_string(settings.last) +
                                                                  " tokens that the loss is taken over");
        for (const PerplexityText& text : texts)
            if (static_cast<std::int64_t>(text.ids.size()) <= context)
                throw Error(text.name, "has " + std::to_string(text.ids.size()) + " tokens, a context of " +
                                           std::to_string(context) + " needs more");
    }
}

} // namespace

std::vector<PerplexityResult>
runPerplexity(const std::shared_ptr<const Model>& model, const std::vector<PerplexityText>& texts,
              const std::vector<std::shared_ptr<const Method>>& methods, const PerplexitySettings& settings,
              const std::function<void(const PerplexityResult&)>& onResult, Progress& progress)
{
    checkSettings(texts, settings);
    double total = 0;
    for (const std::int64_t context : settings.contexts)
        total += static_cast<double>(windowsOf(texts, context, settings.windows).size() * methods.size()) *
                 static_cast<double>(context);

    std::vector<PerplexityResult> results;
    double done = 0;
    for (const std::int64_t context : settings.contexts) {
        for (std::size_t m = 0; m < methods.size(); ++m) {
            PerplexityResult result;
            result.method = m;
            result.context = context;
            result.windows = windowsOf(texts, context, settings.windows);
            for (PerplexityWindow& window : result.windows) {
                const double share = static_cast<double>(context) / total;
                progress.setPart(done, share);
                const auto ids =
                    std::span(texts[window.text].ids)
                        .subspan(static_cast<std::size_t>(window.start), static_cast<std::size_t>(context));
                State state(model);
                PassOptions options;
                options.method = methods[m].get();
                options.logitsFrom = context - settings.last - 1;
                LossSum loss(ids, model->config().vocab);
                runPass(state, ids, options, &loss, progress);
                window.nll = loss.sum() / static_cast<double>(settings.last);
                result.nll += window.nll / static_cast<double>(result.windows.size());
                done += share;
            }
            result.perplexity = std::exp(result.nll);
            results.push_back(result);
            onResult(results.back());
        }
    }
    return results;
}

} // namespace mambascope
