// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/system_reason.h"

#include <cerrno>

namespace mambascope {

Message systemReason(int errorNumber)
{
    switch (errorNumber) {
    case EPERM:
        return say("Operation not permitted");
    case ENOENT:
        return say("No such file or directory");
    case EIO:
        return say("Input/output error");
    case ENOMEM:
        return say("Cannot allocate memory");
    case EACCES:
        return say("Permission denied");
    case EBUSY:
        return say("Device or resource busy");
    case EEXIST:
        return say("File exists");
    case EXDEV:
        return say("Invalid cross-device link");
    case ENOTDIR:
        return say("Not a directory");
    case EISDIR:
        return say("Is a directory");
    case EINVAL:
        return say("Invalid argument");
    case EMFILE:
        return say("Too many open files");
    case EFBIG:
        return say("File too large");
    case ENOSPC:
        return say("No space left on device");
    case EROFS:
        return say("Read-only file system");
    case ENAMETOOLONG:
        return say("File name too long");
    case ENOTEMPTY:
        return say("Directory not empty");
    case ELOOP:
        return say("Too many levels of symbolic links");
    case EDQUOT:
        return say("Disk quota exceeded");
    default:
        return std::generic_category().message(errorNumber);
    }
}

Message systemReason(const std::error_code& error)
{
    const bool posix = error.category() == std::generic_category() || error.category() == std::system_category();
    return posix ? systemReason(error.value()) : Message(error.message());
}

} // namespace mambascope
