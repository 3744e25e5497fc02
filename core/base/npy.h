// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace mambascope {

/// NumPy's .npy format, version 1 and 2, C order, little endian. The element type is one of float, double,
/// std::int64_t, std::int32_t, std::uint8_t.

/// Token ids of a file: integers of any width. `rows` has one entry for a 1-d array [L], n for [n, L].
/// \throws Error naming the file: missing, not npy, other dtype, more than two dimensions, negative id, truncated.
std::vector<std::vector<std::int64_t>> loadIds(const std::filesystem::path& path);

/// A numeric array of any dtype among f2 f4 f8 i1..i8 u1..u8 b1, as doubles.
struct NpyArray
{
    std::vector<std::int64_t> shape;
    std::vector<double> values;
};
NpyArray loadNpy(const std::filesystem::path& path);

/// \throws Error naming the file when it cannot be written (a partly written file is removed).
template <typename T>
void saveNpy(const std::filesystem::path& path, std::span<const T> values, std::span<const std::int64_t> shape);
template <typename T>
void saveNpy(const std::filesystem::path& path, const std::vector<T>& values, std::initializer_list<std::int64_t> shape)
{
    saveNpy<T>(path, std::span<const T>(values), std::span<const std::int64_t>(shape.begin(), shape.size()));
}

/// Writes a .npy piece by piece, for arrays larger than memory. The file appears under its name only after finish();
/// without it nothing is left behind.
template <typename T>
class NpyWriter
{
public:
    NpyWriter(const std::filesystem::path& path, std::span<const std::int64_t> shape);
    NpyWriter(const NpyWriter&) = delete;
    NpyWriter& operator=(const NpyWriter&) = delete;
    ~NpyWriter();
    void append(std::span<const T> values);
    /// \throws Error when fewer or more values than the shape says were written.
    void finish();

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace mambascope
