// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/method_settings.h"

#include <QCoreApplication>

namespace mambascope::ui {

DecimationSettings decimationSettings(const ViewState& state, const Document& document)
{
    const auto standard = DecimationSettings::standard(document.model->config(),
                                                       document.profile ? document.profile->calibrationLength : 0);
    return state.decimate.empty() ? standard : DecimationSettings::parse(state.decimate, standard);
}

MethodSettings methodSettings(const ViewState& state, const Document& document)
{
    MethodSettings settings;
    settings.profile = document.profile;
    settings.theta = state.theta;
    settings.scale = state.scale;
    settings.bucket = state.bucket;
    settings.decimation = decimationSettings(state, document);
    return settings;
}

QString methodTitle(const std::string& method)
{
    if (method == "longmamba")
        return QStringLiteral("LongMamba"); // names, the same in every language
    if (method == "decimamba")
        return QStringLiteral("DeciMamba");
    return QCoreApplication::translate("Method", "Vanilla");
}

} // namespace mambascope::ui
