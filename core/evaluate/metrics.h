// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// One answer of a model as the benchmarks' scorers see it.
struct ScoredAnswer
{
    std::string prediction;
    std::vector<std::string> references;
    std::vector<std::string> classes; ///< all classes of a classification task, in the benchmark's order
};

/// The metrics by the names that the benchmarks give them:
///   qa_f1_score, qa_f1_zh_score, rouge_score, rouge_zh_score, classification_score, retrieval_score,
///   retrieval_zh_score, count_score, code_sim_score
///     LongBench's: 0..1, the best over the references (THUDM/LongBench, LongBench/metrics.py). qa_f1_zh_score and
///     rouge_zh_score cut Chinese text into words with chineseWords() (core/text/chinese_words.h)
///   string_match_all, string_match_part
///     RULER's: 0..100 for one answer, rounded to two decimals (NVIDIA/RULER, synthetic tasks)
///   passkey, doc_retrieval
///     DeciMamba's: 0 or 1 (assafbk/DeciMamba)
const std::vector<std::string>& metricNames();

/// \throws Error for an unknown name, and for qa_f1_zh_score and rouge_zh_score where their words are not there
void requireMetric(std::string_view metric);

/// \throws Error like requireMetric(), and for a reference that the metric can make nothing of
double scoreAnswer(std::string_view metric, const ScoredAnswer& answer);

// The steps between, each as the scorers do it.

/// What few-shot tasks keep of an answer: behind leading line feeds, up to the next one.
std::string firstLine(std::string_view text);
/// Lower case, without ASCII punctuation and the articles a, an, the; words joined by single spaces.
std::string normalizedAnswer(std::string_view text);
/// Lower case, without ASCII punctuation, LongBench's list of Chinese punctuation and all white space.
std::string normalizedChineseAnswer(std::string_view text);
/// The first line that has none of ` # //, or nothing.
std::string codeLine(std::string_view text);
/// RULER: the share of the references that are in the prediction, or (`any`) whether one is; case does not count.
double foundShare(const ScoredAnswer& answer, bool any);
/// Python's round(x, 2): the nearest two-digit decimal of the double's exact value.
double roundedToHundredths(double value);
/// RULER: stripped, control characters as line feeds, stripped again.
std::string rulerAnswer(std::string_view text);
/// The clean-up of spaces that older transformers did when decoding: " ." -> ".", " n't" -> "n't" ...
std::string cleanedUp(std::string_view text);

/// How many steps rouge walks back through its table, by recursion, before Python stops it and the scorer counts 0:
/// called from LongBench's rouge_score, a function called by its scorer.
inline constexpr std::size_t kRougeSteps = 990;
/// F-measure of the longest common subsequences, as the Python package rouge 1.0.1 computes it (not Google's); 0 where
/// a walk takes more than `mostSteps`.
double rougeL(std::string_view prediction, std::string_view reference, std::size_t mostSteps = kRougeSteps);
/// Similarity of two strings in whole hundredths, as fuzzywuzzy computes it on top of Python's difflib.
double stringRatio(std::string_view a, std::string_view b);

} // namespace mambascope
