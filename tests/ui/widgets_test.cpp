// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/widget_fixture.h"
#include "ui/style/colour_map.h"
#include "ui/style/theme.h"
#include "ui/widgets/busy_bar.h"
#include "ui/widgets/message_bar.h"
#include "ui/widgets/range_control.h"
#include "ui/widgets/text_pane.h"
#include "ui/widgets/theta_slider.h"

#include <QApplication>
#include <QClipboard>
#include <QDoubleSpinBox>
#include <QLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>

using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

QPushButton* button(const QWidget& widget, const QString& text)
{
    const auto buttons = widget.findChildren<QPushButton*>();
    for (QPushButton* candidate : buttons) {
        if (candidate->text() == text) {
            return candidate;
        }
    }
    return nullptr;
}

} // namespace

class WidgetsTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void sequentialMapsAreMonotone();
    void divergingMapIsSymmetric();
    void unknownNames();
    void textIsReadable();

    void rangeHandles();
    void rangeKeysAndBoxes();
    void rangeAutofit();
    void thetaPositions();
    void thetaCounts();
    void thetaByHand();

    void messages();
    void busy();
    void textPane();
    void firstDifferenceOfTexts();
};

void WidgetsTest::sequentialMapsAreMonotone()
{
    for (const QString& name : ColourMap::names()) {
        const ColourMap& map = ColourMap::named(name);
        if (map.diverging()) {
            continue;
        }
        const double direction = perceivedLightness(map.at(1)) > perceivedLightness(map.at(0)) ? 1 : -1;
        double steepest = 0;
        double flattest = 1;
        for (std::size_t k = 32; k < ColourMap::kEntries; k += 32) {
            const double step =
                direction * (perceivedLightness(map.table()[k]) - perceivedLightness(map.table()[k - 32]));
            steepest = std::max(steepest, step);
            flattest = std::min(flattest, step);
        }
        QVERIFY2(flattest > 0.015, qPrintable(name));
        QVERIFY2(steepest < 1.5 * flattest, qPrintable(name)); // even
        QVERIFY2(std::abs(perceivedLightness(map.at(1)) - perceivedLightness(map.at(0))) > 0.7, qPrintable(name));
    }
}

void WidgetsTest::divergingMapIsSymmetric()
{
    const ColourMap& map = ColourMap::named(QStringLiteral("tide"));
    QVERIFY(map.diverging());
    for (double t = 0; t <= 0.5; t += 0.05) {
        QVERIFY(std::abs(perceivedLightness(map.at(t)) - perceivedLightness(map.at(1 - t))) < 0.01);
    }
    QVERIFY(perceivedLightness(map.at(0.5)) > perceivedLightness(map.at(0)) + 0.5);
    QVERIFY(qBlue(map.at(0.2)) > qRed(map.at(0.2)));
    QVERIFY(qBlue(map.at(0.8)) < qRed(map.at(0.8)));
}

void WidgetsTest::unknownNames()
{
    QCOMPARE(ColourMap::named(QStringLiteral("jet")).name(), QStringLiteral("ember"));
    const ColourMap& map = ColourMap::named(QStringLiteral("grey"));
    QCOMPARE(map.at(-3), map.table().front());
    QCOMPARE(map.at(7), map.table().back());
    QCOMPARE(map.at(std::nan("")), map.table().front());
    QVERIFY(themeFromString(QStringLiteral("dark")) == ThemeChoice::Dark);
    QVERIFY(themeFromString(QStringLiteral("pink")) == ThemeChoice::System);
    for (const ThemeChoice choice : {ThemeChoice::System, ThemeChoice::Light, ThemeChoice::Dark}) {
        QVERIFY(themeFromString(toString(choice)) == choice);
    }
}

void WidgetsTest::textIsReadable()
{
    for (const bool dark : {true, false}) {
        const PlotColours& c = plotColours(dark);
        const double ground = perceivedLightness(c.background.rgb());
        const std::initializer_list<QColor> inks = {c.text,  c.faintText, c.vanilla, c.longMamba, c.global, c.local,
                                                    c.reach, c.threshold, c.pick,    c.error,     c.dropped};
        for (const QColor& ink : inks) {
            QVERIFY(std::abs(perceivedLightness(ink.rgb()) - ground) > 0.25);
        }
    }
}

void WidgetsTest::rangeHandles()
{
    RangeControl control;
    display(control, QSize(700, 44));
    control.setHistogram(std::vector<double>(50, 3.0), 0, 10);
    control.setRange(2, 8);
    QSignalSpy changed(&control, &RangeControl::rangeChanged);
    QSignalSpy committed(&control, &RangeControl::rangeCommitted);
    QWidget* bar = control.bar();
    const auto handleAt = [&](bool upper) {
        QWidget* handle = bar->childAt(static_cast<int>(control.handlePosition(upper)), bar->height() / 2);
        return handle;
    };
    QWidget* upper = handleAt(true);
    QVERIFY(upper && upper != bar);
    const QPoint middle = upper->rect().center();
    QTest::mousePress(upper, Qt::LeftButton, {}, middle);
    const double before = control.high();
    moveMouse(upper, middle - QPoint(40, 0), Qt::LeftButton);
    QVERIFY(control.high() < before);
    QCOMPARE(control.low(), 2.0);
    QCOMPARE(committed.count(), 0);
    moveMouse(upper, middle - QPoint(2000, 0), Qt::LeftButton);
    QVERIFY(control.high() > control.low()); // the ends never cross
    QTest::mouseRelease(upper, Qt::LeftButton, {}, upper->rect().center());
    QVERIFY(changed.count() >= 2);
    QCOMPARE(committed.count(), 1);
    QVERIFY(!control.autofit());
    // Between the handles: both move.
    control.setRange(4, 6);
    const QPoint between(static_cast<int>((control.handlePosition(false) + control.handlePosition(true)) / 2), 8);
    QTest::mousePress(bar, Qt::LeftButton, {}, between);
    moveMouse(bar, between + QPoint(30, 0), Qt::LeftButton);
    QTest::mouseRelease(bar, Qt::LeftButton, {}, between + QPoint(30, 0));
    QVERIFY(control.low() > 4);
    QVERIFY(std::abs(control.high() - control.low() - 2) < 1e-9);
}

void WidgetsTest::rangeKeysAndBoxes()
{
    RangeControl control;
    display(control, QSize(700, 44));
    control.setHistogram(std::vector<double>(50, 3.0), -8, 0);
    control.setRange(-6, -1);
    QWidget* lower = control.bar()->childAt(static_cast<int>(control.handlePosition(false)), 10);
    QTest::keyClick(lower, Qt::Key_Right);
    QVERIFY(std::abs(control.low() + 5.92) < 1e-9);
    QTest::keyClick(lower, Qt::Key_Home);
    QCOMPARE(control.low(), -8.0);
    const auto boxes = control.findChildren<QLineEdit*>();
    QCOMPARE(boxes.size(), 2);
    QSignalSpy committed(&control, &RangeControl::rangeCommitted);
    boxes[1]->setFocus();
    boxes[1]->selectAll();
    QTest::keyClicks(boxes[1], QStringLiteral("-2.5e-1"));
    QTest::keyClick(boxes[1], Qt::Key_Return);
    QCOMPARE(control.high(), -0.25);
    QVERIFY(committed.count() >= 1);
    boxes[1]->selectAll();
    QTest::keyClicks(boxes[1], QStringLiteral("-9")); // below the lower end: refused
    QTest::keyClick(boxes[1], Qt::Key_Return);
    QCOMPARE(control.high(), -0.25);
    QCOMPARE(boxes[1]->text(), QStringLiteral("-0.25"));
}

void WidgetsTest::rangeAutofit()
{
    RangeControl control;
    display(control, QSize(700, 44));
    QSignalSpy changed(&control, &RangeControl::rangeChanged);
    QVERIFY(control.autofit());
    control.setHistogram({1, 2, 3}, 0, 9);
    control.setAutoRange(1, 5);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(control.high(), 5.0);
    QTest::mouseClick(button(control, QStringLiteral("All")), Qt::LeftButton);
    QCOMPARE(control.low(), 0.0);
    QCOMPARE(control.high(), 9.0);
    QVERIFY(!control.autofit());
    control.setAutoRange(2, 3); // not while it is off
    QCOMPARE(control.high(), 9.0);
    QTest::mouseClick(button(control, QStringLiteral("Autofit")), Qt::LeftButton);
    QVERIFY(control.autofit());
    QCOMPARE(control.high(), 3.0);
}

void WidgetsTest::thetaPositions()
{
    ThetaSlider slider;
    display(slider, QSize(300, 130));
    slider.setLnDecays({-0.5, -3, -20, -100, -650, -1e5});
    double previous = 1e9;
    for (const double theta : {1.0, 0.5, 0.05, 1e-3, 1e-10, 1e-30, 1e-100, 1e-299}) {
        const double position = slider.positionOf(std::log(theta));
        QVERIFY(position < previous);
        QVERIFY(position >= 0 && position <= slider.bar()->width());
        QVERIFY(std::abs(slider.valueAt(position) - std::log(theta)) < 1e-6 * (1 - std::log(theta)));
        previous = position;
    }
    QCOMPARE(slider.positionOf(-1e5), slider.positionOf(ThetaSlider::kSmallestLnTheta)); // shown at the end, not lost
    QVERIFY(slider.positionOf(0) - slider.positionOf(std::log(0.05)) > 20);              // room where theta is chosen
}

void WidgetsTest::thetaCounts()
{
    ThetaSlider slider;
    slider.setLnDecays({-1, -2, -2, -3, -1e4, std::nan("")});
    slider.setLnTheta(-2);
    QCOMPARE(slider.globalCount(), 1); // strictly above
    QCOMPARE(slider.localCount(), 5);
    slider.setLnTheta(-2.0001);
    QCOMPARE(slider.globalCount(), 3);
    slider.setLnTheta(0);
    QCOMPARE(slider.globalCount(), 0);
    slider.setLnTheta(-1e9);
    QCOMPARE(slider.lnTheta(), ThetaSlider::kSmallestLnTheta);
    QCOMPARE(slider.globalCount(), 4);
}

void WidgetsTest::thetaByHand()
{
    ThetaSlider slider;
    display(slider, QSize(300, 130));
    slider.setLnDecays({-1, -5, -50});
    QSignalSpy changed(&slider, &ThetaSlider::valueChanged);
    QSignalSpy released(&slider, &ThetaSlider::released);
    slider.setLnTheta(std::log(0.05));
    QCOMPARE(changed.count(), 0);
    QWidget* bar = slider.bar();
    const QPoint target(static_cast<int>(std::lround(slider.positionOf(-20))), 30);
    QTest::mousePress(bar, Qt::LeftButton, {}, QPoint(200, 30));
    moveMouse(bar, target, Qt::LeftButton);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(released.count(), 0);
    QTest::mouseRelease(bar, Qt::LeftButton, {}, target);
    QCOMPARE(released.count(), 1);
    QVERIFY(std::abs(slider.lnTheta() + 20) < 2);
    const double before = slider.lnTheta();
    QTest::keyClick(bar, Qt::Key_Right);
    QVERIFY(slider.lnTheta() > before);
    QTest::keyClick(bar, Qt::Key_PageDown);
    QVERIFY(slider.lnTheta() < before);
    QTest::keyClick(bar, Qt::Key_End);
    QCOMPARE(slider.lnTheta(), 0.0);
    auto* box = slider.findChild<QLineEdit*>();
    box->setFocus();
    box->selectAll();
    QTest::keyClicks(box, QStringLiteral("1e-30"));
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(slider.lnTheta(), std::log(1e-30));
    QCOMPARE(box->text(), QStringLiteral("1.00e-30"));
    box->selectAll();
    QTest::keyClicks(box, QStringLiteral("0"));
    QTest::keyClick(box, Qt::Key_Return);
    QCOMPARE(slider.lnTheta(), std::log(1e-30)); // 0 < theta
}

void WidgetsTest::messages()
{
    MessageBar bar;
    bar.setGeometry(600, 500, 400, 10); // away from the pointer: what is pointed at does not go by itself
    QVERIFY(bar.isHidden());
    bar.post(MessageBar::Severity::Error, QStringLiteral("one"));
    bar.setInfoSeconds(0.01);
    bar.post(MessageBar::Severity::Info, QStringLiteral("gone soon"));
    QTRY_VERIFY(!bar.texts().contains(QStringLiteral("gone soon")));
    QCOMPARE(bar.count(), 1); // errors stay
    bar.post(MessageBar::Severity::Warning, QStringLiteral("two"));
    bar.post(MessageBar::Severity::Error, QStringLiteral("three"));
    bar.post(MessageBar::Severity::Error, QStringLiteral("four"));
    QCOMPARE(bar.texts(), (QStringList{QStringLiteral("four"), QStringLiteral("three"), QStringLiteral("two")}));
    bar.post(MessageBar::Severity::Warning, QStringLiteral("two")); // moves up
    QCOMPARE(bar.count(), 3);
    QCOMPARE(bar.texts().front(), QStringLiteral("two"));
    QTest::mouseClick(bar.layout()->itemAt(0)->widget()->findChild<QToolButton*>(), Qt::LeftButton);
    QCOMPARE(bar.count(), 2);
    bar.dismissAll();
    QVERIFY(bar.isHidden());
}

void WidgetsTest::busy()
{
    BusyBar bar;
    display(bar, QSize(500, 30));
    QVERIFY(!bar.isBusy());
    QCOMPARE(bar.text(), QStringLiteral("Ready"));
    bar.begin(QStringLiteral("computing map"));
    QVERIFY(bar.isBusy());
    bar.setFraction(0.42);
    QVERIFY2(bar.text().startsWith(QStringLiteral("computing map, 42 % · ")), qPrintable(bar.text()));
    QSignalSpy cancelled(&bar, &BusyBar::cancelRequested);
    auto* cancel = bar.findChild<QPushButton*>();
    QVERIFY(cancel->isVisible());
    QTest::mouseClick(cancel, Qt::LeftButton);
    QCOMPARE(cancelled.count(), 1);
    QVERIFY(!cancel->isEnabled());
    bar.end(QStringLiteral("cancelled"));
    QVERIFY(!cancel->isVisible());
    QCOMPARE(bar.text(), QStringLiteral("cancelled"));
    // A task says itself how long it takes, whatever its text is by now.
    const auto seconds = [&bar] {
        return bar.text().section(QStringLiteral(" · "), 1).section(QLatin1Char(' '), 0, 0);
    };
    bar.begin(QStringLiteral("writing: layer 1"), 7.5);
    QVERIFY2(seconds().toDouble() >= 7.5, qPrintable(bar.text()));
    bar.begin(QStringLiteral("writing: layer 2"), 61);
    QVERIFY2(bar.text().startsWith(QStringLiteral("writing: layer 2 · ")) && seconds().toDouble() >= 61,
             qPrintable(bar.text()));
    QTRY_VERIFY(seconds().toDouble() > 61);           // and goes on between two reports
    bar.begin(QStringLiteral("writing: layer 2"), 3); // another task of the same name
    QVERIFY2(seconds().toDouble() >= 3 && seconds().toDouble() < 61, qPrintable(bar.text()));
    bar.end(QStringLiteral("cancelled"));
    bar.setFraction(0.9); // a late report shows nothing
    QCOMPARE(bar.text(), QStringLiteral("cancelled"));
}

void WidgetsTest::textPane()
{
    TextPane pane(QStringLiteral("LongMamba"));
    display(pane, QSize(400, 160));
    pane.begin(QStringLiteral("prompt\nkey is"));
    for (const QString& piece : {QStringLiteral(" 4"), QStringLiteral("82\n"), QStringLiteral("13")}) {
        pane.appendText(piece);
    }
    QCOMPARE(pane.answer(), QStringLiteral(" 482\n13"));
    auto* view = pane.findChild<QPlainTextEdit*>();
    QCOMPARE(view->toPlainText(), QStringLiteral("prompt\nkey is 482\n13"));
    pane.setDivergence(2);
    QCOMPARE(view->extraSelections().size(), 2);
    QCOMPARE(view->extraSelections().at(1).cursor.selectedText(), QStringLiteral("8"));
    pane.appendText(QStringLiteral("!"));
    QVERIFY(view->extraSelections().at(0).cursor.selectedText().endsWith(QLatin1Char('!')));
    QTest::mouseClick(button(pane, QStringLiteral("Copy")), Qt::LeftButton);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral(" 482\n13!"));
    applyTheme(*qApp, ThemeChoice::Dark);
    QCoreApplication::processEvents();
    QCOMPARE(view->toPlainText(), QStringLiteral("prompt\nkey is 482\n13!"));
    applyTheme(*qApp, ThemeChoice::Light);
    pane.begin(QString());
    QCOMPARE(pane.divergence(), -1);
    QVERIFY(pane.answer().isEmpty());
}

void WidgetsTest::firstDifferenceOfTexts()
{
    QCOMPARE(firstDifference(QStringLiteral("abc"), QStringLiteral("abd")), 2);
    QCOMPARE(firstDifference(QStringLiteral("abc"), QStringLiteral("ab")), -1);
    QCOMPARE(firstDifference(QString(), QString()), -1);
    QCOMPARE(firstDifference(QStringLiteral("x"), QStringLiteral("y")), 0);
}

QTEST_MAIN(WidgetsTest)
#include "widgets_test.moc"
