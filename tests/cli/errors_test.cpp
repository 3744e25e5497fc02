// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/npy.h"
#include "tests/cli/program.h"
#include "tests/support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace mambascope;
using namespace mambascope::test;

/// Bad input: the exit status, one line on stderr that names what is wrong, nothing on stdout.
class ErrorsTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    Outcome run(const QStringList& arguments) const { return runProgram(arguments, m_folder.path()); }

private slots:
    void initTestCase()
    {
        writeTinyModel(path("tiny1"), Family::Mamba1);
        writeTinyModel(path("tiny2"), Family::Mamba2);
        writeTinyModel(path("bare"), Family::Mamba2, false);
        saveNpy(path("ids.npy"), std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8}, {8});
        saveNpy(path("two.npy"), std::vector<std::int64_t>{1, 2, 3, 4, 5, 6, 7, 8}, {2, 4});
        saveNpy(path("large.npy"), std::vector<std::int64_t>{1, 8192, 3}, {3});
        saveNpy(path("negative.npy"), std::vector<std::int64_t>{1, -2, 3}, {3});
        saveNpy(path("none.npy"), std::vector<std::int64_t>{}, {0});
        saveNpy(path("floats.npy"), std::vector<float>{1, 2}, {2});
        const auto write = [&](const char* name, const QByteArray& content) {
            QFile file(m_folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        };
        write("text.txt", "A short text.\n");
        write("lines.jsonl", "\n{\"words\": 1}\n");
        write("cases.jsonl", "{\"ids\": [1, 2], \"answer_ids\": []}\n");
        QDir(m_folder.path()).mkdir("folder");
        QDir(m_folder.path()).mkdir("p.d.safetensors");
        const Outcome made =
            run({"calibrate", "tiny2", "--ids", "ids.npy", "--length", "8", "--out", "tiny2.safetensors"});
        QVERIFY2(made.code == 0, made.text().constData());
    }

    // What the window is opened with: without a display it is the window that says so, not the command line.
    void windowArguments_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QByteArray>("says");
        const QByteArray opens = "no display";
        QTest::newRow("nothing") << QStringList{} << 1 << opens;
        QTest::newRow("a bundled model") << QStringList{"mamba2-12m"} << 1 << opens;
        QTest::newRow("org/name in the cache") << QStringList{"org/name"} << 1 << opens;
        QTest::newRow("a relative folder") << QStringList{"./folder/"} << 1 << opens;
        QTest::newRow("a model and a text") << QStringList{"tiny2", "text.txt"} << 1 << opens;
        QTest::newRow("org/name not in the cache")
            << QStringList{"org/other"} << 2 << QByteArray("org/other: no such verb, file or folder, nor a model");
        QTest::newRow("none of these") << QStringList{"nowhere"} << 2 << QByteArray("Hugging Face cache");
        QTest::newRow("nothing of a name") << QStringList{""} << 2 << QByteArray("no such verb");
        QTest::newRow("a model and none of these")
            << QStringList{"tiny2", "nowhere"} << 1 << QByteArray("mambascope: nowhere: no such file");
    }
    void windowArguments()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QByteArray, says);
        QVERIFY(QDir(m_folder.path()).mkpath("cache/models--org--name/snapshots/abc"));
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        for (const char* display : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
            environment.remove(display);
        environment.insert("HF_HUB_CACHE", m_folder.filePath("cache"));
        process.setProcessEnvironment(environment);
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral(MAMBASCOPE_PROGRAM), arguments);
        QVERIFY(process.waitForFinished(60'000));
        const QByteArray err = process.readAllStandardError();
        QVERIFY2(err.contains(says), err.constData());
        QCOMPARE(process.exitCode(), code);
    }

    void refused_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QStringList>("words");
        const QStringList run2 = {"run", "tiny2", "--nll", "out.npy"};
        QTest::newRow("missing model") << QStringList{"info", "nowhere"} << QStringList{"nowhere"};
        QTest::newRow("folder that is no model")
            << QStringList{"info", "folder"} << QStringList{"folder", "config.json"};
        QTest::newRow("file that is no model") << QStringList{"info", "text.txt"} << QStringList{"text.txt"};
        QTest::newRow("missing ids") << run2 + QStringList{"--ids", "no.npy"} << QStringList{"no.npy", "no such file"};
        QTest::newRow("ids that are no npy")
            << run2 + QStringList{"--ids", "text.txt"} << QStringList{"text.txt", "npy"};
        QTest::newRow("ids that are numbers with a point")
            << run2 + QStringList{"--ids", "floats.npy"} << QStringList{"floats.npy", "integers"};
        QTest::newRow("id out of the vocabulary")
            << run2 + QStringList{"--ids", "large.npy"} << QStringList{"8192", "vocabulary"};
        QTest::newRow("negative id") << run2 + QStringList{"--ids", "negative.npy"}
                                     << QStringList{"negative.npy", "-2"};
        QTest::newRow("no ids") << run2 + QStringList{"--ids", "none.npy"} << QStringList{"empty"};
        QTest::newRow("several sequences")
            << run2 + QStringList{"--ids", "two.npy"} << QStringList{"two.npy", "2 sequences"};
        QTest::newRow("too few tokens") << run2 + QStringList{"--text", "text.txt", "--tokens", "100"}
                                        << QStringList{"text.txt", "100"};
        QTest::newRow("missing text") << run2 + QStringList{"--text", "no.txt"} << QStringList{"no.txt"};
        QTest::newRow("no tokenizer") << QStringList{"run", "bare", "--prompt", "a"}
                                      << QStringList{"bare", "tokenizer.json", "--tokenizer"};
        QTest::newRow("wrong tokenizer") << QStringList{"tokenize", "--tokenizer", "text.txt", "--prompt", "a"}
                                         << QStringList{"text.txt"};
        QTest::newRow("line without text")
            << QStringList{"tokenize", "--lines", "lines.jsonl"} << QStringList{"lines.jsonl line 2"};
        QTest::newRow("theta of zero") << QStringList{"classify", "--profile", "tiny2.safetensors", "--theta", "0"}
                                       << QStringList{"theta"};
        QTest::newRow("theta above one") << QStringList{"classify", "--profile", "tiny2.safetensors", "--theta", "1.5"}
                                         << QStringList{"theta", "1.5"};
        QTest::newRow("theta that is no number")
            << QStringList{"classify", "--profile", "tiny2.safetensors", "--theta", "nan"} << QStringList{"theta"};
        QTest::newRow("profile of another model")
            << QStringList{"run",      "tiny1",     "--ids",     "ids.npy",
                           "--method", "longmamba", "--profile", "tiny2.safetensors"}
            << QStringList{"tiny2.safetensors", "2 layers", "4", "64"};
        QTest::newRow("no profile") << QStringList{"run", "tiny2", "--ids", "ids.npy", "--method", "longmamba"}
                                    << QStringList{"calibrate", "--profile"};
        QTest::newRow("model as profile")
            << QStringList{"profile", "tiny2/model.safetensors"} << QStringList{"model.safetensors"};
        QTest::newRow("unknown method") << QStringList{"run", "tiny2", "--ids", "ids.npy", "--method", "magic"}
                                        << QStringList{"magic"};
        QTest::newRow("unknown device") << QStringList{"run", "tiny2", "--ids", "ids.npy", "--device", "abacus"}
                                        << QStringList{"abacus"};
        QTest::newRow("device that is not there")
            << QStringList{"run", "tiny2", "--ids", "ids.npy", "--device", "cuda:99"}
            << QStringList{"device cuda:99: "};
        QTest::newRow("unknown dtype") << QStringList{"run", "tiny2", "--ids", "ids.npy", "--dtype", "fp7"}
                                       << QStringList{"fp7"};
        QTest::newRow("calibration, ids too short")
            << QStringList{"calibrate", "tiny2", "--ids", "ids.npy", "--length", "9", "--out", "p.safetensors"}
            << QStringList{"8", "9"};
        QTest::newRow("calibration, text too short")
            << QStringList{"calibrate", "tiny2", "--text", "text.txt", "--length", "100", "--out", "p.safetensors"}
            << QStringList{"text.txt", "100"};
        QTest::newRow("clamp out of range") << QStringList{"calibrate", "tiny2",   "--ids", "ids.npy", "--length",
                                                           "8",         "--clamp", "1.2",   "--out",   "p.safetensors"}
                                            << QStringList{"clamp"};
        QTest::newRow("profile suffix") << QStringList{"calibrate", "tiny2", "--ids", "ids.npy",
                                                       "--length",  "8",     "--out", "p.npy"}
                                        << QStringList{"p.npy", ".safetensors"};
        // Before anything is computed: not even the model has been looked for.
        QTest::newRow("profile in a folder that is not there")
            << QStringList{"calibrate", "nowhere", "--ids", "ids.npy",
                           "--length",  "8",       "--out", "no/such/p.safetensors"}
            << QStringList{"no/such/p.safetensors", "there is no folder no/such"};
        QTest::newRow("profile that is a folder")
            << QStringList{"calibrate", "nowhere", "--ids", "ids.npy", "--length", "8", "--out", "p.d.safetensors"}
            << QStringList{"p.d.safetensors", "is a folder"};
        QTest::newRow("layer out of range")
            << QStringList{"map", "tiny2", "--ids", "ids.npy", "--layer", "2", "--channel", "0", "--out", "m.npy"}
            << QStringList{"--layer 2"};
        QTest::newRow("channel out of range")
            << QStringList{"map", "tiny2", "--ids", "ids.npy", "--layer", "0", "--channel", "4", "--out", "m.npy"}
            << QStringList{"--channel 4"};
        QTest::newRow("row out of range") << QStringList{"map",       "tiny2", "--ids",  "ids.npy", "--layer", "0",
                                                         "--channel", "0",     "--rows", "8",       "--out",   "m.npy"}
                                          << QStringList{"--rows 8"};
        QTest::newRow("more cells than tokens")
            << QStringList{"map",       "tiny2", "--ids",  "ids.npy", "--layer", "0",
                           "--channel", "0",     "--size", "9x9",     "--out",   "m.npy"}
            << QStringList{"9x9", "8"};
        QTest::newRow("folder that is not there")
            << QStringList{"run", "tiny2", "--ids", "ids.npy", "--nll", "no/such/o.npy"}
            << QStringList{"no/such/o.npy", "folder"};
        QTest::newRow("unknown suffix") << QStringList{"run", "tiny2", "--ids", "ids.npy", "--nll", "o.xlsx"}
                                        << QStringList{"o.xlsx", ".npy"};
        QTest::newRow("case without answer")
            << QStringList{"passkey", "tiny2", "--cases", "cases.jsonl"} << QStringList{"cases.jsonl line 1"};
        QTest::newRow("haystack too short")
            << QStringList{"passkey", "tiny2", "--lengths", "20"} << QStringList{"20 tokens"};
        QTest::newRow("depth out of range")
            << QStringList{"passkey", "tiny2", "--depths", "1.1"} << QStringList{"depth"};
        QTest::newRow("text shorter than context")
            << QStringList{"perplexity", "tiny2", "--text", "text.txt", "--contexts", "512"}
            << QStringList{"text.txt", "512"};
        QTest::newRow("negative temperature")
            << QStringList{"generate", "tiny2", "--ids", "ids.npy", "--temperature", "-1"}
            << QStringList{"temperature"};
        QTest::newRow("top-p out of range")
            << QStringList{"generate", "tiny2", "--ids", "ids.npy", "--top-p", "0"} << QStringList{"top-p"};
        QTest::newRow("missing session") << QStringList{"render", "--session", "no.mscope", "--out", "r.png"}
                                         << QStringList{"no.mscope"};
        QTest::newRow("render to data") << QStringList{"render", "--out", "r.npy"} << QStringList{"r.npy", ".png"};
    }
    void refused()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QStringList, words);
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == 1, outcome.text().constData());
        QVERIFY2(outcome.out.isEmpty(), outcome.out.constData());
        QVERIFY2(outcome.err.startsWith("mambascope: ") && outcome.err.count('\n') == 1 && outcome.err.endsWith('\n'),
                 outcome.err.constData());
        for (const QString& word : words)
            QVERIFY2(outcome.err.contains(word.toUtf8()), (word.toUtf8() + " missing in: " + outcome.err).constData());
    }

    void wrongUsage_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::newRow("unknown verb") << QStringList{"dance"};
        QTest::newRow("unknown option") << QStringList{"info", "tiny2", "--louder"};
        QTest::newRow("no model") << QStringList{"info"};
        QTest::newRow("number that is none")
            << QStringList{"calibrate", "tiny2", "--length", "many", "--out", "p.safetensors"};
        QTest::newRow("theta that is text")
            << QStringList{"classify", "--profile", "tiny2.safetensors", "--theta", "small"};
        QTest::newRow("no sequence") << QStringList{"run", "tiny2"};
        QTest::newRow("two sequences") << QStringList{"run", "tiny2", "--ids", "ids.npy", "--prompt", "a"};
        QTest::newRow("two methods for one file")
            << QStringList{"run", "tiny2", "--ids", "ids.npy", "--method", "vanilla,vanilla"};
        QTest::newRow("no channel") << QStringList{"map",     "tiny2", "--ids", "ids.npy",
                                                   "--layer", "0",     "--out", "m.npy"};
        QTest::newRow("bad size") << QStringList{"map",       "tiny2", "--ids",  "ids.npy", "--layer", "0",
                                                 "--channel", "0",     "--size", "big",     "--out",   "m.npy"};
        QTest::newRow("tensor without file") << QStringList{"profile", "tiny2.safetensors", "--tensor", "threshold"};
        QTest::newRow("stream without decode") << QStringList{"tokenize", "--prompt", "a", "--stream"};
        QTest::newRow("unknown demonstration") << QStringList{"demo", "magic"};
    }
    void wrongUsage()
    {
        QFETCH(QStringList, arguments);
        const Outcome outcome = run(arguments);
        QVERIFY2(outcome.code == 2, outcome.text().constData());
        QVERIFY(outcome.out.isEmpty());
        QVERIFY2(outcome.err.startsWith("mambascope: ") && outcome.err.count('\n') <= 2, outcome.err.constData());
    }

    void failedRunsLeaveNothingBehind()
    {
        QCOMPARE(run({"run", "tiny2", "--ids", "large.npy", "--logits", "left.npy", "--hidden", "left.csv"}).code, 1);
        QVERIFY(QDir(m_folder.path()).entryList({"left*"}).isEmpty());
    }

    void interruptWritesWhatIsComplete()
    {
        std::signal(SIGINT,
                    SIG_DFL); // a test started in the background ignores it, and programs that it starts would too
        // Far more cases than can be done; the first progress line says that the work has begun.
        QFile file(m_folder.filePath("many.jsonl"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int i = 0; i < 200'000; ++i)
            file.write("{\"ids\": [1, 2, 3], \"answer_ids\": [4]}\n");
        file.close();
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral(MAMBASCOPE_PROGRAM),
                      {"passkey", "tiny2", "--cases", "many.jsonl", "--json", "--progress"});
        QByteArray err;
        process.setReadChannel(QProcess::StandardError); // what waitForReadyRead() waits for
        while (!err.contains("reading") && process.state() != QProcess::NotRunning) {
            process.waitForReadyRead(60'000);
            err += process.readAllStandardError();
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(60'000));
        err += process.readAllStandardError();
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(err.endsWith("mambascope: cancelled\n"));
        const QByteArray out = process.readAllStandardOutput();
        QVERIFY2(out.startsWith("{\"cases\":["), out.left(100).constData());
        QVERIFY(out.endsWith("}\n"));
    }
};

QTEST_GUILESS_MAIN(ErrorsTest)
#include "errors_test.moc"
