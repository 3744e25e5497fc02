// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <vector>

namespace mambascope::ui {

/// What can be said of a model before it is loaded: all that a person needs to decide whether to open it.
struct Inspection
{
    QString argument;                            ///< as it was asked for
    QString tokenizer;                           ///< as in ViewState::tokenizer: empty is the model's own
    std::shared_ptr<const ModelSummary> summary; ///< null: it is no model, and `problem` says why
    QString problem;                             ///< one sentence why it cannot be opened; empty: it can
    std::int64_t freeMemory = 0;                 ///< bytes
    std::int64_t fileBytes = 0;                  ///< of all tensors as they are stored

    // The tokenizer that would be used
    QString tokenizerPath;    ///< empty: none
    QString tokenizerOrigin;  ///< where it was found; empty when it was chosen by hand or there is none
    QString tokenizerKind;    ///< "byte-level BPE, 50,277 tokens"
    QString tokenizerProblem; ///< why it cannot be used; empty: it can, or there is none
    QString tokenizerWarning; ///< it can be used, but does not quite fit the model

    bool opens() const { return summary && problem.isEmpty() && tokenizerProblem.isEmpty(); }
    /// Nothing is missing that a person could add or choose: opening needs no question.
    bool isClear() const { return opens() && !tokenizerPath.isEmpty(); }
};

/// Reads headers, configuration and tokenizer, no weights. What is wrong is told in the result. \throws Cancelled.
Inspection inspectForOpening(const QString& argument, const QString& tokenizer, Progress& progress);

/// Family, layers and channels in one line: "Mamba-2 · 8 layers × 24 heads".
QString familyText(const ModelConfig& config);
/// The widths in one line: "d_model 384 · d_inner 768 · d_state 64".
QString sizesText(const ModelConfig& config);
/// "12.3 M parameters".
QString parametersText(std::int64_t parameters);
/// What a person should know about the checkpoint, a sentence each.
QStringList notesOf(const ModelSummary& summary);

/// A model that may be named without searching for it.
struct KnownModel
{
    enum class Place { Bundled, Recent, Cache };
    QString argument; ///< as locateModel() takes it
    Place place = Place::Bundled;
    bool operator==(const KnownModel&) const = default;
};

/// Bundled models, `recent` ones, and what the local Hugging Face cache holds of the families that this program reads;
/// each once, at its first place. \throws Cancelled.
std::vector<KnownModel> knownModels(const QStringList& recent, Progress& progress);

} // namespace mambascope::ui
