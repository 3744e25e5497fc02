// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/evaluate/longbench_score.h"
#include "core/evaluate/metrics.h"
#include "core/text/python_str.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace mambascope;
using nlohmann::json;

/// Against the scores that the benchmarks' own programs give.
class MetricsTest : public QObject
{
    Q_OBJECT

private:
    const std::filesystem::path m_data = TEST_DATA_DIR "/metrics";

    std::vector<json> records(const char* name) const
    {
        std::ifstream file(m_data / name);
        std::vector<json> all;
        for (std::string line; std::getline(file, line);)
            all.push_back(json::parse(line));
        return all;
    }
    static ScoredAnswer answerOf(const json& prediction, const json& references, const json& classes)
    {
        ScoredAnswer answer{prediction.get<std::string>(), references.get<std::vector<std::string>>(), {}};
        if (!classes.is_null())
            answer.classes = classes.get<std::vector<std::string>>();
        return answer;
    }

private slots:
    void scoresAreTheScorers()
    {
        const auto all = records("metrics.jsonl");
        QVERIFY(all.size() > 400);
        for (const json& r : all) {
            const double got = scoreAnswer(r["metric"].get<std::string>(),
                                           answerOf(r["prediction"], r["references"], r["all_classes"]));
            QVERIFY2(std::abs(got - r["score"].get<double>()) < 1e-9, r.dump().substr(0, 300).c_str());
        }
    }

    void steps()
    {
        int compared = 0;
        for (const json& r : records("functions.jsonl")) {
            const auto fn = r["fn"].get<std::string>();
            const auto input = r["input"].get<std::string>();
            std::string got;
            if (fn == "first_line")
                got = firstLine(input);
            else if (fn == "normalize_answer")
                got = normalizedAnswer(input);
            else if (fn == "normalize_zh_answer")
                got = normalizedChineseAnswer(input);
            else if (fn == "clean_up_tokenization")
                got = cleanedUp(input);
            else if (fn == "ruler_postprocess")
                got = rulerAnswer(input);
            else if (fn == "code_line")
                got = codeLine(input);
            else if (fn == "lower")
                got = python::toUtf8(python::lower(python::fromUtf8(input)));
            else
                continue; // joined words, which the others contain
            ++compared;
            QVERIFY2(got == r["output"].get<std::string>(),
                     (r.dump() + " -> " + json(got).dump()).substr(0, 400).c_str());
        }
        QVERIFY(compared > 100);
    }

    void wholeFiles()
    {
        int compared = 0;
        for (const json& r : records("scorer.jsonl")) {
            if (!r.contains("dataset")) {
                std::vector<ScoredAnswer> answers;
                for (std::size_t i = 0; i < r["predictions"].size(); ++i)
                    answers.push_back(answerOf(r["predictions"][i], r["references"][i], nullptr));
                const double got = rulerScore(r["metric"] == "string_match_part", answers);
                QVERIFY2(std::abs(got - r["score"].get<double>()) < 1e-9, r.dump().substr(0, 300).c_str());
                ++compared;
                continue;
            }
            const LongBenchTask& task = longBenchTask(r["dataset"].get<std::string>());
            std::vector<LongBenchAnswer> answers;
            for (std::size_t i = 0; i < r["predictions"].size(); ++i)
                answers.push_back({answerOf(r["predictions"][i], r["answers"][i], r["all_classes"]),
                                   r["lengths"][i].get<std::int64_t>()});
            QCOMPARE(longBenchScore(task, answers), r["scorer"].get<double>());
            const auto parts = longBenchScoreByLength(task, answers);
            const char* const names[] = {"0-4k", "4-8k", "8k+"};
            for (std::size_t i = 0; i < parts.size(); ++i) {
                const json& expected = r["scorer_e"][names[i]];
                if (expected.is_null())
                    QVERIFY(std::isnan(parts[i]));
                else
                    QCOMPARE(parts[i], expected.get<double>());
            }
            ++compared;
        }
        QVERIFY(compared > 20);
    }

    void whatIsNotThere()
    {
        QVERIFY_EXCEPTION_THROWN(scoreAnswer("bleu", {}), Error);
        QVERIFY_EXCEPTION_THROWN(scoreAnswer("retrieval_score", {"Paragraph 3", {"none"}, {}}), Error);
        QVERIFY_EXCEPTION_THROWN(longBenchTask("hotpot"), Error);
        QVERIFY_EXCEPTION_THROWN(longBenchScore(longBenchTask("lcc"), {}), Error);
        QCOMPARE(scoreAnswer("qa_f1_score", {"word", {}, {}}), 0.0);
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "metrics_test.moc"
