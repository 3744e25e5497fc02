// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/npy.h"

#include "core/base/error.h"
#include "core/base/half.h"
#include "core/base/system_reason.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

namespace mambascope {

namespace {

static_assert(std::endian::native == std::endian::little, "the format is written in memory order");

constexpr std::string_view kMagic("\x93NUMPY", 6);

struct Header
{
    char kind = 'f'; // f, i, u, b
    int width = 4;   // bytes of one element
    std::vector<std::int64_t> shape;
    std::int64_t count = 1;
};

/// Reads the header's dictionary. NumPy writes exactly one form of it, but other writers differ in spacing and order.
class HeaderReader
{
public:
    HeaderReader(std::string_view text, std::string subject) : m_text(text), m_subject(std::move(subject)) {}

    Header read() const
    {
        Header header;
        readType(header);
        readOrder();
        readShape(header);
        return header;
    }

private:
    [[noreturn]] void fail(const Message& cause) const { throw Error(m_subject, cause); }

    std::string_view valueOf(std::string_view key) const
    {
        for (const char quote : {'\'', '"'}) {
            const std::string quoted = quote + std::string(key) + quote;
            const auto at = m_text.find(quoted);
            if (at == std::string_view::npos)
                continue;
            const auto colon = m_text.find(':', at + quoted.size());
            const auto begin = colon == std::string_view::npos ? colon : m_text.find_first_not_of(' ', colon + 1);
            if (begin != std::string_view::npos)
                return m_text.substr(begin);
        }
        fail(say("npy header without '{0}'", key));
    }

    void readType(Header& header) const
    {
        const std::string_view value = valueOf("descr");
        const auto end = value.size() > 1 ? value.find(value[0], 1) : std::string_view::npos;
        if ((value[0] != '\'' && value[0] != '"') || end == std::string_view::npos)
            fail(say("npy element type is not a plain number"));
        const std::string_view type = value.substr(1, end - 1);
        const bool shortForm = type.size() == 3 && (type[0] == '<' || type[0] == '|' || type[0] == '=');
        if (!shortForm)
            fail(say("npy element type '{0}' is not supported (little endian f2 f4 f8 i1-i8 u1-u8 b1)", type));
        header.kind = type[1];
        header.width = type[2] - '0';
        const std::string_view widths = header.kind == 'f'                         ? "248"
                                        : header.kind == 'b'                       ? "1"
                                        : header.kind == 'i' || header.kind == 'u' ? "1248"
                                                                                   : "";
        if (widths.find(type[2]) == std::string_view::npos)
            fail(say("npy element type '{0}' is not supported (little endian f2 f4 f8 i1-i8 u1-u8 b1)", type));
    }

    void readOrder() const
    {
        if (!valueOf("fortran_order").starts_with("False"))
            fail(say("npy array in Fortran order; C order is needed"));
    }

    void readShape(Header& header) const
    {
        std::string_view value = valueOf("shape");
        const auto end = value.find(')');
        if (value[0] != '(' || end == std::string_view::npos)
            fail(say("npy shape cannot be read"));
        value = value.substr(1, end - 1);
        while (true) {
            const auto begin = value.find_first_not_of(" ,");
            if (begin == std::string_view::npos)
                return;
            std::int64_t size = 0;
            const auto [next, status] = std::from_chars(value.data() + begin, value.data() + value.size(), size);
            if (status != std::errc() || size < 0)
                fail(say("npy shape cannot be read"));
            if (size > 0 && header.count > std::numeric_limits<std::int64_t>::max() / 8 / size)
                fail(say("npy shape is impossibly large"));
            header.shape.push_back(size);
            header.count *= size;
            value = value.substr(static_cast<std::size_t>(next - value.data()));
        }
    }

    std::string_view m_text;
    std::string m_subject;
};

struct RawArray
{
    Header header;
    std::vector<char> bytes;
};

RawArray readRaw(const std::filesystem::path& path)
{
    const std::string subject = path.string();
    std::error_code status;
    if (std::filesystem::is_directory(path, status))
        throw Error(subject, say("is a folder; an .npy file is needed"));
    // A pipe would be waited for without an end, and has no size to check the header against.
    if (std::filesystem::exists(path, status) && !std::filesystem::is_regular_file(path, status))
        throw Error(subject, say("is not a regular file"));
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(subject, std::filesystem::exists(path, status) ? say("cannot be opened") : say("no such file"));

    char start[8];
    if (!file.read(start, sizeof start) || std::string_view(start, kMagic.size()) != kMagic)
        throw Error(subject, say("not an npy file"));
    const int version = start[6];
    if (version != 1 && version != 2)
        throw Error(subject, say("npy version {0} is not supported", version));
    unsigned char sizeBytes[4] = {};
    if (!file.read(reinterpret_cast<char*>(sizeBytes), version == 1 ? 2 : 4))
        throw Error(subject, say("npy header is cut short"));
    std::uint32_t headerSize = 0;
    std::memcpy(&headerSize, sizeBytes, sizeof headerSize);
    if (headerSize > (1U << 20))
        throw Error(subject, say("npy header is impossibly large"));
    std::string text(headerSize, '\0');
    if (!file.read(text.data(), headerSize))
        throw Error(subject, say("npy header is cut short"));

    RawArray raw;
    raw.header = HeaderReader(text, subject).read();
    const std::int64_t size = raw.header.count * raw.header.width;
    const auto begin = file.tellg();
    file.seekg(0, std::ios::end);
    const std::int64_t present = file.tellg() - begin;
    file.seekg(begin);
    if (present != size) // checked before memory is taken for what the header only claims
        throw Error(subject, say("holds {0} bytes of data, {1} expected from its shape", present, size));
    raw.bytes.resize(static_cast<std::size_t>(size));
    if (size > 0 && !file.read(raw.bytes.data(), size))
        throw Error(subject, say("cannot be read"));
    return raw;
}

template <typename T, typename Out>
void convert(const std::vector<char>& bytes, std::vector<Out>& out)
{
    const std::size_t count = bytes.size() / sizeof(T);
    out.resize(count);
    for (std::size_t i = 0; i < count; ++i) {
        T value;
        std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
        out[i] = static_cast<Out>(value);
    }
}

template <typename Out>
std::vector<Out> integers(const RawArray& raw)
{
    std::vector<Out> out;
    const bool isSigned = raw.header.kind == 'i';
    switch (raw.header.width) {
    case 1:
        isSigned ? convert<std::int8_t>(raw.bytes, out) : convert<std::uint8_t>(raw.bytes, out);
        break;
    case 2:
        isSigned ? convert<std::int16_t>(raw.bytes, out) : convert<std::uint16_t>(raw.bytes, out);
        break;
    case 4:
        isSigned ? convert<std::int32_t>(raw.bytes, out) : convert<std::uint32_t>(raw.bytes, out);
        break;
    default:
        isSigned ? convert<std::int64_t>(raw.bytes, out) : convert<std::uint64_t>(raw.bytes, out);
    }
    return out;
}

template <typename T>
constexpr std::string_view typeText()
{
    if constexpr (std::is_same_v<T, float>)
        return "<f4";
    else if constexpr (std::is_same_v<T, double>)
        return "<f8";
    else if constexpr (std::is_same_v<T, std::int64_t>)
        return "<i8";
    else if constexpr (std::is_same_v<T, std::int32_t>)
        return "<i4";
    else
        return "|u1";
}

} // namespace

std::vector<std::vector<std::int64_t>> loadIds(const std::filesystem::path& path)
{
    const RawArray raw = readRaw(path);
    const std::string subject = path.string();
    if (raw.header.kind != 'i' && raw.header.kind != 'u')
        throw Error(subject, say("token ids must be integers"));
    const auto& shape = raw.header.shape;
    if (shape.empty() || shape.size() > 2)
        throw Error(
            subject,
            say("token ids must be one list [L] or several of equal length [n, L]; this array has {0} dimensions",
                shape.size()));
    // A few bytes can speak of a billion rows when each of them is empty.
    if (shape.size() == 2 && shape[1] == 0)
        throw Error(subject, say("token ids are {0} lists without a single id", shape[0]));
    const std::vector<std::int64_t> flat = integers<std::int64_t>(raw);
    const auto negative = std::find_if(flat.begin(), flat.end(), [](std::int64_t id) { return id < 0; });
    if (negative != flat.end())
        throw Error(subject, say("token id {0} at position {1} is negative", *negative, negative - flat.begin()));
    const std::int64_t rows = shape.size() == 2 ? shape[0] : 1;
    const std::int64_t length = shape.back();
    std::vector<std::vector<std::int64_t>> ids;
    for (std::int64_t row = 0; row < rows; ++row)
        ids.emplace_back(flat.begin() + row * length, flat.begin() + (row + 1) * length);
    return ids;
}

NpyArray loadNpy(const std::filesystem::path& path)
{
    const RawArray raw = readRaw(path);
    NpyArray array;
    array.shape = raw.header.shape;
    if (raw.header.kind != 'f') {
        array.values = integers<double>(raw);
    } else if (raw.header.width == 4) {
        convert<float>(raw.bytes, array.values);
    } else if (raw.header.width == 8) {
        convert<double>(raw.bytes, array.values);
    } else {
        std::vector<std::uint16_t> halves;
        convert<std::uint16_t>(raw.bytes, halves);
        array.values.resize(halves.size());
        std::transform(halves.begin(), halves.end(), array.values.begin(),
                       [](std::uint16_t half) { return static_cast<double>(halfToFloat(half)); });
    }
    return array;
}

template <typename T>
struct NpyWriter<T>::Impl
{
    std::filesystem::path path;
    std::filesystem::path partPath; // what is written to; equals path for devices and pipes
    std::FILE* file = nullptr;
    std::int64_t expected = 1;
    std::int64_t written = 0;

    [[noreturn]] void fail(int code) const
    {
        throw Error(path.string(), say("cannot be written: {0}", systemReason(code)));
    }
    void write(const void* data, std::size_t bytes) const
    {
        if (bytes > 0 && std::fwrite(data, 1, bytes, file) != bytes)
            fail(errno);
    }
    void discard()
    {
        if (file)
            std::fclose(file);
        file = nullptr;
        std::error_code status;
        if (partPath != path)
            std::filesystem::remove(partPath, status);
    }
};

template <typename T>
NpyWriter<T>::NpyWriter(const std::filesystem::path& path, std::span<const std::int64_t> shape)
    : m(std::make_unique<Impl>())
{
    m->path = path;
    m->partPath = path;
    std::error_code status;
    if (!std::filesystem::exists(path, status) || std::filesystem::is_regular_file(path, status))
        m->partPath += ".part";
    else if (std::filesystem::is_directory(path, status))
        m->fail(EISDIR);

    std::string text = "{'descr': '" + std::string(typeText<T>()) + "', 'fortran_order': False, 'shape': (";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        m->expected *= shape[i];
        text += (i ? ", " : "") + std::to_string(shape[i]);
    }
    text += shape.size() == 1 ? ",), }" : "), }";
    // Magic, version, two bytes of length, text and a line feed fill a multiple of 64 bytes, so that data are aligned.
    const std::size_t used = kMagic.size() + 4 + text.size() + 1;
    text.append((64 - used % 64) % 64, ' ');
    text += '\n';
    const auto size = static_cast<std::uint16_t>(text.size());
    const char start[4] = {1, 0, static_cast<char>(size & 0xff), static_cast<char>(size >> 8)};

    m->file = std::fopen(m->partPath.c_str(), "wb");
    if (!m->file)
        m->fail(errno);
    try {
        m->write(kMagic.data(), kMagic.size());
        m->write(start, sizeof start);
        m->write(text.data(), text.size());
    } catch (...) {
        m->discard(); // the destructor does not run for a constructor that throws
        throw;
    }
}

template <typename T>
NpyWriter<T>::~NpyWriter()
{
    m->discard();
}

template <typename T>
void NpyWriter<T>::append(std::span<const T> values)
{
    m->written += static_cast<std::int64_t>(values.size());
    if (m->written > m->expected)
        throw Error(m->path.string(), say("more values than its shape holds"));
    m->write(values.data(), values.size_bytes());
}

template <typename T>
void NpyWriter<T>::finish()
{
    if (m->written != m->expected)
        throw Error(m->path.string(), say("{0} values written, {1} expected", m->written, m->expected));
    const int failed = std::fclose(m->file);
    m->file = nullptr;
    if (failed) {
        const int code = errno;
        m->discard();
        m->fail(code);
    }
    if (m->partPath == m->path)
        return;
    std::error_code status;
    std::filesystem::rename(m->partPath, m->path, status);
    if (status) {
        m->discard();
        m->fail(status.value());
    }
}

template <typename T>
void saveNpy(const std::filesystem::path& path, std::span<const T> values, std::span<const std::int64_t> shape)
{
    NpyWriter<T> writer(path, shape);
    writer.append(values);
    writer.finish();
}

#define MAMBASCOPE_NPY_TYPE(T)                                                                                         \
    template class NpyWriter<T>;                                                                                       \
    template void saveNpy<T>(const std::filesystem::path&, std::span<const T>, std::span<const std::int64_t>);
MAMBASCOPE_NPY_TYPE(float)
MAMBASCOPE_NPY_TYPE(double)
MAMBASCOPE_NPY_TYPE(std::int64_t)
MAMBASCOPE_NPY_TYPE(std::int32_t)
MAMBASCOPE_NPY_TYPE(std::uint8_t)
#undef MAMBASCOPE_NPY_TYPE

} // namespace mambascope
