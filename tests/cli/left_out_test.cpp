// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace mambascope;
using namespace mambascope::test;

/// Evaluations of input that is broken in parts: what cannot be done is named and counted, the rest goes on.
class LeftOutTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;

    void write(const QString& name, const QByteArray& text) const
    {
        const QString path = m_folder.filePath(name);
        QVERIFY(QDir(m_folder.path()).mkpath(QFileInfo(path).path()));
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }
    /// The program's JSON, after it has said so many problems and each of these.
    QJsonObject run(const QStringList& words, int problems, const QStringList& said) const
    {
        const Outcome outcome = runProgram(words + QStringList{"--json"}, m_folder.path());
        const QByteArray count = QByteArray::number(problems) + (problems == 1 ? " problem;" : " problems;");
        bool complete = outcome.code == 0 && outcome.err.contains(count + " the rest was done\n");
        for (const QString& word : said)
            complete = complete && outcome.err.contains(word.toUtf8());
        if (!complete)
            QTest::qFail(outcome.text().constData(), __FILE__, __LINE__);
        return outcome.json().object();
    }

private slots:
    void initTestCase() { writeTinyModel(m_folder.filePath("tiny").toStdString(), Family::Mamba1); }

    void linesOfScore()
    {
        write("lines.jsonl", "{\"prediction\": \"Paragraph 3\", \"references\": [\"Paragraph 3\"]}\n"
                             "{\"prediction\": \"3\"}\nnot JSON\n"
                             "{\"prediction\": \"3\", \"references\": [\"the third\"]}\n"
                             "{\"prediction\": \"4\", \"references\": [\"Paragraph 3\"]}\n");
        const QJsonObject json = run({"score", "retrieval_score", "--lines", "lines.jsonl"}, 3,
                                     {"lines.jsonl line 2: ", "lines.jsonl line 3: ", "lines.jsonl line 4: "});
        const QJsonArray scores = json["scores"].toArray();
        QCOMPARE(scores.size(), 5); // one a line
        QCOMPARE(scores[0].toDouble(-1), 1.0);
        QVERIFY(scores[1].isNull() && scores[2].isNull() && scores[3].isNull());
        QCOMPARE(scores[4].toDouble(-1), 0.0);
        QCOMPARE(json["mean"].toDouble(), 0.5);
        QCOMPARE(json["problems"].toArray().size(), 3);
    }

    // The dictionary is named, or the answers are kept without a score.
    void chineseAnswers()
    {
        const QString words = QStringLiteral(TEST_DATA_DIR "/chinese-words");
        write("chinese.jsonl", "{\"prediction\": \"山上有一座灯塔。\", \"references\": [\"海边有一座旧灯塔！\"]}\n");
        const QStringList score = {"score", "qa_f1_zh_score", "--lines", "chinese.jsonl", "--json", "--jieba"};
        const Outcome scored = runProgram(score + QStringList{words}, m_folder.path());
        QVERIFY2(scored.code == 0, scored.text().constData());
        QCOMPARE(scored.json().object()["mean"].toDouble(), 2.0 / 3); // three of four and of five words
        const Outcome wrong = runProgram(score + QStringList{"tiny"}, m_folder.path());
        QVERIFY2(wrong.code == 1 && wrong.err.contains("tiny: is not the folder of the package jieba") &&
                     wrong.err.count('\n') == 1,
                 wrong.text().constData());

        write("zh/config/dataset2prompt.json", R"({"dureader": "{context}"})");
        write("zh/config/dataset2maxlen.json", R"({"dureader": 2})");
        write("zh/data/dureader.jsonl", R"({"context": "Some text.", "answers": ["灯塔"], "length": 3})");
        const QStringList bench = {"longbench", "tiny", "--data", "zh", "--out", "zh-out", "--json"};
        qputenv("MAMBASCOPE_JIEBA", m_folder.filePath("none").toUtf8());
        const Outcome without = runProgram(bench, m_folder.path());
        qunsetenv("MAMBASCOPE_JIEBA");
        QVERIFY2(without.code == 0 && without.err.contains("none: is not the folder of the package jieba"),
                 without.text().constData());
        QVERIFY(without.json().object()["results"].toArray()[0].toObject().contains("problem"));
        const Outcome with = runProgram(bench + QStringList{"--jieba", words}, m_folder.path());
        QVERIFY2(with.code == 0, with.text().constData());
        QVERIFY(with.json().object()["results"].toArray()[0].toObject().contains("score"));
        QCOMPARE(with.json().object()["predictions"].toObject()["resumed"].toInt(), 1);
    }

    void casesOfPasskeys()
    {
        write("cases.jsonl", "{\"ids\": [1, 2, 3], \"answer_ids\": [4]}\n{\"ids\": [1]}\n"
                             "{\"ids\": [1, 99999], \"answer_ids\": [4]}\n{\"ids\": [5, 6], \"answer_ids\": [4]}\n");
        const QJsonObject json =
            run({"passkey", "tiny", "--cases", "cases.jsonl"}, 2, {"cases.jsonl line 2: ", "99999"});
        QCOMPARE(json["cases"].toArray().size(), 2);
        QCOMPARE(json["problems"].toArray().size(), 2);
    }

    void lengthsOfPasskeys()
    {
        const QJsonObject json = run({"passkey", "tiny", "--lengths", "20,200", "--depths", "0,1"}, 1, {"20 tokens"});
        QCOMPARE(json["grid"].toArray().size(), 2);
    }

    void datasetsOfLongBench()
    {
        write("bench/config/dataset2prompt.json", R"({"lcc": "{context}", "trec": "{context}", "qmsum": "{context}"})");
        write("bench/config/dataset2maxlen.json", R"({"lcc": 2, "qmsum": 2, "qasper": 2})");
        const QByteArray record = R"({"context": "Some text.", "answers": ["a"], "length": 3})";
        for (const char* dataset : {"lcc", "trec", "qasper"})
            write(QStringLiteral("bench/data/%1.jsonl").arg(dataset), record + '\n');
        write("bench/data/qmsum.jsonl", "{}\n");
        const QJsonObject json =
            run({"longbench", "tiny", "--data", "bench"}, 3,
                {"has no prompt for qasper", "has no number of tokens for trec", "qmsum.jsonl: has no usable record"});
        QCOMPARE(json["results"].toArray().size(), 1);
        const Outcome text = runProgram({"longbench", "tiny", "--data", "bench"}, m_folder.path());
        QVERIFY2(text.code == 0 && text.out.contains("lcc") && !text.out.contains("trec"), text.text().constData());
    }

    void tasksOfRuler()
    {
        const QJsonObject json =
            run({"ruler", "tiny", "--tasks", "vt,cwe", "--lengths", "200,1100", "--samples", "1"}, 2, {"200"});
        QCOMPARE(json["results"].toArray().size(), 2);
    }

    void filesOfRuler()
    {
        write("data/vt.jsonl", "{\"input\": \"a\", \"outputs\": [\"b\"], \"length\": 9}\n");
        write("data/fwe.jsonl", "{\"input\": 3}\n");
        write("data/qa_1.jsonl", "");
        const QJsonObject json = run({"ruler", "tiny", "--data", "data", "--out", "prepared"}, 2,
                                     {"fwe.jsonl line 1: input: is not text", "qa_1.jsonl: has no records"});
        QCOMPARE(json["results"].toArray().size(), 1);
    }

    void questionsOfDocumentRetrieval()
    {
        write(
            "squad.json",
            R"({"data": [{"paragraphs": [{"context": "One.", "qas": [{"question": "Which?", "answers": [{"text": "One"}]},
                 {"answers": []}]}, {"qas": []}, {"context": "No."}, {"context": "Two.", "qas": [3]}]}]})");
        const QJsonObject json = run({"docretrieval", "tiny", "--data", "squad.json", "--documents", "1"}, 4,
                                     {"article 1, paragraph 1, question 2: ", "article 1, paragraph 2: ",
                                      "article 1, paragraph 4, question 1: "});
        QCOMPARE(json["results"].toArray().size(), 1);
    }
};

QTEST_GUILESS_MAIN(LeftOutTest)
#include "left_out_test.moc"
