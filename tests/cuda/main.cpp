// SPDX-License-Identifier: GPL-3.0-or-later
// Compares the CUDA kernels with fp64.
//
//     cuda_kernels_test [NAME...]      only these of conv1d, norm, scan ...; default: all
#include "tests/cuda/checks.h"

#include <cuda_runtime.h>

#include <algorithm>
#include <exception>
#include <string>
#include <vector>

namespace {

using namespace mambascope::cuda::test;

struct Check
{
    const char* name;
    void (*run)(Report&);
};
constexpr Check kChecks[] = {
    {"conv1d", checkConv1d},     {"decode", checkDecode}, {"norm", checkNorms},          {"scan", checkSelectiveScan},
    {"softplus", checkSoftplus}, {"ssd", checkSsdScan},   {"attention", checkAttention},
};

} // namespace

int main(int argc, char** argv)
{
    const std::vector<std::string> wanted(argv + 1, argv + argc);
    const auto known = [](const std::string& name) {
        return std::any_of(std::begin(kChecks), std::end(kChecks), [&](const Check& c) { return name == c.name; });
    };
    for (const std::string& name : wanted)
        if (!known(name)) {
            std::printf("there is no check '%s'\n", name.c_str());
            return 2;
        }
    int devices = 0;
    if (cudaGetDeviceCount(&devices) != cudaSuccess || devices == 0) {
        std::printf("no CUDA device: nothing is compared\n");
        return 77; // skipped, for CTest
    }
    try {
        Report report;
        for (const Check& check : kChecks)
            if (wanted.empty() || std::find(wanted.begin(), wanted.end(), check.name) != wanted.end())
                check.run(report);
        return report.finish();
    } catch (const std::exception& error) {
        std::printf("FAIL %s\n", error.what());
        return 1;
    }
}
