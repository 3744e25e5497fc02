// SPDX-License-Identifier: GPL-3.0-or-later
// What the Evaluate page exports of stored runs, and the command that the export dialog shows for it: both write the
// same files, whatever room the window leaves to the results.
#include "tests/support/tiny_model.h"
#include "tests/ui/evaluate_fixture.h"
#include "tests/ui/export_fixture.h"
#include "ui/pages/evaluate/evaluate_page.h"
#include "ui/pages/evaluate/evaluate_plot.h"
#include "ui/style/language.h"

#include <QSplitter>
#include <QTableView>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

class ExportEvaluateTest : public EvaluateTest
{
    Q_OBJECT

    void run(MainWindow& window, const EvaluationSettings& settings)
    {
        window.resize(1200, 800);
        EvaluatePage* page = openTiny(window, newStore());
        beginRun(page, settings);
        waitForEnd(page);
        QTRY_VERIFY_WITH_TIMEOUT(window.workspace().isIdle(), kPatience);
    }

    void compareAll(MainWindow& window, const QString& stem)
    {
        for (const QString& suffix : window.currentPage()->exportSuffixes()) {
            QStringList names;
            compareExport(window, file(stem + QLatin1Char('.') + suffix), names);
            if (QTest::currentTestFailed())
                return;
            QCOMPARE(names.size(), 1);
        }
    }

private slots:
    void initTestCase()
    {
        WindowTest::initTestCase();
        useLanguage(QStringLiteral("en")); // as the program that is run
        writeTinyModel(tiny(), Family::Mamba2);
    }

    void figures()
    {
        EvaluationSettings settings = vanillaSettings(EvaluationKind::Passkey);
        settings.model = tiny();
        settings.lengths = {400, 500};
        settings.depths = {0.2, 0.8};
        settings.samples = 2;
        MainWindow window;
        run(window, settings);
        QVERIFY(!window.evaluatePage()->plot()->figure().isEmpty());
        compareAll(window, QStringLiteral("passkey"));
    }

    /// Without a figure the picture is that of the table.
    void tables()
    {
        const QString data = file(QStringLiteral("data"));
        writeLongBenchConfig(data, R"({"passage_count": "{context}", "passage_retrieval_en": "{context}"})",
                             R"({"passage_count": 2, "passage_retrieval_en": 2})");
        const std::string record = R"({"context": "Some text. ", "length": 3, "answers": )";
        write(data + QStringLiteral("/data/passage_count.jsonl"), record + "[\"3\"]}\n");
        write(data + QStringLiteral("/data/passage_retrieval_en.jsonl"), record + "[\"Paragraph 3\"]}\n");
        EvaluationSettings settings = vanillaSettings(EvaluationKind::LongBench);
        settings.data = data.toStdString();
        MainWindow window;
        run(window, settings);
        EvaluatePage* page = window.evaluatePage();
        QVERIFY(page->plot()->figure().isEmpty());
        auto* table = named<QTableView>(page, QStringLiteral("Table of the results"));
        table->selectRow(0); // what is chosen here is nobody else's concern
        for (QSplitter* splitter : page->findChildren<QSplitter*>(Qt::FindDirectChildrenOnly))
            splitter->setSizes({splitter->sizes()[0] + 150, splitter->sizes()[1] - 150});
        const int before = table->width(); // the height is shared with messages
        compareAll(window, QStringLiteral("longbench"));
        QCOMPARE(table->width(), before);
        QCOMPARE(table->selectionModel()->selectedRows().size(), 1);
    }
};

QTEST_MAIN(ExportEvaluateTest)
#include "export_evaluate_test.moc"
