// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/progress.h"
#include "core/method/profile.h"
#include "core/model/model.h"
#include "core/text/tokenizer.h"
#include "core/workspace/view_state.h"

#include <QString>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mambascope::ui {

/// A list that copies of a document share: every stop of the clamp's slider is the document with another profile, and a
/// sequence may have a million tokens.
template <typename T>
class SharedList
{
public:
    SharedList() : SharedList(std::vector<T>()) {}
    SharedList(std::vector<T> values) : m_values(std::make_shared<const std::vector<T>>(std::move(values))) {}
    operator const std::vector<T>&() const { return *m_values; }
    auto begin() const { return m_values->begin(); }
    auto end() const { return m_values->end(); }
    std::size_t size() const { return m_values->size(); }
    bool empty() const { return m_values->empty(); }
    const T& operator[](std::size_t k) const { return (*m_values)[k]; }
    friend bool operator==(const SharedList& a, const SharedList& b)
    {
        return a.m_values == b.m_values || *a.m_values == *b.m_values;
    }

private:
    std::shared_ptr<const std::vector<T>> m_values; ///< never null
};

/// What is open: a model with its tokenizer and profile, and the sequence it looks at. Immutable once made, so that it
/// replaces the one before in one step or not at all.
struct Document
{
    std::shared_ptr<const Model> model;
    std::shared_ptr<const ModelSummary> summary; ///< format and notes
    std::shared_ptr<const Tokenizer> tokenizer;  ///< null: the model has none, or none was wanted
    QString tokenizerOrigin;                     ///< "tokenizer.json in the model's folder"
    std::shared_ptr<const Profile> profile;      ///< null: none was found
    QString profileName;                         ///< file name of the profile
    SharedList<std::int64_t> ids;
    SharedList<QString> tokenTexts; ///< one label an id
    QString sequenceTitle;          ///< "passkey haystack, 4,096 tokens"
    QString sequenceProblem;        ///< why there are no ids; empty when there are
    // Passkey haystacks only
    QString key;
    std::vector<std::int64_t> answer;
    std::int64_t keyBegin = 0, keyEnd = 0;

    std::int64_t length() const { return static_cast<std::int64_t>(ids.size()); }
    std::int64_t channels() const { return model->config().channels(); }
    std::int64_t layers() const { return model->config().layers; }
};

/// Opens what the state names. Parts of `previous` that the state names again are taken over unless `reload` is set:
/// then a person asked for the model, which opens also where the sequence of the state is not possible with it
/// (`sequenceProblem` says why). The model is held as `options` say.
/// \throws Error, Cancelled.
std::shared_ptr<const Document> openDocument(const ViewState& state, const std::shared_ptr<const Document>& previous,
                                             bool reload, const LoadOptions& options, Progress& progress);

/// A text file by path, or by name one of resources/texts.
std::filesystem::path locateText(const std::string& name);

} // namespace mambascope::ui
