// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <CLI/CLI.hpp>

#include <string>

namespace mambascope::cli {

/// --jieba
class ChineseWordsOption
{
public:
    void add(CLI::App& app);
    /// From here on the metrics read their Chinese words there. \throws Error: the folder that is named has none
    void use() const;
    /// As given; empty: not given.
    const std::string& folder() const { return m_folder; }

private:
    std::string m_folder;
};

} // namespace mambascope::cli
