// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/bench/bench.h"
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"

#include <cmath>
#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    bench::Options bench;
    std::string device = "cpu";
    std::string dtype = "fp32";
    int threads = 0;
    bool list = false;
    bool json = false;
};

Json toJson(const bench::Result& result)
{
    Json json;
    json["name"] = result.name;
    json["shape"] = result.shape;
    json["dtype"] = result.dtype;
    if (result.dState)
        json["d_state"] = *result.dState;
    json["median_ms"] = result.medianMs;
    if (result.limitMs) {
        json["limit_ms"] = *result.limitMs;
        json["limited_by"] = result.limitedBy;
        json["ratio_to_limit"] = result.medianMs / *result.limitMs;
    }
    if (result.nsPerChannelToken)
        json["ns_per_channel_token"] = *result.nsPerChannelToken;
    if (result.rate) {
        json["rate"] = *result.rate;
        json["rate_unit"] = result.rateUnit;
    }
    if (result.peerMs) {
        json["peer"] = result.peer;
        json["peer_ms"] = *result.peerMs;
    }
    return json;
}

std::vector<std::string> row(const bench::Result& r)
{
    const std::string limit =
        r.limitMs ? shortNumber(r.medianMs / *r.limitMs, 3) + " x " + r.limitedBy : std::string("is the limit");
    const std::string peer = r.peerMs ? shortNumber(r.medianMs / *r.peerMs, 3) + " x " + r.peer : std::string();
    const std::string rate =
        r.rate ? (*r.rate < 100 ? shortNumber(*r.rate, 3) : grouped(std::llround(*r.rate))) + " " + r.rateUnit
               : std::string();
    return {r.name,  r.shape,
            r.dtype, shortNumber(r.medianMs),
            limit,   r.nsPerChannelToken ? shortNumber(*r.nsPerChannelToken, 3) : std::string(),
            rate,    peer};
}

void showList(const Options& options)
{
    const std::vector<bench::Entry> entries = bench::list(options.bench);
    if (options.json) {
        Json names = Json::array();
        for (const bench::Entry& entry : entries)
            names.push_back({{"name", entry.name}, {"what", entry.what}});
        return printJson(names);
    }
    for (const bench::Entry& entry : entries)
        std::printf("%-32s %s\n", entry.name.c_str(), entry.what.c_str());
}

void benchVerb(Options options, Job& job)
{
    options.bench.device = Device::parse(options.device);
    options.bench.dtype = parseDType(options.dtype);
    setThreads(options.threads);
    if (options.list)
        return showList(options);
    std::vector<std::vector<std::string>> rows = {
        {"", "shape", "", "ms", "against the limit", "ns", "", "against a peer"}};
    Json results = Json::array();
    bool cancelled = false;
    try {
        bench::run(options.bench, job.progress(), [&](const bench::Result& result) {
            results.push_back(toJson(result));
            rows.push_back(row(result));
        });
    } catch (const Cancelled&) {
        cancelled = true; // what was measured is shown
    }
    job.clearLine();
    const std::string device = bench::deviceText(options.bench);
    if (options.json)
        printJson({{"device", device}, {"results", results}});
    else {
        std::printf(
            "%s\nMedians. ns: nanoseconds for one channel of one token. Ratios are of times; below 1 is faster.\n\n",
            device.c_str());
        printColumns(rows);
    }
    if (cancelled)
        throw Cancelled();
}

} // namespace

Action addBench(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    bench::Options& bench = options->bench;
    app.add_option("NAME", bench.filter, "Only measurements whose name or shape contains this");
    app.add_flag("--list", options->list, "Show what there is to measure");
    app.add_option("--model", bench.model, "Model of the whole passes; without it the bundled ones");
    app.add_option("--tokens", bench.tokens, "Length of the prompt of whole passes")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--repeat", bench.repeat, "Timed runs of a measurement; the median counts")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    app.add_option("--peer", bench.peerFile, "Times of other programs, as tests/bench/peers.py writes them");
    app.add_option("--device", options->device, "cpu, cuda or cuda:N")->capture_default_str();
    app.add_option("--dtype", options->dtype, "Format in which whole models compute: fp32 or bf16")
        ->capture_default_str();
    app.add_option("--threads", options->threads, "CPU threads; 0: all cores")->check(CLI::NonNegativeNumber);
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) { benchVerb(*options, job); };
}

} // namespace mambascope::cli
