// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/workforce.h"
#include "core/method/method.h"
#include "core/model/pass.h"

#include <cstdint>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace mambascope {

/// Reads prompts under several methods and computes once the first layers in which they do the same: those in front of
/// DeciMamba's layer, or in front of the first layer with a channel between two thetas. What comes out is what each
/// method gives alone, bit by bit. For one model and one thread; a prompt is best asked under all methods in a row.
/// Little is shared where the methods differ in the first layers already, as two thetas often do.
class SharedLayers
{
public:
    /// Keeps as much as a quarter of the free memory has room for, and never more than 2 GiB.
    SharedLayers(std::shared_ptr<const Model> model, std::vector<std::shared_ptr<const Method>> methods);

    const std::shared_ptr<const Model>& model() const { return m_model; }
    bool isShared() const { return m_methods.size() > 1; }
    /// runPass() with one of the methods (null: vanilla) on an empty state; `from` and `keep` of the options are set
    /// here.
    void read(State& state, std::span<const std::int64_t> ids, PassOptions options, PassObserver* observer,
              Progress& progress);
    std::int64_t layersSkipped() const { return m_skipped; } ///< of all prompts so far
    /// Equal for methods that do the same to such a prompt, see treatmentOf(). `method` is one of them.
    const std::string& treatment(const Method* method, std::int64_t length, std::int64_t last);

    /// For whoever asks: what was answered to the latest prompt, by treatment and question.
    struct Answers
    {
        std::string prompt;
        std::map<std::string, std::vector<std::int64_t>> known;
    };
    Answers& answers() { return m_answers; }

private:
    struct Kept
    {
        std::string key; ///< of the prompt and of what its first layers did
        std::int64_t memory = 0;
        std::shared_ptr<const Prefix> prefix;
    };
    using Treatments = std::vector<std::vector<std::string>>; ///< of each method, by layer

    std::size_t indexOf(const Method* method) const; ///< the number of methods: none of them
    const Treatments& treatments(std::int64_t length, std::int64_t last);
    /// How many layers are most worth keeping of a pass under `mine`: they spare the other methods most work. 0: none.
    std::int64_t worthKeeping(const std::vector<std::string>& mine, const Treatments& all, std::int64_t most) const;
    bool makeRoom(std::int64_t memory);

    std::shared_ptr<const Model> m_model;
    std::vector<std::shared_ptr<const Method>> m_methods;
    std::map<std::pair<std::int64_t, std::int64_t>, Treatments> m_treatments; ///< by length and last tokens
    Answers m_answers;
    std::list<Kept> m_kept; ///< the latest use in front
    std::int64_t m_budget = 0;
    std::int64_t m_used = 0;
    std::int64_t m_skipped = 0;
};

/// One for each model.
std::deque<SharedLayers> readersOf(const Workforce& workforce, const std::vector<EvaluatedMethod>& methods);

} // namespace mambascope
