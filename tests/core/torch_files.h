// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

// Files of torch.save, put together byte by byte so that each test can break one of them in one place.
namespace torchFiles {

using Entries = std::vector<std::pair<std::string, std::string>>; ///< names and contents

template <typename T>
std::string number(T value)
{
    std::string bytes(sizeof value, '\0');
    std::memcpy(bytes.data(), &value, sizeof value);
    return bytes;
}
inline std::string u16(std::uint64_t value)
{
    return number(static_cast<std::uint16_t>(value));
}
inline std::string u32(std::uint64_t value)
{
    return number(static_cast<std::uint32_t>(value));
}

struct ZipOptions
{
    bool zip64 = false;
    int method = 0;
    int flags = 0;
    std::uint64_t sizeChange = 0; ///< added to the sizes that the directory says
};

inline std::string zip(const Entries& entries, const ZipOptions& options = {})
{
    std::string file;
    std::string directory;
    const std::string fields = u16(options.flags) + u16(options.method) + std::string(8, '\0');
    for (const auto& [name, content] : entries) {
        const std::uint64_t offset = file.size();
        const std::uint64_t size = content.size() + options.sizeChange;
        const std::string sizes = u32(size) + u32(size) + u16(name.size());
        file += u32(0x04034b50) + u16(20) + fields + sizes + u16(0) + name + content;
        if (options.zip64) {
            const std::string wide = u16(1) + u16(24) + number(size) + number(size) + number(offset);
            directory += u32(0x02014b50) + u16(45) + u16(45) + fields + u32(0xFFFFFFFF) + u32(0xFFFFFFFF) +
                         u16(name.size()) + u16(wide.size()) + u16(0) + std::string(8, '\0') + u32(0xFFFFFFFF) + name +
                         wide;
        } else {
            directory += u32(0x02014b50) + u16(20) + u16(20) + fields + sizes + u16(0) + u16(0) + std::string(8, '\0') +
                         u32(offset) + name;
        }
    }
    const std::uint64_t at = file.size();
    const std::uint64_t count = entries.size();
    file += directory;
    if (!options.zip64)
        return file + u32(0x06054b50) + u32(0) + u16(count) + u16(count) + u32(directory.size()) + u32(at) + u16(0);
    const std::uint64_t wideEnd = file.size();
    file += u32(0x06064b50) + number(std::uint64_t{44}) + u16(45) + u16(45) + u32(0) + u32(0) + number(count) +
            number(count) + number(std::uint64_t{directory.size()}) + number(at);
    file += u32(0x07064b50) + u32(0) + number(wideEnd) + u32(1);
    return file + u32(0x06054b50) + u32(0) + u16(0xFFFF) + u16(0xFFFF) + u32(0xFFFFFFFF) + u32(0xFFFFFFFF) + u16(0);
}

// Parts of pickles.
inline std::string text(const std::string& value)
{
    return 'X' + u32(value.size()) + value;
}
inline std::string integer(std::int64_t value)
{
    return "\x8a\x08" + number(value);
}
inline std::string tuple(const std::vector<std::int64_t>& values)
{
    std::string made = "(";
    for (const std::int64_t value : values)
        made += integer(value);
    return made + "t";
}
inline std::string global(const std::string& module, const std::string& name)
{
    return "c" + module + "\n" + name + "\n";
}
inline std::string orderedDict()
{
    return global("collections", "OrderedDict") + ")R";
}
inline std::string storage(const std::string& type, const std::string& key, std::int64_t count,
                           const std::string& more = {})
{
    return "(" + text("storage") + global("torch", type) + text(key) + text("cuda:0") + integer(count) + more + "tQ";
}
inline std::string tensor(const std::string& from, std::int64_t offset, const std::vector<std::int64_t>& sizes,
                          const std::vector<std::int64_t>& strides)
{
    return global("torch._utils", "_rebuild_tensor_v2") + "(" + from + integer(offset) + tuple(sizes) + tuple(strides) +
           "\x89" + orderedDict() + "tR";
}
inline std::string parameter(const std::string& of)
{
    return global("torch._utils", "_rebuild_parameter") + "(" + of + "\x88" + orderedDict() + "tR";
}
inline std::string pickle(const std::string& body)
{
    return "\x80\x02" + body + ".";
}
/// `items` alternate text and tensor.
inline std::string dict(const std::string& items, const std::string& empty = "}")
{
    return empty + "(" + items + "u";
}

inline std::string floats(const std::vector<float>& values)
{
    std::string bytes(values.size() * sizeof(float), '\0');
    std::memcpy(bytes.data(), values.data(), bytes.size());
    return bytes;
}

/// An archive with this pickle and one storage, named 0.
inline std::string archive(const std::string& body, const std::string& data, const ZipOptions& options = {})
{
    return zip({{"any name/data.pkl", pickle(body)}, {"any name/data/0", data}, {"any name/version", "3\n"}}, options);
}

/// The format before PyTorch 1.6. `keys` names its storages, `data` has each behind its number of elements.
inline std::string legacy(const std::string& body, const std::vector<std::string>& keys, const std::string& data,
                          bool littleEndian = true)
{
    std::string list = "](";
    for (const std::string& key : keys)
        list += text(key);
    const std::string magic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 15);
    const std::string system = dict(text("little_endian") + (littleEndian ? "\x88" : "\x89"));
    return magic + pickle("M" + u16(1001)) + pickle(system) + pickle(body) + pickle(list + "e") + data;
}

} // namespace torchFiles
