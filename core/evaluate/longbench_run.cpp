// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/longbench_run.h"

#include "core/base/error.h"
#include "core/base/text_file.h"
#include "core/evaluate/journal.h"
#include "core/generate/generate.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <set>
#include <system_error>

namespace mambascope {

namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

void writeWhole(const fs::path& path, const std::string& text)
{
    const fs::path partial = path.string() + ".part";
    std::ofstream file(partial, std::ios::binary);
    file << text;
    file.close();
    std::error_code status;
    if (file)
        fs::rename(partial, path, status);
    if (!file || status)
        throw Error(path.string(), "cannot be written" + (status ? ": " + status.message() : std::string()));
}

class Runner
{
public:
    Runner(const std::shared_ptr<const Model>& model, const Tokenizer& tokenizer, const LongBenchRun& run,
           Progress& progress)
        : m_model(model), m_tokenizer(tokenizer), m_run(run), m_progress(progress), m_end(tokenizer.endOfText())
    {
        if (const auto line = tokenizer.encode("\n", false); !line.empty())
            m_lineFeed = line.back();
    }

    // The text that the model writes behind a record's prompt.
    std::string answer(const LongBenchFile& file, const LongBenchRecord& record, const Method* method) const
    {
        std::string prompt = record.prompt;
        if (m_run.protocol.cutsInTheMiddle && m_run.maxLength > 0)
            prompt = cutInTheMiddle(m_tokenizer, prompt, m_run.maxLength);
        const std::vector<std::int64_t> ids = m_tokenizer.encode(prompt);
        if (ids.empty())
            throw Error("prompt", "is empty");
        State state(m_model);
        Prefill start = prefill(state, ids, method, m_progress);
        GenerateOptions options;
        options.maxNewTokens = file.maxNewTokens;
        options.vocabulary = m_tokenizer.vocabSize();
        if (m_end >= 0)
            options.stopIds.push_back(m_end);
        if (m_run.protocol.lineFeedEndsSamsum && std::string_view(file.task->name) == "samsum") {
            options.stopIds.push_back(m_lineFeed);
            for (const std::int64_t id : options.stopIds) // at least one token comes before the end
                if (id >= 0 && id < std::ssize(start.lastLogits))
                    start.lastLogits[static_cast<std::size_t>(id)] = -std::numeric_limits<float>::infinity();
        }
        Progress silent;
        const GenerateResult result = generate(
            state, start.lastLogits, options, [&](std::int64_t) { return !m_progress.cancelled(); }, silent);
        m_progress.check(); // an answer cut short by a wish to stop is not a result
        const std::string text = m_tokenizer.decode(result.ids);
        return m_run.protocol.cleansUp ? cleanedUp(text) : text;
    }

private:
    const std::shared_ptr<const Model>& m_model;
    const Tokenizer& m_tokenizer;
    const LongBenchRun& m_run;
    Progress& m_progress;
    std::int64_t m_end;
    std::int64_t m_lineFeed = -1;
};

nlohmann::json settingsOf(const Model& model, const Tokenizer& tokenizer, const LongBenchMethod& method,
                          const LongBenchRun& run)
{
    return {{"benchmark", run.extended ? "LongBench-E" : "LongBench"},
            {"model", model.name()},
            {"parameters", model.parameters()},
            {"dtype", model.options().dtype == DType::BFloat16 ? "bf16" : "fp32"},
            {"tokenizer", tokenizer.kind()},
            {"method", method.fingerprint},
            {"protocol", run.protocol.name},
            {"max_length", run.maxLength}};
}

// What of a dataset can be written as LongBench wants it: a line a record, in the file's order.
void writePredictions(const fs::path& folder, const LongBenchFile& file, const Journal& journal)
{
    std::string text;
    for (const LongBenchRecord& record : file.records)
        if (const nlohmann::json* made = journal.find(record.key)) {
            const ordered_json line = {
                {"pred", made->at("pred")},
                {"answers", record.answers},
                {"all_classes", record.classes.empty() ? ordered_json(nullptr) : ordered_json(record.classes)},
                {"length", record.length}};
            text += line.dump(-1, ' ', false, ordered_json::error_handler_t::replace) + '\n';
        }
    writeWhole(folder / (std::string(file.task->name) + ".jsonl"), text);
}

std::vector<LongBenchAnswer> answersOf(const LongBenchFile& file, const Journal& journal)
{
    std::vector<LongBenchAnswer> answers;
    for (const LongBenchRecord& record : file.records)
        if (const nlohmann::json* made = journal.find(record.key))
            answers.push_back({{made->at("pred").get<std::string>(), record.answers, record.classes}, record.length});
    return answers;
}

// Scores that earlier runs over other datasets left there stay.
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
    const char* const names[] = {"0-4k", "4-8k", "8k+"};
    for (std::size_t i = 0; i < score.byLength->size(); ++i) {
        const double value = (*score.byLength)[i];
        parts[names[i]] = std::isnan(value) ? ordered_json(nullptr) : ordered_json(value);
    }
    return parts;
}

} // namespace

LongBenchProtocol LongBenchProtocol::named(const std::string& name)
{
    if (name == "longbench")
        return {name, true, true, false};
    if (name == "longmamba")
        return {name, false, false, true};
    throw Error("protocol '" + name + "'", "is not known; there are longbench and longmamba");
}

LongBenchReport runLongBench(const std::shared_ptr<const Model>& model, const Tokenizer& tokenizer,
                             const LongBenchFolder& data, const std::vector<LongBenchMethod>& methods,
                             const LongBenchRun& run,
                             const std::function<void(const std::string& dataset, std::size_t method)>& onPrediction,
                             Progress& progress)
{
    LongBenchReport report;
    std::vector<LongBenchFile> files;
    double total = 0;
    for (const std::string& dataset : run.datasets) {
        files.push_back(data.read(dataset, run.extended));
        LongBenchFile& file = files.back();
        report.problems.insert(report.problems.end(), file.problems.begin(), file.problems.end());
        if (run.maxRecords > 0 && std::ssize(file.records) > run.maxRecords)
            file.records.resize(static_cast<std::size_t>(run.maxRecords));
        for (const LongBenchRecord& record : file.records)
            total += static_cast<double>((record.prompt.size() + 1) * methods.size());
    }

    const std::string suffix = run.extended ? "_e" : "";
    const Runner runner(model, tokenizer, run, progress);
    double done = 0;
    for (std::size_t m = 0; m < methods.size(); ++m) {
        const fs::path journals = run.folder / ("journal" + suffix);
        const fs::path predictions = run.folder / ("pred" + suffix) / methods[m].tag;
        std::error_code status;
        fs::create_directories(journals, status);
        if (!status)
            fs::create_directories(predictions, status);
        if (status)
            throw Error(run.folder.string(), "cannot be made: " + status.message());
        Journal journal(journals / (methods[m].tag + ".jsonl"), settingsOf(*model, tokenizer, methods[m], run));
        ordered_json results = resultsSoFar(predictions / "result.json");
        for (const LongBenchFile& file : files) {
            for (const LongBenchRecord& record : file.records) {
                const double share = static_cast<double>(record.prompt.size() + 1) / total;
                progress.setPart(done, share);
                done += share;
                if (journal.find(record.key) != nullptr) {
                    ++report.resumed;
                    continue;
                }
                try {
                    journal.add(record.key, {{"pred", runner.answer(file, record, methods[m].method.get())}});
                    ++report.made;
                    onPrediction(file.task->name, m);
                } catch (const Error& error) {
                    report.problems.push_back(linePlace(file.path, record.line) + " (" + methods[m].name +
                                              "): " + error.what());
                }
            }
            if (const std::size_t left = journal.unwritten(); left > 0)
                report.problems.push_back((journals / (methods[m].tag + ".jsonl")).string() + ": " +
                                          std::to_string(left) + " results are not written: " + journal.problem());
            LongBenchScore score{file.task->name, m, 0, 0, {}, {}};
            try {
                writePredictions(predictions, file, journal);
                const std::vector<LongBenchAnswer> answers = answersOf(file, journal);
                score.records = answers.size();
                score.score = longBenchScore(*file.task, answers);
                if (run.extended)
                    score.byLength = longBenchScoreByLength(*file.task, answers);
                results[file.task->name] = resultJson(score);
                writeWhole(predictions / "result.json", results.dump(4) + '\n');
            } catch (const Error& error) {
                score.problem = error.what();
            }
            report.scores.push_back(std::move(score));
        }
    }
    return report;
}

} // namespace mambascope
