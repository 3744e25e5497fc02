// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torch_tensors.h"

#include "core/base/error.h"
#include "core/base/in_quotes.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

namespace mambascope {

namespace {

using Kind = PickleValue::Kind;

constexpr std::string_view kRebuildTensor = "torch._utils _rebuild_tensor_v2";
constexpr std::string_view kRebuildParameter = "torch._utils _rebuild_parameter";
constexpr std::size_t kMostDimensions = 8;

struct StorageClass
{
    std::string_view name;
    const char* dtype;
};
constexpr std::array kStorageClasses{
    StorageClass{"torch FloatStorage", "F32"},     StorageClass{"torch HalfStorage", "F16"},
    StorageClass{"torch BFloat16Storage", "BF16"}, StorageClass{"torch DoubleStorage", "F64"},
    StorageClass{"torch LongStorage", "I64"},      StorageClass{"torch IntStorage", "I32"},
    StorageClass{"torch ShortStorage", "I16"},     StorageClass{"torch CharStorage", "I8"},
    StorageClass{"torch ByteStorage", "U8"},       StorageClass{"torch BoolStorage", "BOOL"}};

constexpr auto kNames = [] {
    std::array<std::string_view, kStorageClasses.size() + 2> names{};
    std::transform(kStorageClasses.begin(), kStorageClasses.end(), names.begin(),
                   [](const StorageClass& storage) { return storage.name; });
    names[kStorageClasses.size()] = kRebuildTensor;
    names[kStorageClasses.size() + 1] = kRebuildParameter;
    return names;
}();

const char* dtypeOf(const PickleValue& storageClass)
{
    if (!storageClass.is(Kind::Global))
        return nullptr;
    const auto* const found = std::find_if(kStorageClasses.begin(), kStorageClasses.end(),
                                           [&](const StorageClass& c) { return c.name == storageClass.text(); });
    return found == kStorageClasses.end() ? nullptr : found->dtype;
}

bool isPlainName(std::string_view key)
{
    return !key.empty() && key != "." && key != ".." && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' ||
               c == '.';
    });
}

class TensorReader
{
public:
    TensorReader(std::string_view name, const TorchStorages& storages, const std::string& subject)
        : m_name(name), m_storages(storages), m_subject(subject)
    {
    }

    StoredTensor read(const PickleValue& value) const
    {
        if (value.is(Kind::Call) && value.text() == kRebuildParameter) {
            const std::vector<PickleValue>& arguments = value.items();
            if (arguments.empty())
                fail("a parameter without a tensor");
            return readTensor(arguments.front());
        }
        return readTensor(value);
    }

private:
    [[noreturn]] void fail(const std::string& cause) const
    {
        throw Error(m_subject, "tensor " + inQuotes(m_name) + ": " + cause);
    }

    StoredTensor readTensor(const PickleValue& value) const
    {
        if (!value.is(Kind::Call) || value.text() != kRebuildTensor)
            fail(std::string(kindName(value.kind)) + " where a tensor belongs");
        // storage, offset, sizes, strides, requires_grad, hooks, and in newer versions metadata
        const std::vector<PickleValue>& arguments = value.items();
        if (arguments.size() < 6 || arguments.size() > 7 || !arguments[0].is(Kind::Persistent))
            fail("it is not built from a storage, offset, sizes and strides");
        const auto& [key, storage] = m_storages.of(arguments[0]);
        StoredTensor tensor;
        tensor.name = m_name;
        tensor.dtype = storage.dtype;
        const std::int64_t offset = number(arguments[1], "its offset in the storage");
        tensor.shape = numbers(arguments[2], "size");
        tensor.strides = numbers(arguments[3], "stride");
        if (tensor.shape.size() != tensor.strides.size())
            fail("it has " + std::to_string(tensor.shape.size()) + " sizes and " +
                 std::to_string(tensor.strides.size()) + " strides");
        if (offset > storage.count)
            fail("its offset " + std::to_string(offset) + " is outside its storage of " +
                 std::to_string(storage.count) + " elements");
        const std::int64_t extent = extentOf(tensor, storage.count);
        if (extent > storage.count - offset)
            fail("it reaches to element " + std::to_string(offset + extent) + " of its storage " + inQuotes(key) +
                 ", which has " + std::to_string(storage.count) + " (size or stride out of range)");
        const auto width = static_cast<std::size_t>(bytesPerElement(tensor.dtype));
        tensor.bytes =
            storage.bytes.subspan(static_cast<std::size_t>(offset) * width, static_cast<std::size_t>(extent) * width);
        if (tensor.isContiguous())
            tensor.strides.clear();
        return tensor;
    }

    std::int64_t number(const PickleValue& value, const std::string& what) const
    {
        if (value.is(Kind::LargeInteger))
            fail(what + " overflows 64 bits (integer out of range)");
        if (!value.is(Kind::Integer))
            fail(what + " is " + kindName(value.kind) + ", not an integer");
        if (value.integer < 0)
            fail(what + " is negative (" + std::to_string(value.integer) + ")");
        return value.integer;
    }

    std::vector<std::int64_t> numbers(const PickleValue& value, const char* what) const
    {
        if (!value.is(Kind::Tuple))
            fail(std::string("its ") + what + "s are " + kindName(value.kind) + ", not a tuple");
        const std::vector<PickleValue>& items = value.items();
        if (items.size() > kMostDimensions)
            fail("it has " + std::to_string(items.size()) + " dimensions, more than " +
                 std::to_string(kMostDimensions) + " are not supported");
        std::vector<std::int64_t> found;
        for (const PickleValue& item : items)
            found.push_back(number(item, std::string("a ") + what));
        return found;
    }

    // Elements from the first to the last one, both included; no more than `most` + 1.
    std::int64_t extentOf(const StoredTensor& tensor, std::int64_t most) const
    {
        std::int64_t count = 1;
        std::int64_t last = 0;
        const bool empty = std::find(tensor.shape.begin(), tensor.shape.end(), 0) != tensor.shape.end();
        for (std::size_t d = 0; d < tensor.shape.size(); ++d) {
            const std::int64_t size = tensor.shape[d];
            // What repeats elements (stride 0) would take more memory than the file has.
            if (size > 0 && (__builtin_mul_overflow(count, size, &count) || (!empty && count > most)))
                fail("its sizes multiply to more elements than its storage has (" + std::to_string(most) +
                     "), or overflow");
            std::int64_t step = 0;
            if (size > 1 && (__builtin_mul_overflow(size - 1, tensor.strides[d], &step) ||
                             __builtin_add_overflow(last, step, &last)))
                fail("its sizes and strides overflow");
        }
        return empty ? 0 : std::min(last, most) + 1;
    }

    std::string_view m_name;
    const TorchStorages& m_storages;
    const std::string& m_subject;
};

} // namespace

std::span<const std::string_view> torchNames()
{
    return kNames;
}

std::uint64_t TorchStorage::size() const
{
    return static_cast<std::uint64_t>(count) * static_cast<std::uint64_t>(bytesPerElement(dtype));
}

TorchStorages::TorchStorages(const Pickle& pickle, const std::string& subject) : m_subject(subject)
{
    const auto fail = [&](const std::string& cause) { throw Error(subject, cause); };
    for (const PickleValue& persistent : pickle.persistent()) {
        // 'storage', class, key, location, elements, and in the older format what part of it is meant
        const std::vector<PickleValue>& id = persistent.items();
        if (id.size() < 5 || id.size() > 6 || !id[0].is(Kind::Text) || id[0].text() != "storage")
            fail("a persistent id of its pickle does not describe a storage");
        if (!id[2].is(Kind::Text) || !isPlainName(id[2].text()))
            fail("a storage key " + (id[2].is(Kind::Text) ? inQuotes(id[2].text()) : kindName(id[2].kind)) +
                 " is not a plain name");
        const std::string key(id[2].text());
        const char* const dtype = dtypeOf(id[1]);
        if (dtype == nullptr)
            fail("storage " + inQuotes(key) + " is not of a storage class");
        if (id.size() == 6 && !id[5].is(Kind::None))
            fail("storage " + inQuotes(key) + " is a part of another one, which is not supported");
        if (!id[4].is(Kind::Integer) || id[4].integer < 0)
            fail("storage " + inQuotes(key) + ": its number of elements is " +
                 (id[4].is(Kind::Integer) ? "negative" : kindName(id[4].kind)));
        const TorchStorage storage{dtype, id[4].integer, {}, false};
        if (storage.count > std::numeric_limits<std::int64_t>::max() / bytesPerElement(dtype))
            fail("storage " + inQuotes(key) + ": the size of " + std::to_string(storage.count) +
                 " elements overflows 64 bits");
        const auto [known, isNew] = m_storages.emplace(key, storage);
        if (!isNew && (known->second.dtype != storage.dtype || known->second.count != storage.count))
            fail("storage " + inQuotes(key) + " is described in two different ways");
    }
}

void TorchStorages::place(TorchStorage& storage, std::span<const std::byte> bytes) const
{
    if (bytes.size() != storage.size()) {
        const auto named = std::find_if(m_storages.begin(), m_storages.end(),
                                        [&](const auto& entry) { return &entry.second == &storage; });
        throw Error(m_subject, "the record of storage " + inQuotes(named->first) + " has " +
                                   std::to_string(bytes.size()) + " bytes, its " + std::to_string(storage.count) +
                                   " elements of type " + storage.dtype + " take " + std::to_string(storage.size()));
    }
    storage.bytes = bytes;
    storage.placed = true;
}

const std::pair<const std::string, TorchStorage>& TorchStorages::of(const PickleValue& persistent) const
{
    return *m_storages.find(persistent.items()[2].text());
}

std::map<std::string, StoredTensor> torchTensors(const Pickle& pickle, const TorchStorages& storages,
                                                 const std::shared_ptr<const MappedFile>& file,
                                                 const std::string& subject, bool lone)
{
    if (lone && pickle.root().is(Kind::Call)) {
        StoredTensor tensor = TensorReader("", storages, subject).read(pickle.root());
        tensor.file = file;
        return {{"", std::move(tensor)}};
    }
    if (!pickle.root().is(Kind::Dict))
        throw Error(subject, std::string("holds ") + kindName(pickle.root().kind) +
                                 ", a dict of tensors (state dict) is expected");
    std::map<std::string, StoredTensor> tensors;
    const std::vector<PickleValue>& items = pickle.root().items();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (!items[i].is(Kind::Text))
            throw Error(subject, std::string("its state dict has ") + kindName(items[i].kind) +
                                     " as a key, where the name of a tensor (a string) belongs");
        const std::string_view name = items[i].text();
        if (!isUtf8(name))
            throw Error(subject, "the name of tensor " + inQuotes(name) + " is not valid UTF-8");
        StoredTensor tensor = TensorReader(name, storages, subject).read(items[i + 1]);
        tensor.file = file;
        if (!tensors.emplace(name, std::move(tensor)).second)
            throw Error(subject, "has the tensor " + inQuotes(name) + " twice");
    }
    return tensors;
}

} // namespace mambascope
