// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/checkpoint/pickle.h"
#include "core/checkpoint/torch_tensors.h"
#include "tests/fuzz/read_tensors.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

using namespace mambascope;

// The machine and what is made of its values, without an archive around it that a mutation would break first.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::string subject = "input";
    static const std::vector<std::byte> content(std::size_t{1} << 20U);
    try {
        const Pickle pickle(std::as_bytes(std::span(data, size)), subject, "pickle", torchNames());
        TorchStorages storages(pickle, subject);
        for (auto& [key, storage] : storages.all()) {
            if (storage.size() > content.size())
                return 0; // an archive would have to hold that much, and so would the input
            storages.place(storage, std::span(content).first(static_cast<std::size_t>(storage.size())));
        }
        fuzz::readTensors(torchTensors(pickle, storages, nullptr, subject));
    } catch (const Error&) {
    }
    return 0;
}
