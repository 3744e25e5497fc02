// SPDX-License-Identifier: GPL-3.0-or-later
// Reference numbers on a GPU in one command, where there is no Qt:
//
//     cuda_goldens_test GOLDENS MODELS [--device cuda|cpu] [--dtype fp32|bf16] [--only models|methods]
//
// GOLDENS holds models/ and methods/, MODELS the bundled models. Both formats by default. The exit status is 77 where
// there is no GPU or no folder.
#include "core/base/error.h"
#include "tests/cuda/golden_table.h"

#include <cstring>

using namespace mambascope;

int main(int argc, char** argv)
{
    Device device = Device::parse("cuda");
    std::vector<goldens::Format> formats = {{DType::Float32}, {DType::BFloat16}};
    std::string only;
    std::vector<std::filesystem::path> folders;
    try {
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            const bool option = word.starts_with("--") && i + 1 < argc;
            if (option && word == "--device")
                device = Device::parse(argv[++i]);
            else if (option && word == "--dtype")
                formats = {{parseDType(argv[++i])}};
            else if (option && word == "--only")
                only = argv[++i];
            else
                folders.emplace_back(word);
        }
        if (folders.size() != 2) {
            std::printf("two folders are expected: reference numbers and bundled models\n");
            return 2;
        }
        requireDevice(device);
    } catch (const Error& error) {
        std::printf("%s\n", error.what());
        return 77; // skipped, for CTest
    }
    if (!std::filesystem::is_directory(folders[0])) {
        std::printf("no reference numbers in %s\n", folders[0].c_str());
        return 77;
    }
    goldens::Table table;
    for (const goldens::Format& format : formats) {
        if (only.empty() || only == "models")
            goldens::checkModels(table, folders[0] / "models", device, format);
        if (only.empty() || only == "methods")
            for (const char* model : {"mamba2-12m", "mamba1-12m"})
                goldens::checkMethods(table, folders[0] / "methods", folders[1] / model, device, format);
    }
    return table.finish() ? 0 : 1;
}
