// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/ruler_run.h"

#include "core/base/error.h"
#include "core/base/fingerprint.h"
#include "core/evaluate/greedy_answer.h"
#include "core/evaluate/longbench_score.h"
#include "core/evaluate/metrics.h"

#include <algorithm>
#include <deque>
#include <locale>
#include <map>
#include <optional>
#include <sstream>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

/// One file under one method.
struct Block
{
    std::size_t method = 0, file = 0;
    std::size_t open = 0;             ///< samples of which nothing is known yet
    std::vector<nlohmann::json> made; ///< of each sample; null: nothing
};

/// What an item asks. All methods are asked a prompt before the next one, so that they can share layers.
struct Question
{
    std::size_t block = 0, sample = 0;
};

// As evaluate.py writes a table of several tasks.
std::string summaryOf(const std::vector<RulerScore>& scores)
{
    std::ostringstream numbers, tasks, values, nulls;
    values.imbue(std::locale::classic());
    numbers << 0;
    tasks << "Tasks";
    values << "Score";
    nulls << "Nulls";
    for (std::size_t i = 0; i < scores.size(); ++i) {
        numbers << ',' << i + 1;
        tasks << ',' << scores[i].task;
        values << ',' << scores[i].score;
        nulls << ',' << scores[i].empty << '/' << scores[i].records;
    }
    return numbers.str() + "\n" + tasks.str() + "\n" + values.str() + "\n" + nulls.str() + "\n";
}

class RulerEvaluation
{
public:
    RulerEvaluation(const Workforce& workforce, const Tokenizer& tokenizer, const std::vector<RulerFile>& files,
                    const std::vector<EvaluatedMethod>& methods, const RulerRun& run)
        : m_workforce(workforce), m_tokenizer(tokenizer), m_files(files), m_methods(methods), m_run(run)
    {
        for (const RulerFile& file : files)
            m_report.problems.insert(m_report.problems.end(), file.problems.begin(), file.problems.end());
        for (std::size_t m = 0; m < methods.size(); ++m) {
            m_items.journals.push_back({run.folder / "journal" / (methods[m].tag + ".jsonl"),
                                        evaluationSettings("RULER", workforce.model(), &tokenizer, methods[m])});
        }
        for (std::size_t f = 0; f < files.size(); ++f)
            addFile(f);
    }

    RulerReport make(Progress& progress)
    {
        m_scores.resize(m_blocks.size());
        m_items.onItem = [&](const ItemOutcome& outcome) {
            const Question& question = m_questions[outcome.item];
            Block& block = m_blocks[question.block];
            const RulerFile& file = m_files[block.file];
            if (outcome.result != nullptr)
                block.made[question.sample] = *outcome.result;
            if (--block.open == 0)
                finish(block);
            if (m_run.onItem)
                m_run.onItem(file, file.samples[question.sample], block.method, outcome);
        };
        std::vector<ItemWork> workers;
        std::deque<SharedLayers> readers = readersOf(m_workforce, m_methods);
        for (SharedLayers& reader : readers)
            workers.emplace_back(
                [this, &reader](std::size_t item, Progress& itsProgress) { return answer(item, reader, itsProgress); });
        try {
            const ItemResults results = runItems(m_items, workers, progress, m_workforce.peers);
            m_report.made = results.made;
            m_report.resumed = results.resumed;
            m_report.problems.insert(m_report.problems.end(), results.problems.begin(), results.problems.end());
        } catch (const Cancelled&) {
            m_report.cancelled = true;
        }
        if (m_workforce.leads())
            for (std::size_t m = 0; m < m_methods.size(); ++m)
                summarize(m);
        return std::move(m_report);
    }

private:
    void addFile(std::size_t fileIndex)
    {
        const RulerFile& file = m_files[fileIndex];
        const std::size_t first = m_blocks.size();
        for (std::size_t m = 0; m < m_methods.size(); ++m)
            m_blocks.push_back({m, fileIndex, file.samples.size(), std::vector<nlohmann::json>(file.samples.size())});
        for (std::size_t i = 0; i < file.samples.size(); ++i) {
            const RulerSample& sample = file.samples[i];
            const std::string key =
                std::to_string(file.length) + "/" + file.task->name + "/" + std::to_string(i) + "/" +
                Fingerprint()
                    .add(sample.input + sample.answerPrefix + '\n' + std::to_string(tokensToGenerate(file)))
                    .text();
            const std::size_t prompt = m_items.items.size();
            for (std::size_t m = 0; m < m_methods.size(); ++m) {
                m_items.items.push_back(
                    {key, say("{0} {1}, prompt {2} ({3})", file.task->name, file.length, i + 1, m_methods[m].name),
                     static_cast<double>(sample.input.size() + 1), m});
                m_items.items.back().prompt = prompt;
                m_questions.push_back({first + m, i});
            }
        }
    }

    std::int64_t tokensToGenerate(const RulerFile& file) const
    {
        return m_run.wordings.of(*file.task).tokensToGenerate;
    }

    nlohmann::json answer(std::size_t item, SharedLayers& reader, Progress& progress) const
    {
        const Question& question = m_questions[item];
        const Block& block = m_blocks[question.block];
        const RulerFile& file = m_files[block.file];
        const RulerSample& sample = file.samples[question.sample];
        GreedyOptions options;
        options.maxNewTokens = tokensToGenerate(file);
        options.vocabulary = m_tokenizer.vocabSize();
        options.stopIds = {m_tokenizer.endOfText()};
        const std::vector<std::int64_t> prompt = m_tokenizer.encode(sample.input + sample.answerPrefix);
        return {{"pred", m_tokenizer.decode(
                             greedyAnswer(reader, prompt, m_methods[block.method].method.get(), options, progress))}};
    }

    // Everything is known of a file under a method.
    void finish(const Block& block)
    {
        const RulerFile& file = m_files[block.file];
        RulerScore score{file.task->name, file.length, block.method, 0, 0, 0};
        std::vector<ScoredAnswer> answers;
        std::string lines;
        for (std::size_t i = 0; i < file.samples.size(); ++i) {
            const nlohmann::json& made = block.made[i];
            if (made.is_null())
                continue;
            const RulerSample& sample = file.samples[i];
            answers.push_back({rulerAnswer(made.at("pred").get<std::string>()), sample.outputs, {}});
            score.empty += answers.back().prediction.empty() ? 1 : 0;
            const ordered_json line = {
                {"index", sample.index},     {"pred", made.at("pred")},          {"input", sample.input},
                {"outputs", sample.outputs}, {"others", ordered_json::object()}, {"truncation", -1},
                {"length", sample.length}};
            lines += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
        }
        if (answers.empty())
            return;
        score.records = answers.size();
        score.score = rulerScore(file.task->anyReference(), answers);
        writeOrReport(folderOf(block.method, file.length) / (score.task + ".jsonl"), lines);
        m_scores[static_cast<std::size_t>(&block - m_blocks.data())] = std::move(score);
    }

    // The scores of a method and their tables; of files that are not complete there are none.
    void summarize(std::size_t method)
    {
        std::map<std::int64_t, std::vector<RulerScore>> byLength;
        for (std::size_t b = 0; b < m_blocks.size(); ++b)
            if (m_blocks[b].method == method && m_scores[b]) {
                byLength[m_scores[b]->length].push_back(*m_scores[b]);
                m_report.scores.push_back(*m_scores[b]);
            }
        for (const auto& [length, scores] : byLength)
            writeOrReport(folderOf(method, length) / "summary.csv", summaryOf(scores));
    }

    fs::path folderOf(std::size_t method, std::int64_t length) const
    {
        return m_run.folder / "pred" / m_methods[method].tag / std::to_string(length);
    }

    // A full disk is no reason to lose scores: they are in the report.
    void writeOrReport(const fs::path& path, const std::string& text)
    {
        try {
            writeWholeFile(path, text);
        } catch (const Error& error) {
            m_report.problems.emplace_back(error.what());
        }
    }

    const Workforce& m_workforce;
    const Tokenizer& m_tokenizer;
    const std::vector<RulerFile>& m_files;
    const std::vector<EvaluatedMethod>& m_methods;
    const RulerRun& m_run;
    ItemRun m_items;
    std::vector<Block> m_blocks;
    std::vector<Question> m_questions;               ///< of each item
    std::vector<std::optional<RulerScore>> m_scores; ///< of each block
    RulerReport m_report;
};

} // namespace

RulerReport runRuler(const Workforce& workforce, const Tokenizer& tokenizer, const std::vector<RulerFile>& files,
                     const std::vector<EvaluatedMethod>& methods, const RulerRun& run, Progress& progress)
{
    return RulerEvaluation(workforce, tokenizer, files, methods, run).make(progress);
}

} // namespace mambascope
