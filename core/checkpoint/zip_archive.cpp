// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/zip_archive.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/checkpoint/byte_reader.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

namespace mambascope {

namespace {

constexpr std::uint32_t kEntrySignature = 0x04034b50;
constexpr std::uint32_t kDirectorySignature = 0x02014b50;
constexpr std::uint32_t kEndSignature = 0x06054b50;
constexpr std::uint32_t kEnd64Signature = 0x06064b50;
constexpr std::uint32_t kLocatorSignature = 0x07064b50;
constexpr std::size_t kEndSize = 22;
constexpr std::size_t kLocatorSize = 20;
constexpr std::size_t kEntryHeaderSize = 30;
constexpr std::uint16_t kFull16 = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint32_t kFull32 = std::numeric_limits<std::uint32_t>::max();

std::uint32_t signatureAt(std::span<const std::byte> bytes, std::size_t at)
{
    std::uint32_t value = 0;
    if (at <= bytes.size() && bytes.size() - at >= sizeof value)
        std::memcpy(&value, bytes.data() + at, sizeof value);
    return value;
}

struct Directory
{
    std::uint64_t entries = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

// The end record is the last thing in the file but for a comment of up to 64 KiB.
std::size_t endRecord(std::span<const std::byte> bytes, const std::string& subject)
{
    for (std::size_t comment = 0; comment <= kFull16 && bytes.size() >= kEndSize + comment; ++comment) {
        const std::size_t at = bytes.size() - kEndSize - comment;
        if (signatureAt(bytes, at) != kEndSignature)
            continue;
        std::uint16_t length = 0;
        std::memcpy(&length, bytes.data() + at + kEndSize - sizeof length, sizeof length);
        if (length == comment)
            return at;
    }
    throw Error(subject, say("is a truncated zip archive: its central directory is missing at the end"));
}

Directory directoryOf(std::span<const std::byte> bytes, const std::string& subject)
{
    const std::size_t end = endRecord(bytes, subject);
    ByteReader reader(bytes.subspan(end), subject, say("the zip archive's end record"));
    reader.skip(4);
    const std::uint16_t disk = reader.u16();
    const std::uint16_t directoryDisk = reader.u16();
    const std::uint16_t entriesHere = reader.u16();
    Directory directory;
    directory.entries = reader.u16();
    directory.size = reader.u32();
    directory.offset = reader.u32();
    std::size_t directoryEnd = end;
    if (end >= kLocatorSize && signatureAt(bytes, end - kLocatorSize) == kLocatorSignature) {
        ByteReader locator(bytes.subspan(end - kLocatorSize, kLocatorSize), subject, say("the ZIP64 locator"));
        locator.skip(8);
        const std::uint64_t at = locator.u64();
        if (at > end - kLocatorSize || signatureAt(bytes, static_cast<std::size_t>(at)) != kEnd64Signature)
            throw Error(subject, say("is a damaged zip archive: the ZIP64 end record is not where its locator says"));
        directoryEnd = static_cast<std::size_t>(at);
        ByteReader large(bytes.subspan(directoryEnd), subject, say("the ZIP64 end record"));
        large.skip(32); // signature, sizes, versions, disks, entries on this disk
        const Directory wide{large.u64(), large.u64(), large.u64()};
        const auto agrees = [](std::uint64_t small, std::uint64_t full, std::uint64_t value) {
            return small == full || small == value;
        };
        if (!agrees(directory.entries, kFull16, wide.entries) || !agrees(directory.size, kFull32, wide.size) ||
            !agrees(directory.offset, kFull32, wide.offset))
            throw Error(subject, say("is a damaged zip archive: its two end records contradict each other"));
        directory = wide;
    } else if (disk != 0 || directoryDisk != 0 || entriesHere != directory.entries) {
        throw Error(subject, say("is one part of a zip archive that is split into several files"));
    }
    if (directory.offset > directoryEnd || directory.size > directoryEnd - directory.offset)
        throw Error(subject,
                    say("is a damaged or truncated zip archive: its central directory would lie outside the file"));
    return directory;
}

struct Entry
{
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
};

// What does not fit into 32 bits is in the extra field of id 1, in this order.
void readWideValues(ByteReader extra, std::uint64_t& size, std::uint64_t& stored, std::uint64_t& offset)
{
    while (extra.left() >= 4) {
        const std::uint16_t id = extra.u16();
        const std::uint16_t length = extra.u16();
        if (id != 1) {
            extra.skip(length);
            continue;
        }
        if (size == kFull32)
            size = extra.u64();
        if (stored == kFull32)
            stored = extra.u64();
        if (offset == kFull32)
            offset = extra.u64();
        return;
    }
}

Entry readDirectoryEntry(ByteReader& reader, const std::string& subject)
{
    if (reader.left() < 4 || reader.u32() != kDirectorySignature)
        throw Error(subject, say("is a damaged zip archive: its central directory has fewer entries than announced"));
    reader.skip(4); // versions
    const std::uint16_t flags = reader.u16();
    const std::uint16_t method = reader.u16();
    reader.skip(8); // time, date, checksum
    std::uint64_t stored = reader.u32();
    std::uint64_t size = reader.u32();
    const std::uint16_t nameLength = reader.u16();
    const std::uint16_t extraLength = reader.u16();
    const std::uint16_t commentLength = reader.u16();
    reader.skip(8); // disk, attributes
    std::uint64_t offset = reader.u32();
    Entry entry;
    entry.name = reader.text(nameLength);
    readWideValues(ByteReader(reader.bytes(extraLength), subject, say("a ZIP64 extra field")), size, stored, offset);
    reader.skip(commentLength);
    if ((flags & 1U) != 0)
        throw Error(subject, say("zip entry {0} is encrypted", inQuotes(entry.name)));
    if (method != 0)
        throw Error(subject, say("zip entry {0} is compressed (method {1}); entries have to be stored as they are, as "
                                 "torch.save writes them",
                                 inQuotes(entry.name), method));
    if (stored != size)
        throw Error(subject, say("is a damaged zip archive: entry {0} has two different sizes", inQuotes(entry.name)));
    entry.size = size;
    entry.offset = offset;
    return entry;
}

// `before` is what precedes the central directory: all that entries may use.
std::span<const std::byte> contentOf(const Entry& entry, std::span<const std::byte> before, const std::string& subject)
{
    const auto broken = [&](const Message& what) {
        return Error(subject, say("is a damaged or truncated zip archive: entry {0} {1}", inQuotes(entry.name), what));
    };
    if (entry.offset > before.size() || before.size() - entry.offset < kEntryHeaderSize)
        throw broken(say("would lie outside the file"));
    ByteReader reader(before.subspan(static_cast<std::size_t>(entry.offset)), subject, say("a zip entry"));
    if (reader.u32() != kEntrySignature)
        throw broken(say("has no header where the directory says"));
    reader.skip(22); // what the directory says, too; sizes here may be unknown while the archive was written
    const std::uint16_t nameLength = reader.u16();
    const std::uint16_t extraLength = reader.u16();
    if (reader.left() < std::size_t{nameLength} + extraLength)
        throw broken(say("would lie outside the file"));
    if (reader.text(nameLength) != entry.name)
        throw broken(say("has another name in its header"));
    reader.skip(extraLength);
    if (entry.size > reader.left())
        throw broken(say("would end outside the file"));
    return reader.bytes(entry.size);
}

} // namespace

ZipArchive::ZipArchive(std::span<const std::byte> bytes, const std::string& subject)
{
    const Directory directory = directoryOf(bytes, subject);
    const std::span<const std::byte> before = bytes.first(static_cast<std::size_t>(directory.offset));
    ByteReader reader(bytes.subspan(before.size(), static_cast<std::size_t>(directory.size)), subject,
                      say("the zip archive's central directory"));
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
        const Entry entry = readDirectoryEntry(reader, subject);
        if (!m_entries.emplace(entry.name, contentOf(entry, before, subject)).second)
            throw Error(subject, say("has the zip entry {0} twice", inQuotes(entry.name)));
    }
    if (reader.left() != 0)
        throw Error(subject, say("is a damaged zip archive: its central directory has more entries than announced"));
}

const std::span<const std::byte>* ZipArchive::find(std::string_view name) const
{
    const auto found = m_entries.find(name);
    return found == m_entries.end() ? nullptr : &found->second;
}

bool ZipArchive::recognises(std::span<const std::byte> bytes)
{
    const std::uint32_t first = signatureAt(bytes, 0);
    return first == kEntrySignature || first == kEndSignature;
}

} // namespace mambascope
