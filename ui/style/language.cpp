// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>
#include <QTranslator>

#include <array>
#include <memory>

#ifdef MAMBASCOPE_TRANSLATIONS
// Outside of namespaces, as the macro wants it: resources of a static library are linked in by being named.
static void initTranslations()
{
    Q_INIT_RESOURCE(translations);
}
#endif

namespace mambascope::ui {

namespace {

const QString kEnglish = QStringLiteral("en");
const QString kChinese = QStringLiteral("zh_CN");

/// The program's own texts, and those of Qt's dialogs where Qt's translations are installed.
std::array<std::unique_ptr<QTranslator>, 2> installed;
QString current = kEnglish;

} // namespace

QStringList languages()
{
#ifdef MAMBASCOPE_TRANSLATIONS
    return {kEnglish, kChinese};
#else
    return {kEnglish};
#endif
}

QString languageName(const QString& language)
{
    return language == kChinese ? QStringLiteral("简体中文") : QStringLiteral("English");
}

QString systemLanguage()
{
    const QLocale system = QLocale::system();
    const bool chinese = system.language() == QLocale::Chinese && system.script() != QLocale::TraditionalChineseScript;
    return chinese && languages().contains(kChinese) ? kChinese : kEnglish;
}

bool useLanguage(const QString& language)
{
    const QString wanted = language.isEmpty() ? systemLanguage() : language;
    for (auto& translator : installed) {
        if (translator)
            QCoreApplication::removeTranslator(translator.get());
        translator.reset();
    }
    current = languages().contains(wanted) ? wanted : kEnglish;
    QLocale::setDefault(language.isEmpty() ? QLocale::system() : QLocale(current));
#ifdef MAMBASCOPE_TRANSLATIONS
    initTranslations();
    const auto load = [](const QString& name, const QString& folder) {
        auto translator = std::make_unique<QTranslator>();
        if (!translator->load(name, folder))
            return std::unique_ptr<QTranslator>();
        QCoreApplication::installTranslator(translator.get());
        return translator;
    };
    // English has a file, too: its plurals.
    installed[0] = load(QStringLiteral("mambascope_") + current, QStringLiteral(":/translations"));
    if (current != kEnglish)
        installed[1] = load(QStringLiteral("qtbase_") + current, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
#endif
    return wanted == current;
}

QString currentLanguage()
{
    return current;
}

} // namespace mambascope::ui
