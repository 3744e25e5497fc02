// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <exception>
#include <stdexcept>
#include <string>

namespace mambascope {

/// The one exception type of core and command line. The message is one sentence for people, "subject: cause", where the
/// subject is the file, argument or operation concerned.
class Error : public std::runtime_error
{
public:
    Error(const std::string& subject, const std::string& cause)
        : std::runtime_error(subject + ": " + cause), m_subject(subject), m_cause(cause)
    {
    }
    const std::string& subject() const noexcept { return m_subject; }
    const std::string& cause() const noexcept { return m_cause; }

private:
    std::string m_subject;
    std::string m_cause;
};

/// Thrown by Progress::check() when the person asked to stop. Not an Error: nothing went wrong.
class Cancelled : public std::exception
{
public:
    const char* what() const noexcept override { return "cancelled"; }
};

} // namespace mambascope
