// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <stdexcept>

/// Kernels for NVIDIA GPUs (compute capability 8.0 and up), on plain device pointers. Nothing here knows LibTorch; work
/// is queued on a stream and nothing waits. Offsets are 64-bit throughout.
namespace mambascope::cuda {

/// A cudaStream_t; a plain pointer, so that these headers need no CUDA toolkit. Null: the default stream.
using Stream = void*;

enum class Type { Float32, BFloat16 };

/// [batch, tokens, width] in device memory; elements of a row follow one another.
template <typename Pointer>
struct BasicView
{
    Pointer data = nullptr; ///< null: not there
    Type type = Type::Float32;
    std::int64_t rowStride = 0;   ///< elements from a token to the next
    std::int64_t batchStride = 0; ///< elements from a sequence to the next
};
using View = BasicView<const void*>;
using MutableView = BasicView<void*>;

/// Arguments that no kernel is made for, or a launch that the driver refused.
class Failure : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

} // namespace mambascope::cuda
