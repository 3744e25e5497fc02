// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/base/json.h"
#include "core/base/replace_file.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

namespace mambascope {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kLargestHeader = 100'000'000; // the format's own limit
// Sizes up to 2^48 elements in all, those of dimensions next to a zero included: no product of them overflows.
constexpr std::uint64_t kMostElements = std::uint64_t{1} << 48U;

Json parseHeader(std::string_view text, const std::string& subject)
{
    try {
        return parseJson(text, subject, {.depth = 8});
    } catch (const Error& error) {
        throw Error(subject, say("the header {0}", error.causeMessage()));
    }
}

struct Entry
{
    StoredTensor tensor;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

Entry parseEntry(const std::string& name, const Json& value, const std::string& subject)
{
    const auto broken = [&](const Message& what) {
        return Error(subject, say("tensor {0}: {1}", inQuotes(name), what));
    };
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets"))
        throw broken(say("the header entry lacks dtype, shape or data_offsets"));
    Entry entry;
    entry.tensor.name = name;
    if (!value["dtype"].is_string())
        throw broken(say("dtype is not a string"));
    entry.tensor.dtype = value["dtype"].get<std::string>();
    const std::int64_t bytes = bytesPerElement(entry.tensor.dtype);
    if (bytes == 0)
        throw broken(say("dtype {0} is not supported", inQuotes(entry.tensor.dtype)));
    if (!value["shape"].is_array())
        throw broken(say("shape is not a list"));
    std::uint64_t product = 1;
    bool empty = false;
    for (const Json& size : value["shape"]) {
        if (!size.is_number_unsigned())
            throw broken(say("shape has an entry that is not a non-negative integer"));
        const auto n = size.get<std::uint64_t>();
        empty = empty || n == 0;
        if (n != 0 && product > kMostElements / n)
            throw broken(say("shape overflows (more than 2^48 elements)"));
        product *= n == 0 ? 1 : n;
        entry.tensor.shape.push_back(static_cast<std::int64_t>(n));
    }
    const std::uint64_t count = empty ? 0 : product;
    const Json& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
        !offsets[1].is_number_unsigned())
        throw broken(say("data_offsets is not a pair of non-negative integers"));
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    if (entry.end < entry.begin)
        throw broken(say("data_offsets end before they begin"));
    if (entry.end - entry.begin != count * static_cast<std::uint64_t>(bytes))
        throw broken(say("data_offsets span {0} bytes, shape and dtype need {1}", entry.end - entry.begin,
                         count * static_cast<std::uint64_t>(bytes)));
    return entry;
}

} // namespace

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : m_file(std::make_shared<MappedFile>(path))
{
    const std::string subject = path.string();
    const std::span<const std::byte> bytes = m_file->bytes();
    if (bytes.size() < 8)
        throw Error(subject, say("is too short for a safetensors file ({0} bytes)", bytes.size()));
    std::uint64_t headerSize = 0;
    std::memcpy(&headerSize, bytes.data(), 8);
    if (headerSize > kLargestHeader)
        throw Error(subject, say("is not a safetensors file: header size {0} exceeds the format's limit of 100,000,000",
                                 headerSize));
    if (headerSize > bytes.size() - 8)
        throw Error(subject, say("is truncated: the header needs {0} bytes, the file has {1} after its first eight",
                                 headerSize, bytes.size() - 8));
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()) + 8, headerSize);
    if (text.empty() || text.front() != '{')
        throw Error(subject, say("is not a safetensors file: the header does not begin with '{'"));
    const Json header = parseHeader(text, subject);
    if (text[text.find_last_not_of(' ')] != '}') // JSON takes any white space
        throw Error(subject, say("is not a safetensors file: the header does not end with '}' and spaces"));

    const std::span<const std::byte> data = bytes.subspan(8 + headerSize);
    std::vector<Entry> entries;
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__") {
            if (!value.is_object())
                throw Error(subject, say("__metadata__ is not an object"));
            for (const auto& [key, item] : value.items()) {
                if (!item.is_string())
                    throw Error(subject, say("__metadata__ entry {0} is not a string", inQuotes(key)));
                m_metadata[key] = item.get<std::string>();
            }
            continue;
        }
        entries.push_back(parseEntry(name, value, subject));
    }
    std::sort(entries.begin(), entries.end(),
              [](const Entry& l, const Entry& r) { return l.begin != r.begin ? l.begin < r.begin : l.end < r.end; });
    std::uint64_t at = 0;
    for (Entry& entry : entries) {
        if (entry.begin != at)
            throw Error(subject, entry.begin > at ? say("tensor {0} begins at {1}, leaving a hole after {2}",
                                                        inQuotes(entry.tensor.name), entry.begin, at)
                                                  : say("tensor {0} begins at {1}, overlapping what ends at {2}",
                                                        inQuotes(entry.tensor.name), entry.begin, at));
        if (entry.end > data.size())
            throw Error(subject, say("is truncated: tensor {0} ends at byte {1} of {2} data bytes",
                                     inQuotes(entry.tensor.name), entry.end, data.size()));
        entry.tensor.bytes = data.subspan(entry.begin, entry.end - entry.begin);
        entry.tensor.file = m_file;
        at = entry.end;
    }
    if (at != data.size())
        throw Error(subject, say("{0} bytes follow the last tensor", data.size() - at));
    for (Entry& entry : entries)
        m_tensors.emplace(entry.tensor.name, std::move(entry.tensor));
}

const StoredTensor& SafetensorsFile::tensor(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        throw Error(path().string(), say("has no tensor named {0}", inQuotes(name)));
    return found->second;
}

void writeSafetensors(const std::filesystem::path& path, std::span<const TensorToStore> tensors,
                      const std::map<std::string, std::string>& metadata)
{
    nlohmann::ordered_json header;
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::uint64_t at = 0;
    for (const TensorToStore& t : tensors) {
        header[t.name] = {{"dtype", t.dtype}, {"shape", t.shape}, {"data_offsets", {at, at + t.bytes.size()}}};
        at += t.bytes.size();
    }
    std::string text = header.dump();
    text.append((8 - text.size() % 8) % 8, ' '); // data aligned for readers that map the file
    const auto size = static_cast<std::uint64_t>(text.size());

    replaceFile(path, [&](std::ostream& out) {
        out.write(reinterpret_cast<const char*>(&size), 8);
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        for (const TensorToStore& t : tensors)
            out.write(reinterpret_cast<const char*>(t.bytes.data()), static_cast<std::streamsize>(t.bytes.size()));
    });
}

} // namespace mambascope
