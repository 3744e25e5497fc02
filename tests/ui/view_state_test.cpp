// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/workspace/view_state.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <cstdint>
#include <limits>
#include <utility>

using namespace mambascope;

namespace {

ViewState unusual()
{
    ViewState s;
    s.model = "/models/a \"b\"/ü";
    s.tokenizer = "t.json";
    s.profile = "p.safetensors";
    s.sequenceKind = "prompt";
    s.textFile = "x.txt";
    s.prompt = "line one\nline two\t\"quoted\" – ü";
    s.tokens = 123456789012;
    s.depth = 0.1;
    s.seed = std::numeric_limits<std::uint64_t>::max();
    s.theta = 1e-300;
    s.scale = 1.0 / 3;
    s.bucket = 4096;
    s.layer = 47;
    s.channel = 1023;
    s.row = 4095;
    s.column = 17;
    s.page = "tokens";
    s.normalise = "log10";
    s.colourMap = "tide";
    s.rangeLow = -1.5;
    s.rangeHigh = 0.1;
    s.differenceRange = 0.25;
    s.differenceLocked = true;
    s.reachLevel = 1e-6;
    s.reachOf = "absolute";
    s.decayPart = {1, 20, -3.5, 0.25};
    s.channelsPart = {0.5, 1e4, 2, 700};
    s.tokensPart = {3, 90, 0, 0};
    s.comparePart = {0, 50, 100, 400.5};
    s.comparePartB = {1, 2, 3, 4};
    s.compareNormPart = {10, 20, 1e-5, 3};
    s.compareDecayPart = {0.5, 600, -80, 1};
    s.tensorsFilter = "in_proj bf16";
    s.mapRow0 = 0.25;
    s.mapRow1 = 100.75;
    s.mapCol0 = 1;
    s.mapCol1 = 1e9;
    s.sampling = {0.7, 40, 0.95, 7};
    s.maxNewTokens = 3;
    s.theme = "dark";
    return s;
}

QString messageOf(const std::string& json)
{
    try {
        ViewState::fromJson(json, "view.mscope");
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return QStringLiteral("no error");
}

std::string session(const std::string& groups)
{
    return R"({"format": "mambascope-session", "version": 1)" + (groups.empty() ? "" : ", " + groups) + "}";
}

} // namespace

class ViewStateTest : public QObject
{
    Q_OBJECT
private slots:
    void roundTrip()
    {
        QVERIFY(ViewState::fromJson(ViewState().toJson(), "default") == ViewState());
        QVERIFY(ViewState::fromJson(unusual().toJson(), "unusual") == unusual());
        QVERIFY(!(unusual() == ViewState()));
    }

    void files()
    {
        const QTemporaryDir folder;
        const std::filesystem::path path = folder.filePath(QStringLiteral("a.mscope")).toStdString();
        unusual().save(path);
        QVERIFY(ViewState::load(path) == unusual());
        ViewState().save(path); // replaces
        QVERIFY(ViewState::load(path) == ViewState());
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("a.mscope.part"))));
        QVERIFY_EXCEPTION_THROWN(ViewState::load(folder.path().toStdString()), Error);
        QVERIFY_EXCEPTION_THROWN(ViewState::load(folder.filePath(QStringLiteral("none")).toStdString()), Error);
        QVERIFY_EXCEPTION_THROWN(ViewState().save(folder.filePath(QStringLiteral("no/such/folder")).toStdString()),
                                 Error);
    }

    void unknownAndMissingKeys()
    {
        QVERIFY(ViewState::fromJson(session(""), "s") == ViewState());
        const ViewState s =
            ViewState::fromJson(session(R"("future": {"x": [1]}, "method": {"theta": 0.5, "new": true})"), "s");
        ViewState expected;
        expected.theta = 0.5;
        QVERIFY(s == expected);
    }

    void changesGoOntoAnotherState()
    {
        ViewState before, after, meanwhile;
        after.model = "mamba1-12m";
        after.decayPart = {1, 2, 3, 4};
        meanwhile.page = "decay";
        meanwhile.model = "elsewhere";
        const ViewState got = withChanges(meanwhile, before, after);
        QCOMPARE(got.page, std::string("decay"));
        QCOMPARE(got.model, std::string("mamba1-12m"));
        QVERIFY(got.decayPart == after.decayPart);
        QCOMPARE(changedFields(got, meanwhile).size(), changedFields(before, after).size());
    }

    void pickedCells()
    {
        const auto picked = [](const char* selection) {
            const ViewState s = ViewState::fromJson(session(selection), "s");
            return std::pair(s.row, s.column);
        };
        using Cell = std::pair<std::int64_t, std::int64_t>;
        QCOMPARE(picked(R"("selection": {"row": -1, "column": -1})"), Cell(-1, -1));
        QCOMPARE(picked(R"("selection": {"row": 0, "column": 0})"), Cell(0, 0));
        QCOMPARE(picked(R"("selection": {"row": 2, "column": 9})"), Cell(2, 9)); // a click above the diagonal
    }

    void badSessions_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("message");
        const auto add = [](const char* name, const std::string& json, const char* message) {
            QTest::newRow(name) << QByteArray::fromStdString(json) << QString::fromUtf8(message);
        };
        add("empty", "", "view.mscope: not a MambaScope session");
        add("text", "dear reader", "view.mscope: not a MambaScope session");
        add("list", "[1]", "view.mscope: not a MambaScope session");
        add("other JSON", R"({"version": 1})", "view.mscope: not a MambaScope session");
        add("no version", R"({"format": "mambascope-session"})", "view.mscope: the session has no version number");
        add("newer", R"({"format": "mambascope-session", "version": 2})",
            "view.mscope: the session was written by a newer program (version 2, this one reads up to 1)");
        add("group", session(R"("method": 3)"), "view.mscope: \"method\" must be an object");
        add("type", session(R"("method": {"theta": "small"})"), "view.mscope: \"theta\" must be a number");
        add("theta 0", session(R"("method": {"theta": 0})"), "view.mscope: \"theta\" must be above 0 and at most 1");
        add("theta 2", session(R"("method": {"theta": 2})"), "view.mscope: \"theta\" must be above 0 and at most 1");
        add("fraction", session(R"("selection": {"layer": 1.5})"), "view.mscope: \"layer\" must be a whole number");
        add("negative", session(R"("selection": {"layer": -1})"), "view.mscope: \"layer\" must be 0 or more");
        add("huge", session(R"("selection": {"layer": 18446744073709551615})"),
            "view.mscope: \"layer\" must be a whole number");
        add("page", session(R"("view": {"page": "start"})"),
            "view.mscope: \"page\" must be one of map gallery decay channels tokens tensors compare evaluate");
        add("depth", session(R"("sequence": {"depth": 1.01})"), "view.mscope: \"depth\" must be between 0 and 1");
        add("range", session(R"("view": {"range_low": 2, "range_high": 1})"),
            "view.mscope: \"range_low\" must be at most range_high");
        add("plot", session(R"("decay": {"x0": 2, "x1": 1})"), "view.mscope: \"x0\" must be at most x1");
        add("reach", session(R"("view": {"reach_of": "all"})"),
            "view.mscope: \"reach_of\" must be one of row absolute");
        const char* const half = "view.mscope: \"column\" must be -1 if row is -1, and 0 or more if it is not";
        add("row alone", session(R"("selection": {"row": 100})"), half);
        add("column alone", session(R"("selection": {"row": -1, "column": 0})"), half);
        add("no tokens", session(R"("sequence": {"tokens": 0})"), "view.mscope: \"tokens\" must be 1 or more");
    }
    void badSessions()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, message);
        QCOMPARE(messageOf(json.toStdString()), message);
    }
};

QTEST_GUILESS_MAIN(ViewStateTest)
#include "view_state_test.moc"
