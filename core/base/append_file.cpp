// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/append_file.h"

#include "core/base/system_reason.h"

#include <cerrno>
#include <unistd.h>

namespace mambascope {

bool appendWhole(int descriptor, std::int64_t& end, std::string_view text, Message& problem)
{
    for (std::size_t done = 0; done < text.size();) {
        const ssize_t count = ::pwrite(descriptor, text.data() + done, text.size() - done,
                                       static_cast<off_t>(end) + static_cast<off_t>(done));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            problem = count < 0 ? systemReason(errno) : say("nothing was written");
            if (::ftruncate(descriptor, static_cast<off_t>(end)) != 0)
                problem = say("{0}, and the beginning of a line stays behind", problem);
            return false;
        }
        done += static_cast<std::size_t>(count);
    }
    end += static_cast<std::int64_t>(text.size());
    return true;
}

} // namespace mambascope
