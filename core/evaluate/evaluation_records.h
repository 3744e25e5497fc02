// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/document_retrieval.h"
#include "core/evaluate/latency_run.h"
#include "core/evaluate/longbench_run.h"
#include "core/evaluate/passkey.h"
#include "core/evaluate/perplexity.h"
#include "core/evaluate/ruler_run.h"
#include "core/evaluate/run_store.h"
#include "core/evaluate/search.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mambascope {

// What an item of each evaluation gave, as a stored run keeps it and its page and tables show it. `method` is the
// method's name, `result` what the journal has.

EvaluationRecord recordOf(const std::string& method, const PasskeyCase& one, bool correct);
EvaluationRecord recordOf(const std::string& method, const std::string& text, std::int64_t context,
                          const nlohmann::json& result);
/// None: the answer cannot be scored, which the report says.
std::optional<EvaluationRecord> recordOf(const std::string& method, const LongBenchProgress& item,
                                         const nlohmann::json& result);
EvaluationRecord recordOf(const std::string& method, const RulerFile& file, const RulerSample& sample,
                          const nlohmann::json& result);
EvaluationRecord recordOf(const std::string& method, const RetrievalSample& sample, const nlohmann::json& result);
EvaluationRecord recordOf(const std::string& method, const LatencyResult& result);
/// `length`: the first of the search's.
EvaluationRecord recordOf(const std::string& method, std::int64_t length, const SearchTrial& trial);

} // namespace mambascope
