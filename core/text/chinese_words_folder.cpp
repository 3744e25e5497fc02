// SPDX-License-Identifier: GPL-3.0-or-later
// Where the package with the Chinese words is, and its words for the whole process.
#include "core/base/error.h"
#include "core/text/chinese_words.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <initializer_list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace mambascope {

namespace {

namespace fs = std::filesystem;

bool hasDictionary(const fs::path& folder)
{
    std::error_code status;
    return fs::is_regular_file(folder / "dict.txt", status);
}

fs::path environmentPath(const char* name)
{
    const char* const value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here sets the environment
    return value == nullptr ? fs::path() : fs::path(value);
}

/// Of "python3.12" 12; "python3", which all versions of a system share, is older than each of them. None: no Python 3.
std::optional<int> minorVersion(std::string_view folder)
{
    constexpr std::string_view kStart = "python3";
    if (!folder.starts_with(kStart))
        return std::nullopt;
    folder.remove_prefix(kStart.size());
    int minor = -1;
    if (folder.starts_with('.'))
        std::from_chars(folder.data() + 1, folder.data() + folder.size(), minor);
    return minor;
}

/// LIB/python3*/PACKAGES/jieba, the newest Python of those that have it.
fs::path inPythons(const fs::path& lib, std::initializer_list<const char*> packages)
{
    std::error_code status;
    std::pair<int, fs::path> newest;
    for (const auto& entry : fs::directory_iterator(lib, status)) {
        const std::optional<int> minor = minorVersion(entry.path().filename().string());
        if (!minor)
            continue;
        for (const char* name : packages) {
            std::pair<int, fs::path> found(*minor, entry.path() / name / "jieba");
            if (hasDictionary(found.second) && (newest.second.empty() || found > newest))
                newest = std::move(found);
        }
    }
    return newest.second;
}

fs::path installedFolder()
{
    for (const char* environment : {"VIRTUAL_ENV", "CONDA_PREFIX"})
        if (const fs::path root = environmentPath(environment); !root.empty())
            if (fs::path found = inPythons(root / "lib", {"site-packages"}); !found.empty())
                return found;
    if (const fs::path home = environmentPath("HOME"); !home.empty())
        if (fs::path found = inPythons(home / ".local/lib", {"site-packages"}); !found.empty())
            return found;
    for (const char* lib : {"/usr/local/lib", "/usr/lib"})
        if (fs::path found = inPythons(lib, {"site-packages", "dist-packages"}); !found.empty())
            return found;
    return {};
}

/// What tells a folder's files from other ones that take their place.
using Stamp = std::array<std::optional<fs::file_time_type>, 4>;

Stamp stampOf(const fs::path& folder)
{
    constexpr const char* kFiles[] = {"dict.txt", "finalseg/prob_start.py", "finalseg/prob_trans.py",
                                      "finalseg/prob_emit.py"};
    Stamp stamp;
    for (std::size_t i = 0; i < stamp.size(); ++i) {
        std::error_code status;
        const auto time = fs::last_write_time(folder / kFiles[i], status);
        if (!status)
            stamp[i] = time;
    }
    return stamp;
}

struct Shared
{
    std::mutex setting; ///< for `set` alone: a window that asks where the words are does not wait until they are read
    fs::path set;
    std::mutex reading; ///< for the rest; held while a dictionary is read, which takes a second
    fs::path folder;    ///< that the rest is of
    std::shared_ptr<const ChineseWords> words;
    // A file that is broken is broken for each of some thousand records; it is read again when somebody repairs it.
    std::optional<Error> failure;
    Stamp failed;
};

Shared& shared()
{
    static Shared all;
    return all;
}

fs::path folderOf(const fs::path& set)
{
    fs::path named = set.empty() ? environmentPath("MAMBASCOPE_JIEBA") : set;
    if (named.empty())
        return installedFolder();
    // pip's folder of all packages is a likely answer to the question where the package is.
    return !hasDictionary(named) && hasDictionary(named / "jieba") ? named / "jieba" : named;
}

} // namespace

void setChineseWordsFolder(const fs::path& folder)
{
    Shared& all = shared();
    const std::lock_guard lock(all.setting);
    all.set = folder;
}

fs::path chineseWordsFolder()
{
    Shared& all = shared();
    fs::path set;
    {
        const std::lock_guard lock(all.setting);
        set = all.set;
    }
    return folderOf(set);
}

std::shared_ptr<const ChineseWords> chineseWords()
{
    Shared& all = shared();
    const std::lock_guard lock(all.reading);
    const fs::path folder = chineseWordsFolder();
    if (folder.empty())
        throw Error("jieba", say("its dictionary, which cuts Chinese text into words, is not found; install it (pip "
                                 "install jieba==0.42.1), or say where it is: --jieba FOLDER or MAMBASCOPE_JIEBA, in "
                                 "the window under Chinese words"));
    if (all.words && all.folder == folder)
        return all.words;
    if (!hasDictionary(folder))
        throw Error(folder.string(), say("is not the folder of the package jieba: it has no dict.txt"));
    if (all.failure && all.folder == folder && all.failed == stampOf(folder))
        throw Error(*all.failure);
    all.folder = folder;
    all.failed = stampOf(folder);
    all.words.reset();
    all.failure.reset();
    try {
        all.words = ChineseWords::load(folder);
    } catch (const Error& error) {
        all.failure = error;
        throw;
    }
    return all.words;
}

} // namespace mambascope
