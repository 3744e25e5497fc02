// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace mambascope {

/// Results of a long run, written as they come: JSON lines, the first of which says what is being run. A run that was
/// killed goes on from what is there; a line that was being written then is dropped. Nothing is ever lost or there
/// twice, whenever the process ends.
class Journal
{
public:
    /// Opens or begins the file. `settings` is what has to be equal for results to belong together.
    /// \throws Error naming the file: it cannot be written, belongs to other settings (the first difference named), is
    /// not a journal, or is open in another run.
    Journal(std::filesystem::path file, const nlohmann::json& settings);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    /// What was recorded under this key, or null.
    const nlohmann::json* find(const std::string& key) const;
    /// Keeps the result and writes it. A disk that takes no more is no reason to lose a result: it is kept in memory
    /// and written with the next ones. \throws Error if the key is there already
    void add(const std::string& key, nlohmann::json result);
    std::size_t size() const { return m_results.size(); }

    /// How many results could not be written so far, and why; they are tried again here.
    std::size_t unwritten();
    const Message& problem() const { return m_problem; }

private:
    void readBack(const nlohmann::json& settings);
    bool write(const std::string& line);

    std::filesystem::path m_file;
    int m_descriptor = -1;
    std::map<std::string, nlohmann::json> m_results;
    std::vector<std::string> m_pending; ///< lines that are not in the file yet
    std::int64_t m_end = 0;             ///< bytes of whole lines in the file
    Message m_problem;
};

} // namespace mambascope
