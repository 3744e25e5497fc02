// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_file.h"

#include "core/base/error.h"

#include <fstream>
#include <iterator>
#include <system_error>

namespace mambascope {

namespace {

std::ifstream opened(const std::filesystem::path& path)
{
    std::error_code status;
    if (std::filesystem::is_directory(path, status))
        throw Error(path.string(), say("is a folder; a text file is needed"));
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(path.string(),
                    std::filesystem::exists(path, status) ? say("cannot be opened") : say("no such file"));
    return file;
}

} // namespace

std::string readTextFile(const std::filesystem::path& path)
{
    std::ifstream file = opened(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

void forEachLine(const std::filesystem::path& path,
                 const std::function<void(const std::string& line, std::int64_t number)>& use)
{
    std::ifstream file = opened(path);
    std::string line;
    for (std::int64_t number = 1; std::getline(file, line); ++number)
        if (line.find_first_not_of(" \t\r") != std::string::npos)
            use(line, number);
}

Message linePlace(const std::filesystem::path& path, std::int64_t number)
{
    return say("{0} line {1}", path.string(), number);
}

} // namespace mambascope
