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
                fail(say("a parameter without a tensor"));
            return readTensor(arguments.front());
        }
        return readTensor(value);
    }

private:
    [[noreturn]] void fail(const Message& cause) const
    {
        throw Error(m_subject, say("tensor {0}: {1}", inQuotes(m_name), cause));
    }

    StoredTensor readTensor(const PickleValue& value) const
    {
        if (!value.is(Kind::Call) || value.text() != kRebuildTensor)
            fail(say("{0} where a tensor belongs", kindName(value.kind)));
        // storage, offset, sizes, strides, requires_grad, hooks, and in newer versions metadata
        const std::vector<PickleValue>& arguments = value.items();
        if (arguments.size() < 6 || arguments.size() > 7 || !arguments[0].is(Kind::Persistent))
            fail(say("it is not built from a storage, offset, sizes and strides"));
        const auto& [key, storage] = m_storages.of(arguments[0]);
        StoredTensor tensor;
        tensor.name = m_name;
        tensor.dtype = storage.dtype;
        const std::int64_t offset = number(arguments[1], say("its offset in the storage"));
        tensor.shape = numbers(arguments[2], say("its sizes"), say("a size"));
        tensor.strides = numbers(arguments[3], say("its strides"), say("a stride"));
        if (tensor.shape.size() != tensor.strides.size())
            fail(say("it has {0} sizes and {1} strides", tensor.shape.size(), tensor.strides.size()));
        if (offset > storage.count)
            fail(say("its offset {0} is outside its storage of {1} elements", offset, storage.count));
        const std::int64_t extent = extentOf(tensor, storage.count);
        if (extent > storage.count - offset)
            fail(say("it reaches to element {0} of its storage {1}, which has {2} (size or stride out of range)",
                     offset + extent, inQuotes(key), storage.count));
        const auto width = static_cast<std::size_t>(bytesPerElement(tensor.dtype));
        tensor.bytes =
            storage.bytes.subspan(static_cast<std::size_t>(offset) * width, static_cast<std::size_t>(extent) * width);
        if (tensor.isContiguous())
            tensor.strides.clear();
        return tensor;
    }

    std::int64_t number(const PickleValue& value, const Message& what) const
    {
        if (value.is(Kind::LargeInteger))
            fail(say("{0} overflows 64 bits (integer out of range)", what));
        if (!value.is(Kind::Integer))
            fail(say("{0} is {1}, not an integer", what, kindName(value.kind)));
        if (value.integer < 0)
            fail(say("{0} is negative ({1})", what, value.integer));
        return value.integer;
    }

    std::vector<std::int64_t> numbers(const PickleValue& value, const Message& all, const Message& one) const
    {
        if (!value.is(Kind::Tuple))
            fail(say("{0} are {1}, not a tuple", all, kindName(value.kind)));
        const std::vector<PickleValue>& items = value.items();
        if (items.size() > kMostDimensions)
            fail(say("it has {0} dimensions, more than {1} are not supported", items.size(), kMostDimensions));
        std::vector<std::int64_t> found;
        for (const PickleValue& item : items)
            found.push_back(number(item, one));
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
                fail(say("its sizes multiply to more elements than its storage has ({0}), or overflow", most));
            std::int64_t step = 0;
            if (size > 1 && (__builtin_mul_overflow(size - 1, tensor.strides[d], &step) ||
                             __builtin_add_overflow(last, step, &last)))
                fail(say("its sizes and strides overflow"));
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
    const auto fail = [&](const Message& cause) { throw Error(subject, cause); };
    for (const PickleValue& persistent : pickle.persistent()) {
        // 'storage', class, key, location, elements, and in the older format what part of it is meant
        const std::vector<PickleValue>& id = persistent.items();
        if (id.size() < 5 || id.size() > 6 || !id[0].is(Kind::Text) || id[0].text() != "storage")
            fail(say("a persistent id of its pickle does not describe a storage"));
        if (!id[2].is(Kind::Text) || !isPlainName(id[2].text()))
            fail(say("a storage key {0} is not a plain name",
                     id[2].is(Kind::Text) ? Message(inQuotes(id[2].text())) : kindName(id[2].kind)));
        const std::string key(id[2].text());
        const char* const dtype = dtypeOf(id[1]);
        if (dtype == nullptr)
            fail(say("storage {0} is not of a storage class", inQuotes(key)));
        if (id.size() == 6 && !id[5].is(Kind::None))
            fail(say("storage {0} is a part of another one, which is not supported", inQuotes(key)));
        if (!id[4].is(Kind::Integer) || id[4].integer < 0)
            fail(say("storage {0}: its number of elements is {1}", inQuotes(key),
                     id[4].is(Kind::Integer) ? say("negative") : kindName(id[4].kind)));
        const TorchStorage storage{dtype, id[4].integer, {}, false};
        if (storage.count > std::numeric_limits<std::int64_t>::max() / bytesPerElement(dtype))
            fail(say("storage {0}: the size of {1} elements overflows 64 bits", inQuotes(key), storage.count));
        const auto [known, isNew] = m_storages.emplace(key, storage);
        if (!isNew && (known->second.dtype != storage.dtype || known->second.count != storage.count))
            fail(say("storage {0} is described in two different ways", inQuotes(key)));
    }
}

void TorchStorages::place(TorchStorage& storage, std::span<const std::byte> bytes) const
{
    if (bytes.size() != storage.size()) {
        const auto named = std::find_if(m_storages.begin(), m_storages.end(),
                                        [&](const auto& entry) { return &entry.second == &storage; });
        throw Error(m_subject, say("the record of storage {0} has {1} bytes, its {2} elements of type {3} take {4}",
                                   inQuotes(named->first), bytes.size(), storage.count, storage.dtype, storage.size()));
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
        throw Error(subject,
                    say("holds {0}, a dict of tensors (state dict) is expected", kindName(pickle.root().kind)));
    std::map<std::string, StoredTensor> tensors;
    const std::vector<PickleValue>& items = pickle.root().items();
    for (std::size_t i = 0; i + 1 < items.size(); i += 2) {
        if (!items[i].is(Kind::Text))
            throw Error(subject, say("its state dict has {0} as a key, where the name of a tensor (a string) belongs",
                                     kindName(items[i].kind)));
        const std::string_view name = items[i].text();
        if (!isUtf8(name))
            throw Error(subject, say("the name of tensor {0} is not valid UTF-8", inQuotes(name)));
        StoredTensor tensor = TensorReader(name, storages, subject).read(items[i + 1]);
        tensor.file = file;
        if (!tensors.emplace(name, std::move(tensor)).second)
            throw Error(subject, say("has the tensor {0} twice", inQuotes(name)));
    }
    return tensors;
}

} // namespace mambascope
