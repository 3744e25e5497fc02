// SPDX-License-Identifier: GPL-3.0-or-later
// Generation on a GPU by steps of one kernel against passes of one token, on small random models of every kind:
//   cuda_generate_test FOLDER...   (checkpoints beside the two that it writes itself)
#include "core/base/error.h"
#include "core/generate/generate.h"
#include "core/generate/last_logits.h"
#include "core/model/decode_session.h"
#include "tests/support/tiny_model.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

using namespace mambascope;

namespace {

class Checks
{
public:
    void add(const std::string& name, bool good)
    {
        ++(good ? m_passed : m_failed);
        if (!good)
            std::printf("FAIL %s\n", name.c_str());
    }
    int finish() const
    {
        std::printf("%d passed, %d failed\n", m_passed, m_failed);
        return m_failed > 0 || m_passed == 0 ? 1 : 0;
    }

private:
    int m_passed = 0;
    int m_failed = 0;
};

std::vector<float> pass(State& state, const std::vector<std::int64_t>& ids)
{
    std::vector<float> logits;
    LastLogits observer(logits, state.model()->config().vocab);
    Progress progress;
    runPass(state, ids, PassOptions(), &observer, progress);
    return logits;
}

std::int64_t likeliest(const std::vector<float>& logits)
{
    return std::max_element(logits.begin(), logits.end()) - logits.begin();
}

// Largest difference relative to the largest logit; infinite where there is no number.
double distance(const std::vector<float>& a, const std::vector<float>& b)
{
    double difference = a.size() == b.size() ? 0 : INFINITY;
    double largest = 1e-30;
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        const double d = std::abs(static_cast<double>(a[i]) - static_cast<double>(b[i]));
        difference = d <= difference ? difference : std::isnan(d) ? INFINITY : d;
        largest = std::max(largest, std::abs(static_cast<double>(b[i])));
    }
    return difference / largest;
}

// Whether choosing `id` is right for logits that may be off by `error` of the largest.
bool isLikeliest(std::int64_t id, const std::vector<float>& logits, double error)
{
    const auto best = static_cast<double>(logits[static_cast<std::size_t>(likeliest(logits))]);
    float largest = 0;
    for (const float value : logits)
        largest = std::max(largest, std::abs(value));
    return id >= 0 && id < std::ssize(logits) &&
           static_cast<double>(logits[static_cast<std::size_t>(id)]) >= best - 2 * error * static_cast<double>(largest);
}

std::vector<std::int64_t> prompt(const Model& model)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t i = 0; i < 12; ++i)
        ids.push_back((i * i * 37 + 5) % model.config().vocab);
    return ids;
}

void compare(const std::shared_ptr<const Model>& model, Checks& checks)
{
    const bool narrow = model->options().dtype == DType::BFloat16;
    const std::string name = model->name() + (narrow ? " bf16" : " fp32");
    // Sums of another order; in bf16 a value may then round to its neighbour.
    const double bound = narrow ? 2e-2 : 2e-5;
    State byPass(model);
    std::vector<float> expected = pass(byPass, prompt(*model));
    State byStep = byPass.copy();
    const std::unique_ptr<DecodeSession> session = DecodeSession::open(byStep);
    checks.add(name + ": taken", session != nullptr);
    if (!session)
        return;
    double worst = 0;
    bool chosen = true;
    std::vector<float> logits;
    const auto steps = [&](int count) {
        for (int i = 0; i < count; ++i) {
            const std::int64_t id = likeliest(expected);
            const std::int64_t next = session->step(id);
            session->logits(logits);
            expected = pass(byPass, {id});
            worst = std::max(worst, distance(logits, expected));
            chosen = chosen && next == likeliest(logits) && isLikeliest(next, expected, bound);
        }
    };
    steps(10);
    checks.add(name + ": position", byStep.position() == byPass.position());
    // A copy goes its own way, and the session goes on with what it was opened for.
    State copy = byStep.copy();
    const std::vector<float> fromCopy = pass(copy, {3, 1, 4});
    State reference = byPass.copy();
    checks.add(name + ": copy", distance(fromCopy, pass(reference, {3, 1, 4})) <= bound);
    steps(6);
    // Passes between steps.
    const std::vector<std::int64_t> more = {7, 2, 9, 9, 1};
    worst = std::max(worst, distance(pass(byStep, more), expected = pass(byPass, more)));
    steps(6);
    checks.add(name + ": logits differ by " + std::to_string(worst), worst <= bound);
    checks.add(name + ": choices", chosen);
    for (std::int64_t layer = 0; layer < model->config().layers; ++layer)
        checks.add(name + ": state of layer " + std::to_string(layer),
                   distance(byStep.stateRms(layer), byPass.stateRms(layer)) <= bound);
    bool refused = false;
    try {
        session->step(model->config().vocab);
    } catch (const Error&) {
        refused = true;
    }
    checks.add(name + ": an id beyond the vocabulary", refused);
    std::printf("%-40s logits differ by %.2g\n", name.c_str(), worst);
}

// generate() as a whole: greedy and sampled text is that of passes.
void compareText(const std::shared_ptr<const Model>& model, Checks& checks)
{
    for (const double temperature : {0.0, 0.8}) {
        Progress progress;
        State state(model);
        const Prefill start = prefill(state, prompt(*model), nullptr, progress);
        State other = state.copy();
        GenerateOptions options;
        options.maxNewTokens = 20;
        options.sampling = {temperature, 40, 1, 3};
        options.vocabulary = model->config().vocab / 2;
        const auto goOn = [](std::int64_t) { return true; };
        const GenerateResult result = generate(state, start.lastLogits, options, goOn, progress);
        Sampler sampler(options.sampling, options.vocabulary);
        std::vector<std::int64_t> expected = {sampler.next(start.lastLogits)};
        while (expected.size() < 20)
            expected.push_back(sampler.next(pass(other, {expected.back()})));
        checks.add(model->name() + ": text at temperature " + std::to_string(temperature), result.ids == expected);
        checks.add(model->name() + ": one token is not fed", state.position() == other.position());
    }
}

} // namespace

int main(int argc, char** argv)
{
    const Device gpu{Device::Kind::Cuda, 0};
    try {
        requireDevice(gpu);
    } catch (const Error& error) {
        std::printf("nothing is compared: %s\n", error.what());
        return 77; // skipped, for CTest
    }
    try {
        Checks checks;
        const std::filesystem::path folder = std::filesystem::temp_directory_path() / "mambascope-generate";
        test::writeTinyModel(folder / "tiny-mamba1", Family::Mamba1, false);
        test::writeTinyModel(folder / "tiny-mamba2", Family::Mamba2, false);
        std::vector<std::string> models = {folder / "tiny-mamba1", folder / "tiny-mamba2"};
        models.insert(models.end(), argv + 1, argv + argc);
        {
            Progress progress;
            State first(Model::open(locateModel(models.front()), {gpu, DType::Float32}, progress));
            if (!DecodeSession::open(first)) {
                std::printf("nothing is compared: on this device generation goes through passes\n");
                return 77;
            }
        }
        for (const std::string& path : models)
            for (const DType dtype : {DType::Float32, DType::BFloat16}) {
                Progress progress;
                const auto model = Model::open(locateModel(path), {gpu, dtype}, progress);
                if (!model->config().shared.layers.empty()) {
                    State state(model);
                    checks.add(model->name() + ": left to passes", DecodeSession::open(state) == nullptr);
                    continue;
                }
                compare(model, checks);
                if (dtype == DType::Float32)
                    compareText(model, checks);
            }
        Progress progress;
        State onCpu(Model::open(locateModel(models.front()), {}, progress));
        checks.add("on the CPU: left to passes", DecodeSession::open(onCpu) == nullptr);
        std::filesystem::remove_all(folder);
        return checks.finish();
    } catch (const std::exception& error) {
        std::printf("FAIL %s\n", error.what());
        return 1;
    }
}
