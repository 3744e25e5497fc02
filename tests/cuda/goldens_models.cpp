// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/generate/generate.h"
#include "core/model/pass.h"
#include "tests/core/pass_output.h"
#include "tests/cuda/golden_table.h"

#include <nlohmann/json.hpp>

#include <fstream>
#include <set>
#include <sstream>

namespace mambascope::goldens {

using test::Everything;

namespace {

// What is allowed: in fp32 a case's own tolerance, for every single number. bf16 rounds the weights of these random
// networks and everything between their layers, which moves single logits by a quarter of their deviation; it is held
// to a tenth of the length of the difference.
constexpr double kBf16Allowed = 0.1;

nlohmann::json readJson(const std::filesystem::path& path)
{
    std::ifstream in(path);
    std::stringstream text;
    text << in.rdbuf();
    return parseJson(text.str(), path.string());
}

struct Way
{
    const char* name;
    std::int64_t chunk;
    PassOrder order;
    std::int64_t prefix; ///< tokens of a first pass, the rest one by one; -1: one pass
};
constexpr Way kWays[] = {{"one piece", 0, PassOrder::ChunkMajor, -1},
                         {"chunks of 37", 37, PassOrder::ChunkMajor, -1},
                         {"layers, chunks of 65", 65, PassOrder::LayerMajor, -1},
                         {"steps behind 61", 0, PassOrder::ChunkMajor, 61},
                         {"steps", 0, PassOrder::ChunkMajor, 0}};

Everything run(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> ids, const Way& way)
{
    State state(model);
    Everything seen(model->config(), static_cast<std::int64_t>(ids.size()));
    PassOptions options;
    options.logitsFrom = 0;
    options.chunk = way.chunk;
    options.order = way.order;
    Progress progress;
    const auto prefix = way.prefix < 0 ? ids.size() : static_cast<std::size_t>(way.prefix);
    if (prefix > 0)
        runPass(state, ids.first(prefix), options, &seen, progress);
    for (std::size_t t = prefix; t < ids.size(); ++t)
        runPass(state, ids.subspan(t, 1), options, &seen, progress);
    return seen;
}

void checkModel(Table& table, const std::filesystem::path& folder, const nlohmann::json& about, const Device& device,
                const Format& format)
{
    const std::string name = folder.filename().string();
    const double tolerance = format.isExact() ? about.at("tolerance_fp32").get<double>() : kBf16Allowed;
    const auto error = [&](const auto& got, const auto& want) {
        return format.isExact() ? excess(got, want) : relativeLength(got, want);
    };
    Progress progress;
    const auto model = Model::open(locateModel(folder.string()), {device, format.dtype}, progress);
    const std::vector<std::int64_t> ids = loadIds(folder / about.at("ids_file").get<std::string>()).front();
    const std::vector<double> logits = loadNpy(folder / "logits.npy").values;
    const std::vector<double> dt = loadNpy(folder / "dt.npy").values;
    const std::vector<double> hidden = loadNpy(folder / "hidden_last.npy").values;
    for (const Way& way : kWays) {
        const Everything seen = run(model, ids, way);
        table.add(name + ", " + way.name,
                  std::max({error(seen.logits, logits), error(seen.dt, dt), error(seen.hidden, hidden)}), tolerance);
    }
    double prefixes = 0;
    for (const std::int64_t length : about.at("lengths").get<std::vector<std::int64_t>>()) {
        const Everything seen = run(model, std::span(ids).first(static_cast<std::size_t>(length)), kWays[0]);
        prefixes = std::max(prefixes, error(seen.logits, std::span(logits).first(seen.logits.size())));
    }
    table.add(name + ", prefixes", prefixes, tolerance);
    const nlohmann::json greedyCase = readJson(folder / "greedy.json");
    const auto want = greedyCase.at("ids").get<std::vector<std::int64_t>>();
    const auto prompt = std::span(ids).first(greedyCase.at("prompt_tokens").get<std::size_t>());
    // In bf16 the better of two close logits may be the other one.
    const bool decided = format.isExact() || greedyCase.at("min_margin").get<double>() > 2;
    table.add(name + ", greedy tokens", unequal(greedy(model, prompt, want.size()), want),
              decided ? 0 : static_cast<double>(want.size()));
}

} // namespace

std::vector<std::int64_t> greedy(const std::shared_ptr<const Model>& model, std::span<const std::int64_t> prompt,
                                 std::size_t count)
{
    State state(model);
    Progress progress;
    const Prefill read = prefill(state, prompt, nullptr, progress);
    GenerateOptions options;
    options.maxNewTokens = static_cast<std::int64_t>(count);
    return generate(
               state, read.lastLogits, options, [](std::int64_t) { return true; }, progress)
        .ids;
}

void checkModels(Table& table, const std::filesystem::path& folder, const Device& device, const Format& format)
{
    table.section("models on " + device.text() + ", " + format.name() + ": largest difference, allowed");
    std::set<std::filesystem::path> cases;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (std::filesystem::exists(entry.path() / "case.json"))
            cases.insert(entry.path());
    for (const std::filesystem::path& path : cases) {
        try {
            const nlohmann::json about = readJson(path / "case.json");
            if (about.at("expect") == "ok")
                checkModel(table, path, about, device, format);
        } catch (const std::exception& error) {
            table.fail(path.filename().string(), error.what());
        }
    }
}

} // namespace mambascope::goldens
