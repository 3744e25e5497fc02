// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/evaluation_methods.h"

#include "core/base/fingerprint.h"
#include "core/base/text_file.h"
#include "core/evaluate/demo.h"
#include "ui/engine/document.h"

#include <filesystem>
#include <locale>
#include <sstream>

namespace mambascope::ui {

std::vector<EvaluatedMethod> evaluatedMethods(const EvaluationSettings& settings, const EvaluationTools& tools)
{
    const std::int64_t trainingLength = tools.profile ? tools.profile->calibrationLength : 0;
    std::string profilePrint;
    if (tools.profile)
        profilePrint =
            Fingerprint().add(tools.profile->lengths).add(tools.profile->lnDecay).add(tools.profile->threshold).text();
    std::vector<EvaluatedMethod> methods;
    for (const std::string& name : settings.methods) {
        MethodSettings values;
        values.profile = tools.profile;
        values.theta = settings.theta;
        values.scale = settings.scale;
        values.bucket = settings.bucket;
        values.filter = filterNamed(settings.filter);
        values.decimation = DecimationSettings::standard(tools.model().config(), trainingLength);
        if (!settings.decimate.empty())
            values.decimation = DecimationSettings::parse(settings.decimate, values.decimation);
        EvaluatedMethod method{name, tools.model().name() + "_" + name,
                               makeMethod(name, values, tools.model().config()), name};
        std::ostringstream tag;
        tag.imbue(std::locale::classic());
        if (name == "longmamba") {
            tag << '-' << settings.theta << '-' << settings.scale;
            if (settings.bucket > 0)
                tag << "-S" << settings.bucket;
            if (settings.filter != filterName(Filter::Threshold))
                tag << '-' << settings.filter;
            if (settings.trainingLength > 0)
                tag << "-n" << settings.trainingLength;
        } else if (name == "decimamba") {
            tag << '-' << values.decimation.text();
        }
        method.tag += tag.str();
        method.fingerprint += tag.str();
        if (name == "longmamba")
            method.fingerprint.append(" ").append(profilePrint);
        methods.push_back(std::move(method));
    }
    return methods;
}

std::string evaluationText(const EvaluationSettings& settings)
{
    return settings.texts.empty() ? bundledText(kHaystackText) : readTextFile(locateText(settings.texts.front()));
}

std::string evaluationTextName(const EvaluationSettings& settings)
{
    return settings.texts.empty() ? kHaystackText : std::filesystem::path(settings.texts.front()).filename().string();
}

} // namespace mambascope::ui
