// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mambascope::cli {

using Json = nlohmann::ordered_json;

/// What an --out file may be.
enum class OutKind {
    Array,
    ArrayOrPicture,
    NpyOrPicture,
    TableOrPicture,
    Report,
    Profile,
    ReportOrProfile,
    ResultTable
};

/// Refuses, before anything is computed, a suffix that cannot be written or a folder that does not take files.
/// Arrays are .npy .csv .json, tables .csv .json, pictures .png .svg .pdf, reports .tex .md .csv .json, result tables
/// the same without .json, profiles .safetensors. \throws Error naming the file.
void requireWritable(const std::string& path, OutKind kind);
bool isPictureFile(const std::string& path);

/// Writes an array row by row as .npy, .csv (a line for each run of the last dimension) or .json (nested lists); the
/// file appears when finish() is called.
template <typename T>
class ArrayWriter
{
public:
    virtual ~ArrayWriter() = default;
    virtual void append(std::span<const T> values) = 0;
    virtual void finish() = 0;
};
template <typename T>
std::unique_ptr<ArrayWriter<T>> openArray(const std::string& path, std::vector<std::int64_t> shape);

template <typename T>
void writeArray(const std::string& path, const std::vector<T>& values, std::vector<std::int64_t> shape)
{
    const auto writer = openArray<T>(path, std::move(shape));
    writer->append(values);
    writer->finish();
}

/// A table as .csv or .json (a list of objects).
struct Table
{
    std::vector<std::string> columns;
    std::vector<std::vector<Json>> rows;
};
void writeTable(const std::string& path, const Table& table);

/// One JSON document on stdout.
void printJson(const Json& document);
std::string jsonText(const Json& document, int indent);

/// 12345678 as "12,345,678".
std::string grouped(std::int64_t number);
/// Bytes for people: "24.1 MiB".
std::string sizeText(std::int64_t bytes);
/// A number with that many significant digits.
std::string shortNumber(double value, int digits = 4);
/// 4512.3 as "4,512", 36.912 as "36.91".
std::string perplexityText(double value);

/// Breaks text at spaces into lines of at most `width` characters behind `indent`.
std::string wrapped(const std::string& text, std::size_t width, const std::string& indent = "");

/// Columns padded to equal width, first left-aligned, the others right-aligned.
void printColumns(const std::vector<std::vector<std::string>>& rows);

} // namespace mambascope::cli
