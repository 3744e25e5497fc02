// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/ruler_generate.h"

#include "core/base/error.h"
#include "core/evaluate/ruler_writer.h"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace mambascope {

namespace {

std::int64_t tokensOf(const Tokenizer& tokenizer, const RulerWriter::Prompt& prompt)
{
    return std::ssize(tokenizer.encode(prompt.text, false)) + prompt.extraTokens;
}

std::unique_ptr<RulerWriter> writerOf(const RulerTask& task, const RulerSources& sources, const Tokenizer& tokenizer,
                                      std::int64_t length, std::uint64_t seed, Progress& progress)
{
    switch (task.kind) {
    case RulerTask::Kind::Needle:
        return needleWriter(task, sources, length, seed);
    case RulerTask::Kind::VariableTracking:
        return trackingWriter(task, sources, tokenizer, length, seed, progress);
    case RulerTask::Kind::CommonWords:
        return commonWordsWriter(task, sources, length, seed);
    default:
        return questionsWriter(task, sources, seed);
    }
}

} // namespace

python::Random streamBehindOne(std::uint64_t seed)
{
    python::Random random(seed);
    random.bits(32);
    return random;
}

std::int64_t fittedSize(RulerWriter& writer, const Tokenizer& tokenizer, std::int64_t tokens, std::int64_t length,
                        Progress& progress)
{
    const double perUnit =
        static_cast<double>(std::ssize(tokenizer.encode(writer.write(0, writer.probe).text, false))) /
        static_cast<double>(writer.probe);
    std::int64_t low = writer.unit;
    std::int64_t high =
        std::max(static_cast<std::int64_t>(static_cast<double>(length) / perUnit * writer.slack), 2 * writer.unit);
    std::int64_t fits = writer.unit;
    while (low <= high) {
        progress.check();
        const std::int64_t middle = (low + high) / 2;
        if (tokensOf(tokenizer, writer.write(0, middle)) + tokens <= length) {
            fits = middle;
            low = middle + 1;
        } else {
            high = middle - 1;
        }
    }
    return fits;
}

std::vector<RulerSample> makeRulerSamples(const RulerTask& task, const RulerSources& sources,
                                          const Tokenizer& tokenizer, std::int64_t length, std::int64_t count,
                                          std::uint64_t seed, Progress& progress)
{
    if (task.kind == RulerTask::Kind::FrequentWords)
        return frequentWords(task, sources, tokenizer, length, count, seed, progress);
    const auto writer = writerOf(task, sources, tokenizer, length, seed, progress);
    const std::int64_t tokens = sources.wordings.of(task).tokensToGenerate;
    const std::int64_t size = fittedSize(*writer, tokenizer, tokens, length, progress);
    std::vector<RulerSample> samples;
    for (std::int64_t index = 0; index < count; ++index) {
        RulerWriter::Prompt prompt;
        std::int64_t total = 0;
        for (std::int64_t used = size;; used -= writer->unit) {
            progress.check();
            if (used < 1)
                throw Error(say("{0} of {1} tokens", std::string(task.name), length), say("is too short for the task"));
            try {
                prompt = writer->write(index, used);
                total = tokensOf(tokenizer, prompt) + tokens;
                if (total <= length)
                    break;
            } catch (const std::invalid_argument&) { // too small for what has to go into it
            }
        }
        writer->finish(prompt);
        if (!prompt.example.empty())
            total = std::ssize(tokenizer.encode(prompt.example + prompt.text, false)) + tokens;
        const std::string input = prompt.text.substr(0, prompt.text.size() - prompt.prefix.size());
        samples.push_back({index, prompt.example + input, std::move(prompt.outputs), prompt.prefix, total});
    }
    return samples;
}

} // namespace mambascope
