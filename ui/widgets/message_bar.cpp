// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include "ui/style/theme.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTimer>
#include <QToolButton>
#include <QVBoxLayout>

namespace mambascope::ui {

/// One message: bar in the severity's colour, sign, text, buttons.
class MessageItem : public QWidget
{
public:
    MessageItem(MessageBar::Severity kind, const QString& words, bool isQuestion, QWidget* parent)
        : QWidget(parent), severity(kind), asks(isQuestion), label(new QLabel(words, this)),
          dismiss(new QToolButton(this))
    {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setAccessibleName(name() + QStringLiteral(": ") + words);
        dismiss->setText(QStringLiteral("✕"));
        dismiss->setAutoRaise(true);
        dismiss->setToolTip(MessageBar::tr("Dismiss this message"));
        dismiss->setAccessibleName(MessageBar::tr("Dismiss this message"));
        auto* layout = new QHBoxLayout(this);
        layout->setContentsMargins(38, 5, 6, 5);
        layout->addWidget(label, 1);
        layout->addWidget(dismiss, 0, Qt::AlignTop);
    }

    QPushButton* addButton(const QString& text)
    {
        auto* button = new QPushButton(text, this);
        static_cast<QHBoxLayout*>(layout())->insertWidget(layout()->count() - 1, button, 0, Qt::AlignTop);
        button->show(); // its parent is visible already
        return button;
    }

    QString name() const
    {
        return severity == MessageBar::Severity::Error     ? MessageBar::tr("Error")
               : severity == MessageBar::Severity::Warning ? MessageBar::tr("Warning")
                                                           : MessageBar::tr("Information");
    }

    const MessageBar::Severity severity;
    const bool asks; ///< waits for a decision
    QLabel* const label;
    QToolButton* const dismiss;

protected:
    void paintEvent(QPaintEvent*) override
    {
        const PlotColours& colours = plotColours();
        const QColor accent = severity == MessageBar::Severity::Error     ? colours.error
                              : severity == MessageBar::Severity::Warning ? colours.warning
                                                                          : colours.info;
        QPainter painter(this);
        QColor tint = accent;
        tint.setAlpha(38);
        painter.fillRect(rect(), colours.background);
        painter.fillRect(rect(), tint);
        painter.fillRect(QRect(0, 0, 4, height()), accent);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(accent);
        const QRectF sign(13, height() / 2.0 - 8, 16, 16);
        if (severity == MessageBar::Severity::Warning) { // shape and letter, not colour alone
            painter.drawPolygon(
                QPolygonF({QPointF(sign.center().x(), sign.top()), sign.bottomRight(), sign.bottomLeft()}));
        } else {
            painter.drawEllipse(sign);
        }
        QFont bold = font();
        bold.setBold(true);
        bold.setPixelSize(11);
        painter.setFont(bold);
        painter.setPen(colours.background);
        const bool info = severity == MessageBar::Severity::Info;
        painter.drawText(severity == MessageBar::Severity::Warning ? sign.adjusted(0, 4, 0, 2) : sign, Qt::AlignCenter,
                         info ? QStringLiteral("i") : QStringLiteral("!"));
        painter.setPen(colours.grid);
        painter.drawLine(0, height() - 1, width(), height() - 1);
    }
};

namespace {

MessageItem* itemAt(const QLayout* layout, int index)
{
    return static_cast<MessageItem*>(layout->itemAt(index)->widget());
}

} // namespace

MessageBar::MessageBar(QWidget* parent) : QWidget(parent)
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    setAccessibleName(tr("Messages"));
    hide();
}

int MessageBar::count() const
{
    return layout()->count();
}

QStringList MessageBar::texts() const
{
    QStringList list;
    for (int index = 0; index < count(); ++index) {
        list += itemAt(layout(), index)->label->text();
    }
    return list;
}

void MessageBar::setInfoSeconds(double seconds)
{
    m_infoSeconds = seconds;
}

MessageItem* MessageBar::insert(Severity severity, const QString& text, bool asks)
{
    for (int index = count() - 1; index >= 0; --index) {
        if (itemAt(layout(), index)->label->text() == text) {
            remove(itemAt(layout(), index));
        }
    }
    while (count() >= kMaximum) {
        int oldest = count() - 1;
        while (oldest > 0 && itemAt(layout(), oldest)->asks) { // what only informs goes first
            --oldest;
        }
        remove(itemAt(layout(), itemAt(layout(), oldest)->asks ? count() - 1 : oldest));
    }
    auto* item = new MessageItem(severity, text, asks, this);
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, item);
    connect(item->dismiss, &QToolButton::clicked, this, [this, item] { remove(item); });
    show();
    item->show();
    QAccessibleEvent alert(item, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    emit countChanged(count());
    return item;
}

void MessageBar::post(Severity severity, const QString& text)
{
    MessageItem* item = insert(severity, text, false);
    if (severity == Severity::Info) {
        auto* timer = new QTimer(item);
        timer->setInterval(static_cast<int>(m_infoSeconds * 1000));
        connect(timer, &QTimer::timeout, this, [this, item] {
            if (!item->underMouse()) { // being read or selected: stays for another while
                remove(item);
            }
        });
        timer->start();
    }
}

QWidget* MessageBar::ask(Severity severity, const QString& text, const std::vector<Action>& actions,
                         const std::function<void()>& dismissed)
{
    MessageItem* item = insert(severity, text, true);
    if (dismissed) {
        connect(item->dismiss, &QToolButton::clicked, this, dismissed);
    }
    for (const Action& action : actions) {
        connect(item->addButton(action.text), &QPushButton::clicked, this, [this, item, run = action.run] {
            remove(item);
            run();
        });
    }
    return item;
}

void MessageBar::withdraw(QWidget* question)
{
    if (question && layout()->indexOf(question) >= 0)
        remove(question);
}

void MessageBar::dismissAll()
{
    while (count() > 0) {
        remove(itemAt(layout(), 0));
    }
}

void MessageBar::remove(QWidget* item)
{
    layout()->removeWidget(item);
    item->hide();
    item->deleteLater();
    setVisible(count() > 0);
    emit countChanged(count());
}

} // namespace mambascope::ui
