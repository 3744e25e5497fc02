// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <filesystem>
#include <limits>
#include <string>
#include <vector>

namespace mambascope {

/// Results as a person reads and publishes them: a row a task, length or depth, a column a method, and where the rows
/// have more than one value for each method, a group of columns a method.
struct ResultTable
{
    enum class Better { Higher, Lower, Neither };
    struct Column
    {
        Message group; ///< columns of one name that follow each other are headed by it; empty: none
        Message title;
        int decimals = 2;
        Better better = Better::Neither;
        bool difference = false; ///< to another column: written with its sign
    };
    struct Cell
    {
        Message text = {};
        double value = std::numeric_limits<double>::quiet_NaN(); ///< what a text means, too; NaN: there is none
        bool best = false;                                       ///< among the row's columns of the same title
    };
    struct Row
    {
        std::vector<Cell> cells; ///< one a column
        bool summary = false;    ///< mean of the rows above
    };

    Message caption; ///< without a full stop
    std::vector<Column> columns;
    std::vector<Row> rows;

    bool hasGroups() const;
};

/// The number as tables show it: rounded to the column's decimals, "-" where there is none.
std::string cellText(const ResultTable::Column& column, const ResultTable::Cell& cell);

/// Marks in each row the best of the columns that have the same title and say what is better. A single column has no
/// best; of equal ones (as shown) all are.
void markBest(ResultTable& table);

/// A `table` environment with booktabs' rules; groups become \multicolumn with \cmidrule, best cells \textbf.
std::string latexOf(const ResultTable& table);
/// A pipe table; a group's name stands before its columns' titles, best cells are bold.
std::string markdownOf(const ResultTable& table);
/// One header line, then the rows; numbers with all their digits, an empty field where there is none (RFC 4180).
std::string csvOf(const ResultTable& table);

/// True for .tex, .md and .csv (any case).
bool isTableFile(const std::filesystem::path& path);
/// The suffix decides; the file is there as a whole or not at all. \throws Error naming the file.
void writeResultTable(const std::filesystem::path& path, const ResultTable& table);
/// The table's numbers with all their digits as .npy, float64 [rows, columns]: columns that only name something (runs,
/// tasks) are left out, NaN stands where there is no number. \throws Error naming the file.
void writeResultNumbers(const std::filesystem::path& path, const ResultTable& table);

} // namespace mambascope
