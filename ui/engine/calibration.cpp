// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/calibration.h"

#include "core/base/error.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "core/method/calibration_text.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace mambascope::ui {

namespace {

/// What a profile says, its history apart.
bool sameContent(const Profile& a, const Profile& b)
{
    return differInClampOnly(a, b) && a.lnDecay == b.lnDecay && a.threshold == b.threshold &&
           a.keepRatio == b.keepRatio && a.deltaSum == b.deltaSum;
}

bool holds(const QString& path, const Profile& profile)
{
    try {
        return sameContent(*Profile::load(path.toStdString()), profile);
    } catch (const Error&) {
        return false; // damaged, or no profile
    }
}

} // namespace

std::vector<std::shared_ptr<const Profile>> makeProfiles(const CalibrationRequest& request,
                                                         std::span<const double> clamps, Progress& progress)
{
    const Document& document = *request.document;
    const bool own = request.text.isEmpty();
    const std::string content = own ? bundledText(kCalibrationText) : readTextFile(request.text.toStdString());
    const std::string name = own ? kCalibrationText : request.text.toStdString();
    CalibrationSettings settings = request.settings;
    settings.source = own ? kCalibrationText : QFileInfo(request.text).fileName().toStdString();
    const std::vector<std::int64_t> ids = document.tokenizer->encode(content);
    progress.check();
    std::int64_t count = request.sequences;
    std::vector<std::vector<std::int64_t>> sequences;
    while (sequences.empty()) {
        try {
            sequences = cutSequences(ids, count, settings.length, name);
        } catch (const Error&) {
            if (!request.asManyAsFit || count <= 1)
                throw;
            --count;
        }
    }
    std::vector<std::shared_ptr<const Profile>> profiles;
    for (Profile& profile : calibrate(document.model, sequences, settings, clamps, progress))
        profiles.push_back(std::make_shared<const Profile>(std::move(profile)));
    return profiles;
}

std::string storeProfile(const Profile& profile)
{
    const QString folder =
        QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/profiles");
    if (!QDir().mkpath(folder))
        throw Error(folder.toStdString(), say("cannot be made"));
    const QString name = QStringLiteral("%1-n%2-clamp%3-%4x%5")
                             .arg(QString::fromStdString(profile.model).replace(QLatin1Char('/'), QLatin1Char('-')))
                             .arg(profile.calibrationLength)
                             .arg(100 * profile.clamp, 0, 'g', 6)
                             .arg(profile.aggregate == Aggregate::Max ? QStringLiteral("max") : QStringLiteral("avg"))
                             .arg(profile.sequences);
    for (int number = 1;; ++number) {
        const QString path = folder + QLatin1Char('/') + name +
                             (number > 1 ? QStringLiteral("-%1").arg(number) : QString()) +
                             QStringLiteral(".safetensors");
        if (!QFileInfo::exists(path)) {
            profile.save(path.toStdString());
            return path.toStdString();
        }
        if (holds(path, profile))
            return path.toStdString();
    }
}

std::optional<QString> textOf(const Profile& profile, const std::string& profileFile, const QStringList& known)
{
    if (profile.source == kCalibrationText)
        return QString();
    const QString name = QString::fromStdString(profile.source);
    const auto isThere = [](const QString& path) { return QFileInfo(path).isFile(); };
    for (const QString& path : known) {
        if (QFileInfo(path).fileName() == name && isThere(path))
            return path;
    }
    if (name.isEmpty() || name.contains(QLatin1Char('/')))
        return std::nullopt;
    if (!profileFile.empty()) {
        const QString beside = QFileInfo(QString::fromStdString(profileFile)).absoluteDir().filePath(name);
        if (isThere(beside))
            return beside;
    }
    const std::vector<std::string> bundled = bundledTexts();
    if (std::find(bundled.begin(), bundled.end(), profile.source) != bundled.end())
        return QString::fromStdString(locateText(profile.source).string());
    return std::nullopt;
}

bool differInClampOnly(const Profile& a, const Profile& b)
{
    return a.model == b.model && a.family == b.family && a.layers == b.layers && a.channels == b.channels &&
           a.calibrationLength == b.calibrationLength && a.sequences == b.sequences && a.aggregate == b.aggregate &&
           a.source == b.source && a.lengths == b.lengths;
}

} // namespace mambascope::ui
