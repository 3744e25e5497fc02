// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/longbench_score.h"
#include "core/text/tokenizer.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mambascope {

struct LongBenchRecord
{
    std::string prompt; ///< the dataset's template, filled
    std::vector<std::string> answers;
    std::vector<std::string> classes; ///< empty: the record has null
    std::int64_t length = 0;
    std::int64_t line = 0; ///< of the file, from 1
    /// The same as long as dataset, number and question stay the same: a changed file is not answered from memory.
    std::string key;
};

struct LongBenchFile
{
    const LongBenchTask* task = nullptr;
    std::filesystem::path path;
    std::int64_t maxNewTokens = 0;
    std::vector<LongBenchRecord> records;
    std::vector<Message> problems; ///< lines that are no records, one sentence each
};

/// LongBench in its own folder layout, as a person unpacks it:
///   config/dataset2prompt.json, config/dataset2maxlen.json, data/<dataset>.jsonl, data/<dataset>_e.jsonl
class LongBenchFolder
{
public:
    /// \throws Error naming the folder or file: missing, not what it should be
    explicit LongBenchFolder(std::filesystem::path folder);

    /// The datasets that have a file, in the benchmark's order.
    std::vector<std::string> present(bool extended) const;
    /// A line that is no record is a problem of that line only. \throws Error naming the file when it is missing, has
    /// no record at all, or its dataset has no prompt or limit in config/
    LongBenchFile read(const std::string& dataset, bool extended) const;

    /// What config/model2maxlen.json, which need not be there, has for the model: tokens of its longest prompt.
    /// \throws Error naming the file when it is not what it should be
    std::optional<std::int64_t> modelLimit(const std::string& model) const;

private:
    std::filesystem::path fileOf(const std::string& dataset, bool extended) const;

    std::filesystem::path m_folder;
    std::map<std::string, std::string> m_prompts;
    std::map<std::string, std::int64_t> m_limits;
};

/// Python's str.format for fields that are strings: {name} once from left to right, {{ and }} as braces. What is filled
/// in is not looked at again. \throws Error (subject: `subject`) for a field that is not there or a lone brace
std::string filledTemplate(const std::string& text, const std::map<std::string, std::string>& fields,
                           const Message& subject);

/// LongBench's cut in the middle: a prompt of more than `maxLength` tokens becomes the text of its first and last
/// int(maxLength / 2) tokens, without special tokens, joined. Tokenized again it may have a few more or less.
/// `cleanUp`: both are cleaned up, as older transformers decode.
std::string cutInTheMiddle(const Tokenizer& tokenizer, const std::string& prompt, std::int64_t maxLength,
                           bool cleanUp = false);

} // namespace mambascope
