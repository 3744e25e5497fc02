// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/mapped_file.h"

#include "core/base/error.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace mambascope {

namespace {

std::string reason(int error)
{
    return std::generic_category().message(error);
}

} // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : m_path(path)
{
    // A named pipe or device would block here or at the first read.
    m_file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (m_file < 0)
        throw Error(path.string(), "cannot be opened: " + reason(errno));
    struct stat info
    {
    };
    if (::fstat(m_file, &info) != 0 || !S_ISREG(info.st_mode)) {
        ::close(m_file);
        throw Error(path.string(), "is not a regular file");
    }
    m_size = static_cast<std::size_t>(info.st_size);
    if (m_size == 0)
        return;
    void* data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, m_file, 0);
    if (data == MAP_FAILED) {
        const int error = errno;
        ::close(m_file);
        throw Error(path.string(), "cannot be mapped into memory: " + reason(error));
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
        throw Error(m_path.string(), "cannot be read any more: " + reason(errno));
    if (static_cast<std::size_t>(info.st_size) < m_size)
        throw Error(m_path.string(), "has become shorter since it was opened (" + std::to_string(info.st_size) +
                                         " of " + std::to_string(m_size) + " bytes)");
}

} // namespace mambascope
