// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

namespace mambascope::ui {

/// What the window opens with; all empty: the demonstration of the first minute.
struct WindowArguments
{
    std::string model;   ///< as locateModel() takes it
    std::string session; ///< .mscope file
    std::string text;    ///< text file to show
    std::string profile;
    std::string tokenizer;             ///< tokenizer.json in place of the model's own
    std::optional<std::string> listen; ///< scripts may connect, under that name; empty: one of this process
};

/// The graphical program: runs until the window is closed. \returns the exit status.
/// \throws Error when there is no display to open a window on, or scripts cannot be listened to.
int runWindow(int& argc, char** argv, const WindowArguments& arguments);

} // namespace mambascope::ui
