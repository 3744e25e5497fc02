// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/run_folder.h"

#include "core/evaluate/run_store.h"

#include <QCoreApplication>
#include <QSettings>
#include <QStandardPaths>

#include <algorithm>

namespace mambascope::ui {

namespace {

const QString kFolderSetting = QStringLiteral("evaluate/folder");
const QString kProgram = QStringLiteral("MambaScope"); // as the window's application calls itself
constexpr std::size_t kNamed = 5;

QString organization()
{
    const QString name = QCoreApplication::organizationName();
    return name.isEmpty() ? kProgram : name;
}

QString application()
{
    // Without a name of its own an application is called after its file.
    const bool named = !QCoreApplication::organizationName().isEmpty();
    return named ? QCoreApplication::applicationName() : kProgram;
}

} // namespace

QString runFolder()
{
    const QString chosen = QSettings(organization(), application()).value(kFolderSetting).toString();
    return chosen.isEmpty() ? QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + QLatin1Char('/') +
                                  organization() + QLatin1Char('/') + application() + QStringLiteral("/runs")
                            : chosen;
}

void setRunFolder(const QString& folder)
{
    QSettings(organization(), application()).setValue(kFolderSetting, folder);
}

Message storedRunsText()
{
    const std::string folder = runFolder().toStdString();
    const std::vector<StoredRun> runs = RunStore(folder).list().runs;
    if (runs.empty())
        return say("none is stored in {0} yet; the window's Evaluate page makes them", folder);
    std::string text;
    for (std::size_t k = 0; k < std::min(kNamed, runs.size()); ++k)
        text += (k == 0 ? "" : ", ") + runs[k].folder.string() + " (" + runs[k].name + ")";
    return runs.size() > kNamed ? say("stored are {0} and {1} older ones", text, runs.size() - kNamed)
                                : say("stored are {0}", text);
}

} // namespace mambascope::ui
