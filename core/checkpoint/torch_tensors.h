// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/pickle.h"
#include "core/checkpoint/stored_tensor.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace mambascope {

/// The names that a pickled state dict may mention, for Pickle.
std::span<const std::string_view> torchNames();

/// One block of elements that tensors are views of.
struct TorchStorage
{
    std::string dtype; ///< as safetensors spells it
    std::int64_t count = 0;
    std::span<const std::byte> bytes; ///< empty until it is placed
    bool placed = false;

    std::uint64_t size() const; ///< in bytes; count and dtype were checked to have one
};

/// The storages that a pickle speaks of, by key.
class TorchStorages
{
public:
    /// \throws Error when a storage is described wrongly, or in two ways.
    TorchStorages(const Pickle& pickle, const std::string& subject);

    std::map<std::string, TorchStorage, std::less<>>& all() { return m_storages; }
    /// \throws Error when `bytes` are not as many as its elements take.
    void place(TorchStorage& storage, std::span<const std::byte> bytes) const;
    /// What a Persistent of the pickle refers to, with its key.
    const std::pair<const std::string, TorchStorage>& of(const PickleValue& persistent) const;

private:
    const std::string& m_subject;
    std::map<std::string, TorchStorage, std::less<>> m_storages;
};

/// The tensors of a pickled state dict, every one of them within its storage. With `lone` also a tensor without a dict,
/// which is called "".
/// \throws Error naming the tensor.
std::map<std::string, StoredTensor> torchTensors(const Pickle& pickle, const TorchStorages& storages,
                                                 const std::shared_ptr<const MappedFile>& file,
                                                 const std::string& subject, bool lone = false);

} // namespace mambascope
