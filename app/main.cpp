// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "ui/windows/application.h"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

namespace fs = std::filesystem;

bool isBundledModel(const std::string& word)
{
    const std::vector<std::string> names = mambascope::bundledModels();
    return std::find(names.begin(), names.end(), word) != names.end();
}

/// What to open the window with; nothing when the arguments are for the command line. A window's arguments are files,
/// folders, names of bundled models, and Qt's own options, which have a single dash and a value (-platform offscreen).
std::optional<mambascope::ui::WindowArguments> windowArguments(int argc, char** argv)
{
    mambascope::ui::WindowArguments arguments;
    if (argc > 1 && mambascope::cli::isVerb(argv[1])) // also where a file has a verb's name
        return std::nullopt;
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        const bool qtOption = word.size() > 2 && word[0] == '-' && word[1] != '-';
        if (qtOption && i + 1 < argc) {
            ++i;
            continue;
        }
        std::error_code status;
        const bool exists = fs::exists(word, status);
        if (word.empty() || word[0] == '-' || (!exists && !isBundledModel(word)))
            return std::nullopt;
        const std::string suffix = fs::path(word).extension().string();
        if (suffix == ".mscope")
            arguments.session = word;
        else if (!exists || fs::is_directory(word, status) || suffix == ".safetensors" || suffix == ".bin" ||
                 suffix == ".pt")
            arguments.model = word;
        else
            arguments.text = word;
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
