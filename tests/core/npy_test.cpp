// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/base/resources.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace mambascope;

class NpyTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const { return m_folder.filePath(name).toStdString(); }
    void write(const char* name, const QByteArray& content) const
    {
        QFile file(m_folder.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    QByteArray read(const char* name) const
    {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// A file as other programs write it.
    static QByteArray npy(const QByteArray& dictionary, const QByteArray& data, char version = 1)
    {
        const QByteArray text = dictionary + "\n";
        QByteArray size(version == 1 ? 2 : 4, '\0');
        size[0] = static_cast<char>(text.size());
        return QByteArray("\x93NUMPY") + version + '\0' + size + text + data;
    }

private slots:
    void roundTrips()
    {
        const auto check = [&]<typename T>(const std::vector<T>& values) {
            saveNpy(path("a.npy"), values, {2, 3});
            const NpyArray array = loadNpy(path("a.npy"));
            QCOMPARE(array.shape, (std::vector<std::int64_t>{2, 3}));
            for (std::size_t i = 0; i < values.size(); ++i)
                QCOMPARE(array.values[i], static_cast<double>(values[i]));
        };
        check(std::vector<float>{0, -1.5F, 1e-30F, 3e38F, 7, 8});
        check(std::vector<double>{0, -1.5, 1e-300, 1e300, 7, 8});
        check(std::vector<std::int64_t>{0, -1, 1LL << 40, 3, 4, 5});
        check(std::vector<std::int32_t>{0, -1, 1 << 30, 3, 4, 5});
        check(std::vector<std::uint8_t>{0, 1, 255, 3, 4, 5});
        saveNpy(path("nan.npy"), std::vector<float>{std::numeric_limits<float>::quiet_NaN()}, {1});
        QVERIFY(std::isnan(loadNpy(path("nan.npy")).values[0]));
    }

    void headerIsNumPys()
    {
        saveNpy(path("a.npy"), std::vector<float>{1, 2, 3}, {3});
        const QByteArray bytes = read("a.npy");
        QVERIFY(bytes.startsWith(QByteArray("\x93NUMPY\x01\x00", 8)));
        QVERIFY(bytes.mid(10).startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"));
        QCOMPARE((bytes.size() - 12) % 64, 0); // data are aligned
        QCOMPARE(bytes.at(bytes.size() - 13), '\n');
    }

    void otherWriters()
    {
        write("spaces.npy",
              npy("{\"shape\":(2 ,),\"fortran_order\":False,\"descr\":\"<u2\"}", QByteArray("\x01\x00\xff\xff", 4), 2));
        QCOMPARE(loadNpy(path("spaces.npy")).values, (std::vector<double>{1, 65535}));
        write("half.npy", npy("{'descr': '<f2', 'fortran_order': False, 'shape': (4,), }",
                              QByteArray("\x00\x3c\x00\xc0\x01\x00\x00\x7c", 8)));
        QCOMPARE(loadNpy(path("half.npy")).values, (std::vector<double>{1, -2, std::ldexp(1, -24), INFINITY}));
        write("scalar.npy", npy("{'descr': '|b1', 'fortran_order': False, 'shape': (), }", QByteArray(1, '\1')));
        QCOMPARE(loadNpy(path("scalar.npy")).values, (std::vector<double>{1}));
    }

    void ids()
    {
        saveNpy(path("one.npy"), std::vector<std::int64_t>{5, 6, 7}, {3});
        QCOMPARE(loadIds(path("one.npy")), (std::vector<std::vector<std::int64_t>>{{5, 6, 7}}));
        saveNpy(path("two.npy"), std::vector<std::int32_t>{5, 6, 7, 8}, {2, 2});
        QCOMPARE(loadIds(path("two.npy")), (std::vector<std::vector<std::int64_t>>{{5, 6}, {7, 8}}));
        // Found by fuzzing: a small file that speaks of very many empty lists.
        write("empty.npy", npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1810287016, 0), }", {}));
        QVERIFY_EXCEPTION_THROWN(loadIds(path("empty.npy")), Error);
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("word");
        const QByteArray eight(8, '\0');
        QTest::newRow("text") << QByteArray("hello") << "not an npy file";
        QTest::newRow("magic only") << QByteArray("\x93NUMPY") << "not an npy file";
        QTest::newRow("version") << npy("{}", "", 3) << "version 3";
        QTest::newRow("header cut") << npy("{'descr': '<i8'", "").left(14) << "cut short";
        QTest::newRow("no type") << npy("{'fortran_order': False, 'shape': (1,), }", eight) << "descr";
        QTest::newRow("big endian") << npy("{'descr': '>i8', 'fortran_order': False, 'shape': (1,), }", eight) << ">i8";
        QTest::newRow("complex") << npy("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }", eight) << "<c8";
        QTest::newRow("records") << npy("{'descr': [('a', '<i8')], 'fortran_order': False, 'shape': (1,), }", eight)
                                 << "plain number";
        QTest::newRow("Fortran order") << npy("{'descr': '<i8', 'fortran_order': True, 'shape': (1,), }", eight)
                                       << "Fortran";
        QTest::newRow("shape") << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (-1,), }", eight) << "shape";
        QTest::newRow("shape cut") << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1", eight) << "shape";
        QTest::newRow("too little data") << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }", eight)
                                         << "8 bytes";
        QTest::newRow("too much data") << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1,), }",
                                              eight + eight)
                                       << "16 bytes";
        QTest::newRow("larger than any memory")
            << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (4000000000, 4000000000), }", eight)
            << "impossibly large";
        QTest::newRow("no numbers behind a large shape")
            << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1000000000000,), }", eight) << "expected";
        QTest::newRow("floats") << npy("{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }", eight)
                                << "integers";
        QTest::newRow("three dimensions")
            << npy("{'descr': '<i8', 'fortran_order': False, 'shape': (1, 1, 1), }", eight) << "3 dimensions";
        QTest::newRow("negative") << npy("{'descr': '|i1', 'fortran_order': False, 'shape': (1,), }", "\xfe") << "-2";
    }
    void refused()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, word);
        write("bad.npy", content);
        try {
            loadIds(path("bad.npy"));
            QFAIL("taken");
        } catch (const Error& error) {
            QCOMPARE(error.subject(), path("bad.npy").string());
            QVERIFY2(QString::fromStdString(error.cause()).contains(word), error.what());
        }
    }

    void missing()
    {
        QVERIFY_EXCEPTION_THROWN(loadIds(path("nowhere.npy")), Error);
        QVERIFY_EXCEPTION_THROWN(loadNpy(m_folder.path().toStdString()), Error);
    }

    void pieceByPiece()
    {
        const std::vector<std::int64_t> shape = {3, 2};
        {
            NpyWriter<float> writer(path("pieces.npy"), shape);
            writer.append(std::vector<float>{1, 2});
            QVERIFY(!QFile::exists(m_folder.filePath("pieces.npy")));
            writer.append(std::vector<float>{3, 4, 5, 6});
            writer.finish();
        }
        QCOMPARE(loadNpy(path("pieces.npy")).values, (std::vector<double>{1, 2, 3, 4, 5, 6}));
        {
            NpyWriter<float> writer(path("cut.npy"), shape);
            writer.append(std::vector<float>{1, 2});
            QVERIFY_EXCEPTION_THROWN(writer.finish(), Error);
        }
        {
            NpyWriter<float> writer(path("cut.npy"), shape);
            QVERIFY_EXCEPTION_THROWN(writer.append(std::vector<float>(7)), Error);
        }
        QVERIFY(QDir(m_folder.path()).entryList({"cut*"}).isEmpty());
    }

    void pipesAreNotWaitedFor()
    {
        QVERIFY(::mkfifo(path("pipe.npy").c_str(), 0600) == 0);
        QVERIFY_EXCEPTION_THROWN(loadNpy(path("pipe.npy")), Error);
        QVERIFY_EXCEPTION_THROWN(loadIds("/dev/null"), Error);
    }

    void unwritable()
    {
        QVERIFY_EXCEPTION_THROWN(saveNpy(path("no/folder.npy"), std::vector<float>{1}, {1}), Error);
        QVERIFY_EXCEPTION_THROWN(saveNpy(m_folder.path().toStdString(), std::vector<float>{1}, {1}), Error);
    }

    void resources()
    {
        const std::vector<std::string> models = bundledModels();
        QVERIFY(std::is_sorted(models.begin(), models.end()));
        for (const char* name : {"mamba1-12m", "mamba2-12m", "mamba2-13m-collapse"}) {
            QVERIFY(std::find(models.begin(), models.end(), name) != models.end());
            QVERIFY(!bundledProfile(name).empty());
        }
        QVERIFY(bundledProfile("another").empty());
        QVERIFY(bundledProfile("").empty());
        const QByteArray before = qgetenv("MAMBASCOPE_RESOURCES");
        qputenv("MAMBASCOPE_RESOURCES", "/no/such/folder");
        QVERIFY_EXCEPTION_THROWN(resourceFolder(), Error);
        qputenv("MAMBASCOPE_RESOURCES", before);
    }
};

QTEST_GUILESS_MAIN(NpyTest)
#include "npy_test.moc"
