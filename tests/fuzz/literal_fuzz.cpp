// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/text/python_literal.h"
#include "tests/fuzz/memory_file.h"

using namespace mambascope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    return fuzz::readOrRefuse(data, size, [](const std::filesystem::path& path) { python::readNumbers(path, "P"); });
}
