// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/preferences.h"

#include "core/base/device.h"
#include "core/base/error.h"
#include "ui/style/theme.h"
#include "ui/widgets/level_box.h"

#include <QSettings>

#include <algorithm>
#include <cmath>

namespace mambascope::ui {

namespace {

const QString kLanguage = QStringLiteral("window/language");
const QString kTheme = QStringLiteral("window/theme");
const QString kThreads = QStringLiteral("computing/threads");
const QString kDevice = QStringLiteral("computing/device");
const QString kDType = QStringLiteral("computing/dtype");
const QString kAutosave = QStringLiteral("autosave/seconds");
const QString kPictureScale = QStringLiteral("export/scale");
const QString kReachLevel = QStringLiteral("map/reachLevel");

bool isDevice(const QString& text)
{
    try {
        Device::parse(text.toStdString());
        return true;
    } catch (const Error&) {
        return false;
    }
}

} // namespace

Preferences Preferences::load()
{
    const QSettings settings;
    const Preferences own;
    Preferences p;
    p.language = settings.value(kLanguage).toString();
    p.theme = toString(themeFromString(settings.value(kTheme).toString()));
    p.threads = std::clamp(settings.value(kThreads, own.threads).toInt(), 0, 1024);
    p.device = settings.value(kDevice, own.device).toString();
    p.autosaveSeconds = std::clamp(settings.value(kAutosave, own.autosaveSeconds).toInt(), 1, kLongestAutosave);
    p.dtype = settings.value(kDType, own.dtype).toString();
    p.pictureScale = settings.value(kPictureScale, own.pictureScale).toDouble();
    p.reachLevel = settings.value(kReachLevel, own.reachLevel).toDouble();
    if (p.dtype != QLatin1String("bf16"))
        p.dtype = own.dtype;
    if (!isDevice(p.device))
        p.device = own.device;
    if (!(p.pictureScale >= 0.5 && p.pictureScale <= 8))
        p.pictureScale = own.pictureScale;
    if (!(p.reachLevel >= LevelBox::kSmallest && p.reachLevel <= 1))
        p.reachLevel = own.reachLevel;
    return p;
}

void Preferences::save() const
{
    QSettings settings;
    settings.setValue(kLanguage, language);
    settings.setValue(kTheme, theme);
    settings.setValue(kThreads, threads);
    settings.setValue(kDevice, device);
    settings.setValue(kDType, dtype);
    settings.setValue(kAutosave, autosaveSeconds);
    settings.setValue(kPictureScale, pictureScale);
    settings.setValue(kReachLevel, reachLevel);
}

} // namespace mambascope::ui
