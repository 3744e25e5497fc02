// SPDX-License-Identifier: GPL-3.0-or-later
// Writes what TorchArchive reads: a zip archive (PKWARE APPNOTE.TXT 6.3.10, entries stored as they are, no ZIP64) with
// the pickle (Python's Lib/pickletools.py, protocol 2) and one record a storage.
#include "core/base/replace_file.h"
#include "core/checkpoint/torch_archive.h"

#include <array>
#include <cstdint>
#include <vector>

namespace mambascope {

namespace {

constexpr std::size_t kAlignment = 64; // of the records, as torch.save has it

template <typename T>
std::string little(T value)
{
    std::string bytes;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        bytes += static_cast<char>(static_cast<std::uint64_t>(value) >> (8 * i));
    return bytes;
}

std::uint32_t crc32(const std::string& bytes)
{
    static const std::array<std::uint32_t, 256> table = [] {
        std::array<std::uint32_t, 256> made{};
        for (std::uint32_t i = 0; i < made.size(); ++i) {
            std::uint32_t value = i;
            for (int bit = 0; bit < 8; ++bit)
                value = (value & 1) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
            made[i] = value;
        }
        return made;
    }();
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char c : bytes)
        crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
    return ~crc;
}

class ZipWriter
{
public:
    void add(const std::string& name, const std::string& content)
    {
        const auto offset = static_cast<std::uint32_t>(m_file.size());
        const auto size = static_cast<std::uint32_t>(content.size());
        const std::string common = little(std::uint16_t{0}) + little(std::uint16_t{0}) +    // flags, stored
                                   little(std::uint16_t{0}) + little(std::uint16_t{0x21}) + // 1980-01-01
                                   little(crc32(content)) + little(size) + little(size) +
                                   little(static_cast<std::uint16_t>(name.size()));
        // The extra field only moves the content to where it is aligned: a header of two 16-bit numbers, then nothing.
        constexpr std::size_t kHeader = 30;
        constexpr std::size_t kExtraHeader = 4;
        const std::size_t at = m_file.size() + kHeader + name.size() + kExtraHeader;
        const auto padding = static_cast<std::uint16_t>((kAlignment - at % kAlignment) % kAlignment);
        m_file += little(std::uint32_t{0x04034b50}) + little(std::uint16_t{20}) + common +
                  little(static_cast<std::uint16_t>(kExtraHeader + padding)) + name + "FB" + little(padding) +
                  std::string(padding, '\0') + content;
        m_directory += little(std::uint32_t{0x02014b50}) + little(std::uint16_t{20}) + little(std::uint16_t{20}) +
                       common + std::string(12, '\0') + little(offset) + name;
        ++m_entries;
    }
    std::string finish() const
    {
        return m_file + m_directory + little(std::uint32_t{0x06054b50}) + std::string(4, '\0') + little(m_entries) +
               little(m_entries) + little(static_cast<std::uint32_t>(m_directory.size())) +
               little(static_cast<std::uint32_t>(m_file.size())) + std::string(2, '\0');
    }

private:
    std::string m_file, m_directory;
    std::uint16_t m_entries = 0;
};

std::string pickledText(const std::string& text)
{
    return 'X' + little(static_cast<std::uint32_t>(text.size())) + text;
}

std::string pickledInteger(std::size_t value)
{
    return 'J' + little(static_cast<std::uint32_t>(value));
}

// _rebuild_tensor_v2(('storage', FloatStorage, key, 'cpu', n), 0, (n,), (1,), False, OrderedDict())
std::string pickledTensor(const std::string& key, std::size_t count)
{
    const std::string size = pickledInteger(count);
    return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickledText("storage") + "ctorch\nFloatStorage\n" +
           pickledText(key) + pickledText("cpu") + size + "tQ" + pickledInteger(0) + size + "\x85" + pickledInteger(1) +
           "\x85\x89" + "ccollections\nOrderedDict\n)RtR";
}

} // namespace

void writeTorchArchive(const std::filesystem::path& path, std::span<const TorchVector> vectors)
{
    const std::string prefix = path.stem().string() + "/";
    const bool lone = vectors.size() == 1 && vectors.front().name.empty();
    std::string pickle = "\x80\x02";
    if (!lone)
        pickle += "}(";
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        if (!lone)
            pickle += pickledText(vectors[i].name);
        pickle += pickledTensor(std::to_string(i), vectors[i].values.size());
    }
    pickle += lone ? "." : "u.";
    ZipWriter zip;
    zip.add(prefix + "data.pkl", pickle);
    zip.add(prefix + "byteorder", "little");
    for (std::size_t i = 0; i < vectors.size(); ++i) {
        const std::span<const std::byte> bytes = std::as_bytes(vectors[i].values);
        zip.add(prefix + "data/" + std::to_string(i), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    zip.add(prefix + "version", "3\n");
    replaceFile(path, zip.finish());
}

} // namespace mambascope
