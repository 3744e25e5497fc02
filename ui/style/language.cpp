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
    current = kEnglish;
    QLocale::setDefault(language.isEmpty() ? QLocale::system() : QLocale(wanted));
#ifdef MAMBASCOPE_TRANSLATIONS
    if (wanted == kChinese) {
        initTranslations();
        auto own = std::make_unique<QTranslator>();
        if (!own->load(QStringLiteral(":/translations/mambascope_zh_CN.qm")))
            return false;
        QCoreApplication::installTranslator(own.get());
        installed[0] = std::move(own);
        auto qt = std::make_unique<QTranslator>();
        if (qt->load(QStringLiteral("qtbase_zh_CN"), QLibraryInfo::path(QLibraryInfo::TranslationsPath))) {
            QCoreApplication::installTranslator(qt.get());
            installed[1] = std::move(qt);
        }
        current = kChinese;
    }
#endif
    return wanted == current;
}

QString currentLanguage()
{
    return current;
}

} // namespace mambascope::ui
