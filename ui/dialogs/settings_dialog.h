// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/windows/commands.h"
#include "ui/windows/preferences.h"

#include <QDialog>

class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QSpinBox;

namespace mambascope::ui {

class LevelBox;
class ShortcutEditor;

/// Everything that a person sets once. Each change holds at once and is kept; there is nothing to confirm.
class SettingsDialog : public QDialog
{
    Q_OBJECT
public:
    SettingsDialog(const Preferences& preferences, std::vector<Command> commands, QWidget* parent);
    ~SettingsDialog() override;

    const Preferences& preferences() const { return m_preferences; }
    ShortcutEditor* shortcuts() const { return m_shortcuts; }

signals:
    void changed(const mambascope::ui::Preferences& preferences);

private:
    QWidget* generalTab();
    QWidget* computingTab();
    void take();
    void chooseDevice();

    Preferences m_preferences;
    QComboBox* m_language;
    QComboBox* m_theme;
    QSpinBox* m_autosave;
    QDoubleSpinBox* m_pictureScale;
    LevelBox* m_reachLevel;
    QSpinBox* m_threads;
    QComboBox *m_device, *m_dtype;
    QLabel* m_deviceProblem;
    ShortcutEditor* m_shortcuts;
};

} // namespace mambascope::ui
