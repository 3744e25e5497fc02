// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/tables.h"

#include "core/base/error.h"
#include "core/base/npy.h"
#include "core/base/replace_file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <string_view>

namespace mambascope {

namespace {

using Column = ResultTable::Column;
using Cell = ResultTable::Cell;

// Not printf's: the program's locale must not change a file.
std::string fixed(double value, int decimals)
{
    std::array<char, 400> text{}; // the largest double has 309 digits
    const auto [end, status] =
        std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    return status == std::errc() ? std::string(text.data(), end) : std::string("-");
}

std::string everyDigit(double value)
{
    std::array<char, 64> text{};
    const auto [end, status] = std::to_chars(text.data(), text.data() + text.size(), value);
    return status == std::errc() ? std::string(text.data(), end) : std::string();
}

std::string latexEscaped(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '\\')
            escaped += "\\textbackslash{}";
        else if (c == '~')
            escaped += "\\textasciitilde{}";
        else if (c == '^')
            escaped += "\\textasciicircum{}";
        else if (std::string_view("&%$#_{}").find(c) != std::string_view::npos)
            escaped.append("\\").push_back(c);
        else
            escaped.push_back(c);
    }
    // The letters that our own labels use; a text font has none of them.
    const std::array<std::pair<std::string_view, std::string_view>, 4> symbols = {
        {{"θ", "$\\theta$"}, {"Δ", "$\\Delta$"}, {"−", "$-$"}, {"×", "$\\times$"}}};
    for (const auto& [symbol, command] : symbols)
        for (std::size_t at = 0; (at = escaped.find(symbol, at)) != std::string::npos; at += command.size())
            escaped.replace(at, symbol.size(), command);
    return escaped;
}

std::string markdownEscaped(std::string_view text)
{
    std::string escaped;
    for (const char c : text) {
        if (c == '|' || c == '*' || c == '_' || c == '\\' || c == '`')
            escaped.push_back('\\');
        escaped.push_back(c == '\n' || c == '\r' ? ' ' : c);
    }
    return escaped;
}

std::string csvEscaped(const std::string& text)
{
    if (text.find_first_of(",\"\n\r") == std::string::npos)
        return text;
    std::string escaped = "\"";
    for (const char c : text)
        escaped.append(c == '"' ? 2 : 1, c);
    return escaped.append("\"");
}

std::string fullTitle(const Column& column)
{
    return column.group.empty()   ? column.title.english()
           : column.title.empty() ? column.group.english()
                                  : column.group.english() + " " + column.title.english();
}

bool isText(const Column& column)
{
    return column.decimals < 0;
}

struct Group
{
    std::size_t begin = 0, end = 0;
    std::string name;
};

std::vector<Group> groupsOf(const ResultTable& table)
{
    std::vector<Group> groups;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const std::string& name = table.columns[c].group.english();
        if (!groups.empty() && groups.back().name == name)
            groups.back().end = c + 1;
        else
            groups.push_back({c, c + 1, name});
    }
    return groups;
}

std::string latexHead(const ResultTable& table)
{
    std::string text;
    if (table.hasGroups()) {
        std::string rules;
        for (const Group& group : groupsOf(table)) {
            if (group.begin > 0)
                text += " & ";
            if (group.name.empty()) {
                text.append(3 * (group.end - group.begin - 1), ' ');
                for (std::size_t c = group.begin + 1; c < group.end; ++c)
                    text += "& ";
                continue;
            }
            text +=
                "\\multicolumn{" + std::to_string(group.end - group.begin) + "}{c}{" + latexEscaped(group.name) + "}";
            rules += " \\cmidrule(lr){" + std::to_string(group.begin + 1) + "-" + std::to_string(group.end) + "}";
        }
        text += " \\\\\n   " + rules + "\n    ";
    }
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        text.append(c ? " & " : "").append(latexEscaped(table.columns[c].title.english()));
    return text + " \\\\\n";
}

bool isBetter(const Column& column, double a, double b)
{
    return column.better == ResultTable::Better::Higher ? a > b : a < b;
}

std::string suffixOf(const std::filesystem::path& path)
{
    std::string suffix = path.extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return suffix;
}

} // namespace

bool ResultTable::hasGroups() const
{
    return std::any_of(columns.begin(), columns.end(), [](const Column& column) { return !column.group.empty(); });
}

std::string cellText(const Column& column, const Cell& cell)
{
    if (!cell.text.empty() || isText(column))
        return cell.text.english();
    if (!std::isfinite(cell.value))
        return std::isnan(cell.value) ? "-" : (cell.value > 0 ? "inf" : "-inf");
    const std::string text = fixed(cell.value, column.decimals);
    return column.difference && cell.value >= 0 ? std::string("+").append(text) : text;
}

void markBest(ResultTable& table)
{
    for (ResultTable::Row& row : table.rows) {
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            row.cells[c].best = false;
            const Column& column = table.columns[c];
            if (column.better == ResultTable::Better::Neither || std::isnan(row.cells[c].value))
                continue;
            bool rivals = false, beaten = false;
            for (std::size_t other = 0; other < table.columns.size(); ++other) {
                const Column& rival = table.columns[other];
                if (other == c || rival.better != column.better || std::isnan(row.cells[other].value) ||
                    (table.hasGroups() && !(rival.title == column.title)))
                    continue;
                rivals = true;
                beaten = beaten || (isBetter(column, row.cells[other].value, row.cells[c].value) &&
                                    cellText(rival, row.cells[other]) != cellText(column, row.cells[c]));
            }
            row.cells[c].best = rivals && !beaten;
        }
    }
}

std::string latexOf(const ResultTable& table)
{
    std::string text = "% needs \\usepackage{booktabs}\n\\begin{table}\n  \\centering\n";
    if (!table.caption.empty())
        text += "  \\caption{" + latexEscaped(table.caption.english()) + ".}\n";
    text += "  \\begin{tabular}{";
    for (const Column& column : table.columns)
        text += isText(column) ? 'l' : 'r';
    text += "}\n    \\toprule\n    " + latexHead(table) + "    \\midrule\n";
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const ResultTable::Row& row = table.rows[r];
        if (row.summary && r > 0 && !table.rows[r - 1].summary)
            text += "    \\midrule\n";
        text += "    ";
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            std::string cell = latexEscaped(cellText(table.columns[c], row.cells[c]));
            if (!isText(table.columns[c]) && cell.starts_with('-'))
                cell.replace(0, 1, cell == "-" ? "--" : "$-$");
            text.append(c ? " & " : "");
            if (row.cells[c].best)
                text.append("\\textbf{").append(cell).append("}");
            else
                text.append(cell);
        }
        text += " \\\\\n";
    }
    return text + "    \\bottomrule\n  \\end{tabular}\n\\end{table}\n";
}

std::string markdownOf(const ResultTable& table)
{
    std::string text = "|";
    std::string rule = "|";
    for (const Column& column : table.columns) {
        text.append(" ").append(markdownEscaped(fullTitle(column))).append(" |");
        rule += isText(column) ? " --- |" : " ---: |";
    }
    text += "\n" + rule + "\n";
    for (const ResultTable::Row& row : table.rows) {
        text += "|";
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const std::string cell = markdownEscaped(cellText(table.columns[c], row.cells[c]));
            const char* const mark = row.cells[c].best ? "**" : "";
            text.append(" ").append(mark).append(cell).append(mark).append(" |");
        }
        text += "\n";
    }
    return text;
}

std::string csvOf(const ResultTable& table)
{
    std::string text;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        text.append(c ? "," : "").append(csvEscaped(fullTitle(table.columns[c])));
    text += "\n";
    for (const ResultTable::Row& row : table.rows) {
        for (std::size_t c = 0; c < row.cells.size(); ++c) {
            const Cell& cell = row.cells[c];
            text += c ? "," : "";
            if (!cell.text.empty())
                text += csvEscaped(cell.text.english());
            else if (std::isfinite(cell.value))
                text += everyDigit(cell.value);
        }
        text += "\n";
    }
    return text;
}

bool isTableFile(const std::filesystem::path& path)
{
    const std::string suffix = suffixOf(path);
    return suffix == ".tex" || suffix == ".md" || suffix == ".csv";
}

void writeResultTable(const std::filesystem::path& path, const ResultTable& table)
{
    const std::string suffix = suffixOf(path);
    if (!isTableFile(path))
        throw Error(path.string(), say("tables are .tex, .md or .csv"));
    if (table.rows.empty())
        throw Error(path.string(), say("there are no results to write"));
    const std::string text = suffix == ".tex" ? latexOf(table) : suffix == ".md" ? markdownOf(table) : csvOf(table);
    replaceFile(path, text);
}

void writeResultNumbers(const std::filesystem::path& path, const ResultTable& table)
{
    if (table.rows.empty())
        throw Error(path.string(), say("there are no results to write"));
    std::vector<std::size_t> columns;
    for (std::size_t c = 0; c < table.columns.size(); ++c)
        if (!isText(table.columns[c]) ||
            std::any_of(table.rows.begin(), table.rows.end(),
                        [c](const ResultTable::Row& row) { return !std::isnan(row.cells[c].value); }))
            columns.push_back(c);
    std::vector<double> values;
    values.reserve(table.rows.size() * columns.size());
    for (const ResultTable::Row& row : table.rows)
        for (const std::size_t c : columns)
            values.push_back(row.cells[c].value);
    saveNpy<double>(path, values, {std::ssize(table.rows), std::ssize(columns)});
}

} // namespace mambascope
