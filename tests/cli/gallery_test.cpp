// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/npy.h"
#include "tests/cli/program.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace mambascope::test;

/// The verb `gallery` on a bundled model.
class GalleryVerbTest : public QObject
{
    Q_OBJECT
private:
    QTemporaryDir m_folder;
    Outcome gallery(const QStringList& arguments) const
    {
        return runProgram(QStringList{"gallery", "mamba2-12m", "--text", "text.txt"} + arguments, m_folder.path());
    }
    QByteArray content(const QString& name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private slots:
    void initTestCase()
    {
        QFile file(m_folder.filePath("text.txt"));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (int k = 0; k < 220; ++k)
            file.write("The sea was calm on day " + QByteArray::number(k) + ". ");
    }

    void drawsTheSameChannelsForTheSameSeed()
    {
        for (const QString& out : {QString("a.png"), QString("b.png")}) {
            const Outcome outcome = gallery({"--channels", "12", "--size", "640x480", "--seed", "5", "--out", out});
            QVERIFY2(outcome.code == 0, outcome.text());
        }
        // Width and height in the header of a PNG: two pixels a unit.
        QCOMPARE(content("a.png").mid(16, 8), QByteArray::fromHex("00000500000003c0"));
        QCOMPARE(content("a.png"), content("b.png"));
        QCOMPARE(gallery({"--channels", "12", "--size", "640x480", "--seed", "6", "--out", "b.png"}).code, 0);
        QVERIFY(content("a.png") != content("b.png"));
    }

    void figureOneAndVectorFormats()
    {
        for (const QString& out : {QString("f.svg"), QString("f.pdf")}) {
            const Outcome outcome = gallery({"--figure1", "--layer", "6", "--channels", "all", "--method", "longmamba",
                                             "--theme", "dark", "--normalise", "log10", "--out", out});
            QVERIFY2(outcome.code == 0, outcome.text());
            QVERIFY(content(out).size() > 10000);
        }
        QCOMPARE(content("f.svg").count("layer 6"), 24);
        QVERIFY(content("f.svg").contains("512"));
        QVERIFY(content("f.svg").contains("no value: key after query"));
    }

    void writesNumbers()
    {
        const Outcome outcome =
            gallery({"--figure1", "--layer", "6", "--channels", "5", "--method", "longmamba", "--out", "n.npy"});
        QVERIFY2(outcome.code == 0, outcome.text());
        const auto array = [this](const char* name) {
            return mambascope::loadNpy(m_folder.filePath(QLatin1String(name)).toStdString());
        };
        const mambascope::NpyArray table = array("n.npy");
        QCOMPARE(table.shape, std::vector<std::int64_t>({5, 4}));
        QCOMPARE(table.values[0], 6.0);
        QVERIFY(table.values[2] >= table.values[6]); // sorted by the decay
        const mambascope::NpyArray whole = array("n-maps.npy");
        QCOMPARE(whole.shape, std::vector<std::int64_t>({5, 128, 128}));
        QCOMPARE(array("n-maps-training.npy").shape, whole.shape);
        QCOMPARE(whole.values[127], 0.0); // above the diagonal
        QVERIFY(whole.values[127 * 128 + 127] > 0);
    }

    void refusals_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");
        QTest::newRow("layer") << QStringList{"--layer", "10", "--out", "x.png"} << 1
                               << "mambascope: --layer 10: the model has layers 0 to 9";
        QTest::newRow("layer's name") << QStringList{"--layer", "six", "--out", "x.png"} << 2 << "--layer";
        QTest::newRow("no channels") << QStringList{"--channels", "0", "--out", "x.png"} << 2 << "--channels";
        QTest::newRow("suffix") << QStringList{"--out", "x.csv"} << 1
                                << "x.csv: cannot be written: the suffix must be .npy, .png, .svg or .pdf";
        QTest::newRow("too short") << QStringList{"--figure1", "--tokens", "512", "--out", "x.png"} << 1
                                   << "must be longer than the training length of 512";
        QTest::newRow("folder") << QStringList{"--out", "none/x.png"} << 1 << "none";
    }
    void refusals()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, code);
        QFETCH(QString, message);
        const Outcome outcome = gallery(arguments);
        QVERIFY2(outcome.code == code, outcome.text());
        QVERIFY2(outcome.err.contains(message.toUtf8()), outcome.err);
        QVERIFY(!QFile::exists(m_folder.filePath("x.png")));
    }
};

QTEST_GUILESS_MAIN(GalleryVerbTest)
#include "gallery_test.moc"
