// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace mambascope::ui {

/// What the window opens with; all empty: the demonstration of the first minute.
struct WindowArguments
{
    std::string model;   ///< folder, weight file or name of a bundled model
    std::string session; ///< .mscope file
    std::string text;    ///< text file to show
    std::string profile;
};

/// The graphical program: runs until the window is closed. \returns the exit status.
/// \throws Error when there is no display to open a window on.
int runWindow(int& argc, char** argv, const WindowArguments& arguments);

} // namespace mambascope::ui
