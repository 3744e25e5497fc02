// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"

#include "core/base/error.h"

#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>
#include <set>
#include <system_error>

namespace mambascope {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::uint64_t kLargestHeader = 100'000'000; // the format's own limit

std::string reason(int error)
{
    return std::generic_category().message(error);
}

int bitsOf(const std::string& dtype)
{
    static const std::map<std::string, int> bits{
        {"BOOL", 8},  {"U8", 8},   {"I8", 8},   {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"I16", 16}, {"U16", 16}, {"F16", 16},
        {"BF16", 16}, {"I32", 32}, {"U32", 32}, {"F32", 32},    {"F64", 64},    {"I64", 64}, {"U64", 64}, {"C64", 64}};
    const auto found = bits.find(dtype);
    return found == bits.end() ? 0 : found->second;
}

float halfToFloat(std::uint16_t h)
{
    const std::uint32_t sign = static_cast<std::uint32_t>(h & 0x8000U) << 16;
    const std::uint32_t exponent = (h >> 10) & 0x1fU;
    const std::uint32_t fraction = h & 0x3ffU;
    if (exponent == 0) // zero or denormal: fraction * 2^-24
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(static_cast<float>(fraction) * 0x1p-24F));
    const std::uint32_t widened = exponent == 31 ? 255U : exponent + 112U;
    return std::bit_cast<float>(sign | (widened << 23) | (fraction << 13));
}

template <typename From, typename To, typename Convert>
std::vector<To> convert(const StoredTensor& t, Convert change)
{
    std::vector<To> out(static_cast<std::size_t>(t.count()));
    for (std::size_t i = 0; i < out.size(); ++i) {
        From value; // data may lie unaligned in the file
        std::memcpy(&value, t.bytes.data() + i * sizeof(From), sizeof(From));
        out[i] = change(value);
    }
    return out;
}

template <typename To>
std::vector<To> floating(const StoredTensor& t)
{
    const auto plain = [](auto v) { return static_cast<To>(v); };
    if (t.dtype == "F32")
        return convert<float, To>(t, plain);
    if (t.dtype == "F64")
        return convert<double, To>(t, plain);
    if (t.dtype == "BF16")
        return convert<std::uint16_t, To>(
            t, [](std::uint16_t v) { return static_cast<To>(std::bit_cast<float>(std::uint32_t{v} << 16)); });
    if (t.dtype == "F16")
        return convert<std::uint16_t, To>(t, [](std::uint16_t v) { return static_cast<To>(halfToFloat(v)); });
    throw Error("tensor " + t.name,
                "dtype " + t.dtype + " is not a floating-point type (F32, F16, BF16 or F64 expected)");
}

// The format forbids duplicate keys, which a JSON object would silently merge, so keys are watched while parsing.
Json parseHeader(const std::string& text, const std::string& subject)
{
    std::vector<std::set<std::string>> open;
    const auto watch = [&](int, Json::parse_event_t event, Json& value) {
        if (event == Json::parse_event_t::object_start)
            open.emplace_back();
        else if (event == Json::parse_event_t::object_end)
            open.pop_back();
        else if (event == Json::parse_event_t::key && !open.back().insert(value.get<std::string>()).second)
            throw Error(subject, "the header names \"" + value.get<std::string>() + "\" twice");
        return true;
    };
    try {
        return Json::parse(text, watch);
    } catch (const nlohmann::json::exception&) {
        throw Error(subject, "the header is not valid JSON");
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
    const auto broken = [&](const std::string& what) { return Error(subject, "tensor " + name + ": " + what); };
    if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets"))
        throw broken("the header entry lacks dtype, shape or data_offsets");
    Entry entry;
    entry.tensor.name = name;
    if (!value["dtype"].is_string())
        throw broken("dtype is not a string");
    entry.tensor.dtype = value["dtype"].get<std::string>();
    const int bits = bitsOf(entry.tensor.dtype);
    if (bits == 0)
        throw broken("dtype " + entry.tensor.dtype + " is not supported");
    if (!value["shape"].is_array())
        throw broken("shape is not a list");
    std::uint64_t count = 1;
    for (const Json& size : value["shape"]) {
        if (!size.is_number_unsigned())
            throw broken("shape has an entry that is not a non-negative integer");
        const auto n = size.get<std::uint64_t>();
        if (n != 0 && count > (std::numeric_limits<std::uint64_t>::max() >> 8) / n)
            throw broken("shape overflows 64 bits");
        count *= n;
        entry.tensor.shape.push_back(static_cast<std::int64_t>(n));
    }
    const Json& offsets = value["data_offsets"];
    if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() ||
        !offsets[1].is_number_unsigned())
        throw broken("data_offsets is not a pair of non-negative integers");
    entry.begin = offsets[0].get<std::uint64_t>();
    entry.end = offsets[1].get<std::uint64_t>();
    if (entry.end < entry.begin)
        throw broken("data_offsets end before they begin");
    if (entry.end - entry.begin != count * static_cast<std::uint64_t>(bits / 8))
        throw broken("data_offsets span " + std::to_string(entry.end - entry.begin) + " bytes, shape and dtype need " +
                     std::to_string(count * static_cast<std::uint64_t>(bits / 8)));
    return entry;
}

} // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : m_path(path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
        throw Error(path.string(), "cannot be opened: " + reason(errno));
    struct stat info
    {
    };
    if (::fstat(file, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(file);
        throw Error(path.string(), "is not a regular file");
    }
    m_size = static_cast<std::size_t>(info.st_size);
    if (m_size > 0) {
        void* data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, file, 0);
        const int error = errno;
        ::close(file);
        if (data == MAP_FAILED)
            throw Error(path.string(), "cannot be mapped into memory: " + reason(error));
        m_data = static_cast<const std::byte*>(data);
    } else {
        ::close(file);
    }
}

MappedFile::~MappedFile()
{
    if (m_data != nullptr)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
}

std::int64_t StoredTensor::count() const
{
    std::int64_t n = 1;
    for (const std::int64_t size : shape)
        n *= size;
    return n;
}

std::vector<float> StoredTensor::toFloat() const
{
    return floating<float>(*this);
}

std::vector<double> StoredTensor::toDouble() const
{
    return floating<double>(*this);
}

std::vector<std::int64_t> StoredTensor::toInt64() const
{
    if (dtype != "I64")
        throw Error("tensor " + name, "dtype " + dtype + ", I64 expected");
    return convert<std::int64_t, std::int64_t>(*this, [](std::int64_t v) { return v; });
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) : m_file(std::make_shared<MappedFile>(path))
{
    const std::string subject = path.string();
    const std::span<const std::byte> bytes = m_file->bytes();
    if (bytes.size() < 8)
        throw Error(subject, "is too short for a safetensors file (" + std::to_string(bytes.size()) + " bytes)");
    std::uint64_t headerSize = 0;
    std::memcpy(&headerSize, bytes.data(), 8);
    if (headerSize > kLargestHeader)
        throw Error(subject, "is not a safetensors file: header size " + std::to_string(headerSize) +
                                 " exceeds the format's limit of 100,000,000");
    if (headerSize > bytes.size() - 8)
        throw Error(subject, "is truncated: the header needs " + std::to_string(headerSize) + " bytes, the file has " +
                                 std::to_string(bytes.size() - 8) + " after its first eight");
    const std::string text(reinterpret_cast<const char*>(bytes.data()) + 8, headerSize);
    if (text.empty() || text.front() != '{')
        throw Error(subject, "is not a safetensors file: the header does not begin with '{'");
    const Json header = parseHeader(text, subject);
    if (!header.is_object())
        throw Error(subject, "the header is not a JSON object");

    const std::span<const std::byte> data = bytes.subspan(8 + headerSize);
    std::vector<Entry> entries;
    for (const auto& [name, value] : header.items()) {
        if (name == "__metadata__") {
            if (!value.is_object())
                throw Error(subject, "__metadata__ is not an object");
            for (const auto& [key, item] : value.items()) {
                if (!item.is_string())
                    throw Error(subject, "__metadata__ entry " + key + " is not a string");
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
            throw Error(subject, "tensor " + entry.tensor.name + " begins at " + std::to_string(entry.begin) +
                                     (entry.begin > at ? ", leaving a hole after " : ", overlapping what ends at ") +
                                     std::to_string(at));
        if (entry.end > data.size())
            throw Error(subject, "is truncated: tensor " + entry.tensor.name + " ends at byte " +
                                     std::to_string(entry.end) + " of " + std::to_string(data.size()) + " data bytes");
        entry.tensor.bytes = data.subspan(entry.begin, entry.end - entry.begin);
        at = entry.end;
    }
    if (at != data.size())
        throw Error(subject, std::to_string(data.size() - at) + " bytes follow the last tensor");
    for (Entry& entry : entries)
        m_tensors.emplace(entry.tensor.name, std::move(entry.tensor));
}

const StoredTensor& SafetensorsFile::tensor(const std::string& name) const
{
    const auto found = m_tensors.find(name);
    if (found == m_tensors.end())
        throw Error(path().string(), "has no tensor named " + name);
    return found->second;
}

void writeSafetensors(const std::filesystem::path& path, std::span<const TensorToStore> tensors,
                      const std::map<std::string, std::string>& metadata)
{
    Json header;
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

    std::filesystem::path partial = path;
    partial += ".partial";
    std::ofstream out(partial, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(&size), 8);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    for (const TensorToStore& t : tensors)
        out.write(reinterpret_cast<const char*>(t.bytes.data()), static_cast<std::streamsize>(t.bytes.size()));
    out.close();
    std::error_code error;
    if (out)
        std::filesystem::rename(partial, path, error);
    if (!out || error) {
        std::error_code ignored;
        std::filesystem::remove(partial, ignored);
        throw Error(path.string(), "cannot be written" + (error ? ": " + error.message() : std::string()));
    }
}

} // namespace mambascope
