// SPDX-License-Identifier: GPL-3.0-or-later
// Every item model of the window under Qt's own checks, while it is filled, sorted, filtered, added to and emptied: by
// itself and under the proxies that tables put over it. ChannelModel has a test of its own.
#include "core/evaluate/run_store.h"
#include "ui/dialogs/command_palette.h"
#include "ui/models/comparison_models.h"
#include "ui/models/known_models_list.h"
#include "ui/models/run_list_model.h"
#include "ui/models/run_table_model.h"
#include "ui/models/tensor_model.h"
#include "ui/models/token_channels_model.h"
#include "ui/models/token_statistics_model.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QSignalSpy>
#include <QSortFilterProxyModel>
#include <QTest>

#include <cmath>
#include <limits>
#include <memory>

using namespace mambascope;
using namespace mambascope::ui;

namespace {

/// A model and a sorting proxy over it, both watched.
struct Watched
{
    explicit Watched(QAbstractItemModel& model, int sortRole = Qt::DisplayRole)
        : m_tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest)
    {
        sorted.setSourceModel(&model);
        sorted.setSortRole(sortRole);
    }

    QSortFilterProxyModel sorted;

private:
    QAbstractItemModelTester m_tester;
    QAbstractItemModelTester m_sortedTester{&sorted, QAbstractItemModelTester::FailureReportingMode::QtTest};
};

QStringList textsOf(const QAbstractItemModel& model, int column)
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, column).data().toString();
    return texts;
}

StoredRun makeRun(const std::string& name, StoredRun::State state)
{
    StoredRun run;
    run.name = name;
    run.folder = "/runs/" + name;
    run.settings = EvaluationSettings::defaults(EvaluationKind::Passkey);
    run.state = state;
    run.total = 10;
    run.done = state == StoredRun::State::Finished ? 10 : 3;
    return run;
}

ResultTable makeTable(int columns, int rows, double first)
{
    ResultTable table;
    for (int c = 0; c < columns; ++c)
        table.columns.push_back({.group = {}, .title = Message("method " + std::to_string(c))});
    for (int r = 0; r < rows; ++r) {
        ResultTable::Row row;
        for (int c = 0; c < columns; ++c)
            row.cells.push_back({.value = first + r + 0.1 * c});
        table.rows.push_back(row);
    }
    return table;
}

ChannelComparisonModel::Sides makeSides(std::int64_t layers, std::int64_t channels)
{
    ChannelComparisonModel::Sides sides;
    sides.layers = layers;
    sides.channels = channels;
    for (int side = 0; side < 2; ++side) {
        for (std::int64_t k = 0; k < layers * channels; ++k) {
            const auto value = static_cast<float>((k * 7 + side * 3) % 11);
            sides.distance[static_cast<std::size_t>(side)].push_back(k == 2 ? std::numeric_limits<float>::quiet_NaN()
                                                                            : value);
            sides.norm[static_cast<std::size_t>(side)].push_back(value + 1);
            sides.kept[static_cast<std::size_t>(side)].push_back(k);
        }
    }
    return sides;
}

} // namespace

class ItemModelsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { QLocale::setDefault(QLocale::c()); }

    void tokenStatistics()
    {
        TokenStatisticsModel model;
        Watched watched(model, TokenStatisticsModel::kValueRole);
        model.setTokens({7, 8, 9, 7, 7, 9},
                        {QStringLiteral("a"), QStringLiteral("b"), QStringLiteral("c"), QStringLiteral("a"),
                         QStringLiteral("a"), QStringLiteral("c")},
                        {1, 0, 0.5F, 1, 0, 0.5F});
        watched.sorted.sort(TokenStatisticsModel::Occurrences, Qt::DescendingOrder);
        QCOMPARE(textsOf(watched.sorted, TokenStatisticsModel::Occurrences).join(QLatin1Char(' ')),
                 QStringLiteral("3 2 1"));
        watched.sorted.setFilterKeyColumn(TokenStatisticsModel::Occurrences);
        watched.sorted.setFilterFixedString(QStringLiteral("2"));
        QCOMPARE(watched.sorted.rowCount(), 1);
        watched.sorted.setFilterFixedString({});
        model.setTokens({1, 2}, {QStringLiteral("x"), QStringLiteral("y")}, {}); // another text, not read yet
        QCOMPARE(watched.sorted.rowCount(), 2);
        model.setTokens({}, {}, {});
        QCOMPARE(watched.sorted.rowCount(), 0);
    }

    void channelsOfAToken()
    {
        TokenChannelsModel model;
        Watched watched(model, TokenChannelsModel::kValueRole);
        watched.sorted.sort(TokenChannelsModel::Delta, Qt::DescendingOrder);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        for (std::int64_t layer = 0; layer < 5; ++layer) // as layers come from the passes, under a sorted table
            model.append({{layer, 0, 0.1F * static_cast<float>(layer), 0.15F}, {layer, 1, 0.05F, 0.15F}});
        model.append({});
        QCOMPARE(watched.sorted.rowCount(), 10);
        QCOMPARE(resets.size(), 0); // a selection stays
        QCOMPARE(watched.sorted.index(0, TokenChannelsModel::Layer).data().toString(), QStringLiteral("4"));
        QCOMPARE(model.keptCount(), 3);
        watched.sorted.setFilterKeyColumn(TokenChannelsModel::Kept);
        watched.sorted.setFilterFixedString(QStringLiteral("kept"));
        QCOMPARE(watched.sorted.rowCount(), 3);
        model.append({{9, 9, 1, 0}});
        QCOMPARE(watched.sorted.rowCount(), 4);
        model.clear();
        QCOMPARE(watched.sorted.rowCount(), 0);
        model.append({{1, 1, 1, 0}});
        QCOMPARE(watched.sorted.rowCount(), 1);
    }

    void knownModels()
    {
        KnownModelsList model;
        Watched watched(model);
        model.setModels({{QStringLiteral("b"), KnownModel::Place::Bundled},
                         {QStringLiteral("/a"), KnownModel::Place::Recent},
                         {QStringLiteral("lab/c"), KnownModel::Place::Cache}});
        watched.sorted.sort(0);
        QCOMPARE(textsOf(watched.sorted, 0).join(QLatin1Char(' ')), QStringLiteral("/a b lab/c"));
        QCOMPARE(model.rowOf(QStringLiteral("lab/c")), 2);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setModels({{QStringLiteral("b"), KnownModel::Place::Bundled},
                         {QStringLiteral("/a"), KnownModel::Place::Recent},
                         {QStringLiteral("lab/c"), KnownModel::Place::Cache}});
        QCOMPARE(resets.size(), 0); // the same again: what is chosen stays chosen
        model.setModels({{QStringLiteral("d"), KnownModel::Place::Bundled}});
        QCOMPARE(model.rowOf(QStringLiteral("b")), -1);
        model.setModels({});
        QCOMPARE(watched.sorted.rowCount(), 0);
    }

    void layersOfBothSides()
    {
        LayerComparisonModel model;
        Watched watched(model);
        model.setSide(0, std::vector<LayerSummary>(4));
        QCOMPARE(model.rowCount(), 4);
        model.setSide(1, std::vector<LayerSummary>(7)); // a model with more layers
        QCOMPARE(model.rowCount(), 7);
        QCOMPARE(model.index(6, LayerComparisonModel::Layer).data().toString(), QStringLiteral("all"));
        QVERIFY(std::isnan(model.value(5, LayerComparisonModel::GlobalA)));
        QVERIFY(!std::isnan(model.value(6, LayerComparisonModel::GlobalA))); // whole models side by side
        model.setSide(1, {});
        QCOMPARE(model.rowCount(), 4);
        model.setSide(0, {});
        QCOMPARE(watched.sorted.rowCount(), 0);
    }

    void channelsOfBothSides()
    {
        ChannelComparisonModel model;
        Watched watched(model, ChannelComparisonModel::kSortRole);
        watched.sorted.sort(ChannelComparisonModel::ReachDifference, Qt::DescendingOrder);
        model.setSides(makeSides(3, 4));
        QCOMPARE(watched.sorted.rowCount(), 12);
        const auto difference = [&](int row) {
            return watched.sorted.index(row, ChannelComparisonModel::ReachDifference)
                .data(ChannelComparisonModel::kSortRole)
                .toDouble();
        };
        for (int row = 1; row < 12; ++row)
            QVERIFY(difference(row) <= difference(row - 1));
        QCOMPARE(watched.sorted.index(11, ChannelComparisonModel::ReachDifference).data().toString(),
                 QStringLiteral("–")); // what is not known comes last
        watched.sorted.sort(ChannelComparisonModel::Channel, Qt::AscendingOrder);
        QCOMPARE(watched.sorted.index(0, ChannelComparisonModel::Channel).data().toString(), QStringLiteral("0"));
        model.setSides(makeSides(1, 2));
        QCOMPARE(watched.sorted.rowCount(), 2);
        model.setSides({}); // models of other sizes: nothing to compare one by one
        QCOMPARE(watched.sorted.rowCount(), 0);
    }

    void storedRuns()
    {
        RunListModel model;
        Watched watched(model, RunListModel::kSortRole);
        watched.sorted.sort(RunListModel::Name);
        watched.sorted.setFilterKeyColumn(-1);
        model.setRuns({makeRun("b", StoredRun::State::Finished), makeRun("a", StoredRun::State::Partial)});
        QCOMPARE(textsOf(watched.sorted, RunListModel::Name).join(QLatin1Char(' ')), QStringLiteral("a b"));
        const QPersistentModelIndex kept = watched.sorted.index(1, 0); // b
        model.update(makeRun("c", StoredRun::State::Failed));
        QCOMPARE(textsOf(model, RunListModel::Name).join(QLatin1Char(' ')), QStringLiteral("c b a")); // new ones first
        model.setRunning("/runs/a", 0.25);
        QCOMPARE(model.index(2, RunListModel::State).data().toString(), QStringLiteral("running, 25 %"));
        watched.sorted.setFilterFixedString(QStringLiteral("running"));
        QCOMPARE(watched.sorted.rowCount(), 1);
        model.setRunning({}, 0);
        QCOMPARE(watched.sorted.rowCount(), 0); // it is not any more
        watched.sorted.setFilterFixedString({});
        QSignalSpy wishes(&model, &RunListModel::renameRequested);
        QVERIFY(
            watched.sorted.setData(watched.sorted.index(0, RunListModel::Name), QStringLiteral(" z "), Qt::EditRole));
        QCOMPARE(wishes.size(), 1);
        QCOMPARE(wishes[0][0].toInt(), 2);
        QCOMPARE(wishes[0][1].toString(), QStringLiteral("z"));
        StoredRun renamed = makeRun("a", StoredRun::State::Finished);
        renamed.name = "z";
        model.update(renamed);
        QCOMPARE(textsOf(watched.sorted, RunListModel::Name).join(QLatin1Char(' ')), QStringLiteral("b c z"));
        model.remove(0);
        QCOMPARE(textsOf(watched.sorted, RunListModel::Name).join(QLatin1Char(' ')), QStringLiteral("b z"));
        model.setRuns({});
        QCOMPARE(watched.sorted.rowCount(), 0);
        QVERIFY(!kept.isValid());
    }

    void resultsOfARun()
    {
        RunTableModel model;
        Watched watched(model);
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setTable(makeTable(3, 2, 1));
        QCOMPARE(resets.size(), 1);
        watched.sorted.sort(0, Qt::DescendingOrder);
        QCOMPARE(watched.sorted.index(0, 0).data().toString(), QStringLiteral("2.00"));
        model.setTable(makeTable(3, 2, 5)); // more results, the same cells
        QCOMPARE(resets.size(), 1);
        QCOMPARE(changes.size(), 1);
        QCOMPARE(watched.sorted.index(0, 0).data().toString(), QStringLiteral("6.00"));
        model.setTable(makeTable(3, 4, 5));
        QCOMPARE(resets.size(), 2);
        QCOMPARE(watched.sorted.rowCount(), 4);
        model.setTable(makeTable(5, 4, 5));
        QCOMPARE(model.columnCount(), 5);
        model.setTable({});
        QCOMPARE(watched.sorted.rowCount(), 0);
    }

    void commands()
    {
        QAction fit(QStringLiteral("Fit"));
        QAction next(QStringLiteral("Next layer"));
        CommandModel model(
            {{&fit, QStringLiteral("view.fit"), QStringLiteral("Fit"), QStringLiteral("View")},
             {&next, QStringLiteral("model.next"), QStringLiteral("Next layer"), QStringLiteral("Model")}},
            nullptr);
        Watched watched(model);
        QCOMPARE(model.rowCount(), 2);
        for (const QString& query : {QStringLiteral("n"), QStringLiteral("nl"), QStringLiteral("nlx")})
            model.setQuery(query); // letter by letter, until nothing is called so
        QCOMPARE(watched.sorted.rowCount(), 0);
        model.setQuery(QStringLiteral("nextlay"));
        QCOMPARE(model.actionAt(0), &next);
        QCOMPARE(model.actionAt(1), nullptr);
        model.setQuery({});
        QCOMPARE(watched.sorted.rowCount(), 2);
    }

    void tensorsByLayer()
    {
        std::vector<TensorInfo> tensors;
        for (int layer = 149; layer >= 0; --layer) {
            for (int part = 0; part < 20; ++part) {
                TensorInfo info;
                info.name = "backbone.layers." + std::to_string(layer) + ".part" + std::to_string(part);
                info.dtype = part == 0 ? "F32" : "BF16";
                info.shape = {part + 1, 4};
                info.bytes = 8 * (part + 1);
                tensors.push_back(info);
            }
        }
        TensorInfo loose;
        loose.name = "lm_head.weight";
        tensors.push_back(loose);
        TensorModel model;
        TensorFilter filter;
        filter.setSourceModel(&model);
        const auto mode = QAbstractItemModelTester::FailureReportingMode::QtTest;
        const QAbstractItemModelTester tester(&model, mode);
        const QAbstractItemModelTester filterTester(&filter, mode);
        model.setTensors(tensors);
        QCOMPARE(model.tensorCount(), 3001);
        QCOMPARE(model.rowCount(), 151);
        QCOMPARE(model.layerAt(model.index(0, 0)), -1);
        QCOMPARE(model.layerAt(model.index(150, 0)), 149);
        QCOMPARE(model.tensorAt(model.index(3, 0)), -1);
        const QModelIndex group = model.groupOfLayer(7);
        QCOMPARE(model.rowCount(group), 20);
        QCOMPARE(model.tensor(model.tensorAt(model.index(4, 0, group))).name, std::string("backbone.layers.7.part4"));
        filter.setWords(QStringLiteral("f32 layers.14"));
        QCOMPARE(filter.rowCount(), 11); // layer 14 and 140 to 149
        filter.setWords(QStringLiteral("nothing like this"));
        QCOMPARE(filter.rowCount(), 0);
        filter.setWords(QString());
        filter.sort(TensorModel::Size, Qt::DescendingOrder);
        const QModelIndex first = filter.index(5, 0);
        QCOMPARE(model.tensor(model.tensorAt(filter.mapToSource(filter.index(0, 0, first)))).shape.front(), 20);
        const auto known = std::make_shared<TensorStatistics>();
        known->count = 4;
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        for (int tensor = 1; tensor <= 40; ++tensor) // as they are read, under a sorted tree
            model.setStatistics(tensor, known);
        QCOMPARE(changes.size(), 40);
        filter.sort(TensorModel::Range, Qt::AscendingOrder);
        model.setProblem(0, QStringLiteral("cannot be read"));
        QVERIFY(model.isSettled(0) && !model.statistics(0));
        model.setTensors({});
        QCOMPARE(filter.rowCount(), 0);
    }
};

QTEST_MAIN(ItemModelsTest)
#include "item_models_test.moc"
