// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/gathered_layer.h"

#include <ATen/ATen.h>

#include <limits>
#include <numeric>

namespace mambascope {

namespace {

at::Tensor joined(std::vector<at::Tensor>& parts)
{
    at::Tensor all = parts.size() == 1 ? parts.front() : at::cat(parts);
    parts.assign(1, all);
    return all;
}

} // namespace

void GatheredLayer::add(const Stream& stream, const MixerInput& input, const AttentionTaps& attention, const Rows& rows)
{
    const std::int64_t count = input.tokens();
    m_residuals.push_back(stream.residual);
    m_inputs.push_back(input);
    if (attention.queries.defined()) {
        m_queries.push_back(attention.queries);
        m_keys.push_back(attention.keys);
    }
    if (rows.positions != nullptr || decimates()) {
        const auto at = static_cast<std::ptrdiff_t>(m_positions.size());
        m_positions.resize(m_positions.size() + static_cast<std::size_t>(count));
        if (rows.positions != nullptr)
            std::copy_n(rows.positions, count, m_positions.begin() + at);
        else
            std::iota(m_positions.begin() + at, m_positions.end(), rows.begin);
    }
    if (decimates()) { // sums of squares in fp64: their order must not depend on how the prompt is cut into chunks
        at::Tensor score = input.delta().to(at::kDouble).square().sum(1);
        const std::int64_t always = m_tokens - m_last;
        if (m_seen + count > always)
            score
                .narrow(0, std::max<std::int64_t>(0, always - m_seen),
                        count - std::max<std::int64_t>(0, always - m_seen))
                .fill_(std::numeric_limits<double>::infinity());
        m_scores.push_back(score);
    }
    m_seen += count;
    if (decimates() && static_cast<std::int64_t>(m_positions.size()) > m_keep)
        cut();
}

void GatheredLayer::join()
{
    m_residual = joined(m_residuals);
    m_input = MixerInput::joined(m_inputs);
    m_inputs.assign(1, m_input);
    if (!m_queries.empty())
        m_attention = {joined(m_queries), joined(m_keys)};
}

// The largest scores stay, in the order of the prompt. A stable sort leaves of equal ones the earlier.
void GatheredLayer::cut()
{
    join();
    const at::Tensor best =
        std::get<1>(at::sort(joined(m_scores), /*stable=*/true, /*dim=*/0, /*descending=*/true)).narrow(0, 0, m_keep);
    const at::Tensor index = std::get<0>(at::sort(best));
    const auto select = [&](const at::Tensor& t) { return t.index_select(0, index); };
    m_residuals.assign(1, m_residual = select(m_residual));
    m_inputs.assign(1, m_input = m_input.changed(select));
    m_scores.assign(1, select(m_scores.front()));
    const at::Tensor host = index.cpu();
    std::vector<std::int64_t> positions;
    positions.reserve(static_cast<std::size_t>(m_keep));
    for (std::int64_t i = 0; i < m_keep; ++i)
        positions.push_back(m_positions[static_cast<std::size_t>(host.const_data_ptr<std::int64_t>()[i])]);
    m_positions = std::move(positions);
}

void GatheredLayer::finish(const Method& method, std::int64_t promptLength, Thresholds& thresholds)
{
    join();
    m_scores.clear();
    if (!method.rewritesDelta(m_layer, promptLength))
        return;
    const at::Tensor delta = onHost(m_input.delta());
    const auto channels = static_cast<std::size_t>(delta.size(1));
    std::vector<float> keptAbove(channels, Method::kKeepAll);
    method.rewriteDelta(m_layer, promptLength,
                        std::span(delta.mutable_data_ptr<float>(), static_cast<std::size_t>(delta.numel())), keptAbove);
    m_input.setDelta(delta.to(m_residual.device()));
    thresholds.setHost(m_layer, std::move(keptAbove));
}

MixerInput GatheredLayer::input(std::int64_t begin, std::int64_t count) const
{
    return m_input.changed([&](const at::Tensor& t) { return t.narrow(0, begin, count); });
}

AttentionTaps GatheredLayer::attention(std::int64_t begin, std::int64_t count) const
{
    if (!m_attention.queries.defined())
        return {};
    return {m_attention.queries.narrow(0, begin, count), m_attention.keys.narrow(0, begin, count)};
}

} // namespace mambascope
