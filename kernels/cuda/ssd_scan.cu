// SPDX-License-Identifier: GPL-3.0-or-later
#include "mambascope/cuda/ssd_scan.h"

#include "kernels/cuda/ssd_steps.cuh"

namespace mambascope::cuda {

namespace {

void check(const SsdScan& s)
{
    require(s.batch > 0 && s.batch < 65536, "SSD scan: between 1 and 65,535 sequences");
    require(s.tokens > 0 && s.tokens < std::int64_t{1} << 35, "SSD scan: no tokens");
    require(s.headDim == 32 || s.headDim == 64 || s.headDim == 128, "SSD scan: heads of 32, 64 or 128 columns");
    require(s.states > 0 && s.states <= 256 && s.states % 16 == 0, "SSD scan: a multiple of 16 states up to 256");
    require(s.heads > 0 && s.heads < 65536 && s.groups > 0 && s.heads % s.groups == 0,
            "SSD scan: the groups divide the heads");
    for (const View& view : {s.b, s.c})
        require(view.type == s.x.type, "SSD scan: x, B, C, z and out have one type");
    require(s.z.data == nullptr || s.z.type == s.x.type, "SSD scan: x, B, C, z and out have one type");
    require(s.out.type == s.x.type, "SSD scan: x, B, C, z and out have one type");
    require(s.dt.type == Type::Float32 || s.dt.type == s.x.type, "SSD scan: dt is fp32 or of x's type");
    require(s.dtOut.data == nullptr || s.dtOut.type == Type::Float32, "SSD scan: dt is returned in fp32");
}

} // namespace

std::size_t ssdScanWorkspace(const SsdScan& arguments)
{
    check(arguments);
    return 0;
}

void ssdScan(const SsdScan& arguments, Stream stream)
{
    const SsdScan& s = arguments;
    check(s);
    require(s.a != nullptr && s.x.data != nullptr && s.dt.data != nullptr && s.b.data != nullptr &&
                s.c.data != nullptr && s.out.data != nullptr,
            "SSD scan: x, dt, A, B, C and out are needed");
    require(s.workspaceBytes >= ssdScanWorkspace(s), "SSD scan: the workspace is too small");
    ssdScanByToken(s, static_cast<cudaStream_t>(stream));
}

} // namespace mambascope::cuda
