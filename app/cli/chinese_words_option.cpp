// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/chinese_words_option.h"

#include "core/text/chinese_words.h"

namespace mambascope::cli {

void ChineseWordsOption::add(CLI::App& app)
{
    app.add_option(
        "--jieba", m_folder,
        "Folder of the Python package jieba 0.42.1, whose dictionary cuts Chinese text for qa_f1_zh_score and "
        "rouge_zh_score; default: $MAMBASCOPE_JIEBA, or where pip and Debian install it");
}

void ChineseWordsOption::use() const
{
    if (m_folder.empty())
        return;
    setChineseWordsFolder(m_folder);
    chineseWords(); // a wrong folder is said before anything is computed
}

} // namespace mambascope::cli
