// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace mambascope {

/// Questions over documents, as RULER and DeciMamba take them from SQuAD and HotpotQA. Documents are distinct and
/// sorted by their code points.
struct QuestionSet
{
    struct Question
    {
        std::string text;
        std::vector<std::string> answers;
        std::vector<std::size_t> documents; ///< that it is about
        std::vector<std::size_t> related;   ///< the article's others, in its order
    };
    std::vector<std::string> documents;
    std::vector<Question> questions;
    std::vector<std::size_t> occurrences; ///< the document of every record, unanswerable ones too, in the file's order
    std::vector<Message> problems;        ///< records that are none and are left out, one sentence each

    /// SQuAD 1.1 or 2.0: {"data": [{"paragraphs": [{"context", "qas": [{"question", "answers": [{"text"}],
    /// "is_impossible"}]}]}]}. Impossible questions are left out. \throws Error naming file and cause: it is none, or
    /// has no usable question
    static QuestionSet readSquad(const std::filesystem::path& path);
    /// HotpotQA: [{"question", "answer", "context": [[title, [sentence, ..]], ..]}]. \throws Error
    static QuestionSet readHotpot(const std::filesystem::path& path);

    /// Documents and questions about towns that do not exist, for whoever has no such file: one paragraph a question,
    /// or, with `hops`, two paragraphs that have to be put together. `towns` of them, six paragraphs each; the same
    /// numbers give the same towns.
    static QuestionSet invented(std::size_t towns, bool hops, std::uint64_t seed);
};

} // namespace mambascope
