// SPDX-License-Identifier: GPL-3.0-or-later
// What `mambascope bench` measures, without the window's libraries: for machines that have none of them.
#include "core/base/error.h"
#include "core/bench/bench.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>

int main(int argc, char** argv)
{
    using namespace mambascope;
    bench::Options options;
    for (int i = 1; i + 1 < argc; i += 2) {
        const std::string option = argv[i];
        const std::string value = argv[i + 1];
        if (option == "--device")
            options.device = Device::parse(value);
        else if (option == "--dtype")
            options.dtype = parseDType(value);
        else if (option == "--model")
            options.model = value;
        else if (option == "--repeat")
            options.repeat = std::atoi(value.c_str());
        else if (option == "--tokens")
            options.tokens = std::atoi(value.c_str());
        else if (option == "--threads")
            setThreads(std::atoi(value.c_str()));
        else if (option == "--peer")
            options.peerFile = value;
        else if (option == "--filter")
            options.filter = value;
        else {
            std::fprintf(stderr, "%s: no such option\n", argv[i]);
            return 2;
        }
    }
    try {
        Progress progress;
        bench::run(options, progress, [](const bench::Result& r) {
            std::printf(
                "%-26s %-26s %-4s %10.4f ms  limit %10.4f %-12s ratio %6.2f  %7.3f ns  %10.1f %-9s peer %s %.3f\n",
                r.name.c_str(), r.shape.c_str(), r.dtype.c_str(), r.medianMs, r.limitMs.value_or(0),
                r.limitedBy.c_str(), r.limitMs ? r.medianMs / *r.limitMs : 0.0, r.nsPerChannelToken.value_or(0),
                r.rate.value_or(0), r.rateUnit.c_str(), r.peer.c_str(), r.peerMs.value_or(0));
            std::fflush(stdout);
        });
    } catch (const std::exception& error) {
        std::fprintf(stderr, "mambascope_bench: %s\n", error.what());
        return 1;
    }
    return 0;
}
