// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/journal.h"
#include "core/evaluate/search.h"
#include "core/evaluate/shared_layers.h"

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

/// The prompts of a search, made as they are asked for, and what a method does on one.
class SearchItems
{
public:
    struct Outcome
    {
        double correct = 0; ///< 1: the answer was found
        double nll = 0;     ///< mean over the tokens that count
        double seconds = 0; ///< that it took, now or, when `resumed`, in an earlier search; 0: it was known
        bool resumed = false;
    };

    /// \throws Error when the text is too short or the journal of the settings cannot be used.
    SearchItems(const Workforce& workforce, const Tokenizer& tokenizer, const std::string& text,
                const SearchSettings& settings);

    /// Methods that will be measured; the layers in which they treat a prompt alike are computed once.
    void expect(const std::vector<std::shared_ptr<const Method>>& methods);
    std::int64_t workers() const { return std::ssize(m_workforce.models); }

    std::int64_t length(std::int64_t item) const; ///< tokens of a prompt
    /// `count` items from `first` on, at most as many as there are workers, which measure them side by side. The same
    /// item is the same prompt for every method. Methods that treat a prompt of that length alike share one
    /// measurement.
    std::vector<Outcome> measure(std::int64_t first, std::int64_t count, const Method& method, Progress& progress);
    /// A decision that depends on how fast the machine was: as it was taken in the search that this one goes on with.
    std::int64_t decided(const std::string& what, const std::function<std::int64_t()>& decide);
    /// How many measurements could not be kept, and why. \returns an empty text when all are.
    Message unwritten();

private:
    struct Prompt
    {
        std::vector<std::int64_t> ids;
        std::vector<std::int64_t> answer; ///< pass keys only
    };
    const Prompt& prompt(std::int64_t item);
    std::string nameOf(std::int64_t item, const std::string& treatment) const;
    std::vector<Outcome> computed(const std::vector<std::int64_t>& items, const Method& method, Progress& progress);
    Outcome computed(SharedLayers& reader, const Prompt& prompt, const Method& method, Progress& progress) const;
    Outcome answer(SharedLayers& reader, const Prompt& prompt, const Method& method, Progress& progress) const;
    Outcome window(SharedLayers& reader, const Prompt& prompt, const Method& method, Progress& progress) const;

    Workforce m_workforce;
    std::deque<SharedLayers> m_readers; ///< one for each model
    const Tokenizer& m_tokenizer;
    const std::string& m_text;
    const SearchSettings& m_settings;
    std::vector<std::int64_t> m_ids; ///< of the text, for windows
    std::map<std::int64_t, Prompt> m_prompts;
    std::map<std::pair<std::int64_t, std::string>, Outcome> m_known; ///< by item and treatment
    std::unique_ptr<Journal> m_journal;                              ///< null: nothing is kept
};

} // namespace mambascope
