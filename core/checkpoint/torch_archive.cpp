// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torch_archive.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"
#include "core/checkpoint/byte_reader.h"
#include "core/checkpoint/pickle.h"
#include "core/checkpoint/torch_tensors.h"
#include "core/checkpoint/zip_archive.h"

#include <algorithm>
#include <array>
#include <set>

namespace mambascope {

namespace {

using Kind = PickleValue::Kind;

// The pickled magic number that begins files of the older format.
constexpr std::array<unsigned char, 15> kMagic{0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                               0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e};
constexpr std::int64_t kLegacyProtocol = 1001;

bool isLegacyFile(std::span<const std::byte> bytes)
{
    return bytes.size() >= kMagic.size() &&
           std::equal(kMagic.begin(), kMagic.end(), bytes.begin(),
                      [](unsigned char magic, std::byte byte) { return std::byte{magic} == byte; });
}

// The name in front of "/data.pkl", which writers choose freely.
std::string prefixOf(const ZipArchive& zip, const std::string& subject)
{
    constexpr std::string_view kPickle = "/data.pkl";
    std::set<std::string> prefixes;
    for (const auto& [name, bytes] : zip.entries()) {
        if (name.ends_with(kPickle) && name.find('/') == name.size() - kPickle.size())
            prefixes.insert(name.substr(0, name.size() - kPickle.size()));
    }
    if (prefixes.empty())
        throw Error(subject, say("is a zip archive but not one of torch.save: it has no entry data.pkl"));
    if (prefixes.size() > 1)
        throw Error(subject, say("has more than one entry data.pkl"));
    if (zip.find(*prefixes.begin() + "/constants.pkl") != nullptr)
        throw Error(subject, say("is a TorchScript program (torch.jit.save), a state dict of torch.save is expected"));
    return *prefixes.begin();
}

std::map<std::string, StoredTensor> readZip(const std::shared_ptr<const MappedFile>& file, const std::string& subject,
                                            bool lone)
{
    const ZipArchive zip(file->bytes(), subject);
    const std::string prefix = prefixOf(zip, subject);
    if (const auto* order = zip.find(prefix + "/byteorder")) {
        const std::string_view name{reinterpret_cast<const char*>(order->data()), order->size()};
        if (name != "little")
            throw Error(subject, say("has byte order {0}, only little-endian data are supported", inQuotes(name)));
    }
    const Pickle pickle(*zip.find(prefix + "/data.pkl"), subject, "data.pkl", torchNames());
    TorchStorages storages(pickle, subject);
    for (auto& [key, storage] : storages.all()) {
        const auto* record = zip.find(prefix + "/data/" + key);
        if (record == nullptr)
            throw Error(subject, say("storage {0} has no record: the entry data/{1} is missing", inQuotes(key), key));
        storages.place(storage, *record);
    }
    return torchTensors(pickle, storages, file, subject, lone);
}

bool isLittleEndian(const PickleValue& systemInfo)
{
    if (!systemInfo.is(Kind::Dict))
        return false;
    const std::vector<PickleValue>& items = systemInfo.items();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2)
        if (items[i].is(Kind::Text) && items[i].text() == "little_endian")
            return items[i + 1].is(Kind::Boolean) && items[i + 1].integer == 1;
    return false;
}

// Magic number, protocol, system, object and storage keys are five pickles one after the other; the storages follow in
// the order of their keys, each behind its number of elements.
std::map<std::string, StoredTensor> readLegacy(const std::shared_ptr<const MappedFile>& file,
                                               const std::string& subject, bool lone)
{
    const std::span<const std::byte> bytes = file->bytes();
    std::size_t at = kMagic.size();
    const auto next = [&](const Message& part, std::span<const std::string_view> allowed = {}) {
        auto pickle = std::make_unique<Pickle>(bytes.subspan(at), subject, part, allowed);
        at += pickle->size();
        return pickle;
    };
    const auto protocol = next(say("pickle of the protocol"));
    if (!protocol->root().is(Kind::Integer) || protocol->root().integer != kLegacyProtocol)
        throw Error(subject, say("is written in protocol {0} of torch.save, {1} is expected",
                                 protocol->root().is(Kind::Integer) ? Message(std::to_string(protocol->root().integer))
                                                                    : say("(not a number)"),
                                 kLegacyProtocol));
    if (!isLittleEndian(next(say("pickle of the system"))->root()))
        throw Error(subject, say("is not marked as little-endian; data of other byte order are not supported"));
    const auto object = next(say("pickle of the state dict"), torchNames());
    TorchStorages storages(*object, subject);
    const auto keys = next(say("pickle of the storage keys"));
    if (!keys->root().is(Kind::List))
        throw Error(subject, say("has {0} in place of its storage keys", kindName(keys->root().kind)));

    ByteReader reader(bytes.subspan(at), subject, say("the part with the storages"));
    for (const PickleValue& key : keys->root().items()) {
        const auto found = key.is(Kind::Text) ? storages.all().find(key.text()) : storages.all().end();
        if (found == storages.all().end())
            throw Error(subject, say("lists a storage {0} that no tensor uses",
                                     key.is(Kind::Text) ? Message(inQuotes(key.text())) : kindName(key.kind)));
        TorchStorage& storage = found->second;
        if (storage.placed)
            throw Error(subject, say("lists storage {0} twice", inQuotes(found->first)));
        const std::uint64_t count = reader.u64();
        if (count != static_cast<std::uint64_t>(storage.count))
            throw Error(subject, say("storage {0} has {1} elements where its data begin, its tensors say {2}",
                                     inQuotes(found->first), count, storage.count));
        if (reader.left() < storage.size())
            throw Error(subject, say("is truncated: storage {0} needs {1} bytes, {2} are left", inQuotes(found->first),
                                     storage.size(), reader.left()));
        storages.place(storage, reader.bytes(storage.size()));
    }
    for (const auto& [key, storage] : storages.all())
        if (!storage.placed)
            throw Error(subject, say("storage {0} has no data: it is missing from the list of keys", inQuotes(key)));
    if (reader.left() != 0)
        throw Error(subject, say("{0} bytes follow the last storage", reader.left()));
    return torchTensors(*object, storages, file, subject, lone);
}

} // namespace

TorchArchive::TorchArchive(const std::filesystem::path& path, Content content)
    : m_file(std::make_shared<const MappedFile>(path)), m_legacy(isLegacyFile(m_file->bytes()))
{
    const std::string subject = path.string();
    if (!recognises(m_file->bytes()))
        throw Error(subject, m_file->bytes().empty()
                                 ? say("is empty")
                                 : say("is not a file of torch.save: neither a zip archive nor the format before 1.6 "
                                       "(whose magic number is missing)"));
    const bool lone = content == Content::StateDictOrTensor;
    m_tensors = m_legacy ? readLegacy(m_file, subject, lone) : readZip(m_file, subject, lone);
}

bool TorchArchive::recognises(std::span<const std::byte> bytes)
{
    return isLegacyFile(bytes) || ZipArchive::recognises(bytes);
}

} // namespace mambascope
