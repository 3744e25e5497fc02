// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that knows MPI. Loaded by peers.cpp in processes that mpirun has started.
#include "core/evaluate/peers_module.h"

#include <mpi.h>

namespace mambascope {

namespace {

constexpr int kTag = 1;

/// A failure of MPI's ends all processes (its default), so nothing is checked here.
class MpiPeers : public Peers
{
public:
    MpiPeers()
    {
        int provided = 0; // workers have threads, but only one thread comes here
        MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided);
        MPI_Comm_rank(MPI_COMM_WORLD, &m_rank);
        MPI_Comm_size(MPI_COMM_WORLD, &m_size);
        MPI_Comm host = MPI_COMM_NULL;
        MPI_Comm_split_type(MPI_COMM_WORLD, MPI_COMM_TYPE_SHARED, m_rank, MPI_INFO_NULL, &host);
        MPI_Comm_rank(host, &m_rankOnHost);
        MPI_Comm_size(host, &m_sizeOnHost);
        MPI_Comm_free(&host);
    }

    int rank() const override { return m_rank; }
    int size() const override { return m_size; }
    int rankOnHost() const override { return m_rankOnHost; }
    int sizeOnHost() const override { return m_sizeOnHost; }

    void send(int to, const std::string& text) override
    {
        MPI_Send(text.data(), static_cast<int>(text.size()), MPI_CHAR, to, kTag, MPI_COMM_WORLD);
    }

    std::optional<Message> receive() override
    {
        int there = 0;
        MPI_Status status;
        MPI_Iprobe(MPI_ANY_SOURCE, kTag, MPI_COMM_WORLD, &there, &status);
        if (there == 0)
            return {};
        int size = 0;
        MPI_Get_count(&status, MPI_CHAR, &size);
        Message message{status.MPI_SOURCE, std::string(static_cast<std::size_t>(size), '\0')};
        MPI_Recv(message.text.data(), size, MPI_CHAR, message.from, kTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        return message;
    }

    void leave(int status) override
    {
        if (status == 0)
            MPI_Finalize();
        else
            MPI_Abort(MPI_COMM_WORLD, status);
    }

private:
    int m_rank = 0, m_size = 1, m_rankOnHost = 0, m_sizeOnHost = 1;
};

} // namespace

} // namespace mambascope

extern "C" __attribute__((visibility("default"))) mambascope::Peers* mambascopeJoinPeers()
{
    return new mambascope::MpiPeers;
}
