// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store.h"
#include "core/workspace/view_state.h"
#include "tests/ui/window_fixture.h"
#include "ui/models/run_list_model.h"
#include "ui/pages/evaluate/evaluate_form.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/evaluate/evaluate_runs.h"

#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

// What the tests of the Evaluate page share.
namespace mambascope::test {

inline void write(const QString& path, const std::string& text)
{
    QDir().mkpath(QFileInfo(path).path());
    std::ofstream(path.toStdString(), std::ios::binary) << text;
}

inline std::string contentOf(const QString& path)
{
    std::ifstream file(path.toStdString(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

template <typename T>
T* named(QWidget* parent, const QString& accessibleName)
{
    for (T* child : parent->findChildren<T*>())
        if (child->accessibleName() == accessibleName)
            return child;
    return nullptr;
}

inline QPushButton* button(QWidget* page, const char* name)
{
    return page->findChild<QPushButton*>(QString::fromLatin1(name));
}

inline void type(QLineEdit* edit, const QString& text)
{
    edit->selectAll();
    QTest::keyClicks(edit, text);
}

/// The Evaluate page over a short prompt, which is read at once.
inline ViewState evaluateState(const std::string& model)
{
    ViewState s = shortState();
    s.model = model;
    s.sequenceKind = "prompt";
    s.prompt = "The sea was calm.";
    s.bucket = 0;
    s.layer = 0;
    s.channel = 0;
    s.maxNewTokens = 1;
    s.page = "evaluate";
    return s;
}

inline ui::EvaluatePage* openEvaluate(ui::MainWindow& window, const std::string& model, const QString& store)
{
    open(window, evaluateState(model));
    window.evaluatePage()->setFolder(store);
    return window.evaluatePage();
}

/// What a model without a profile can be asked.
inline EvaluationSettings vanillaSettings(EvaluationKind kind)
{
    EvaluationSettings settings = EvaluationSettings::defaults(kind);
    settings.methods = {"vanilla"};
    return settings;
}

inline void chooseKind(ui::EvaluateForm* form, EvaluationKind kind)
{
    auto* box = named<QComboBox>(form, QStringLiteral("Kind"));
    box->setCurrentIndex(box->findData(static_cast<int>(kind)));
}

/// The wordings and the answers' lengths in a folder of LongBench, as JSON.
inline void writeLongBenchConfig(const QString& folder, const std::string& prompts, const std::string& lengths)
{
    write(folder + QStringLiteral("/config/dataset2prompt.json"), prompts);
    write(folder + QStringLiteral("/config/dataset2maxlen.json"), lengths);
}

/// Presses Start with what is in the form.
inline void startRun(ui::EvaluatePage* page)
{
    QCOMPARE(page->form()->problem(), QString());
    QTest::mouseClick(button(page, "evaluateStart"), Qt::LeftButton);
    QVERIFY(page->evaluation().isRunning());
}

/// The same with these settings.
inline void beginRun(ui::EvaluatePage* page, const EvaluationSettings& settings)
{
    page->form()->setSettings(settings);
    startRun(page);
}

inline void waitForEnd(ui::EvaluatePage* page)
{
    QTRY_VERIFY_WITH_TIMEOUT(!page->evaluation().isRunning(), 2 * kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(page->shown().size(), 1U, kPatience);
    QTRY_COMPARE_WITH_TIMEOUT(page->shown().front().records.size(), page->evaluation().records().size(), kPatience);
    QVERIFY2(page->evaluation().run().state == StoredRun::State::Finished,
             page->evaluation().run().failure.english().c_str());
}

/// Shows and resumes the only run of the store.
inline void resumeOnly(ui::EvaluatePage* page)
{
    QTRY_COMPARE_WITH_TIMEOUT(page->runs()->model()->rowCount(), 1, kPatience);
    const StoredRun run = page->runs()->store().list().runs.front();
    page->runs()->select({QString::fromStdString(run.folder.string())});
    QTRY_VERIFY_WITH_TIMEOUT(button(page, "evaluateResume")->isVisible(), kPatience);
    QTest::mouseClick(button(page, "evaluateResume"), Qt::LeftButton);
    QVERIFY(page->evaluation().isRunning());
}

inline int linesOf(const std::filesystem::path& file)
{
    const std::string text = contentOf(QString::fromStdString(file.string()));
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

/// Of all the journals of a run: the settings' line and one a result.
inline int journalLines(const StoredRun& run)
{
    int lines = 0;
    for (const auto& entry : std::filesystem::directory_iterator(run.folder / "journal"))
        lines += linesOf(entry.path());
    return lines;
}

/// A search that is over soon.
inline EvaluationSettings searchSettings()
{
    EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Search);
    settings.metric = "perplexity";
    settings.lengths = {600};
    settings.candidates = 3;
    settings.minutes = 0.15;
    return settings;
}

/// A finished run of perplexities, without computing anything.
inline StoredRun storeRun(const QString& store, const std::string& name, double factor)
{
    EvaluationSettings settings = EvaluationSettings::defaults(EvaluationKind::Perplexity);
    settings.lengths = {256, 512};
    StoredRun run =
        RunStore(store.toStdString()).create(settings, name, std::chrono::system_clock::from_time_t(1767225600));
    ResultLog log(run);
    for (const char* method : {"vanilla", "longmamba"})
        for (const std::int64_t length : settings.lengths)
            log.add({.method = method,
                     .task = "story",
                     .length = length,
                     .depth = 0,
                     .score = std::log(factor * static_cast<double>(length)),
                     .values = {}},
                    false);
    run.state = StoredRun::State::Finished;
    run.done = run.total = 4;
    run.save();
    return run;
}

/// A test of the page on a tiny model with random weights, which its initTestCase() has to write.
class EvaluateTest : public WindowTest
{
protected:
    std::string tiny() const { return file(QStringLiteral("tiny")).toStdString(); }
    QString newStore() { return file(QStringLiteral("store-%1").arg(++m_stores)); }
    ui::EvaluatePage* openTiny(ui::MainWindow& window, const QString& store) const
    {
        return openEvaluate(window, tiny(), store);
    }

private:
    int m_stores = 0;
};

} // namespace mambascope::test
