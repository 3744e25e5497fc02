// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <cstdint>
#include <string>
#include <vector>

namespace mambascope::ui {

class Workspace;

/// What both methods wrote, as `mambascope generate --json` tells it.
struct GenerationRecord
{
    struct Entry
    {
        QString method; ///< as --method names it
        QString title;
        std::vector<std::int64_t> ids;
        QString text;
        std::int64_t promptTokens = 0;
        double prefillTokensPerSecond = 0, decodeTokensPerSecond = 0;
    };
    QString model, prompt, command;
    std::vector<Entry> entries;
};

/// What the workspace holds now; no entries: nothing was written yet.
GenerationRecord generationRecord(const Workspace& workspace);
/// The verb that writes the same, with the settings that the answers were asked for with. Sequences that are no typed
/// prompt or text file are read from `ids`.
QString generateCommand(const Workspace& workspace, const QString& ids);
/// A list of {method, ids, text, prompt_tokens, prefill_tokens_per_second, decode_tokens_per_second}.
QString toJson(const GenerationRecord& record);
/// For a report: model, command, prompt, and an answer each under its method's heading.
QString toMarkdown(const GenerationRecord& record);
/// The sequence as a file among the program's own, for commands that are taken elsewhere; the same sequence is the same
/// file. \throws Error naming it.
QString keptIds(const std::vector<std::int64_t>& ids);
/// .md or .json by the suffix. \throws Error naming the file.
void writeGeneration(const GenerationRecord& record, const QString& path);

} // namespace mambascope::ui
