// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <exception>
#include <string>
#include <utility>

namespace mambascope {

/// The one exception type of core and command line. The message is one sentence for people, "subject: cause", where the
/// subject is the file, argument or operation concerned. what(), subject() and cause() are English; message() and its
/// parts are what the window translates.
class Error : public std::exception
{
public:
    Error(Message subject, Message cause)
        : m_subject(std::move(subject)), m_cause(std::move(cause)), m_message(say("{0}: {1}", m_subject, m_cause))
    {
    }
    const char* what() const noexcept override { return m_message.english().c_str(); }
    const std::string& subject() const noexcept { return m_subject.english(); }
    const std::string& cause() const noexcept { return m_cause.english(); }
    const Message& message() const noexcept { return m_message; }
    const Message& subjectMessage() const noexcept { return m_subject; }
    const Message& causeMessage() const noexcept { return m_cause; }

private:
    Message m_subject;
    Message m_cause;
    Message m_message;
};

/// Thrown by Progress::check() when the person asked to stop. Not an Error: nothing went wrong.
class Cancelled : public std::exception
{
public:
    const char* what() const noexcept override { return "cancelled"; }
};

} // namespace mambascope
