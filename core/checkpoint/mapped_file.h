// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace mambascope {

/// A file mapped read-only into memory. Nothing of it is read before it is used, and none of it is copied.
class MappedFile
{
public:
    /// \throws Error naming the file when it cannot be opened or mapped.
    explicit MappedFile(const std::filesystem::path& path);
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();
    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    std::string_view text() const { return {reinterpret_cast<const char*>(m_data), m_size}; }
    const std::filesystem::path& path() const { return m_path; }
    /// Reading what was cut off would end the program, so whoever begins to read much asks first.
    /// \throws Error when the file is shorter than it was when it was mapped.
    void requireUnchanged() const;

private:
    std::filesystem::path m_path;
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
    int m_file = -1;
};

} // namespace mambascope
