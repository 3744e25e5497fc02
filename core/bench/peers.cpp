// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/peers.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace mambascope::bench {

namespace {

std::string field(const nlohmann::json& record, const char* name, const std::string& subject)
{
    const auto found = record.find(name);
    if (found == record.end() || !found->is_string())
        throw Error(subject, say("a result has no \"{0}\"", name));
    return found->get<std::string>();
}

} // namespace

std::vector<PeerTime> readPeers(const std::filesystem::path& path)
{
    const std::string subject = path.string();
    const nlohmann::json document = parseJson(readTextFile(path), subject);
    if (!document.is_object() || !document.contains("results") || !document["results"].is_array())
        throw Error(subject, say("{\"results\": [...]} is expected"));
    std::vector<PeerTime> peers;
    for (const nlohmann::json& record : document["results"]) {
        if (!record.is_object())
            throw Error(subject, say("a result is not an object"));
        PeerTime peer{field(record, "name", subject), field(record, "shape", subject), field(record, "dtype", subject),
                      field(record, "peer", subject), 0};
        const auto ms = record.find("ms");
        if (ms == record.end() || !ms->is_number() || !(ms->get<double>() > 0))
            throw Error(subject, say("\"ms\" of {0} is not a time", peer.name));
        peer.ms = ms->get<double>();
        peers.push_back(std::move(peer));
    }
    return peers;
}

void addPeer(Result& result, const std::vector<PeerTime>& peers)
{
    if (result.peerMs)
        return;
    for (const PeerTime& peer : peers)
        if (peer.name == result.name && peer.shape == result.shape && peer.dtype == result.dtype) {
            result.peer = peer.peer;
            result.peerMs = peer.ms;
            return;
        }
}

} // namespace mambascope::bench
