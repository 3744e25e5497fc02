// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/passkey_cases.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"
#include "core/evaluate/haystack.h"

#include <iterator>
#include <utility>

namespace mambascope {

namespace {

using nlohmann::json;

/// The answer goes on where the prompt ends, so a word needs the space that parts it from the question.
std::string continuation(const std::string& answer)
{
    return answer.starts_with(' ') || answer.starts_with('\n') ? answer : " " + answer;
}

PasskeyCase caseOf(const json& record, const Tokenizer* tokenizer)
{
    PasskeyCase one;
    if (record.contains("ids"))
        one.ids = record.at("ids").get<std::vector<std::int64_t>>();
    else if (tokenizer)
        one.ids = tokenizer->encode(record.at("prompt").get<std::string>());
    else
        throw Error("\"prompt\"", say("needs a tokenizer"));
    if (record.contains("key")) {
        one.key = record.at("key").get<std::string>();
        if (!tokenizer)
            throw Error("\"key\"", say("needs a tokenizer"));
    } else if (record.contains("answer_ids"))
        one.answer = record.at("answer_ids").get<std::vector<std::int64_t>>();
    else if (tokenizer)
        one.answer = tokenizer->encodeContinuation(continuation(record.at("answer").get<std::string>()));
    else
        throw Error("\"answer\"", say("needs a tokenizer"));
    one.length = record.value("length", std::ssize(one.ids));
    one.depth = record.value("depth", 0.0);
    if (one.ids.empty() || (one.answer.empty() && one.key.empty()))
        throw Error(say("case"), say("prompt and answer need at least one token"));
    return one;
}

} // namespace

PasskeyCases makePasskeyCases(const Tokenizer& tokenizer, const std::string& filler, const PasskeyGrid& grid)
{
    PasskeyCases made;
    for (const std::int64_t length : grid.lengths)
        for (const double depth : grid.depths)
            for (std::int64_t trial = 0; trial < grid.trials; ++trial)
                try {
                    Haystack haystack =
                        makeHaystack(tokenizer, filler, {length, depth, grid.seed + static_cast<std::uint64_t>(trial)});
                    made.cases.push_back({std::move(haystack.ids), std::move(haystack.answer), length, depth});
                } catch (const Error& error) { // as a rule the same for all depths and trials
                    made.addProblem(error.message());
                }
    if (made.cases.empty())
        throw Error("pass keys", made.problems.empty()
                                     ? say("no length or no depth is given")
                                     : say("no prompt can be made; the first problem: {0}", made.problems.front()));
    return made;
}

PasskeyCases readPasskeyCases(const std::filesystem::path& path, const Tokenizer* tokenizer)
{
    PasskeyCases read;
    forEachLine(path, [&](const std::string& line, std::int64_t number) {
        const Message place = linePlace(path, number);
        try {
            read.cases.push_back(caseOf(parseJson(line, place), tokenizer));
        } catch (const json::exception&) {
            const Message needed =
                say("a JSON object with \"ids\" or \"prompt\" and \"answer_ids\", \"answer\" or \"key\" is needed");
            read.problems.push_back(Error(place, needed).message());
        } catch (const Error& error) {
            read.problems.push_back(error.subjectMessage() == place ? error.message()
                                                                    : say("{0}: {1}", place, error.message()));
        }
    });
    if (read.cases.empty())
        throw Error(path.string(), read.problems.empty()
                                       ? say("holds no cases")
                                       : say("holds no usable case; the first: {0}", read.problems.front()));
    return read;
}

void writePasskeyCases(const std::filesystem::path& path, const std::vector<PasskeyCase>& cases)
{
    std::string lines;
    for (const PasskeyCase& one : cases) {
        json record = {{"ids", one.ids}, {"length", one.length}, {"depth", one.depth}};
        if (one.key.empty())
            record["answer_ids"] = one.answer;
        else
            record["key"] = one.key;
        lines += record.dump() + '\n';
    }
    writeWholeFile(path, lines);
}

} // namespace mambascope
