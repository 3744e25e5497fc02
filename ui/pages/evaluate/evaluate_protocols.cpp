// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/pages/evaluate/evaluate_protocols.h"

#include "core/evaluate/latency.h"
#include "core/evaluate/passkey_decimamba.h"
#include "core/evaluate/perplexity.h"

#include <QCoreApplication>

namespace mambascope::ui {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(EvaluateProtocols)
};

} // namespace

std::vector<EvaluateProtocol> evaluateProtocols(EvaluationKind kind)
{
    switch (kind) {
    case EvaluationKind::LongBench:
        return {{Texts::tr("LongBench's own"), QStringLiteral("longbench")},
                {Texts::tr("LongMamba's"), QStringLiteral("longmamba")}};
    case EvaluationKind::Passkey:
        return {{Texts::tr("the program's own"), {}}, {Texts::tr("DeciMamba's"), QStringLiteral("decimamba")}};
    case EvaluationKind::Perplexity:
        return {{Texts::tr("none"), {}},
                {Texts::tr("PG-19, LongMamba's lengths"), QStringLiteral("pg19")},
                {Texts::tr("PG-19, DeciMamba's lengths"), QStringLiteral("pg19-decimamba")},
                {Texts::tr("a text of one's own, as LongMamba's program"), QStringLiteral("longmamba")}};
    case EvaluationKind::Latency:
        return {{Texts::tr("none"), {}}, {Texts::tr("LongMamba's tables 6 and 7"), QStringLiteral("longmamba")}};
    case EvaluationKind::Ruler:
    case EvaluationKind::DocumentRetrieval:
    case EvaluationKind::Search:
        break;
    }
    return {};
}

QString evaluateProtocolTip(EvaluationKind kind)
{
    switch (kind) {
    case EvaluationKind::LongBench:
        return Texts::tr("LongBench's own cuts long prompts in the middle and ends samsum's answers with their line; "
                         "LongMamba's does neither and cleans the decoded text up");
    case EvaluationKind::Passkey:
        return Texts::tr(
            "DeciMamba's puts ids of sentences together to contexts of exactly the length and compares the "
            "key as one of the answer's words");
    case EvaluationKind::Perplexity:
        return Texts::tr("Fills in the lengths, windows and counted tokens of a paper");
    case EvaluationKind::Latency:
        return Texts::tr("The mean of ten runs at 8, 16, 32 and 64 thousand tokens instead of a median");
    case EvaluationKind::Ruler:
    case EvaluationKind::DocumentRetrieval:
    case EvaluationKind::Search:
        break;
    }
    return {};
}

EvaluationSettings protocolSettings(EvaluationKind kind, const std::string& name)
{
    EvaluationSettings settings = EvaluationSettings::defaults(kind);
    settings.protocol = name;
    if (kind == EvaluationKind::Perplexity) {
        const PerplexitySettings paper = PerplexitySettings::named(name);
        settings.lengths = paper.contexts;
        settings.samples = paper.windows;
        settings.last = paper.last;
    } else if (kind == EvaluationKind::Passkey) {
        const DeciMambaPasskeySettings paper;
        settings.lengths = paper.lengths;
        settings.depths = paper.depths;
        settings.seed = paper.seed;
    } else if (kind == EvaluationKind::Latency) {
        const LatencySettings paper = LatencySettings::named(name);
        settings.lengths = paper.lengths;
        settings.samples = paper.repeats;
        settings.newTokens = paper.newTokens;
    }
    return settings;
}

} // namespace mambascope::ui
