// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QSlider;

namespace mambascope::ui {

class MarkedSlider;

/// Label, slider and list for one of some choices in an order, one stop for each. A double click on the slider (or its
/// Delete key) takes the first, which is the default.
class ChoiceSlider : public QWidget
{
    Q_OBJECT
public:
    explicit ChoiceSlider(const QString& label, QWidget* parent = nullptr);
    ~ChoiceSlider() override;

    void setChoices(const QStringList& choices); ///< emits nothing; the first is taken
    void setIndex(int index);                    ///< emits nothing; limited to the choices
    int index() const;                           ///< -1: there are none
    void setExplanation(const QString& toolTip); ///< tool-tip and accessible description of all parts

    QSlider* slider() const;
    QComboBox* list() const { return m_list; }

signals:
    void indexChanged(int index); ///< by the person, continuously
    void released();              ///< the choice stands: end of drag, key, wheel or entry of the list

private:
    void byHand(int index, bool finished);
    void showIndex(int index);

    MarkedSlider* m_slider;
    QComboBox* m_list;
    QString m_name;
};

} // namespace mambascope::ui
