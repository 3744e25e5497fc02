// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/weights_sink.h"

#include "core/base/error.h"

#include <ATen/ATen.h>

#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <utility>

namespace mambascope {

namespace {

bool isAligned(const StoredTensor& tensor)
{
    return reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) %
               static_cast<std::uintptr_t>(bytesPerElement(tensor.dtype)) ==
           0;
}

// The dtype in which a matrix is kept.
at::ScalarType keptType(at::ScalarType stored, const LoadOptions& options)
{
    if (options.dtype == DType::BFloat16)
        return at::kBFloat16;
    return options.device.kind == Device::Kind::Cpu && stored != at::kDouble ? stored : at::kFloat;
}

bool staysMapped(const StoredTensor& tensor, at::ScalarType stored, const LoadOptions& options)
{
    return options.device.kind == Device::Kind::Cpu && keptType(stored, options) == stored && tensor.isContiguous() &&
           isAligned(tensor);
}

// Pages are brought in by the system meanwhile, in the file's order instead of one fault after the other.
void readAhead(const StoredTensor& tensor)
{
    static const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto begin = reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) / page * page;
    const auto end = reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) + tensor.bytes.size();
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_WILLNEED); // a hint; failing does not matter
}

// LibTorch has no read-only tensors; nothing writes to weights.
at::Tensor view(const StoredTensor& tensor, at::ScalarType stored)
{
    void* data = const_cast<std::byte*>(tensor.bytes.data());
    return at::from_blob(
        data, tensor.shape, [file = tensor.file](void*) {}, at::TensorOptions().dtype(stored));
}

at::Tensor copied(const StoredTensor& tensor, at::ScalarType stored)
{
    if (tensor.isContiguous() || tensor.count() == 0) {
        at::Tensor copy = at::empty(tensor.shape, at::TensorOptions().dtype(stored));
        if (tensor.count() > 0)
            std::memcpy(copy.mutable_data_ptr(), tensor.bytes.data(), copy.nbytes());
        return copy;
    }
    // A view into a larger storage: the stretch that it spans, then its elements in order.
    const auto elements = static_cast<std::int64_t>(tensor.bytes.size()) / bytesPerElement(tensor.dtype);
    at::Tensor stretch = at::empty({elements}, at::TensorOptions().dtype(stored));
    std::memcpy(stretch.mutable_data_ptr(), tensor.bytes.data(), stretch.nbytes());
    return stretch.as_strided(tensor.shape, tensor.strides).contiguous();
}

} // namespace

at::ScalarType scalarType(const StoredTensor& tensor, const std::string& subject)
{
    if (tensor.dtype == "F32")
        return at::kFloat;
    if (tensor.dtype == "BF16")
        return at::kBFloat16;
    if (tensor.dtype == "F16")
        return at::kHalf;
    if (tensor.dtype == "F64")
        return at::kDouble;
    throw Error(subject, say("tensor {0} has dtype {1} (F32, BF16, F16 or F64 expected)", tensor.name, tensor.dtype));
}

WeightsLoader::WeightsLoader(const LoadOptions& options, std::string subject)
    : m_options(options), m_subject(std::move(subject))
{
    if (options.device.kind == Device::Kind::Cuda)
        m_device = at::Device(at::kCUDA, static_cast<at::DeviceIndex>(options.device.index));
}

at::Tensor WeightsLoader::matrix(const StoredTensor& tensor)
{
    const at::ScalarType stored = scalarType(tensor, m_subject);
    if (staysMapped(tensor, stored, m_options)) {
        readAhead(tensor);
        return view(tensor, stored);
    }
    return copied(tensor, stored).to(at::TensorOptions().dtype(keptType(stored, m_options)).device(m_device));
}

at::Tensor WeightsLoader::plain(const StoredTensor& tensor)
{
    return copied(tensor, scalarType(tensor, m_subject)).to(at::TensorOptions().dtype(at::kFloat).device(m_device));
}

at::Tensor WeightsCounter::matrix(const StoredTensor& tensor)
{
    const at::ScalarType stored = scalarType(tensor, tensor.name);
    const std::int64_t bytes =
        tensor.count() * static_cast<std::int64_t>(c10::elementSize(keptType(stored, m_options)));
    summary.memory += bytes;
    summary.mapped += staysMapped(tensor, stored, m_options) ? bytes : 0;
    summary.parameters += tensor.count();
    summary.dtype = tensor.dtype;
    return {};
}

at::Tensor WeightsCounter::plain(const StoredTensor& tensor)
{
    summary.memory += tensor.count() * std::int64_t{sizeof(float)};
    summary.parameters += tensor.count();
    return {};
}

} // namespace mambascope
