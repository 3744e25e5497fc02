// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a sequence as a widget: flowing, shaded, used by mouse and keys.
#include "tests/ui/widget_fixture.h"
#include "ui/style/colour_map.h"
#include "ui/style/theme.h"
#include "ui/widgets/token_flow.h"
#include "ui/widgets/token_strip.h"

#include <QScrollBar>
#include <QSignalSpy>

using namespace mambascope::ui;
using namespace mambascope::test;

class TokenStripTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void linesAreFilled();
    void tokensFlow();
    void tokensAreKept();
    void tokensByMouse();
    void tokensByKeys();
    void manyTokens();
};

void TokenStripTest::linesAreFilled()
{
    TokenFlow flow;
    flow.setWidths({30, 30, 30, 500, 10});
    QVERIFY(flow.flow(100));
    QVERIFY(!flow.flow(100));  // nothing to be done
    QCOMPARE(flow.lines(), 4); // two, one, the wide one alone, one
    QCOMPARE(flow.lineOf(1), 0);
    QCOMPARE(flow.lineOf(2), 1);
    QCOMPARE(flow.lineOf(3), 2);
    QCOMPARE(flow.lineEnd(0), 2);
    QCOMPARE(flow.lineEnd(3), 5);
    QCOMPARE(flow.left(0), flow.left(2));
    QCOMPARE(flow.width(3), 500.0);
    QCOMPARE(flow.shownWidth(3), 100 - 2 * TokenFlow::kMargin);
    QVERIFY(flow.left(1) > flow.left(0) + 30);
    QCOMPARE(flow.nearestInLine(0, 1000), 1);
    QCOMPARE(flow.nearestInLine(0, 0), 0);
    flow.setBreaks({true, false, false, false, false}); // the first one ends its line
    QVERIFY(flow.flow(100));
    QCOMPARE(flow.lineOf(1), 1);
    flow.setWidths({});
    flow.flow(100);
    QCOMPARE(flow.lines(), 0);
}

void TokenStripTest::tokensFlow()
{
    TokenStrip strip;
    strip.setTokens(std::vector<QString>(200, QStringLiteral(" word")));
    display(strip, QSize(400, 120));
    const int narrow = strip.lineCount();
    QVERIFY(narrow > 5);
    QVERIFY(strip.verticalScrollBar()->maximum() > 0);
    strip.resize(800, 120);
    QCoreApplication::processEvents();
    QVERIFY(strip.lineCount() < narrow);
    strip.setTokens({QStringLiteral("a\n"), QStringLiteral("b"), QStringLiteral("c")});
    QCOMPARE(strip.lineCount(), 2);
    strip.setBreakLines(false);
    QCOMPARE(strip.lineCount(), 1);
    strip.setTokens({});
    QCOMPARE(strip.lineCount(), 0);
    QCOMPARE(strip.tokenAt(QPoint(20, 20)), -1);
    strip.setTokens({QString(500, QLatin1Char('x'))}); // wider than the strip
    QCOMPARE(strip.tokenAt(QPoint(300, 12)), 0);
}

void TokenStripTest::tokensAreKept()
{
    TokenStrip strip;
    display(strip, QSize(400, 100));
    strip.setTokens({QStringLiteral("███"), QStringLiteral("   "), QStringLiteral("   ")});
    strip.setShade({0, 0, 1});
    const QImage picture = strip.viewport()->grab().toImage();
    const QPoint kept = strip.tokenRect(2).center();
    const QPoint dropped = strip.tokenRect(1).topLeft() + QPoint(4, 2);
    QCOMPARE(picture.pixel(dropped), plotColours().background.rgb());
    QVERIFY(perceivedLightness(picture.pixel(kept)) < perceivedLightness(picture.pixel(dropped)) - 0.05);
    QVERIFY(picture.pixel(strip.tokenRect(0).center()) != plotColours().text.rgb()); // dimmed
}

void TokenStripTest::tokensByMouse()
{
    TokenStrip strip;
    strip.setTokens(std::vector<QString>(300, QStringLiteral(" word")));
    display(strip, QSize(400, 120));
    QSignalSpy picked(&strip, &TokenStrip::picked);
    QSignalSpy hovered(&strip, &TokenStrip::hovered);
    const QPoint middle = strip.tokenRect(17).center();
    QCOMPARE(strip.tokenAt(middle), 17);
    moveMouse(strip.viewport(), middle, Qt::NoButton);
    QCOMPARE(hovered.count(), 1);
    QCOMPARE(hovered.at(0).at(0).toLongLong(), 17);
    QTest::mouseClick(strip.viewport(), Qt::LeftButton, {}, middle);
    QCOMPARE(picked.count(), 1);
    QCOMPARE(strip.pickedToken(), 17);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(strip.viewport(), &leave);
    QCOMPARE(hovered.at(1).at(0).toLongLong(), -1);
    strip.setPicked(299);
    QCOMPARE(picked.count(), 1);
    QVERIFY(strip.viewport()->rect().contains(strip.tokenRect(299)));
    QVERIFY(strip.accessibleDescription().contains(QStringLiteral("299")));
}

void TokenStripTest::tokensByKeys()
{
    TokenStrip strip;
    strip.setTokens(std::vector<QString>(1000, QStringLiteral(" word")));
    display(strip, QSize(400, 120));
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.pickedToken(), 0);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.pickedToken(), 1);
    QTest::keyClick(&strip, Qt::Key_Down);
    const qint64 below = strip.pickedToken();
    QCOMPARE(strip.tokenRect(below).left(), strip.tokenRect(1).left());
    QVERIFY(strip.tokenRect(below).top() > strip.tokenRect(1).top());
    QTest::keyClick(&strip, Qt::Key_Up);
    QCOMPARE(strip.pickedToken(), 1);
    QTest::keyClick(&strip, Qt::Key_PageDown);
    QVERIFY(strip.pickedToken() > below);
    QTest::keyClick(&strip, Qt::Key_End);
    QCOMPARE(strip.pickedToken(), 999);
    QTest::keyClick(&strip, Qt::Key_Right);
    QCOMPARE(strip.pickedToken(), 999);
    QTest::keyClick(&strip, Qt::Key_Home);
    QCOMPARE(strip.pickedToken(), 0);
    QCOMPARE(strip.verticalScrollBar()->value(), 0);
}

void TokenStripTest::manyTokens()
{
    TokenStrip strip;
    display(strip, QSize(400, 120));
    strip.setTokens(std::vector<QString>(200000, QStringLiteral(" w")));
    strip.setShade(std::vector<float>(200000, 0.5F));
    strip.setPicked(199999);
    QCOMPARE(strip.tokenAt(strip.tokenRect(199999).center()), 199999);
    QVERIFY(!strip.viewport()->grab().isNull());
}

QTEST_MAIN(TokenStripTest)
#include "token_strip_test.moc"
