// SPDX-License-Identifier: GPL-3.0-or-later
// What core says of bad input, in a Chinese window: made by opening such input as a person would.
#include "core/base/error.h"
#include "core/evaluate/tables_of_runs.h"
#include "core/workspace/session.h"
#include "tests/ui/window_fixture.h"
#include "ui/style/language.h"
#include "ui/style/message_text.h"
#include "ui/widgets/message_bar.h"

#include <QTemporaryDir>

#include <filesystem>
#include <fstream>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;
namespace fs = std::filesystem;

class ErrorTextsTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;

    fs::path file(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }

    /// A folder with the bundled model's configuration and the beginning of its weights.
    std::string model(const char* name, const std::string& config, std::size_t bytes) const
    {
        const fs::path from = fs::path(RESOURCES_DIR) / "models" / "mamba2-12m";
        const fs::path folder = file(name);
        fs::create_directories(folder);
        if (config.empty())
            fs::copy_file(from / "config.json", folder / "config.json");
        else
            std::ofstream(folder / "config.json") << config;
        std::string weights(bytes, '\0');
        std::ifstream(from / "model.safetensors", std::ios::binary)
            .read(weights.data(), static_cast<std::streamsize>(bytes));
        std::ofstream(folder / "model.safetensors", std::ios::binary) << weights;
        return folder.string();
    }

    /// The message after opening it.
    static QString saidOf(const ViewState& state)
    {
        MainWindow window;
        window.workspace().openState(state, QStringLiteral("opening"));
        const auto isThere = [&] { return !window.messages()->texts().isEmpty(); };
        return QTest::qWaitFor(isThere, kPatience) ? window.messages()->texts().value(0) : QString();
    }

    static ViewState stateOf(const std::string& model)
    {
        ViewState state = shortState();
        state.model = model;
        return state;
    }

private slots:
    void initTestCase()
    {
        useTestSettings(m_folder.path());
        if (!languages().contains(QStringLiteral("zh_CN")))
            QSKIP("built without Qt's translation tools");
        QVERIFY(useLanguage(QStringLiteral("zh_CN")));
    }
    void cleanupTestCase()
    {
        useLanguage(QStringLiteral("en"));
        QLocale::setDefault(QLocale::c());
    }

    void argumentsAreTranslatedToo()
    {
        QCOMPARE(toText(Error(say("layer {0}", 3), say("the model has layers 0 to {0}", 1))),
                 QStringLiteral("第 3 层：模型有第 0 到 1 层"));
        // Names are left alone, also when they look like something else.
        QCOMPARE(toText(Error("layer {0}", say("cannot be opened: {0}", say("Permission denied")))),
                 QStringLiteral("layer {0}：无法打开：权限不足"));
        QCOMPARE(toText(say("this one has no translation: {0}", "x")),
                 QStringLiteral("this one has no translation: x"));
        QCOMPARE(toText(Message()), QString());
    }

    void settingsAndTablesOfRuns()
    {
        EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Perplexity);
        settings.model = "m";
        settings.lengths = {50};
        settings.last = 100;
        QString said;
        try {
            settings.validate();
        } catch (const Error& error) {
            said = toText(error);
        }
        QCOMPARE(said, QStringLiteral("长度：50 个词元的上下文不长于计入的 100 个词元"));
        QCOMPARE(toText(measureTitle(EvaluationKind::Passkey)), QStringLiteral("找到的密钥，%"));
    }

    void missingModel()
    {
        const std::string name = file("gone").string();
        const QString said = saidOf(stateOf(name));
        QVERIFY2(
            said.startsWith(QString::fromStdString(name) + QStringLiteral("：没有这个文件或文件夹，也不是内置模型（")),
            qPrintable(said));
    }

    void truncatedSafetensors()
    {
        const std::string folder = model("cut", {}, 4000);
        const QString said = saidOf(stateOf(folder));
        QVERIFY2(said.startsWith(QString::fromStdString(folder) + QStringLiteral("/model.safetensors：被截断：")),
                 qPrintable(said));
    }

    void otherFamily()
    {
        const std::string folder = model("llama", "{\"model_type\": \"llama\", \"hidden_size\": 64}", 4000);
        QCOMPARE(saidOf(stateOf(folder)),
                 QString::fromStdString(folder) +
                     QStringLiteral("/config.json：不支持 model_type “llama”（应为 mamba、mamba2、falcon_mamba 或 "
                                    "zamba2）"));
    }

    void profileOfAnotherModel()
    {
        ViewState state = stateOf("mamba2-12m");
        state.profile = (fs::path(RESOURCES_DIR) / "profiles" / "mamba1-12m.safetensors").string();
        const QString said = saidOf(state);
        QVERIFY2(said.startsWith(QString::fromStdString(state.profile) + QStringLiteral("：是为")), qPrintable(said));
        QVERIFY2(said.contains(QStringLiteral("个通道的 mamba 模型生成的，而此 mamba2 模型有")), qPrintable(said));
    }

    void brokenSession()
    {
        const fs::path path = file("broken.mscope");
        const auto said = [&](const std::string& text) {
            std::ofstream(path) << text;
            MainWindow window;
            window.openAnything(QString::fromStdString(path.string()));
            return window.messages()->texts().value(0).remove(0, static_cast<qsizetype>(path.string().size()));
        };
        QCOMPARE(said("{\"format\": \"mambascope\""), QStringLiteral("：不是 MambaScope 会话"));
        std::string session = makeSession(shortState()).toJson();
        const std::size_t place = session.find("\"layer\": ");
        QVERIFY(place != std::string::npos);
        session.insert(place + 9, "0."); // a fraction is no layer
        QCOMPARE(said(session), QStringLiteral("：“layer”必须是整数"));
    }

    void keyThatDoesNotFit()
    {
        ViewState state = shortState();
        state.tokens = 10;
        const QString said = saidOf(state);
        QVERIFY2(said.startsWith(QStringLiteral("长度：10 个词元容不下密钥句和问题；至少需要 ")), qPrintable(said));
    }
};

QTEST_MAIN(ErrorTextsTest)
#include "error_texts_test.moc"
