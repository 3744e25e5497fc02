// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/mapped_file.h"

#include "core/base/error.h"
#include "core/base/system_reason.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace mambascope {

MappedFile::MappedFile(const std::filesystem::path& path) : m_path(path)
{
    // A named pipe or device would block here or at the first read.
    m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_file < 0)
        throw Error(path.string(), say("cannot be opened: {0}", systemReason(errno)));
    struct stat info
    {
    };
    if (::fstat(m_file, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(m_file);
        throw Error(path.string(), say("is not a regular file"));
    }
    m_size = static_cast<std::size_t>(info.st_size);
    if (m_size == 0)
        return;
    void* data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, m_file, 0);
    if (data == MAP_FAILED) {
        const int error = errno;
        ::close(m_file);
        throw Error(path.string(), say("cannot be mapped into memory: {0}", systemReason(error)));
    }
    m_data = static_cast<const std::byte*>(data);
}

MappedFile::~MappedFile()
{
    if (m_data != nullptr)
        ::munmap(const_cast<std::byte*>(m_data), m_size);
    ::close(m_file);
}

void MappedFile::requireUnchanged() const
{
    struct stat info
    {
    };
    if (::fstat(m_file, &info) != 0)
        throw Error(m_path.string(), say("cannot be read any more: {0}", systemReason(errno)));
    if (static_cast<std::size_t>(info.st_size) < m_size)
        throw Error(m_path.string(),
                    say("has become shorter since it was opened ({0} of {1} bytes)", info.st_size, m_size));
}

} // namespace mambascope
