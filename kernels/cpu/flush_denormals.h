// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

namespace mambascope::kernels {

/// While it lives, this thread's fp32 results below 2^-126 are zero. Decays fade through that range, where processors
/// are an order of magnitude slower and nothing that a picture shows is left.
class FlushDenormals
{
public:
#if defined(__SSE2__)
    FlushDenormals() : m_before(_mm_getcsr())
    {
        _mm_setcsr(m_before | kFlush);
    }
    ~FlushDenormals()
    {
        _mm_setcsr(m_before);
    }

private:
    static constexpr unsigned kFlush = 0x8040; // results and operands
    unsigned m_before;
#elif defined(__aarch64__)
    FlushDenormals()
    {
        asm volatile("mrs %0, fpcr" : "=r"(m_before));
        asm volatile("msr fpcr, %0" ::"r"(m_before | (std::uint64_t{1} << 24)));
    }
    ~FlushDenormals()
    {
        asm volatile("msr fpcr, %0" ::"r"(m_before));
    }

private:
    std::uint64_t m_before = 0;
#else
    FlushDenormals() {} // as the processor does it
#endif

public:
    FlushDenormals(const FlushDenormals&) = delete;
    FlushDenormals& operator=(const FlushDenormals&) = delete;
};

} // namespace mambascope::kernels
