// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/channel_filter.h"
#include "ui/models/channel_model.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace mambascope::ui;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

/// Two layers of three channels.
void fill(ChannelModel& model)
{
    model.setModel(2, 3, {-1, -50, -3, -200, -2, -10});
    model.setClasses({1, 0, 0, 0, 1, 0});
    model.setDistances(0, {100, 5, 60, kNan, 80, 20});
    model.setDistances(1, {900, 5, 60, kNan, 700, 20});
    model.setKept({10, 600, 600, 600, 20, 600}, 600);
}

QStringList column(const QAbstractItemModel& model, int column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, column).data().toString();
    return texts;
}

} // namespace

class ChannelModelTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void obeysTheRulesOfModels()
    {
        ChannelModel model;
        ChannelFilter filter;
        filter.setSourceModel(&model);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const QAbstractItemModelTester filterTester(&filter, QAbstractItemModelTester::FailureReportingMode::QtTest);
        fill(model);
        filter.sort(ChannelModel::LnDecay, Qt::DescendingOrder);
        model.setClasses({0, 0, 0, 0, 1, 1});
        QCOMPARE(filter.setConditions(QStringLiteral("global")), QString());
        model.setClasses({1, 1, 0, 0, 0, 0});
        QCOMPARE(filter.rowCount(), 2);
        model.setModel(1, 1, {});
        QCOMPARE(filter.rowCount(), 0);
    }

    void showsWhatIsKnown()
    {
        ChannelModel model;
        model.setModel(2, 3, {});
        QCOMPARE(model.rowCount(), 6);
        QCOMPARE(model.index(5, ChannelModel::LnDecay).data().toString(), QStringLiteral("–"));
        fill(model);
        QCOMPARE(column(model, ChannelModel::Class).join(QLatin1Char(' ')),
                 QStringLiteral("global local local local global local"));
        QCOMPARE(model.index(0, ChannelModel::Kept).data().toString(), QStringLiteral("10 (1.7 %)"));
        QCOMPARE(model.index(3, ChannelModel::ReachVanilla).data().toString(), QStringLiteral("–"));
        QCOMPARE(model.rowOf(1, 2), 5);
    }

    void classesChangeWithoutReset()
    {
        ChannelModel model;
        fill(model);
        QSignalSpy resets(&model, &ChannelModel::modelReset);
        QSignalSpy changes(&model, &ChannelModel::dataChanged);
        model.setClasses({1, 0, 1, 0, 1, 0});
        QCOMPARE(changes.size(), 1);
        QCOMPARE(changes[0][0].toModelIndex().row(), 2);
        QCOMPARE(changes[0][1].toModelIndex().row(), 2);
        QCOMPARE(changes[0][0].toModelIndex().column(), int(ChannelModel::Class));
        model.setClasses({1, 0, 1, 0, 1, 0});
        QCOMPARE(changes.size(), 1); // nothing changed, nothing said
        model.setClasses({0, 0, 1, 0, 0, 1});
        QCOMPARE(changes.last()[0].toModelIndex().row(), 0);
        QCOMPARE(changes.last()[1].toModelIndex().row(), 5);
        QCOMPARE(resets.size(), 0);
    }

    void sortsByNumberAndUnknownLast()
    {
        ChannelModel model;
        fill(model);
        ChannelFilter filter;
        filter.setSourceModel(&model);
        filter.sort(ChannelModel::ReachVanilla, Qt::AscendingOrder);
        QCOMPARE(column(filter, ChannelModel::ReachVanilla).join(QLatin1Char(' ')),
                 QStringLiteral("5.0 20.0 60.0 80.0 100 –"));
        filter.sort(ChannelModel::ReachVanilla, Qt::DescendingOrder);
        QCOMPARE(column(filter, ChannelModel::ReachVanilla).join(QLatin1Char(' ')),
                 QStringLiteral("100 80.0 60.0 20.0 5.0 –"));
    }

    void filters_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("rows"); // -1: a mistake
        QTest::newRow("empty") << QString() << 6;
        QTest::newRow("class") << QStringLiteral("global") << 2;
        QTest::newRow("class, any case") << QStringLiteral("Local") << 4;
        QTest::newRow("layer") << QStringLiteral("layer=1") << 3;
        QTest::newRow("both") << QStringLiteral("global layer=1") << 1;
        QTest::newRow("reach") << QStringLiteral("reach>500") << 2;
        QTest::newRow("at most") << QStringLiteral("vanilla<=20") << 2;
        QTest::newRow("negative") << QStringLiteral("decay>-3 ") << 2;
        QTest::newRow("negative, equal") << QStringLiteral("decay>=-3") << 3;
        QTest::newRow("exponent") << QStringLiteral("kept<1e2") << 2;
        QTest::newRow("unknown word") << QStringLiteral("remote") << -1;
        QTest::newRow("no number") << QStringLiteral("layer=x") << -1;
        QTest::newRow("unknown column") << QStringLiteral("width>3") << -1;
    }
    void filters()
    {
        QFETCH(QString, text);
        QFETCH(int, rows);
        ChannelModel model;
        fill(model);
        ChannelFilter filter;
        filter.setSourceModel(&model);
        const QString mistake = filter.setConditions(text);
        QCOMPARE(mistake.isEmpty(), rows >= 0);
        QCOMPARE(filter.rowCount(), rows >= 0 ? rows : 6); // a mistake changes nothing
    }
};

QTEST_GUILESS_MAIN(ChannelModelTest)
#include "channel_model_test.moc"
