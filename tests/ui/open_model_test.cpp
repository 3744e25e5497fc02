// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a model as a person does: dialog, drop, cache, tokenizer by hand, and what the window then tells of it.
#include "core/base/resources.h"
#include "tests/support/tiny_zamba2.h"
#include "tests/ui/window_fixture.h"
#include "ui/dialogs/model_report.h"
#include "ui/dialogs/open_dialog.h"
#include "ui/models/known_models_list.h"
#include "ui/pages/map/map_page.h"
#include "ui/widgets/message_bar.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDropEvent>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPushButton>

#include <filesystem>
#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;
namespace fs = std::filesystem;

namespace {

/// Letters only, so that a text's ids stay below the tiny models' vocabulary; with `extra` tokens nobody has seen.
void writeLetterTokenizer(const QString& path, int extra)
{
    std::string vocab;
    int next = 0;
    const auto add = [&](const std::string& token) {
        vocab += (next > 0 ? ",\"" : "\"") + token + "\":" + std::to_string(next);
        ++next;
    };
    for (char letter = 'a'; letter <= 'z'; ++letter)
        add(std::string(1, letter));
    add("\\u0120"); // the space of byte-level tokenizers
    for (int k = 0; k < extra; ++k)
        add("unused" + std::to_string(k));
    add("\\u010a"); // the line feed
    const std::string byteLevel = R"({"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true})";
    std::ofstream(path.toStdString()) << R"({"version":"1.0","added_tokens":[],"pre_tokenizer":)" << byteLevel
                                      << R"(,"decoder":)" << byteLevel << R"(,"model":{"type":"BPE","vocab":{)" << vocab
                                      << R"(},"merges":[]}})";
}

ViewState zambaState(const QString& folder, const QString& tokenizer)
{
    ViewState s;
    s.model = folder.toStdString();
    s.tokenizer = tokenizer.toStdString();
    s.sequenceKind = "prompt";
    s.prompt = "the quick brown fox jumps over the lazy dog and runs away from it";
    s.layer = 1;
    s.channel = 2;
    s.maxNewTokens = 4;
    s.theme = "light";
    return s;
}

void dropOn(QWidget& widget, const QList<QUrl>& urls)
{
    QMimeData data;
    data.setUrls(urls);
    QDragEnterEvent enter(QPoint(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &enter);
    if (!enter.isAccepted())
        return;
    QDropEvent drop(QPointF(10, 10), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&widget, &drop);
}

} // namespace

class OpenModelTest : public WindowTest
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        // No person's cache is listed.
        qputenv("HF_HUB_CACHE", file(QStringLiteral("hub")).toUtf8());
        writeTinyZamba2(file(QStringLiteral("zamba")).toStdString(), {});
        writeLetterTokenizer(file(QStringLiteral("letters.json")), 0);
        writeLetterTokenizer(file(QStringLiteral("strange.json")), 40);
    }

    void modelWithoutProfileOrTokenizer()
    {
        const std::filesystem::path folder = file(QStringLiteral("plain/model")).toStdString();
        std::filesystem::create_directories(folder);
        const std::filesystem::path bundled = resourceFolder() / "models" / "mamba2-12m";
        for (const char* name : {"config.json", "model.safetensors"})
            std::filesystem::create_symlink(bundled / name, folder / name);
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        window.openAnything(QString::fromStdString(folder.string()));
        // No tokenizer: a person may want to choose one, so the dialog asks.
        QTRY_VERIFY_WITH_TIMEOUT(window.openDialog(), kPatience);
        QVERIFY(window.openDialog()->report()->text().contains(QStringLiteral("Without a tokenizer")));
        QTest::keyClick(window.openDialog()->field(), Qt::Key_Return);
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle() && w.document()->model->name() == "model", kPatience);
        QVERIFY(!window.openDialog());
        QCOMPARE(w.document()->length(), 0);
        QVERIFY(w.reasonForNothing(Side::Vanilla).contains(QStringLiteral("tokenizer.json")));
        std::filesystem::create_symlink(resourceFolder() / "models" / "tokenizer.json", folder / "tokenizer.json");
        window.openAnything(QString::fromStdString(folder.string()));
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.document()->length() == 600, kPatience);
        QVERIFY(!w.document()->profile);
        QVERIFY(w.reasonForNothing(Side::LongMamba).contains(QStringLiteral("calibrate")));
        QVERIFY(!w.trace(Side::LongMamba));
        QCOMPARE(w.answers()[0].ids.size(), 6U);
    }

    void openDialogShowsBeforeItLoads()
    {
        MainWindow window;
        window.show();
        Workspace& w = window.workspace();
        QVERIFY(QTest::qWaitForWindowActive(&window)); // shortcuts need it
        QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier);
        QVERIFY(window.openDialog());
        OpenDialog& dialog = *window.openDialog();
        QVERIFY(!dialog.openButton()->isEnabled());
        dialog.setArgument(file(QStringLiteral("no such model")));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        QVERIFY(dialog.report()->text().contains(QStringLiteral("no such")));
        QVERIFY(!dialog.openButton()->isEnabled());
        dialog.field()->clear();
        QTest::keyClicks(dialog.field(), QStringLiteral("mamba2-12m"));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        QVERIFY(dialog.openButton()->isEnabled());
        for (const char* fact :
             {"Mamba-2", "24 heads", "12.6 M parameters", "BF16", "needed", "byte-level BPE, 8,192 tokens"})
            QVERIFY2(dialog.report()->text().contains(QLatin1String(fact)), qPrintable(dialog.report()->text()));
        QVERIFY(!w.document()); // nothing was loaded for it
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!window.openDialog());
        QVERIFY(!w.document());
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
    }

    void cacheIsListedAndOpenedByName()
    {
        const fs::path model = fs::path(file(QStringLiteral("hub")).toStdString()) / "models--some-lab--small-mamba";
        const fs::path snapshot = model / "snapshots" / "0123456789abcdef";
        const fs::path bundled = resourceFolder() / "models" / "mamba2-12m";
        fs::create_directories(snapshot);
        fs::create_directories(model / "blobs");
        fs::create_directories(model / "refs");
        std::ofstream(model / "refs" / "main") << "0123456789abcdef";
        for (const char* name : {"config.json", "model.safetensors", "tokenizer.json"}) {
            const fs::path source =
                std::string(name) == "tokenizer.json" ? bundled.parent_path() / name : bundled / name;
            fs::create_symlink(source, model / "blobs" / name);
            fs::create_symlink(fs::path("../../blobs") / name, snapshot / name);
        }
        // Another kind of model, and one of which nothing has come yet: neither is offered.
        const fs::path other = model.parent_path() / "models--some-lab--chat" / "snapshots" / "1";
        fs::create_directories(other);
        std::ofstream(other / "config.json") << R"({"model_type": "llama"})";
        fs::create_directories(model.parent_path() / "models--some-lab--nothing" / "blobs");

        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window)); // shortcuts need it
        QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier);
        QVERIFY(window.openDialog());
        OpenDialog& dialog = *window.openDialog();
        QAbstractItemModel* known = dialog.list()->model();
        const QAbstractItemModelTester tester(known, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_VERIFY_WITH_TIMEOUT(known->rowCount() > 0, kPatience);
        const int last = known->rowCount() - 1;
        QCOMPARE(known->index(last, 0).data().toString(), QStringLiteral("some-lab/small-mamba"));
        QCOMPARE(known->index(last, 0).data(KnownModelsList::kPlaceRole).toString(),
                 QStringLiteral("Hugging Face cache"));
        for (int row = 0; row < last; ++row)
            QVERIFY(!known->index(row, 0).data().toString().startsWith(QStringLiteral("some-lab")));
        for (int row = 0; row <= last; ++row) // from the field, as a person who types would
            QTest::keyClick(dialog.field(), Qt::Key_Down);
        QCOMPARE(dialog.field()->text(), QStringLiteral("some-lab/small-mamba"));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        QVERIFY2(dialog.openButton()->isEnabled(), qPrintable(dialog.report()->text()));
        QTest::mouseClick(dialog.openButton(), Qt::LeftButton);
        QVERIFY(!window.openDialog());
        QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
        QCOMPARE(window.workspace().document()->model->name(), std::string("some-lab/small-mamba"));
        QVERIFY(window.recentModels().contains(QStringLiteral("some-lab/small-mamba")));
    }

    void folderDroppedOnTheDialog()
    {
        MainWindow window;
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window)); // shortcuts need it
        QTest::keyClick(&window, Qt::Key_O, Qt::ControlModifier);
        QVERIFY(window.openDialog());
        OpenDialog& dialog = *window.openDialog();
        const QString folder = file(QStringLiteral("zamba"));
        dropOn(dialog, {QUrl::fromLocalFile(folder), QUrl::fromLocalFile(file(QStringLiteral("letters.json")))});
        QVERIFY(dialog.field()->text().isEmpty()); // one at a time
        dropOn(dialog, {QUrl::fromLocalFile(folder)});
        QCOMPARE(dialog.field()->text(), folder);
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        const QString text = dialog.report()->text();
        for (const char* fact : {"Zamba2", "3 layers", "Without a tokenizer"})
            QVERIFY2(text.contains(QLatin1String(fact)), qPrintable(text));
        dialog.report()->chooseTokenizer(file(QStringLiteral("strange.json")));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        QVERIFY2(dialog.report()->text().contains(QStringLiteral("68 tokens")), qPrintable(dialog.report()->text()));
        QVERIFY2(dialog.report()->text().contains(QStringLiteral("may belong to another model")),
                 qPrintable(dialog.report()->text()));
        std::ofstream(file(QStringLiteral("broken.json")).toStdString()) << "{";
        dialog.report()->chooseTokenizer(file(QStringLiteral("broken.json")));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        QVERIFY(!dialog.openButton()->isEnabled());
        QVERIFY2(dialog.report()->text().contains(QStringLiteral("broken.json")), qPrintable(dialog.report()->text()));
        dialog.report()->chooseTokenizer(file(QStringLiteral("letters.json")));
        QTRY_VERIFY_WITH_TIMEOUT(!dialog.isLooking(), kPatience);
        QVERIFY(dialog.openButton()->isEnabled());
        QTest::mouseClick(dialog.openButton(), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle() && window.workspace().document(), kPatience);
        QCOMPARE(window.workspace().document()->tokenizer->vocabSize(), 28);
    }

    void tokenizerOfAnotherModelIsNamed()
    {
        MainWindow window;
        open(window, zambaState(file(QStringLiteral("zamba")), file(QStringLiteral("letters.json"))));
        Workspace& w = window.workspace();
        const std::int64_t length = w.document()->length();
        QVERIFY(length > 30);
        ViewState state = w.state();
        state.tokenizer = file(QStringLiteral("strange.json")).toStdString();
        state.prompt = "one line\nanother"; // the line feed is token 67 of 50
        w.openState(state, QStringLiteral("opening"));
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        const QString said = window.messages()->texts().join(QLatin1Char(' ')) + w.document()->sequenceProblem;
        QVERIFY2(said.contains(QStringLiteral("strange.json")) && said.contains(QStringLiteral("67")),
                 qPrintable(said));
    }

    void attentionHeadsOfAHybridLayer()
    {
        MainWindow window;
        open(window, zambaState(file(QStringLiteral("zamba")), file(QStringLiteral("letters.json"))));
        Workspace& w = window.workspace();
        auto* heads = window.mapPage()->findChild<QComboBox*>(QStringLiteral("mapSubject"));
        QCOMPARE(heads->count(), 3 + 4);
        QCOMPARE(w.map(Side::Vanilla)->attentionHead, -1);
        heads->setFocus();
        QTest::keyClick(heads, Qt::Key_End);
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->attentionHead == 3, kPatience);
        // Softmax: every row sums to one.
        const AttentionMap& map = *w.map(Side::Vanilla)->map;
        std::vector<float> row(static_cast<std::size_t>(map.length()));
        map.row(20, row);
        double sum = 0;
        for (const float entry : row)
            sum += entry;
        QVERIFY2(std::abs(sum - 1) < 1e-5, qPrintable(QString::number(sum)));
        w.select(0, 2); // without attention
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->attentionHead == -1, kPatience);
        QCOMPARE(heads->count(), 3);
        w.select(2, 2); // the choice is kept for the next hybrid layer
        QTRY_VERIFY_WITH_TIMEOUT(settled(window) && w.map(Side::Vanilla)->attentionHead == 3, kPatience);
    }

    void cancelledLoadKeepsWhatIsOpen()
    {
        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        const auto document = w.document();
        const auto trace = w.trace(Side::Vanilla);
        w.openModel(QStringLiteral("mamba1-12m"));
        QVERIFY(!w.isIdle());
        w.cancelShown(); // before anything can have come back
        QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
        QCOMPARE(w.document(), document);
        QCOMPARE(w.trace(Side::Vanilla), trace);
        QCOMPARE(window.messages()->texts(),
                 QStringList{QStringLiteral("Opening mamba1-12m was cancelled; mamba2-12m stays open.")});
        QCOMPARE(w.state().model, std::string("mamba2-12m"));
    }

    void brokenModelsLeaveTheOpenOneUntouched()
    {
        // One of each kind here, all of the reference files where there are any.
        const fs::path broken = file(QStringLiteral("broken")).toStdString();
        const fs::path bundled = resourceFolder() / "models" / "mamba2-12m";
        QStringList models;
        const auto add = [&](const char* name, const std::string& config, const char* weights,
                             const std::string& bytes) {
            fs::create_directories(broken / name);
            std::ofstream(broken / name / "config.json") << config;
            std::ofstream(broken / name / weights, std::ios::binary) << bytes;
            models << QString::fromStdString((broken / name).string());
        };
        const std::string config = R"({"d_model":64,"n_layer":2,"vocab_size":5})";
        add("cut", config, "model.safetensors", std::string("\x50\0\0\0\0\0\0\0{\"a\"", 12));
        add("pickle", config, "pytorch_model.bin", "no archive");
        add("index", config, "model.safetensors.index.json", R"({"weight_map":{"a":"../a.safetensors"}})");
        add("family", R"({"model_type":"llama","hidden_size":8})", "model.safetensors", "");
        add("config", "{", "model.safetensors", "");
        fs::create_directories(broken / "other");
        fs::copy_file(resourceFolder() / "models" / "mamba1-12m" / "config.json", broken / "other" / "config.json");
        fs::create_symlink(bundled / "model.safetensors", broken / "other" / "model.safetensors");
        models << QString::fromStdString((broken / "other").string()) << file(QStringLiteral("no such model"));
        const QString malformed = QStringLiteral(SHARED_TESTDATA_DIR "/goldens/malformed/");
        QFile manifest(malformed + QStringLiteral("manifest.json"));
        if (manifest.open(QIODevice::ReadOnly))
            for (const QJsonValue& entry : QJsonDocument::fromJson(manifest.readAll()).array())
                if (entry[QLatin1String("open_as")].toString() == QStringLiteral("model") &&
                    !entry[QLatin1String("may_open")].toBool())
                    models << malformed + entry[QLatin1String("path")].toString();

        MainWindow window;
        open(window, shortState());
        Workspace& w = window.workspace();
        const auto document = w.document();
        const auto trace = w.trace(Side::Vanilla);
        const auto map = w.map(Side::LongMamba);
        for (const QString& model : models) {
            window.messages()->dismissAll();
            w.openModel(model);
            QTRY_VERIFY_WITH_TIMEOUT(w.isIdle(), kPatience);
            const QString said = window.messages()->texts().join(QLatin1Char(' '));
            // The file, or the folder that it would be in, and the cause.
            const QString name = QFileInfo(model).fileName();
            QVERIFY2(said.contains(name) && said.size() > name.size() + 10,
                     qPrintable(model + QStringLiteral(": ") + said));
            QCOMPARE(w.document(), document);
            QCOMPARE(w.trace(Side::Vanilla), trace);
            QCOMPARE(w.map(Side::LongMamba), map);
            QCOMPARE(w.state().model, std::string("mamba2-12m"));
        }
    }
};

QTEST_MAIN(OpenModelTest)
#include "open_model_test.moc"
