// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cuda/checks.h"

#include <cuda_runtime.h>

#include <exception>

int main()
{
    using namespace mambascope::cuda::test;
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
        std::printf("no CUDA device: nothing is compared\n");
        return 77; // skipped, for CTest
    }
    try {
        Report report;
        checkConv1d(report);
        checkDecode(report);
        checkNorms(report);
        checkSelectiveScan(report);
        checkSoftplus(report);
        checkSsdScan(report);
        checkAttention(report);
        return report.finish();
    } catch (const std::exception& error) {
        std::printf("FAIL %s\n", error.what());
        return 1;
    }
}
