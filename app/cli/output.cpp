// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/output.h"

#include "core/base/error.h"
#include "core/base/npy.h"
#include "ui/figures/figures.h"

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <system_error>
#include <unistd.h>

namespace mambascope::cli {

namespace fs = std::filesystem;

namespace {

std::string suffixOf(const std::string& path)
{
    std::string suffix = fs::path(path).extension().string();
    std::transform(suffix.begin(), suffix.end(), suffix.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return suffix;
}

/// A text file that appears under its name only when it is complete.
class TextFile
{
public:
    explicit TextFile(const std::string& path) : m_path(path), m_part(path)
    {
        std::error_code status;
        if (!fs::exists(path, status) || fs::is_regular_file(path, status))
            m_part += ".part";
        m_stream.open(m_part, std::ios::binary);
        if (!m_stream)
            fail();
    }
    TextFile(const TextFile&) = delete;
    TextFile& operator=(const TextFile&) = delete;
    ~TextFile()
    {
        std::error_code status;
        if (!m_finished && m_part != m_path)
            fs::remove(m_part, status);
    }
    void write(std::string_view text) { m_stream.write(text.data(), static_cast<std::streamsize>(text.size())); }
    void finish()
    {
        m_stream.close();
        if (!m_stream)
            fail();
        if (m_part != m_path && std::rename(m_part.c_str(), m_path.c_str()) != 0)
            fail();
        m_finished = true;
    }

private:
    [[noreturn]] void fail() const
    {
        const int code = errno;
        throw Error(m_path, "cannot be written: " + std::generic_category().message(code));
    }
    std::string m_path, m_part;
    std::ofstream m_stream;
    bool m_finished = false;
};

template <typename T>
void appendNumber(std::string& text, T value, bool json)
{
    if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(value)) {
            text += json ? "null" : std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
            return;
        }
    }
    char buffer[32];
    const auto [end, status] =
        std::to_chars(buffer, buffer + sizeof buffer, value); // shortest text that reads back the same
    text.append(buffer, status == std::errc() ? end : buffer);
}

template <typename T>
class NpyArrayWriter : public ArrayWriter<T>
{
public:
    NpyArrayWriter(const std::string& path, const std::vector<std::int64_t>& shape) : m_writer(path, shape) {}
    void append(std::span<const T> values) override { m_writer.append(values); }
    void finish() override { m_writer.finish(); }

private:
    NpyWriter<T> m_writer;
};

template <typename T>
class CsvArrayWriter : public ArrayWriter<T>
{
public:
    CsvArrayWriter(const std::string& path, const std::vector<std::int64_t>& shape)
        : m_file(path), m_width(shape.size() > 1 ? shape.back() : 1)
    {
    }
    void append(std::span<const T> values) override
    {
        std::string text;
        for (const T value : values) {
            appendNumber(text, value, false);
            text += ++m_column % m_width == 0 ? '\n' : ',';
        }
        m_file.write(text);
    }
    void finish() override { m_file.finish(); }

private:
    TextFile m_file;
    std::int64_t m_width;
    std::int64_t m_column = 0;
};

template <typename T>
class JsonArrayWriter : public ArrayWriter<T>
{
public:
    JsonArrayWriter(const std::string& path, const std::vector<std::int64_t>& shape) : m_file(path), m_shape(shape) {}
    void append(std::span<const T> values) override
    {
        std::string text;
        for (const T value : values) {
            text += std::string(opening(m_count), '[');
            appendNumber(text, value, true);
            ++m_count;
            const std::size_t closed = opening(m_count);
            text += std::string(closed, ']');
            text += closed == m_shape.size() ? "\n" : closed > 0 ? ",\n" : ",";
        }
        m_file.write(text);
    }
    void finish() override
    {
        if (m_count == 0)
            m_file.write("[]\n");
        m_file.finish();
    }

private:
    /// How many lists begin (and, one value later, end) at that value.
    std::size_t opening(std::int64_t index) const
    {
        std::size_t lists = 0;
        std::int64_t period = 1;
        for (std::size_t d = m_shape.size(); d-- > 0;) {
            period *= m_shape[d];
            if (index % period != 0)
                break;
            ++lists;
        }
        return lists;
    }
    TextFile m_file;
    std::vector<std::int64_t> m_shape;
    std::int64_t m_count = 0;
};

std::string csvCell(const Json& value)
{
    if (value.is_number_float() && std::isinf(value.get<double>())) // JSON has no such number
        return value.get<double>() > 0 ? "inf" : "-inf";
    if (!value.is_string())
        return value.is_null() ? "nan" : value.dump();
    auto text = value.get<std::string>();
    if (text.find_first_of(",\"\n") == std::string::npos)
        return text;
    std::string quoted = "\"";
    for (const char c : text)
        quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::vector<std::string> suffixesOf(OutKind kind)
{
    switch (kind) {
    case OutKind::Array:
        return {".npy", ".csv", ".json"};
    case OutKind::ArrayOrPicture:
        return {".npy", ".csv", ".json", ".png", ".svg", ".pdf"};
    case OutKind::NpyOrPicture:
        return {".npy", ".png", ".svg", ".pdf"};
    case OutKind::TableOrPicture:
        return {".csv", ".json", ".png", ".svg", ".pdf"};
    case OutKind::Report:
        return {".tex", ".md", ".csv", ".json"};
    case OutKind::Profile:
        return {".safetensors"};
    case OutKind::ReportOrProfile:
        return {".safetensors", ".tex", ".md", ".csv", ".json"};
    case OutKind::ResultTable:
        return {".tex", ".md", ".csv"};
    }
    return {};
}

} // namespace

bool isPictureFile(const std::string& path)
{
    return ui::isPicture(path);
}

void requireWritable(const std::string& path, OutKind kind)
{
    const std::string suffix = suffixOf(path);
    const std::vector<std::string> suffixes = suffixesOf(kind);
    if (std::find(suffixes.begin(), suffixes.end(), suffix) == suffixes.end()) {
        std::string list;
        for (std::size_t i = 0; i < suffixes.size(); ++i)
            list += (i == 0 ? "" : i + 1 < suffixes.size() ? ", " : " or ") + suffixes[i];
        throw Error(path, "cannot be written: the suffix must be " + list);
    }
    std::error_code status;
    if (fs::is_directory(path, status))
        throw Error(path, "cannot be written: is a folder");
    fs::path folder = fs::path(path).parent_path();
    if (folder.empty())
        folder = ".";
    if (!fs::is_directory(folder, status))
        throw Error(path, "cannot be written: there is no folder " + folder.string());
    if (access(folder.c_str(), W_OK) != 0)
        throw Error(path, "cannot be written: " + std::generic_category().message(errno));
}

template <typename T>
std::unique_ptr<ArrayWriter<T>> openArray(const std::string& path, std::vector<std::int64_t> shape)
{
    const std::string suffix = suffixOf(path);
    if (suffix == ".csv")
        return std::make_unique<CsvArrayWriter<T>>(path, shape);
    if (suffix == ".json")
        return std::make_unique<JsonArrayWriter<T>>(path, shape);
    return std::make_unique<NpyArrayWriter<T>>(path, shape);
}

template std::unique_ptr<ArrayWriter<float>> openArray(const std::string&, std::vector<std::int64_t>);
template std::unique_ptr<ArrayWriter<double>> openArray(const std::string&, std::vector<std::int64_t>);
template std::unique_ptr<ArrayWriter<std::int64_t>> openArray(const std::string&, std::vector<std::int64_t>);
template std::unique_ptr<ArrayWriter<std::int32_t>> openArray(const std::string&, std::vector<std::int64_t>);
template std::unique_ptr<ArrayWriter<std::uint8_t>> openArray(const std::string&, std::vector<std::int64_t>);

void writeTable(const std::string& path, const Table& table)
{
    TextFile file(path);
    if (suffixOf(path) == ".json") {
        Json list = Json::array();
        for (const auto& row : table.rows) {
            Json record;
            for (std::size_t i = 0; i < row.size(); ++i)
                record[table.columns[i]] = row[i];
            list.push_back(std::move(record));
        }
        file.write(jsonText(list, 1) + "\n");
    } else {
        std::string text;
        for (std::size_t i = 0; i < table.columns.size(); ++i)
            text += (i ? "," : "") + table.columns[i];
        text += '\n';
        for (const auto& row : table.rows) {
            for (std::size_t i = 0; i < row.size(); ++i)
                text += (i ? "," : "") + csvCell(row[i]);
            text += '\n';
        }
        file.write(text);
    }
    file.finish();
}

std::string jsonText(const Json& document, int indent)
{
    // Escaped to ASCII: a reader may take U+2028 and its kin for the end of a line. A file name may hold any bytes.
    return document.dump(indent, ' ', true, Json::error_handler_t::replace);
}

void printJson(const Json& document)
{
    const std::string text = jsonText(document, -1);
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

std::string grouped(std::int64_t number)
{
    std::string text = std::to_string(number);
    for (std::ptrdiff_t at = std::ssize(text) - 3; at > (number < 0 ? 1 : 0); at -= 3)
        text.insert(static_cast<std::size_t>(at), ",");
    return text;
}

std::string sizeText(std::int64_t bytes)
{
    constexpr const char* kUnits[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    while (value >= 1024 && unit + 1 < std::size(kUnits)) {
        value /= 1024;
        ++unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, kUnits[unit]);
    return text;
}

std::string shortNumber(double value, int digits)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.*g", digits, value);
    return text;
}

std::string perplexityText(double value)
{
    if (value >= 1000 && value < 1e15)
        return grouped(std::llround(value));
    return shortNumber(value);
}

std::string wrapped(const std::string& text, std::size_t width, const std::string& indent)
{
    std::istringstream words(text);
    std::string result, word;
    std::size_t column = 0;
    while (words >> word) {
        const auto characters = static_cast<std::size_t>(std::count_if(
            word.begin(), word.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; })); // UTF-8
        const bool first = result.empty();
        if (!first && column + 1 + characters > width) {
            result += '\n';
            column = 0;
        }
        result += (column == 0 ? indent : " ") + word;
        column += (column == 0 ? 0 : 1) + characters;
    }
    return result;
}

void printColumns(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths;
    for (const auto& row : rows)
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths.resize(std::max(widths.size(), i + 1));
            widths[i] = std::max(widths[i], row[i].size());
        }
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - row[i].size(), ' ');
            line += i == 0 ? row[i] + (row.size() > 1 ? padding : "") : "  " + padding + row[i];
        }
        std::printf("%s\n", line.c_str());
    }
}

} // namespace mambascope::cli
