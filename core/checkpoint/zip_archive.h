// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace mambascope {

/// A zip archive whose entries lie in it as they are (method "stored"), so that they can be used where they are.
/// ZIP64 included. Format: PKWARE APPNOTE.TXT 6.3.10, sections 4.3 and 4.5.3.
class ZipArchive
{
public:
    /// `bytes` is the whole file and has to outlive the archive; `subject` names it in messages.
    /// \throws Error naming what is broken or not supported (compressed, encrypted, split archives).
    ZipArchive(std::span<const std::byte> bytes, const std::string& subject);

    /// By name; all lie within the file.
    const std::map<std::string, std::span<const std::byte>, std::less<>>& entries() const { return m_entries; }
    /// Null when there is none of that name.
    const std::span<const std::byte>* find(std::string_view name) const;

    /// Whether a file begins like a zip archive.
    static bool recognises(std::span<const std::byte> bytes);

private:
    std::map<std::string, std::span<const std::byte>, std::less<>> m_entries;
};

} // namespace mambascope
