// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/device.h"
#include "core/base/error.h"

#include <QMetaType>
#include <QtTest>

using namespace mambascope;

Q_DECLARE_METATYPE(CudaAnswer)

class DeviceTest : public QObject
{
    Q_OBJECT

private slots:
    void names()
    {
        QCOMPARE(Device::parse("cpu"), Device());
        QCOMPARE(Device::parse("cuda").text(), std::string("cuda:0"));
        QCOMPARE(Device::parse("cuda:12").index, 12);
        for (const char* wrong : {"", "gpu", "cuda:", "cuda:-1", "cuda:1x", "cuda: 1", "cuda:99999999999"})
            QVERIFY_THROWS_EXCEPTION(Error, Device::parse(wrong));
        QVERIFY(parseDType("bf16") == DType::BFloat16);
        QVERIFY_THROWS_EXCEPTION(Error, parseDType("fp16"));
    }

    void obstacles_data()
    {
        QTest::addColumn<CudaAnswer>("answer");
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("says");
        const CudaAnswer good{13000, 13000, 1, "", "NVIDIA H100", 9, 0};
        const auto with = [&](auto change) {
            CudaAnswer answer = good;
            change(answer);
            return answer;
        };
        QTest::newRow("nothing") << good << 0 << QString();
        QTest::newRow("newer driver") << with([](auto& a) { a.driver = 14020; }) << 0 << QString();
        QTest::newRow("older driver of the same CUDA") << with([](auto& a) { a.needed = 13020; }) << 0 << QString();
        QTest::newRow("oldest card that is taken") << with([](auto& a) { a.major = 8; }) << 0 << QString();
        QTest::newRow("no driver") << CudaAnswer{0, 13000, 0, "", "", 0, 0} << 0
                                   << QStringLiteral("no NVIDIA driver is installed");
        QTest::newRow("driver too old")
            << CudaAnswer{12040, 13000, 0, "", "", 0, 0} << 0
            << QStringLiteral("the NVIDIA driver is too old: it serves CUDA 12.4, CUDA 13.0 is needed");
        QTest::newRow("driver that fails")
            << CudaAnswer{13000, 13000, 0, "system not yet initialized", "", 0, 0} << 0
            << QStringLiteral("the NVIDIA driver does not answer: system not yet initialized");
        QTest::newRow("no GPU") << CudaAnswer{13000, 13000, 0, "", "", 0, 0} << 0
                                << QStringLiteral("no NVIDIA GPU is visible");
        QTest::newRow("one GPU") << good << 1 << QStringLiteral("there is only 1 CUDA device");
        QTest::newRow("two GPUs") << with([](auto& a) { a.devices = 2; }) << 2
                                  << QStringLiteral("there are only 2 CUDA devices");
        QTest::newRow("old GPU") << CudaAnswer{13000, 13000, 1, "", "Tesla T4", 7, 5} << 0
                                 << QStringLiteral(
                                        "the Tesla T4 is too old: its compute capability is 7.5, 8.0 is needed");
    }
    void obstacles()
    {
        QFETCH(CudaAnswer, answer);
        QFETCH(int, index);
        QFETCH(QString, says);
        QCOMPARE(QString::fromStdString(obstacle(answer, {Device::Kind::Cuda, index}).english()), says);
    }

    // Wherever this runs: one sentence that names the device, and the CPU goes on.
    void deviceThatIsNotThere()
    {
        QString said;
        try {
            requireDevice(Device::parse("cuda:99"));
        } catch (const Error& error) {
            said = QString::fromUtf8(error.what());
        }
        QVERIFY2(said.startsWith(QStringLiteral("device cuda:99: ")), qPrintable(said));
        QVERIFY2(!said.contains(QLatin1Char('\n')), qPrintable(said));
        requireDevice(Device());
        QVERIFY(freeMemory(Device()) > 0);
    }
};

QTEST_APPLESS_MAIN(DeviceTest)
#include "device_test.moc"
