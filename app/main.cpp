// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/checkpoint/locate.h"
#include "core/method/profile.h"
#include "ui/windows/application.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace {

namespace fs = std::filesystem;

/// The window remembers what it opened, so the path has to hold in other folders, too. A link to a file stays a link:
/// only under its name is a file of the Hugging Face cache a part of a model.
fs::path absolutePath(const fs::path& path)
{
    std::error_code status;
    const fs::path place = fs::absolute(path, status);
    if (fs::is_directory(place, status)) {
        const fs::path folder = fs::canonical(place, status);
        return status ? place : folder;
    }
    const fs::path folder = fs::canonical(place.parent_path(), status);
    return status ? place : folder / place.filename();
}

/// What to open the window with; nothing when the arguments are for the command line. A window's arguments are files,
/// folders, names of models (bundled or in the Hugging Face cache), --listen[=NAME], and Qt's own options, which have a
/// single dash and a value (-platform offscreen).
std::optional<mambascope::ui::WindowArguments> windowArguments(int argc, char** argv)
{
    mambascope::ui::WindowArguments arguments;
    if (argc > 1 && mambascope::cli::isVerb(argv[1])) // also where a file has a verb's name
        return std::nullopt;
    constexpr std::string_view kListen = "--listen";
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == kListen || word.starts_with(std::string(kListen) + "=")) {
            arguments.listen = word.substr(std::min(word.size(), kListen.size() + 1));
            continue;
        }
        const bool qtOption = word.size() > 2 && word[0] == '-' && word[1] != '-';
        if (qtOption && i + 1 < argc) {
            ++i;
            continue;
        }
        std::error_code status;
        const bool exists = fs::exists(word, status);
        const bool known = exists || mambascope::isModelName(word);
        if (i > 1 && !known && !word.starts_with('-'))
            throw mambascope::Error(word, "no such file or folder, nor a model that is bundled or in the local Hugging "
                                          "Face cache");
        if (!known || word.starts_with('-'))
            return std::nullopt;
        if (!exists) {
            arguments.model = word;
            continue;
        }
        const fs::path path = absolutePath(word);
        if (fs::is_directory(path, status))
            arguments.model = path.string();
        else if (path.extension() == ".mscope")
            arguments.session = path.string();
        else if (path.extension() == ".safetensors" && mambascope::isProfile(path))
            arguments.profile = path.string();
        else if (path.filename() == "tokenizer.json")
            arguments.tokenizer = path.string();
        else if (mambascope::isModelFile(path))
            arguments.model = path.string();
        else
            arguments.text = path.string();
    }
    return arguments;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        const auto window = windowArguments(argc, argv);
        if (!window)
            return mambascope::cli::run(argc, argv);
        return mambascope::ui::runWindow(argc, argv, *window);
    } catch (const mambascope::Error& error) {
        return mambascope::cli::failure(error.what());
    }
}
