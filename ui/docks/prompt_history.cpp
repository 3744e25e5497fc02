// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/docks/prompt_history.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QSettings>
#include <QVBoxLayout>

#include <algorithm>

namespace mambascope::ui {

namespace {

const QString kKey = QStringLiteral("generation/prompts");

} // namespace

void PromptHistory::useSettings()
{
    m_persistent = true;
    m_prompts = QSettings().value(kKey).toStringList();
}

void PromptHistory::add(const QString& prompt)
{
    if (prompt.isEmpty() || prompt.size() > kLongest)
        return;
    m_prompts.removeAll(prompt);
    m_prompts.prepend(prompt);
    if (m_prompts.size() > kMost)
        m_prompts = m_prompts.first(kMost);
    if (m_persistent)
        QSettings().setValue(kKey, m_prompts);
}

QStringList PromptHistory::matching(const QString& search) const
{
    const QStringList words = search.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    QStringList found;
    for (const QString& prompt : m_prompts) {
        if (std::all_of(words.begin(), words.end(),
                        [&](const QString& word) { return prompt.contains(word, Qt::CaseInsensitive); }))
            found << prompt;
    }
    return found;
}

PromptHistoryPopup::PromptHistoryPopup(const PromptHistory& history, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_history(history), m_search(new QLineEdit), m_list(new QListWidget)
{
    setFrameShape(QFrame::StyledPanel);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(4, 4, 4, 4);
    layout->setSpacing(4);
    m_search->setPlaceholderText(tr("Search earlier prompts"));
    m_search->setAccessibleName(tr("Search earlier prompts"));
    m_search->setClearButtonEnabled(true);
    m_search->installEventFilter(this);
    m_list->setAccessibleName(tr("Earlier prompts"));
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    layout->addWidget(m_search);
    layout->addWidget(m_list);
    resize(460, 260);
    connect(m_search, &QLineEdit::textChanged, this, &PromptHistoryPopup::fill);
    connect(m_search, &QLineEdit::returnPressed, this, &PromptHistoryPopup::take);
    connect(m_list, &QListWidget::itemClicked, this, &PromptHistoryPopup::take);
    connect(m_list, &QListWidget::itemActivated, this, &PromptHistoryPopup::take);
}

void PromptHistoryPopup::popup(const QPoint& place)
{
    m_search->clear();
    fill();
    move(place);
    show();
    m_search->setFocus();
}

void PromptHistoryPopup::fill()
{
    m_list->clear();
    for (const QString& prompt : m_history.matching(m_search->text())) {
        constexpr qsizetype kShown = 160;
        auto* item = new QListWidgetItem(prompt.left(kShown).simplified(), m_list);
        item->setData(Qt::UserRole, prompt);
        item->setToolTip(prompt.left(1000));
    }
    if (m_list->count() > 0) {
        m_list->setCurrentRow(0);
        return;
    }
    auto* item = new QListWidgetItem(m_history.prompts().isEmpty() ? tr("No prompt was run yet.")
                                                                   : tr("No earlier prompt holds these words."),
                                     m_list);
    item->setFlags(Qt::NoItemFlags);
}

void PromptHistoryPopup::take()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (item == nullptr || !item->flags().testFlag(Qt::ItemIsEnabled))
        return;
    const QString prompt = item->data(Qt::UserRole).toString();
    hide();
    emit chosen(prompt);
}

bool PromptHistoryPopup::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QApplication::sendEvent(m_list, event); // the list is walked while the search line has the focus
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace mambascope::ui
