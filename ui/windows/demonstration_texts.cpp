// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/demonstration_texts.h"

#include <QCoreApplication>

#include <array>

namespace mambascope::ui {

namespace {

/// What core/evaluate/demo.cpp says, where the tool that collects texts finds it.
[[maybe_unused]] constexpr std::array kTexts = {
    QT_TRANSLATE_NOOP("Demonstration", "The lost pass key"),
    QT_TRANSLATE_NOOP(
        "Demonstration",
        "A five-digit key is hidden in a text eight times longer than anything the model was trained on. Without a "
        "filter the retrieval head has forgotten it by the time the question comes; under LongMamba the head drops "
        "the tokens that do not matter and the answer is right."),
    QT_TRANSLATE_NOOP("Demonstration", "The collapse beyond the training length"),
    QT_TRANSLATE_NOOP(
        "Demonstration",
        "Slow heads that never met long text let their states explode: perplexity goes into the thousands and the "
        "model writes noise; under LongMamba it goes on writing English. The collapse is induced, not emergent: "
        "the slow heads' decay was set by hand and held during training, then raised to a floor chosen on held-out "
        "text, which flatters the rescue a little."),
    QT_TRANSLATE_NOOP("Demonstration", "The channels of Mamba-1"),
    QT_TRANSLATE_NOOP(
        "Demonstration",
        "7,680 channels, each with sixteen decay rates. A quarter of them remember over the whole training length "
        "and are filtered, the others are local and stay untouched: their receptive fields tell them apart."),
};

} // namespace

QString demonstrationText(const std::string& english)
{
    return QCoreApplication::translate("Demonstration", english.c_str());
}

} // namespace mambascope::ui
