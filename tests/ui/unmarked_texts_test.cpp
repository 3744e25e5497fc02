// SPDX-License-Identifier: GPL-3.0-or-later
// No sentence reaches the window without a translation: texts of widgets are inside tr(), causes of errors inside
// say().
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

namespace {

/// What is the same in every language, compared with the whole literal.
const QStringList kNames = {
    QStringLiteral("MambaScope"), QStringLiteral("– MambaScope"), // the program in window titles
    QStringLiteral("LongMamba"),  QStringLiteral("DeciMamba"),    // methods
    QStringLiteral(".mscope"),    QStringLiteral("mambascope"),   // sessions; what a person types
};

/// Calls whose arguments a person reads or hears.
const QRegularExpression kShowing(
    QStringLiteral("\\b(setText|setToolTip|setStatusTip|setWhatsThis|setWindowTitle|setTitle|setPlaceholderText|"
                   "setAccessibleName|setAccessibleDescription|setLabel|setPrefix|setSuffix|setSpecialValueText|"
                   "addAction|addMenu|addTab|addItem|addRow|showMessage|QLabel|QPushButton|QToolButton|QCheckBox|"
                   "QRadioButton|QGroupBox|QAction)\\s*\\("));
/// Arguments of these are not shown, or are marked.
const QRegularExpression kInner(QStringLiteral(
    "\\b(tr|translate|say|findChild|setObjectName|named|value|join|split|toString)\\s*(<[^()]*>)?\\s*\\("));
const QRegularExpression kThrown(QStringLiteral("\\bError\\s*\\("));
const QRegularExpression kMarked(QStringLiteral("\\b(say|tr|translate)\\s*\\("));
const QRegularExpression kLiteral(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\""));

/// The source without comments; lines stay where they are.
QString read(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.readAll());
    static const QRegularExpression token(
        QStringLiteral("\"(?:[^\"\\\\\\n]|\\\\.)*\"|'(?:[^'\\\\\\n]|\\\\.)+'|//[^\\n]*|"
                       "/\\*[\\s\\S]*?\\*/"));
    QString code;
    qsizetype end = 0;
    for (auto match = token.globalMatch(text); match.hasNext();) {
        const auto found = match.next();
        code += text.mid(end, found.capturedStart() - end);
        code += found.captured().startsWith(QLatin1Char('/'))
                    ? QString(found.captured().count(QLatin1Char('\n')), QLatin1Char('\n'))
                : found.captured() == QLatin1String("'\"'") ? QStringLiteral("' '") // no literal begins here
                                                            : found.captured();
        end = found.capturedEnd();
    }
    return code + text.mid(end);
}

/// What is in the parentheses that open before `begin`, an argument each.
QStringList arguments(const QString& code, qsizetype begin)
{
    QStringList list(1);
    int depth = 0;
    bool inLiteral = false;
    for (qsizetype at = begin; at < code.size(); ++at) {
        const QChar c = code[at];
        if (inLiteral) {
            list.last() += c;
            if (c == QLatin1Char('\\') && at + 1 < code.size())
                list.last() += code[++at];
            else if (c == QLatin1Char('"'))
                inLiteral = false;
            continue;
        }
        inLiteral = c == QLatin1Char('"');
        depth += c == QLatin1Char('(') || c == QLatin1Char('{') ? 1 : 0;
        if ((c == QLatin1Char(')') || c == QLatin1Char('}')) && --depth < 0)
            break;
        if (c == QLatin1Char(',') && depth == 0)
            list << QString();
        else
            list.last() += c;
    }
    return list;
}

/// Without what is in the parentheses of the calls that `calls` finds.
QString without(const QRegularExpression& calls, QString code)
{
    for (auto found = calls.match(code); found.hasMatch(); found = calls.match(code)) {
        const qsizetype length = arguments(code, found.capturedEnd()).join(QLatin1Char(',')).size();
        code.replace(found.capturedStart(), found.capturedLength() + length, QLatin1String("("));
    }
    return code;
}

/// Literals with a word in them that is nobody's name. Markup, placeholders and paths of options are no words.
QStringList sentences(const QString& code)
{
    static const QRegularExpression noise(QStringLiteral("<[^>]*>|&[a-z]+;|%L?\\d|\\\\[nt]|--[a-z-]+"));
    static const QRegularExpression word(QStringLiteral("\\p{L}{3,}"));
    QStringList list;
    for (auto match = kLiteral.globalMatch(code); match.hasNext();) {
        const QString literal = match.next().captured(1);
        const QString text = QString(literal).remove(noise).trimmed();
        if (text.contains(word) && !kNames.contains(text))
            list << literal;
    }
    return list;
}

class Sources
{
public:
    explicit Sources(const char* folder)
    {
        const QString root = QStringLiteral(SOURCE_DIR "/") + QLatin1String(folder);
        for (QDirIterator file(root, {QStringLiteral("*.cpp"), QStringLiteral("*.h")}, QDir::Files,
                               QDirIterator::Subdirectories);
             file.hasNext();)
            paths << file.next();
        paths.sort();
    }
    QStringList paths;
};

} // namespace

class UnmarkedTextsTest : public QObject
{
    Q_OBJECT

    static QString place(const QString& path, const QString& code, qsizetype at, const QString& text)
    {
        return QStringLiteral("%1:%2: \"%3\"")
            .arg(path.mid(QStringLiteral(SOURCE_DIR "/").size()))
            .arg(code.left(at).count(QLatin1Char('\n')) + 1)
            .arg(text);
    }

    static QStringList unmarkedShown(const QString& path, const QString& code)
    {
        QStringList list;
        for (auto match = kShowing.globalMatch(code); match.hasNext();) {
            const auto found = match.next();
            const QStringList given = arguments(code, found.capturedEnd());
            const bool hasData = found.captured(1) == QLatin1String("addItem"); // the last is for the program
            for (qsizetype k = 0; k < given.size() - (hasData && given.size() > 1 ? 1 : 0); ++k)
                for (const QString& text : sentences(without(kInner, given[k])))
                    list << place(path, code, found.capturedStart(), text);
        }
        return list;
    }

    static QStringList unmarkedCauses(const QString& path, const QString& code)
    {
        QStringList list;
        for (auto match = kThrown.globalMatch(code); match.hasNext();) {
            const auto found = match.next();
            const QStringList given = arguments(code, found.capturedEnd());
            for (qsizetype k = 1; k < given.size(); ++k) // the subject is a name as a rule
                for (const QString& text : sentences(without(kMarked, given[k])))
                    list << place(path, code, found.capturedStart(), text);
        }
        return list;
    }

private slots:
    void rulesFindWhatTheyAreFor()
    {
        const auto shown = [](const char* code) { return unmarkedShown({}, QString::fromUtf8(code)).size(); };
        QCOMPARE(shown("label->setText(QStringLiteral(\"Not marked\"));"), 1);
        QCOMPARE(shown("auto* l = new QLabel(QLatin1String(\"<b>Word</b>\"), this);"), 1);
        QCOMPARE(shown("b->setText(a ? tr(\"yes\") : QStringLiteral(\"nope\"));"), 1);
        QCOMPARE(shown("b->setText(tr(\"%1 (marked)\").arg(list.join(QStringLiteral(\" and \"))));"), 0);
        QCOMPARE(shown("setWindowTitle(QStringLiteral(\"%1 – MambaScope\")); b->setText(QStringLiteral(\"<br>θ\"));"),
                 0);
        QCOMPARE(shown("box->addItem(tr(\"Light\"), QStringLiteral(\"light\"));"), 0);
        const auto causes = [](const char* code) { return unmarkedCauses({}, QString::fromUtf8(code)).size(); };
        QCOMPARE(causes("throw Error(path, \"is bad\");"), 1);
        QCOMPARE(causes("throw Error(path, std::to_string(n) + \" are\" + f(1) + \" too many\");"), 2);
        QCOMPARE(causes("throw Error(path, n ? say(\"is {0}\", \"bad\") : say(\"a \\\"(\"));"), 0);
        QCOMPARE(causes("throw Error(\"ids\", say(\"are none\"));"), 0);
    }

    void widgets()
    {
        const Sources sources("ui");
        QVERIFY(sources.paths.size() > 100);
        QStringList unmarked;
        for (const QString& path : sources.paths)
            unmarked += unmarkedShown(path, read(path));
        QVERIFY2(unmarked.isEmpty(), qPrintable(unmarked.join(QLatin1Char('\n'))));
    }

    void errors()
    {
        QStringList unmarked;
        for (const char* folder : {"core", "ui"})
            for (const QString& path : Sources(folder).paths)
                unmarked += unmarkedCauses(path, read(path));
        QVERIFY2(unmarked.isEmpty(), qPrintable(unmarked.join(QLatin1Char('\n'))));
    }
};

QTEST_APPLESS_MAIN(UnmarkedTextsTest)
#include "unmarked_texts_test.moc"
