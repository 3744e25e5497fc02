// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>
#include <string>

namespace mambascope {

/// Processes that were started together and share the items of a run, seen from one of them. Messages between two of
/// them arrive whole and in order. Only used by one thread.
class Peers
{
public:
    struct Message
    {
        int from = 0;
        std::string text;
    };

    virtual ~Peers() = default;
    virtual int rank() const = 0; ///< 0 leads
    virtual int size() const = 0;
    virtual int rankOnHost() const = 0;
    virtual int sizeOnHost() const = 0;
    virtual void send(int to, const std::string& text) = 0;
    /// The next message, if there is one.
    virtual std::optional<Message> receive() = 0;
    /// With status 0, when every process has done its part; with another one all of them are ended at once.
    virtual void leave(int status) = 0;

    int runs = 0;              ///< that the processes have had together; messages say to which one they belong
    std::deque<Message> early; ///< of a process that is at the next run already
};

/// The processes that mpirun started together with this one; null when it was started alone. MPI is a module of its own
/// that the first call loads where the launcher's environment says that there is company: a program that was started
/// alone does not even map the library, and one that was installed without it works.
/// \throws Error when it was started in company and the module is missing
Peers* startedTogether();

/// Peers::leave() for what startedTogether() began, before the process ends. Nothing in a process that is alone.
void leavePeers(int status);

} // namespace mambascope
