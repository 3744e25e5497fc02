// SPDX-License-Identifier: GPL-3.0-or-later
// Sliders with a number or a list beside them, by keys, mouse and entry.
#include "tests/ui/widget_fixture.h"
#include "ui/style/theme.h"
#include "ui/widgets/choice_slider.h"
#include "ui/widgets/value_slider.h"

#include <QComboBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QSlider>
#include <QTest>

using namespace mambascope::ui;
using namespace mambascope::test;

class SlidersTest : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }
    void cleanup() { QVERIFY(QApplication::topLevelWidgets().isEmpty()); }

    void valueSlider();
    void valueSliderGoesFromStopToStop();
    void choiceSlider();
    void choiceSliderByMouse();
};

void SlidersTest::valueSlider()
{
    ValueSlider slider(QStringLiteral("b"), 0, 4, 1, 2);
    display(slider, QSize(260, 60));
    QSignalSpy changed(&slider, &ValueSlider::valueChanged);
    QSignalSpy released(&slider, &ValueSlider::released);
    QCOMPARE(slider.value(), 1.0);
    slider.setValue(2.5);
    slider.setValue(9);
    QCOMPARE(slider.value(), 4.0);
    QCOMPARE(changed.count(), 0);
    auto* handle = slider.findChild<QSlider*>();
    QTest::keyClick(handle, Qt::Key_Left);
    QCOMPARE(slider.value(), 3.95);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(released.count(), 1);
    handle->setSliderDown(true);
    handle->setSliderPosition(103); // 1.03 while dragging: snaps
    QCOMPARE(slider.value(), 1.0);
    QCOMPARE(released.count(), 1);
    handle->setSliderDown(false);
    QCOMPARE(released.count(), 2);
    slider.setValue(3);
    QTest::mouseDClick(handle, Qt::LeftButton);
    QCOMPARE(slider.value(), 1.0);
    slider.findChild<QDoubleSpinBox*>()->setValue(1.03); // typed: no snapping
    QCOMPARE(slider.value(), 1.03);
    QTest::keyClick(handle, Qt::Key_Delete);
    QCOMPARE(slider.value(), 1.0);
}

void SlidersTest::valueSliderGoesFromStopToStop()
{
    ValueSlider slider(QStringLiteral("C"), 0, 20, 5, 1);
    display(slider, QSize(260, 60));
    slider.setStops(20, 2.5, 3.3);
    slider.setValue(3.3);
    QCOMPARE(slider.value(), 3.3);
    auto* handle = slider.findChild<QSlider*>();
    QTest::keyClick(handle, Qt::Key_Right); // from between two stops
    QCOMPARE(slider.value(), 5.0);
    QTest::keyClick(handle, Qt::Key_Right);
    QCOMPARE(slider.value(), 7.5);
    QTest::keyClick(handle, Qt::Key_End);
    QCOMPARE(slider.value(), 20.0);
    QTest::keyClick(handle, Qt::Key_Right);
    QCOMPARE(slider.value(), 20.0);
    auto* box = slider.findChild<QDoubleSpinBox*>();
    box->setValue(11);
    QCOMPARE(slider.value(), 10.0);
    QCOMPARE(box->value(), 10.0);
    QTest::keyClick(handle, Qt::Key_Delete);
    QCOMPARE(slider.value(), 3.3);
    slider.setStops(37, 1, 37); // a default beyond the usual end, which no step reaches
    slider.setValue(37);
    QTest::keyClick(handle, Qt::Key_Left);
    QCOMPARE(slider.value(), 36.0);
    handle->setSliderDown(true);
    handle->setSliderPosition(127);
    QCOMPARE(slider.value(), 13.0);
    QCOMPARE(handle->value(), 130);
    handle->setSliderDown(false);
}

void SlidersTest::choiceSlider()
{
    ChoiceSlider slider(QStringLiteral("&Length"));
    QSlider* handle = slider.slider();
    QComboBox* list = slider.list();
    QCOMPARE(slider.index(), -1);
    QCOMPARE(handle->accessibleName(), QStringLiteral("Length"));
    display(slider, QSize(260, 60));
    QSignalSpy changed(&slider, &ChoiceSlider::indexChanged);
    QSignalSpy released(&slider, &ChoiceSlider::released);
    QTest::keyClick(handle, Qt::Key_Right); // there is nothing to choose
    QCOMPARE(slider.index(), -1);

    slider.setChoices(
        {QStringLiteral("auto"), QStringLiteral("1,024"), QStringLiteral("2,048"), QStringLiteral("4,096")});
    QCOMPARE(slider.index(), 0);
    slider.setIndex(2);
    QCOMPARE(list->currentText(), QStringLiteral("2,048"));
    QCOMPARE(handle->accessibleName(), QStringLiteral("Length: 2,048"));
    slider.setIndex(99);
    QCOMPARE(slider.index(), 3);
    slider.setIndex(-1);
    QCOMPARE(slider.index(), 0);
    QCOMPARE(changed.count() + released.count(), 0);

    QTest::keyClick(handle, Qt::Key_Right);
    QCOMPARE(slider.index(), 1);
    QCOMPARE(list->currentIndex(), 1);
    QTest::keyClick(handle, Qt::Key_PageUp);
    QCOMPARE(slider.index(), 3);
    QTest::keyClick(handle, Qt::Key_Right); // the end
    QCOMPARE(changed.count(), 2);
    QCOMPARE(released.count(), 2);
    QTest::keyClick(list, Qt::Key_Up);
    QCOMPARE(handle->value(), 2);
    QCOMPARE(changed.last(), QVariantList{2});
    QCOMPARE(released.count(), 3);
    QTest::keyClick(handle, Qt::Key_Delete);
    QCOMPARE(slider.index(), 0);
    QCOMPARE(changed.count(), 4);

    slider.setIndex(3);
    slider.setChoices({QStringLiteral("auto"), QStringLiteral("8")});
    QCOMPARE(slider.index(), 0);
    QCOMPARE(changed.count(), 4);
    slider.setChoices({});
    QCOMPARE(slider.index(), -1);
}

void SlidersTest::choiceSliderByMouse()
{
    ChoiceSlider slider(QStringLiteral("Length"));
    slider.setChoices({QStringLiteral("auto"), QStringLiteral("1,024"), QStringLiteral("2,048")});
    display(slider, QSize(260, 60));
    QSlider* handle = slider.slider();
    QSignalSpy changed(&slider, &ChoiceSlider::indexChanged);
    QSignalSpy released(&slider, &ChoiceSlider::released);
    QTest::mousePress(handle, Qt::LeftButton, {}, placeOfHandle(handle, 0));
    moveMouse(handle, placeOfHandle(handle, 1), Qt::LeftButton);
    QCOMPARE(slider.index(), 1);
    moveMouse(handle, placeOfHandle(handle, 2) - QPoint(10, 0), Qt::LeftButton); // between stops: the nearest
    QCOMPARE(slider.index(), 2);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(released.count(), 0);
    QTest::mouseRelease(handle, Qt::LeftButton, {}, placeOfHandle(handle, 2));
    QCOMPARE(released.count(), 1);
    QTest::mouseDClick(handle, Qt::LeftButton, {}, placeOfHandle(handle, 2));
    QCOMPARE(slider.index(), 0);
    QCOMPARE(changed.count(), 3);
}

QTEST_MAIN(SlidersTest)
#include "sliders_test.moc"
