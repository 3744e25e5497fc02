// SPDX-License-Identifier: GPL-3.0-or-later
// Every text of the window has a Chinese one, which has the same placeholders, and the program finds it.
#include "core/evaluate/demo.h"
#include "tests/ui/window_fixture.h"
#include "ui/style/language.h"
#include "ui/windows/commands.h"
#include "ui/windows/demonstration_texts.h"

#include <QFile>
#include <QMenuBar>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

struct Text
{
    QString context, source, translation, type;
};

std::vector<Text> readTexts(const QString& path, QString& problem)
{
    std::vector<Text> texts;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        problem = file.errorString();
        return texts;
    }
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (xml.name() == QLatin1String("message")) {
            texts.push_back({context, {}, {}, {}});
        } else if (xml.name() == QLatin1String("source")) {
            texts.back().source = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            texts.back().type = xml.attributes().value(QLatin1String("type")).toString();
            texts.back().translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
        }
    }
    problem = xml.hasError() ? xml.errorString() : QString();
    return texts;
}

QStringList found(const QRegularExpression& expression, const QString& text)
{
    QStringList list;
    for (auto match = expression.globalMatch(text); match.hasNext();)
        list << match.next().captured();
    list.sort();
    return list;
}

} // namespace

class TranslationsTest : public QObject
{
    Q_OBJECT
    QTemporaryDir m_folder;
    std::vector<Text> m_texts;

private slots:
    void initTestCase()
    {
        useTestSettings(m_folder.path());
        QString problem;
        m_texts = readTexts(QStringLiteral(TRANSLATIONS_DIR "/mambascope_zh_CN.ts"), problem);
        QCOMPARE(problem, QString());
        QVERIFY(m_texts.size() > 500);
    }
    void cleanup()
    {
        useLanguage(QStringLiteral("en"));
        QLocale::setDefault(QLocale::c());
    }

    void everyTextIsTranslated()
    {
        QStringList unfinished;
        for (const Text& text : m_texts) {
            if (!text.type.isEmpty() || text.translation.trimmed().isEmpty())
                unfinished << text.context + QStringLiteral(": ") + text.source;
        }
        QCOMPARE(unfinished, QStringList());
    }

    void placeholdersAreKept()
    {
        const QRegularExpression placeholder(QStringLiteral("%(\\d|n)"));
        const QRegularExpression argument(QStringLiteral("\\{\\d\\}")); // of core's patterns
        const QRegularExpression tag(QStringLiteral("</?[a-z]+"));
        for (const Text& text : m_texts) {
            QCOMPARE(found(placeholder, text.translation), found(placeholder, text.source));
            QCOMPARE(found(tag, text.translation), found(tag, text.source));
            // A pattern may use one twice where the other language does not need to.
            QStringList translated = found(argument, text.translation), source = found(argument, text.source);
            translated.removeDuplicates();
            source.removeDuplicates();
            QCOMPARE(translated, source);
        }
    }

    void contextsAreClasses()
    {
        // lupdate falls back to the namespace where it does not understand the code, and such texts are never found.
        for (const Text& text : m_texts)
            QVERIFY2(text.context != QLatin1String("mambascope::ui") && !text.context.isEmpty(),
                     qPrintable(text.source));
    }

    void demonstrationsAreTranslated()
    {
        if (!languages().contains(QStringLiteral("zh_CN")))
            QSKIP("built without Qt's translation tools");
        QVERIFY(useLanguage(QStringLiteral("zh_CN")));
        for (const Demonstration& demo : demonstrations()) {
            QVERIFY2(demonstrationText(demo.title) != QString::fromStdString(demo.title), demo.title.c_str());
            QVERIFY2(demonstrationText(demo.summary) != QString::fromStdString(demo.summary), demo.summary.c_str());
        }
    }

    void windowSpeaksChinese()
    {
        if (!languages().contains(QStringLiteral("zh_CN")))
            QSKIP("built without Qt's translation tools");
        QVERIFY(useLanguage(QStringLiteral("zh_CN")));
        QCOMPARE(currentLanguage(), QStringLiteral("zh_CN"));
        QStringList english;
        {
            const MainWindow window;
            QCOMPARE(window.menuBar()->actions().first()->text(), QStringLiteral("文件(&F)"));
            const QRegularExpression latin(QStringLiteral("^[\\x00-\\x7f]+$"));
            for (const Command& command : window.commands()) {
                const bool name =
                    command.place.contains(QStringLiteral("内置")); // models are called what they are called
                if (!name && latin.match(command.text).hasMatch())
                    english << command.text;
                QVERIFY2(!command.text.contains(QLatin1Char('(')) || command.text.contains(QLatin1Char(' ')),
                         qPrintable(command.text)); // "撤销(U)" is shown without its mnemonic
            }
        }
        QCOMPARE(english, QStringList());
        QVERIFY(useLanguage(QStringLiteral("en")));
        const MainWindow window;
        QCOMPARE(window.menuBar()->actions().first()->text(), QStringLiteral("&File"));
    }

    void unknownLanguageIsEnglish()
    {
        QVERIFY(!useLanguage(QStringLiteral("tlh")));
        QCOMPARE(currentLanguage(), QStringLiteral("en"));
        QVERIFY(languages().contains(systemLanguage()));
    }
};

QTEST_MAIN(TranslationsTest)
#include "translations_test.moc"
