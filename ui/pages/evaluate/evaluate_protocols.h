// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/evaluate/run_store_settings.h"

#include <QString>

#include <string>
#include <vector>

namespace mambascope::ui {

/// A way to run an evaluation that somebody has published.
struct EvaluateProtocol
{
    QString title;
    QString name; ///< as --protocol takes it; empty: none
};

/// Those of a kind, its usual one first; none where there is no choice.
std::vector<EvaluateProtocol> evaluateProtocols(EvaluationKind kind);
/// What they differ in.
QString evaluateProtocolTip(EvaluationKind kind);
/// The numbers that a protocol of a paper brings along. \throws Error for a name that the kind does not have
EvaluationSettings protocolSettings(EvaluationKind kind, const std::string& name);

} // namespace mambascope::ui
