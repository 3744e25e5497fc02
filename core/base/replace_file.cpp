// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/replace_file.h"

#include "core/base/error.h"
#include "core/base/system_reason.h"

#include <fstream>
#include <string>
#include <system_error>

namespace mambascope {

void replaceFile(const std::filesystem::path& path, const std::function<void(std::ostream&)>& write)
{
    std::filesystem::path partial = path;
    partial += ".part";
    std::error_code status;
    try {
        std::ofstream file(partial, std::ios::binary | std::ios::trunc);
        write(file);
        file.close();
        if (file)
            std::filesystem::rename(partial, path, status);
        if (!file || status)
            throw Error(path.string(),
                        status ? say("cannot be written: {0}", systemReason(status)) : say("cannot be written"));
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(partial, ignored);
        throw;
    }
}

void replaceFile(const std::filesystem::path& path, std::string_view content)
{
    replaceFile(path,
                [&](std::ostream& file) { file.write(content.data(), static_cast<std::streamsize>(content.size())); });
}

} // namespace mambascope
