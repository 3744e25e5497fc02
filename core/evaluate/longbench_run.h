// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/evaluate/item_run.h"
#include "core/evaluate/longbench_data.h"
#include "core/evaluate/workforce.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mambascope {

/// What two programs do between a record and a prediction.
struct LongBenchProtocol
{
    std::string name;
    bool cutsInTheMiddle = true;    ///< prompts beyond the longest allowed one
    bool lineFeedEndsSamsum = true; ///< besides the end-of-text token, but not as the first token
    bool cleansUp = false;          ///< spaces of decoded text (cleanedUp()), the halves of a cut prompt too
    bool paddedVocabulary = false;  ///< ids that only fill up the model's matrices can be chosen, too

    /// "longbench": THUDM/LongBench, pred.py. "longmamba": GATECH-EIC/LongMamba, which cuts nothing, stops at the
    /// end-of-text token only, chooses among all of the model's ids and cleans up. `cleanUp` "on" or "off" takes the
    /// place of the protocol's habit, as it depends on the version of transformers. \throws Error for another name
    static LongBenchProtocol named(const std::string& name, const std::string& cleanUp = {});
};

/// The longest prompt where none is given: what config/model2maxlen.json has for the model; 0, with a sentence in
/// `note`, when a protocol that cuts finds nothing there. \throws Error: the file is there but broken
std::int64_t longBenchMaxLength(const LongBenchFolder& data, const LongBenchProtocol& protocol,
                                const std::string& model, std::string& note);

struct LongBenchRun
{
    std::vector<std::string> datasets;
    bool extended = false;
    LongBenchProtocol protocol;
    std::int64_t maxLength = 0;   ///< tokens of a prompt that is not cut; 0: none is
    std::int64_t maxRecords = 0;  ///< of each dataset; 0: all
    std::filesystem::path folder; ///< where journals, predictions and results go
};

struct LongBenchScore
{
    std::string dataset;
    std::size_t method = 0;
    std::size_t records = 0;                       ///< that count in the score
    double score = 0;                              ///< per cent
    std::optional<std::array<double, 3>> byLength; ///< LongBench-E
    Message problem; ///< why there is no score although there are predictions; empty: there is one
};

struct LongBenchReport
{
    std::vector<LongBenchScore> scores;
    std::vector<Message> problems; ///< what was left out of the run or of its scores, or could not be written
    std::size_t resumed = 0;       ///< predictions that an earlier run had made
    std::size_t made = 0;
    bool cancelled = false; ///< there are scores of the datasets that are complete
};

/// One item of a LongBench run, for whoever watches it.
struct LongBenchProgress
{
    std::string dataset;
    std::size_t method = 0;
    const LongBenchRecord& record;
    const ItemOutcome& outcome;
};

/// Greedy predictions of every record under every method, then scores. Results are written as they come
/// (FOLDER/journal[_e]/TAG.jsonl), so a run that was killed goes on where it was; complete datasets become
/// FOLDER/pred[_e]/TAG/DATASET.jsonl in LongBench's own form, with its result.json beside them; where maxRecords cuts a
/// dataset, FOLDER/pred[_e]/TAG-firstN, so that a part never takes the place of the whole. What concerns one
/// record only (broken, empty, too long for the memory) is a problem of that record. Only the leader of several
/// processes has a report. \throws Error
LongBenchReport runLongBench(const Workforce& workforce, const Tokenizer& tokenizer, const LongBenchFolder& data,
                             const std::vector<EvaluatedMethod>& methods, const LongBenchRun& run,
                             const std::function<void(const LongBenchProgress&)>& onItem, Progress& progress);

} // namespace mambascope
