// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace mambascope {

/// A file mapped read-only into memory.
class MappedFile
{
public:
    /// \throws Error naming the file when it cannot be opened or mapped.
    explicit MappedFile(const std::filesystem::path& path);
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;
    ~MappedFile();
    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
};

/// One tensor of a file: where its bytes are and how to read them. Row-major, little endian, possibly unaligned.
struct StoredTensor
{
    std::string name;
    std::string dtype; ///< as the format spells it: F32 F16 BF16 F64 I64 U8 ...
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
    std::int64_t count() const;
    /// Copies and converts floating-point values. \throws Error for dtypes that are not floating point.
    std::vector<float> toFloat() const;
    std::vector<double> toDouble() const;
    std::vector<std::int64_t> toInt64() const;
};

/// The safetensors format, every rule of its description checked (huggingface/safetensors, README "Format").
/// Data stay in the mapped file.
class SafetensorsFile
{
public:
    /// \throws Error naming the file and the rule that it breaks.
    explicit SafetensorsFile(const std::filesystem::path& path);
    const std::map<std::string, StoredTensor>& tensors() const { return m_tensors; }
    const std::map<std::string, std::string>& metadata() const { return m_metadata; }
    /// \throws Error naming file and tensor when there is none of that name.
    const StoredTensor& tensor(const std::string& name) const;
    const std::filesystem::path& path() const { return m_file->path(); }

private:
    std::shared_ptr<MappedFile> m_file;
    std::map<std::string, StoredTensor> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

/// Writes tensors and metadata; replaces the file atomically. \throws Error when it cannot be written.
struct TensorToStore
{
    std::string name;
    std::string dtype;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes;
};
void writeSafetensors(const std::filesystem::path& path, std::span<const TensorToStore> tensors,
                      const std::map<std::string, std::string>& metadata);

} // namespace mambascope
