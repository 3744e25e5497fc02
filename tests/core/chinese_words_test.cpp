// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/evaluate/metrics.h"
#include "core/text/chinese_words.h"
#include "core/text/python_literal.h"
#include "tests/support/error_of.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <QTemporaryDir>

#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

using namespace mambascope;
using nlohmann::json;
namespace fs = std::filesystem;

/// Against what jieba 0.42.1 and LongBench's metrics on top of it gave: with a dictionary and tables of invented
/// numbers, which are here, and with the package's own where it is installed.
class ChineseWordsTest : public QObject
{
    Q_OBJECT

private:
    const fs::path m_data = TEST_DATA_DIR "/chinese-words";
    QTemporaryDir m_folder;

    fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    static void write(const fs::path& file, const std::string& text)
    {
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }
    /// The invented package with one file in another form.
    fs::path packageWith(const char* file, const std::string& text) const
    {
        const fs::path folder = path("package");
        fs::remove_all(folder);
        fs::copy(m_data, folder, fs::copy_options::recursive);
        write(folder / file, text);
        return folder;
    }
    template <typename Work>
    static std::string problemOf(Work work)
    {
        return test::errorOf(work).toStdString();
    }
    static std::string refusal(const fs::path& folder)
    {
        return problemOf([&] { ChineseWords::load(folder); });
    }
    void compare(const char* recorded, const fs::path& folder) const
    {
        setChineseWordsFolder(folder);
        const auto words = ChineseWords::load(folder);
        std::ifstream file(m_data / recorded);
        int compared = 0;
        for (std::string line; std::getline(file, line); ++compared) {
            const json expected = json::parse(line);
            if (expected.contains("text")) {
                const python::Text text = python::fromUtf8(expected["text"].get<std::string>());
                json got = json::array();
                for (const python::View word : words->cut(text))
                    got.push_back(python::toUtf8(word));
                QVERIFY2(got == expected["words"], (line + " -> " + got.dump()).c_str());
            } else {
                const double got = scoreAnswer(expected["metric"].get<std::string>(),
                                               {expected["prediction"].get<std::string>(),
                                                expected["references"].get<std::vector<std::string>>(),
                                                {}});
                QVERIFY2(std::abs(got - expected["score"].get<double>()) < 1e-12,
                         (line + " -> " + json(got).dump()).c_str());
            }
        }
        QVERIFY(compared > 50);
    }

private slots:
    void cleanup()
    {
        setChineseWordsFolder({});
        qunsetenv("MAMBASCOPE_JIEBA");
    }

    void inventedDictionary() { compare("expected.jsonl", m_data); }

    void installedPackage()
    {
        const fs::path folder = chineseWordsFolder();
        if (folder.empty())
            QSKIP("jieba is not installed");
        compare("package.jsonl", folder);
    }

    // Python stops rouge's recursion one step earlier here than in the English metric.
    void longAnswersEndAtPythonsRecursion()
    {
        setChineseWordsFolder(m_data);
        const auto score = [](const char* metric, int count) {
            std::string text;
            for (int i = 0; i < count; ++i)
                text += "w" + std::to_string(i) + " ";
            return scoreAnswer(metric, {text, {text}, {}});
        };
        QVERIFY(score("rouge_zh_score", 989) > 0.99);
        QCOMPARE(score("rouge_zh_score", 990), 0.0);
        QVERIFY(score("rouge_score", 990) > 0.99);
        QCOMPARE(score("rouge_score", 991), 0.0);
    }

    void brokenFiles_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("problem");
        const auto row = [](const char* name, const char* file, const QByteArray& text, const char* problem) {
            QTest::newRow(name) << QByteArray(file) << text << QByteArray(problem);
        };
        row("no count", "dict.txt", "灯 4\n塔\n", "dict.txt line 2: is no entry");
        row("blank line", "dict.txt", "灯 4\n\n塔 2\n", "dict.txt line 2: is no entry");
        row("count of letters", "dict.txt", "灯 4x n\n", "dict.txt line 1: is no entry");
        row("negative count", "dict.txt", "灯 -4 n\n", "dict.txt line 1: is no entry");
        row("no UTF-8", "dict.txt", "灯 4\n\xB5\xC6 4\n", "dict.txt line 2: is not UTF-8");
        row("nothing", "dict.txt", "", "dict.txt: has no words");
        row("nothing counted", "dict.txt", "灯 0\n", "dict.txt: has no words");
        const char* const start = "finalseg/prob_start.py";
        row("no table", start, "print(1)\n", "prob_start.py line 1: an assignment to P is expected");
        row("a program behind", start, "P={'B': -1}\nP['E'] = 2\n", "prob_start.py line 2: nothing is expected");
        row("cut off", start, "P={'B': -1,\n 'E': ", "prob_start.py line 2: a number is expected");
        row("not computed", start, "P={'B': float('inf')}", "line 1: a number is expected");
        row("infinite", start, "P={'B': inf}", "line 1: a number is expected");
        row("too large", start, "P={'B': -1e999}", "line 1: a number is expected");
        row("bare key", start, "P={B: -1}", "line 1: a key in quotes is expected");
        row("open key", start, "P={'B: -1}\n", "the key in quotes has no end");
        row("key twice", start, "P={'B': -1, 'B': -2}", "the key 'B' is there twice");
        row("no comma", start, "P={'B': -1 'E': -2}", "a comma or the table's end is expected");
        row("broken escape", start, "P={'\\u4e': -1}", "the key has an escape that is no character");
        row("half of a pair", start, "P={'\\ud800': -1}", "the key has an escape that is no character");
        row("states missing", start, "P={'B': -1, 'E': -1, 'M': -1}", "has nothing for the state S");
        row("strange state", start, "P={'B': -1, 'X': -1}", "has a state named 'X'");
        row("deep", start, "P={'B': {'E': 1}}", "has a table at 'B' where a number belongs");
        row("flat", "finalseg/prob_trans.py", "P={'B': -1}", "has a number at 'B' where a table belongs");
        row("endless", "finalseg/prob_trans.py", "P=" + QByteArray("{'B':").repeated(100000), "nested too deep");
        row("two characters", "finalseg/prob_emit.py", "P={'B': {'\u6c88\u9752': -1}, 'E': {}, 'M': {}, 'S': {}}",
            "which is not one character");
    }
    void brokenFiles()
    {
        QFETCH(const QByteArray, file);
        QFETCH(const QByteArray, text);
        QFETCH(const QByteArray, problem);
        const std::string got = refusal(packageWith(file.constData(), text.toStdString()));
        QVERIFY2(got.find(problem.toStdString()) != std::string::npos, got.c_str());
        QVERIFY2(got.find(path("package").string()) == 0, got.c_str()); // the file is named with its folder
    }

    void missingFilesAreNamed()
    {
        const fs::path folder = packageWith("dict.txt", "灯 4\n");
        fs::remove(folder / "finalseg/prob_emit.py");
        QVERIFY(refusal(folder).find("prob_emit.py: no such file") != std::string::npos);
        setChineseWordsFolder(path("nowhere"));
        const std::string got = problemOf([] { requireMetric("rouge_zh_score"); });
        QVERIFY2(got.find("nowhere: is not the folder of the package jieba") != std::string::npos, got.c_str());
    }

    void literals()
    {
        write(path("t.py"),
              "# tables\nfrom __future__ import unicode_literals\n\nT = {\"a\\\"\\u4e00\\x41\": -.5, # one\n"
              "u'b': {}, 'c': {'d': 1e3,},}  # end\n");
        const python::Numbers all = python::readNumbers(path("t.py"), "T");
        QCOMPARE(all.numbers.size(), std::size_t{1});
        QCOMPARE(all.numbers.at(U"a\"\u4e00A"), -0.5);
        QVERIFY(all.dicts.at(U"b").numbers.empty());
        QCOMPARE(all.dicts.at(U"c").numbers.at(U"d"), 1000.0);
        QVERIFY(problemOf([&] { python::readNumbers(path("t.py"), "P"); }).find("t.py line 4") != std::string::npos);
    }

    void whereTheFolderIsLookedFor()
    {
        for (const char* name : {"HOME", "VIRTUAL_ENV", "CONDA_PREFIX"})
            qputenv(name, path(name).string().c_str());
        const auto install = [&](const char* folder) {
            write(path(folder) / "dict.txt", "灯 4\n");
            return path(folder);
        };
        const fs::path before = chineseWordsFolder(); // one of the system's, or none
        QVERIFY(before.string().find(m_folder.path().toStdString()) == std::string::npos);
        if (before.empty()) {
            const std::string got = problemOf([] { requireMetric("qa_f1_zh_score"); });
            QVERIFY2(got.find("pip install jieba") != std::string::npos &&
                         got.find("MAMBASCOPE_JIEBA") != std::string::npos,
                     got.c_str());
        }
        const fs::path home = install("HOME/.local/lib/python3.11/site-packages/jieba");
        QCOMPARE(chineseWordsFolder(), home);
        install("HOME/.local/lib/python3.9/site-packages/jieba"); // older, however its name is sorted
        QCOMPARE(chineseWordsFolder(), home);
        install("HOME/.local/lib/python3/site-packages/jieba");
        QCOMPARE(chineseWordsFolder(), home);
        const fs::path conda = install("CONDA_PREFIX/lib/python3.12/site-packages/jieba");
        QCOMPARE(chineseWordsFolder(), conda);
        const fs::path environment = install("VIRTUAL_ENV/lib/python3.11/site-packages/jieba");
        QCOMPARE(chineseWordsFolder(), environment);
        qputenv("MAMBASCOPE_JIEBA", m_data.string().c_str());
        QCOMPARE(chineseWordsFolder(), m_data);
        setChineseWordsFolder(environment);
        QCOMPARE(chineseWordsFolder(), environment);
        setChineseWordsFolder(environment.parent_path()); // pip's folder of all packages
        QCOMPARE(chineseWordsFolder(), environment);
    }

    void oneForAllThreads()
    {
        setChineseWordsFolder(m_data);
        std::vector<std::shared_ptr<const ChineseWords>> got(8);
        std::vector<std::thread> threads;
        for (auto& words : got)
            threads.emplace_back([&words] { words = chineseWords(); });
        for (std::thread& thread : threads)
            thread.join();
        for (const auto& words : got)
            QVERIFY(words != nullptr && words == got.front());
    }

    /// The folder is known while somebody else reads the dictionary: here from a pipe that gives nothing yet.
    void theFolderIsKnownWhileItIsRead()
    {
        const fs::path folder = path("slow"); // what was read once is kept: another one than those of other cases
        fs::copy(m_data, folder, fs::copy_options::recursive);
        setChineseWordsFolder(folder);
        const fs::path slow = folder / "finalseg" / "prob_start.py";
        const fs::path content = folder / "finalseg" / "start";
        fs::rename(slow, content);
        QCOMPARE(mkfifo(slow.c_str(), 0600), 0);
        std::atomic<bool> read = false;
        std::string problem;
        std::thread reader([&] {
            problem = problemOf([] { chineseWords(); });
            read = true;
        });
        // Opening the other end waits until the reader is at the pipe, with its lock.
        std::ofstream pipe(slow, std::ios::binary);
        std::atomic<bool> answered = false;
        fs::path answer;
        std::thread asker([&] {
            answer = chineseWordsFolder();
            answered = true;
        });
        const bool inTime = QTest::qWaitFor([&] { return answered.load(); }, 10000);
        const bool meanwhile = inTime && !read;
        pipe << std::ifstream(content, std::ios::binary).rdbuf();
        pipe.close();
        reader.join();
        asker.join();
        QVERIFY(meanwhile);
        QCOMPARE(answer, folder);
    }

    // Some thousand records are not answered by reading a broken file some thousand times, but repairing it helps.
    void whatIsRepairedIsReadAgain()
    {
        const fs::path folder = packageWith("dict.txt", "灯\n");
        setChineseWordsFolder(folder);
        const std::string first = problemOf([] { chineseWords(); });
        QVERIFY(first.find("is no entry") != std::string::npos);
        QCOMPARE(problemOf([] { chineseWords(); }), first);
        write(folder / "dict.txt", "灯 4\n");
        fs::last_write_time(folder / "dict.txt", fs::last_write_time(folder / "dict.txt") + std::chrono::seconds(1));
        QVERIFY(chineseWords() != nullptr);
    }
};

QTEST_APPLESS_MAIN(ChineseWordsTest)
#include "chinese_words_test.moc"
