// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace mambascope::fuzz {

/// A file that lives in memory and has a path, for readers that map or open files.
class MemoryFile
{
public:
    MemoryFile(const std::uint8_t* data, std::size_t size) : m_file(::memfd_create("fuzz", MFD_CLOEXEC))
    {
        std::size_t done = 0;
        while (m_file >= 0 && done < size) {
            const ssize_t written = ::write(m_file, data + done, size - done);
            if (written <= 0)
                break;
            done += static_cast<std::size_t>(written);
        }
        if (m_file < 0 || done != size)
            std::abort(); // no finding of the code under test, but a run without its file would test nothing
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(m_file); }
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(m_file); }

private:
    int m_file;
};

/// Reads the input as a file. A refusal has to be an Error; anything else that is thrown ends the process.
template <typename Read>
int readOrRefuse(const std::uint8_t* data, std::size_t size, Read read)
{
    const MemoryFile file(data, size);
    try {
        read(file.path());
    } catch (const Error&) {
    }
    return 0;
}

} // namespace mambascope::fuzz
