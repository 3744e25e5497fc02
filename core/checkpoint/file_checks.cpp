// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/file_checks.h"

#include "core/base/error.h"

#include <fstream>
#include <string_view>
#include <system_error>

namespace mambascope {

namespace fs = std::filesystem;

namespace {

bool isLfsPointer(const fs::path& file)
{
    constexpr std::string_view kFirst = "version https://git-lfs.github.com/spec/";
    std::string begin(kFirst.size(), '\0');
    std::ifstream in(file, std::ios::binary);
    return in.read(begin.data(), static_cast<std::streamsize>(begin.size())) && begin == kFirst;
}

fs::path incompleteIn(const fs::path& folder, std::string_view beginsWith = {})
{
    std::error_code status;
    for (fs::directory_iterator entry(folder, status), end; !status && entry != end; entry.increment(status)) {
        const std::string name = entry->path().filename().string();
        if (name.ends_with(".incomplete") && name.starts_with(beginsWith))
            return entry->path();
    }
    return {};
}

} // namespace

bool hasContent(const fs::path& file)
{
    std::error_code status;
    return fs::is_regular_file(file, status) && !isLfsPointer(file);
}

void requireContent(const fs::path& file)
{
    const std::string subject = file.string();
    std::error_code status;
    if (fs::is_regular_file(file, status)) {
        if (isLfsPointer(file))
            throw Error(subject, say("is a pointer of Git LFS, not the file itself; 'git lfs pull' fetches it"));
        return;
    }
    if (fs::exists(file, status))
        throw Error(subject, say("is not a regular file"));
    if (fs::is_symlink(file, status)) {
        const fs::path target = fs::read_symlink(file, status);
        const fs::path partial = incompleteIn((file.parent_path() / target).parent_path(), target.filename().string());
        throw Error(subject, partial.empty()
                                 ? say("is a link to {0}, which does not exist: it was moved, or its download is "
                                       "unfinished",
                                       target.string())
                                 : say("is not downloaded completely ({0})", partial.string()));
    }
    const Message download = unfinishedDownload(file.parent_path());
    throw Error(subject, download.empty() ? say("does not exist") : say("does not exist; {0}", download));
}

Message unfinishedDownload(const fs::path& folder)
{
    // In the cache files lie in the model's blobs; a download into a folder of its own keeps them in a hidden one.
    for (const fs::path& place :
         {folder / ".." / ".." / "blobs", folder / "blobs", folder / ".cache" / "huggingface" / "download", folder}) {
        if (const fs::path partial = incompleteIn(place); !partial.empty())
            return say("a download is unfinished ({0})", partial.lexically_normal().string());
    }
    return {};
}

} // namespace mambascope
