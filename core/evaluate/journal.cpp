// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/journal.h"

#include "core/base/append_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/system_reason.h"

#include <nlohmann/json.hpp>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace mambascope {

namespace {

std::string wholeFile(int descriptor, const std::filesystem::path& file)
{
    std::string text;
    std::string block(1 << 16, '\0');
    for (off_t at = 0;;) {
        const ssize_t count = ::pread(descriptor, block.data(), block.size(), at);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            throw Error(file.string(), say("cannot be read: {0}", systemReason(errno)));
        if (count == 0)
            return text;
        text.append(block, 0, static_cast<std::size_t>(count));
        at += count;
    }
}

std::string lineOf(const nlohmann::json& value)
{
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n';
}

// The first setting that is not the same, for people.
Message difference(const nlohmann::json& there, const nlohmann::json& now)
{
    for (const auto& [name, value] : now.items())
        if (!there.is_object() || !there.contains(name) || there.at(name) != value)
            return there.is_object() && there.contains(name)
                       ? say("{0} was {1}, is {2} now", name, there.at(name).dump(), value.dump())
                       : say("{0} was not set, is {1} now", name, value.dump());
    for (const auto& [name, value] : there.items())
        if (!now.contains(name))
            return say("{0} was {1}, is not set now", name, value.dump());
    return say("settings differ");
}

} // namespace

Journal::Journal(std::filesystem::path file, const nlohmann::json& settings) : m_file(std::move(file))
{
    m_descriptor = ::open(m_file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (m_descriptor < 0)
        throw Error(m_file.string(), say("cannot be opened for writing: {0}", systemReason(errno)));
    try {
        struct stat about
        {
        };
        if (::fstat(m_descriptor, &about) != 0 || !S_ISREG(about.st_mode))
            throw Error(m_file.string(), say("is not a plain file"));
        if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0)
            throw Error(m_file.string(),
                        errno == EWOULDBLOCK ? say("is being written by another run") : systemReason(errno));
        readBack(settings);
    } catch (...) {
        ::close(m_descriptor);
        throw;
    }
}

Journal::~Journal()
{
    unwritten(); // a last attempt, also of a run that was stopped
    ::close(m_descriptor);
}

void Journal::readBack(const nlohmann::json& settings)
{
    const std::string text = wholeFile(m_descriptor, m_file);
    std::size_t begin = 0;
    for (std::int64_t number = 1;; ++number) {
        const std::size_t end = text.find('\n', begin);
        if (end == std::string::npos)
            break; // the rest was being written when the run was killed
        const Message place = say("{0} line {1}", m_file.string(), number);
        const nlohmann::json line = parseJson(std::string_view(text).substr(begin, end - begin), place);
        if (number == 1) {
            if (!line.is_object() || !line.contains("settings"))
                throw Error(m_file.string(), say("is not a journal of results"));
            if (line.at("settings") != settings)
                throw Error(m_file.string(),
                            say("holds results of another run ({0}); name another folder, or remove it",
                                difference(line.at("settings"), settings)));
        } else {
            if (!line.is_object() || !line.contains("key") || !line.at("key").is_string() || !line.contains("result"))
                throw Error(place, say("is not a result"));
            m_results.insert_or_assign(line.at("key").get<std::string>(), line.at("result"));
        }
        begin = end + 1;
    }
    m_end = static_cast<std::int64_t>(begin);
    if (begin < text.size() && ::ftruncate(m_descriptor, m_end) != 0)
        throw Error(m_file.string(), say("cannot be shortened to its last whole line: {0}", systemReason(errno)));
    if (begin == 0 && !write(lineOf({{"settings", settings}})))
        throw Error(m_file.string(), say("cannot be written: {0}", m_problem));
}

const nlohmann::json* Journal::find(const std::string& key) const
{
    const auto found = m_results.find(key);
    return found == m_results.end() ? nullptr : &found->second;
}

bool Journal::write(const std::string& line)
{
    return appendWhole(m_descriptor, m_end, line, m_problem);
}

void Journal::add(const std::string& key, nlohmann::json result)
{
    const auto [place, isNew] = m_results.try_emplace(key, std::move(result));
    if (!isNew)
        throw Error(m_file.string(), say("has a result of {0} already", key));
    m_pending.push_back(lineOf({{"key", key}, {"result", place->second}}));
    unwritten();
}

std::size_t Journal::unwritten()
{
    std::size_t written = 0;
    while (written < m_pending.size() && write(m_pending[written]))
        ++written;
    m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(written));
    return m_pending.size();
}

} // namespace mambascope
