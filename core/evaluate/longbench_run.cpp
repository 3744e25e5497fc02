// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/longbench_run.h"

#include "core/base/error.h"
#include "core/base/text_file.h"
#include "core/evaluate/greedy_answer.h"
#include "core/evaluate/longbench_averages.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <deque>
#include <fstream>
#include <iterator>
#include <span>
#include <string_view>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

// The text that the model writes behind a record's prompt.
std::string answer(SharedLayers& reader, const Tokenizer& tokenizer, const LongBenchRun& run, const LongBenchFile& file,
                   const LongBenchRecord& record, const Method* method, Progress& progress)
{
    std::string prompt = record.prompt;
    if (run.protocol.cutsInTheMiddle && run.maxLength > 0)
        prompt = cutInTheMiddle(tokenizer, prompt, run.maxLength, run.protocol.cleansUp);
    GreedyOptions options;
    options.maxNewTokens = file.maxNewTokens;
    options.vocabulary = run.protocol.paddedVocabulary ? 0 : tokenizer.vocabSize();
    options.stopIds = {tokenizer.endOfText()};
    if (run.protocol.lineFeedEndsSamsum && std::string_view(file.task->name) == "samsum") {
        if (const auto line = tokenizer.encode("\n", false); !line.empty())
            options.stopIds.push_back(line.back());
        options.firstIsNoStop = true;
    }
    const std::string text =
        tokenizer.decode(greedyAnswer(reader, tokenizer.encode(prompt), method, options, progress));
    return run.protocol.cleansUp ? cleanedUp(text) : text;
}

nlohmann::json settingsOf(const Model& model, const Tokenizer& tokenizer, const EvaluatedMethod& method,
                          const LongBenchRun& run)
{
    nlohmann::json settings = evaluationSettings(run.extended ? "LongBench-E" : "LongBench", model, &tokenizer, method);
    settings["protocol"] = run.protocol.name;
    settings["max_length"] = run.maxLength;
    if (run.protocol.cleansUp != LongBenchProtocol::named(run.protocol.name).cleansUp)
        settings["clean_up"] = run.protocol.cleansUp;
    return settings;
}

// What of a dataset can be written as LongBench wants it: a line a record, in the file's order.
std::string predictionLines(const LongBenchFile& file, std::span<const nlohmann::json> made)
{
    std::string text;
    for (std::size_t i = 0; i < file.records.size(); ++i)
        if (const LongBenchRecord& record = file.records[i]; !made[i].is_null()) {
            const ordered_json line = {
                {"pred", made[i].at("pred")},
                {"answers", record.answers},
                {"all_classes", record.classes.empty() ? ordered_json(nullptr) : ordered_json(record.classes)},
                {"length", record.length}};
            text += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
        }
    return text;
}

// The answers that can be scored; a record whose reference says nothing to the metric is a problem of that record.
std::vector<LongBenchAnswer> answersOf(const LongBenchFile& file, std::span<const nlohmann::json> made,
                                       const std::string& method, std::vector<Message>& problems)
{
    requireMetric(file.task->metric);
    std::vector<LongBenchAnswer> answers;
    for (std::size_t i = 0; i < file.records.size(); ++i)
        if (const LongBenchRecord& record = file.records[i]; !made[i].is_null()) {
            LongBenchAnswer answer{{made[i].at("pred").get<std::string>(), record.answers, record.classes},
                                   record.length};
            try {
                longBenchScoreOfRecord(*file.task, answer);
                answers.push_back(std::move(answer));
            } catch (const Error& error) {
                problems.push_back(
                    say("{0} ({1}): is not scored: {2}", linePlace(file.path, record.line), method, error.message()));
            }
        }
    return answers;
}

// Scores that earlier runs over other datasets left there stay. In the benchmark's order, whichever was made first.
ordered_json withScore(const ordered_json& results, const std::string& dataset, const ordered_json& score)
{
    ordered_json all;
    for (const LongBenchTask& task : longBenchTasks())
        if (dataset == task.name)
            all[task.name] = score;
        else if (const auto there = results.find(task.name); there != results.end())
            all[task.name] = *there;
    return all;
}

ordered_json resultsSoFar(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    ordered_json results = ordered_json::parse(file, nullptr, false);
    return results.is_object() ? results : ordered_json::object();
}

ordered_json resultJson(const LongBenchScore& score)
{
    if (!score.byLength)
        return score.score;
    ordered_json parts;
    for (std::size_t i = 0; i < score.byLength->size(); ++i) {
        const double value = (*score.byLength)[i];
        parts[kLongBenchLengths[i]] = std::isnan(value) ? ordered_json(nullptr) : ordered_json(value);
    }
    return parts;
}

} // namespace

LongBenchProtocol LongBenchProtocol::named(const std::string& name, const std::string& cleanUp)
{
    LongBenchProtocol protocol;
    if (name == "longbench")
        protocol = {name, true, true, false, false};
    else if (name == "longmamba")
        protocol = {name, false, false, true, true};
    else
        throw Error(say("protocol '{0}'", name), say("is not known; there are longbench and longmamba"));
    if (!cleanUp.empty() && cleanUp != "on" && cleanUp != "off")
        throw Error(say("clean-up '{0}'", cleanUp), say("is on or off"));
    if (!cleanUp.empty())
        protocol.cleansUp = cleanUp == "on";
    return protocol;
}

std::int64_t longBenchMaxLength(const LongBenchFolder& data, const LongBenchProtocol& protocol,
                                const std::string& model, std::string& note)
{
    if (!protocol.cutsInTheMiddle)
        return 0;
    if (const auto limit = data.modelLimit(model))
        return *limit;
    note = "prompts are not cut: config/model2maxlen.json has no longest prompt for " + model +
           ", and none is given (--max-length)";
    return 0;
}

namespace {

/// One dataset under one method.
struct Block
{
    std::size_t method = 0, file = 0;
    std::size_t open = 0;             ///< records of which nothing is known yet
    std::vector<nlohmann::json> made; ///< of each record; null: nothing
};

/// What an item asks. All methods are asked a prompt before the next one, so that they can share layers.
struct Question
{
    std::size_t block = 0, record = 0;
};

class LongBenchEvaluation
{
public:
    LongBenchEvaluation(const Workforce& workforce, const Tokenizer& tokenizer, const LongBenchFolder& data,
                        const std::vector<EvaluatedMethod>& methods, const LongBenchRun& run)
        : m_workforce(workforce), m_tokenizer(tokenizer), m_methods(methods), m_run(run)
    {
        for (const std::string& dataset : run.datasets) {
            longBenchTask(dataset);
            try {
                m_files.push_back(data.read(dataset, run.extended));
            } catch (const Error& error) { // without a prompt, a limit or a usable record: the others are asked
                if (run.datasets.size() == 1)
                    throw;
                m_report.problems.push_back(error.message());
                continue;
            }
            LongBenchFile& file = m_files.back();
            m_report.problems.insert(m_report.problems.end(), file.problems.begin(), file.problems.end());
            if (run.maxRecords > 0 && std::ssize(file.records) > run.maxRecords) {
                file.records.resize(static_cast<std::size_t>(run.maxRecords));
                m_part = "-first" + std::to_string(run.maxRecords);
            }
        }
        if (m_files.empty())
            throw Error("LongBench", m_report.problems.empty() ? say("no dataset is named")
                                                               : say("no dataset can be asked; the first problem: {0}",
                                                                     m_report.problems.front()));
        for (std::size_t m = 0; m < methods.size(); ++m) {
            m_items.journals.push_back({run.folder / ("journal" + suffix()) / (methods[m].tag + ".jsonl"),
                                        settingsOf(workforce.model(), tokenizer, methods[m], run)});
        }
        for (std::size_t f = 0; f < m_files.size(); ++f)
            addFile(f);
    }

    LongBenchReport make(const std::function<void(const LongBenchProgress&)>& onItem, Progress& progress)
    {
        m_scores.resize(m_blocks.size());
        m_items.onItem = [&](const ItemOutcome& outcome) {
            const Question& question = m_questions[outcome.item];
            Block& block = m_blocks[question.block];
            if (outcome.result != nullptr)
                block.made[question.record] = *outcome.result;
            if (--block.open == 0)
                finish(block);
            if (onItem)
                onItem({m_files[block.file].task->name, block.method, m_files[block.file].records[question.record],
                        outcome});
        };
        std::vector<ItemWork> workers;
        std::deque<SharedLayers> readers = readersOf(m_workforce, m_methods);
        for (SharedLayers& reader : readers)
            workers.emplace_back([this, &reader](std::size_t item, Progress& itsProgress) {
                const Question& question = m_questions[item];
                const Block& block = m_blocks[question.block];
                const LongBenchFile& file = m_files[block.file];
                return nlohmann::json{{"pred", answer(reader, m_tokenizer, m_run, file, file.records[question.record],
                                                      m_methods[block.method].method.get(), itsProgress)}};
            });
        try {
            const ItemResults results = runItems(m_items, workers, progress, m_workforce.peers);
            m_report.problems.insert(m_report.problems.end(), results.problems.begin(), results.problems.end());
            m_report.made = results.made;
            m_report.resumed = results.resumed;
        } catch (const Cancelled&) {
            m_report.cancelled = true;
        }
        if (m_workforce.leads())
            for (std::size_t m = 0; m < m_methods.size(); ++m)
                for (std::size_t f = 0; f < m_files.size(); ++f)
                    if (const std::size_t b = f * m_methods.size() + m; m_blocks[b].open == 0)
                        m_report.scores.push_back(std::move(m_scores[b]));
        return std::move(m_report);
    }

private:
    std::string suffix() const { return m_run.extended ? "_e" : ""; }

    void addFile(std::size_t fileIndex)
    {
        const LongBenchFile& file = m_files[fileIndex];
        const std::size_t first = m_blocks.size();
        for (std::size_t m = 0; m < m_methods.size(); ++m)
            m_blocks.push_back({m, fileIndex, file.records.size(), std::vector<nlohmann::json>(file.records.size())});
        for (std::size_t i = 0; i < file.records.size(); ++i) {
            const LongBenchRecord& record = file.records[i];
            const std::size_t prompt = m_items.items.size();
            for (std::size_t m = 0; m < m_methods.size(); ++m) {
                m_items.items.push_back({record.key,
                                         say("{0} ({1})", linePlace(file.path, record.line), m_methods[m].name),
                                         static_cast<double>(record.prompt.size() + 1), m});
                m_items.items.back().prompt = prompt;
                m_questions.push_back({first + m, i});
            }
        }
    }

    // Everything is known of a dataset under one method.
    void finish(const Block& block)
    {
        const LongBenchFile& file = m_files[block.file];
        const std::span<const nlohmann::json> made(block.made);
        const fs::path folder = m_run.folder / ("pred" + suffix()) / (m_methods[block.method].tag + m_part);
        LongBenchScore score{file.task->name, block.method, 0, 0, {}, {}};
        writeOrReport(folder / (std::string(file.task->name) + ".jsonl"), predictionLines(file, made));
        try {
            const std::vector<LongBenchAnswer> answers =
                answersOf(file, made, m_methods[block.method].name, m_report.problems);
            score.records = answers.size();
            score.score = longBenchScore(*file.task, answers);
            if (m_run.extended)
                score.byLength = longBenchScoreByLength(*file.task, answers);
            const fs::path path = folder / "result.json";
            const ordered_json results = withScore(resultsSoFar(path), file.task->name, resultJson(score));
            writeOrReport(path, results.dump(4) + '\n');
        } catch (const Error& error) {
            score.problem = error.message();
        }
        m_scores[static_cast<std::size_t>(&block - m_blocks.data())] = std::move(score);
    }

    // A full disk is no reason to lose scores: they are in the report.
    void writeOrReport(const fs::path& path, const std::string& text)
    {
        try {
            writeWholeFile(path, text);
        } catch (const Error& error) {
            m_report.problems.push_back(error.message());
        }
    }

    const Workforce& m_workforce;
    const Tokenizer& m_tokenizer;
    const std::vector<EvaluatedMethod>& m_methods;
    const LongBenchRun& m_run;
    std::vector<LongBenchFile> m_files;
    std::string m_part; ///< of the folders' names where records were left out on purpose
    ItemRun m_items;
    std::vector<Block> m_blocks;
    std::vector<Question> m_questions;    ///< of each item
    std::vector<LongBenchScore> m_scores; ///< of each block
    LongBenchReport m_report;
};

} // namespace

LongBenchReport runLongBench(const Workforce& workforce, const Tokenizer& tokenizer, const LongBenchFolder& data,
                             const std::vector<EvaluatedMethod>& methods, const LongBenchRun& run,
                             const std::function<void(const LongBenchProgress&)>& onItem, Progress& progress)
{
    return LongBenchEvaluation(workforce, tokenizer, data, methods, run).make(onItem, progress);
}

} // namespace mambascope
