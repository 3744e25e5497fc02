// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/peers.h"

#include "core/base/error.h"
#include "core/evaluate/peers_module.h"

#include <cstdlib>
#include <dlfcn.h>
#include <filesystem>
#include <memory>
#include <system_error>

namespace mambascope {

namespace {

std::unique_ptr<Peers>& world()
{
    static std::unique_ptr<Peers> peers;
    return peers;
}

// How many processes the launcher started, as Open MPI, MPICH and its relatives say it.
int startedProcesses()
{
    for (const char* name : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MV2_COMM_WORLD_SIZE"})
        if (const char* value = std::getenv(name); value != nullptr)
            return std::atoi(value);
    return 1;
}

std::unique_ptr<Peers> joined()
{
    std::error_code status;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe", status).parent_path();
    void* module = nullptr;
    for (const auto& path : {folder / kPeersModule, folder / "../lib/mambascope" / kPeersModule})
        if (module == nullptr && std::filesystem::exists(path, status)) {
            module = ::dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL); // Open MPI's own plugins look for its symbols
            if (module == nullptr) {
                const char* why = ::dlerror();
                throw Error("MPI", say("cannot be loaded: {0}", why != nullptr ? Message(why) : say("unknown reason")));
            }
        }
    if (module == nullptr)
        throw Error("MPI", say("this MambaScope was built without it, but was started together with others; install "
                               "libopenmpi-dev and build again, or start it without mpirun"));
    const auto join = reinterpret_cast<JoinPeers>(::dlsym(module, kJoinPeers));
    if (join == nullptr)
        throw Error(kPeersModule, say("is of another version of MambaScope"));
    return std::unique_ptr<Peers>(join());
}

} // namespace

Peers* startedTogether()
{
    if (!world() && startedProcesses() > 1)
        world() = joined();
    return world().get();
}

void leavePeers(int status)
{
    if (world())
        world()->leave(status);
    world().reset();
}

} // namespace mambascope
