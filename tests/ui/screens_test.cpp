// SPDX-License-Identifier: GPL-3.0-or-later
// The window on small screens, in each language that it speaks.
#include "tests/ui/window_fixture.h"
#include "ui/docks/generation_dock.h"
#include "ui/style/language.h"
#include "ui/widgets/flow_layout.h"
#include "ui/windows/main_window.h"

#include <QDockWidget>
#include <QLabel>
#include <QPushButton>
#include <QTabWidget>

using namespace mambascope;
using namespace mambascope::ui;
using namespace mambascope::test;

namespace {

/// A window of 1280 x 800 with room for a desktop's bars.
constexpr QSize kSmallest(1180, 760);

class Box : public QWidget
{
public:
    explicit Box(QSize size, QSizePolicy::Policy policy = QSizePolicy::Fixed) : m_size(size)
    {
        setSizePolicy(policy, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override { return m_size; }

private:
    QSize m_size;
};

} // namespace

class ScreensTest : public WindowTest
{
    Q_OBJECT

private slots:
    void cleanup()
    {
        WindowTest::cleanup();
        useLanguage(QStringLiteral("en"));
        QLocale::setDefault(QLocale::c());
    }

    void fitsASmallScreen_data()
    {
        QTest::addColumn<QString>("language");
        for (const QString& language : languages())
            QTest::newRow(qPrintable(language)) << language;
    }
    void fitsASmallScreen()
    {
        QFETCH(QString, language);
        QVERIFY(useLanguage(language));
        MainWindow window;
        open(window, shortState());
        const auto check = [&](const QString& when) {
            const QSize least = window.minimumSizeHint();
            QVERIFY2(least.width() <= kSmallest.width() && least.height() <= kSmallest.height(),
                     qPrintable(QStringLiteral("%1: %2 x %3").arg(when).arg(least.width()).arg(least.height())));
        };
        check(QStringLiteral("with a model"));
        auto* tabs = window.findChild<QTabWidget*>();
        for (int k = 0; k < tabs->count(); ++k) { // what a page says may not widen the window either
            tabs->setCurrentIndex(k);
            QTRY_VERIFY_WITH_TIMEOUT(settled(window), kPatience);
            check(tabs->tabText(k));
        }
        window.resize(kSmallest);
        QCOMPARE(window.size(), kSmallest);
    }

    void noReasonWidensTheWindow()
    {
        // Without a model, a profile or a filter the pages say so in long sentences.
        MainWindow window;
        window.show();
        const QSize least = window.minimumSizeHint();
        QVERIFY2(least.width() <= kSmallest.width() && least.height() <= kSmallest.height(),
                 qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
    }

    void controlsWrapBetweenGroups()
    {
        QWidget widget;
        auto* layout = new FlowLayout(&widget);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(10);
        auto* first = new Box({100, 20});
        auto* second = new Box({100, 30});
        QLabel* label = layout->addLabelled(QStringLiteral("&Name"), first, QStringLiteral("tip"));
        layout->addWidget(second);
        QCOMPARE(label->buddy(), first);
        QCOMPARE(label->toolTip(), first->toolTip());
        const int group = layout->itemAt(0)->sizeHint().width();
        QVERIFY(group > 100);
        QCOMPARE(layout->sizeHint().width(), group + 10 + 100);
        QCOMPARE(layout->minimumSize().width(), group);
        QVERIFY(layout->hasHeightForWidth());
        QCOMPARE(layout->heightForWidth(group + 110), 30);
        const int two = layout->heightForWidth(group + 109);
        QVERIFY(two >= 50);
        QCOMPARE(layout->heightForWidth(50), two); // a line holds at least one item

        widget.resize(group + 110, 30);
        widget.show();
        QCOMPARE(second->y(), 0);
        QCOMPARE(second->x(), group + 10);
        widget.resize(group + 50, two);
        QCOMPARE(second->x(), 0);
        QVERIFY(second->y() >= label->geometry().bottom());
        QVERIFY(first->x() > label->geometry().right()); // never parted
        QVERIFY(std::abs(first->geometry().center().y() - label->geometry().center().y()) <= 1);

        second->hide(); // takes no room then
        QCOMPARE(layout->sizeHint().width(), group);
    }

    void whatExpandsTakesTheRestOfItsLine()
    {
        QWidget widget;
        auto* layout = new FlowLayout(&widget);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(10);
        auto* left = new Box({100, 20});
        auto* right = new Box({80, 20});
        layout->addWidget(left);
        layout->addStretch();
        layout->addWidget(right);
        widget.resize(400, 20);
        widget.show();
        QCOMPARE(left->geometry(), QRect(0, 0, 100, 20));
        QCOMPARE(right->geometry(), QRect(320, 0, 80, 20));
        auto* wide = new Box({30, 20}, QSizePolicy::Expanding);
        layout->addWidget(wide);
        QTRY_COMPARE(wide->geometry().right(), 399);
        QVERIFY(wide->width() > 30);
        widget.setLayoutDirection(Qt::RightToLeft);
        QTRY_COMPARE(left->geometry(), QRect(300, 0, 100, 20));
    }
};

QTEST_MAIN(ScreensTest)
#include "screens_test.moc"
