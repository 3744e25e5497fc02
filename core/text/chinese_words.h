// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pair_table.h"
#include "core/text/python_str.h"
#include "core/text/unknown_words.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace mambascope {

/// Chinese text in words, as jieba 0.42.1 (fxsjy/jieba) cuts it in its accurate mode with the model of unknown words:
/// `jieba.cut(text, cut_all=False)`. Dictionary and model are those of an installed package, which this program only
/// reads.
class ChineseWords
{
public:
    /// `folder` is the package's: dict.txt and finalseg/prob_start.py, prob_trans.py, prob_emit.py. Takes less than a
    /// second. \throws Error naming the file and what is wrong with it
    static std::shared_ptr<const ChineseWords> load(const std::filesystem::path& folder);

    /// All of `text` in order: words, and what stands between them a character at a time (CR LF is one). The parts are
    /// views of it.
    std::vector<python::View> cut(python::View text) const;

private:
    /// A beginning of a word. Words form a tree with a node for each.
    struct Node
    {
        double lnCount = 0;
        bool isWord = false;
    };

    ChineseWords(const std::filesystem::path& folder);
    void readDictionary(const std::filesystem::path& path);
    std::uint32_t step(std::uint32_t node, char32_t character) const;
    bool has(python::View word) const;
    std::vector<std::size_t> likeliestEnds(python::View block) const;
    void cutBlock(python::View block, std::vector<python::View>& words) const;
    void cutSingles(python::View singles, std::vector<python::View>& words) const;

    UnknownWords m_unknown;
    std::vector<Node> m_nodes;
    PairTable<std::uint32_t> m_children; ///< (node, character) -> node
    double m_lnTotal = 0;                ///< of all counts
};

/// Where the words are read from when a metric needs them: this folder instead of $MAMBASCOPE_JIEBA and the usual
/// places; empty: those again. For the whole process.
void setChineseWordsFolder(const std::filesystem::path& folder);

/// The folder that the next chineseWords() reads: the one that was set, else $MAMBASCOPE_JIEBA, else the first of the
/// places where pip and Debian install the package (of a virtual environment, conda, the user, the system) that has a
/// dict.txt. Empty: none.
std::filesystem::path chineseWordsFolder();

/// The words of chineseWordsFolder(), read on first use and kept. Any thread may call it. \throws Error: found nowhere,
/// with what to do about it; a broken file
std::shared_ptr<const ChineseWords> chineseWords();

} // namespace mambascope
