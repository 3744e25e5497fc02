// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/python_str.h"

#include <array>
#include <filesystem>
#include <unordered_map>
#include <vector>

namespace mambascope {

/// Words that no dictionary has, found in a run of single characters: a hidden Markov model whose states are a
/// character's place in its word (B beginning, M middle, E end, S a word by itself). As finalseg of jieba 0.42.1 does
/// it (fxsjy/jieba), ties included.
class UnknownWords
{
public:
    /// The model of an installed package: FOLDER/prob_start.py, prob_trans.py, prob_emit.py, natural logarithms.
    /// \throws Error naming the file and what is wrong with it
    static UnknownWords load(const std::filesystem::path& folder);

    /// Cuts a run of characters; Chinese ones by the model, Latin letters and digits as numbers and words, what is
    /// left between these stays whole. The parts are views of `run` and make it up again. Appended to `words`.
    void cut(python::View run, std::vector<python::View>& words) const;

private:
    static constexpr std::size_t kStates = 4; ///< B, E, M, S: in the alphabet's order, which decides ties
    using Row = std::array<double, kStates>;

    void cutChinese(python::View run, std::vector<python::View>& words) const;
    std::vector<std::size_t> states(python::View run) const;
    const Row& emission(char32_t character) const;

    Row m_start{};
    std::array<Row, kStates> m_step{}; ///< [from][to]
    std::unordered_map<char32_t, Row> m_emit;
};

} // namespace mambascope
