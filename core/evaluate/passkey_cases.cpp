// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/passkey_cases.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"

#include <iterator>

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

std::vector<PasskeyCase> readPasskeyCases(const std::filesystem::path& path, const Tokenizer* tokenizer)
{
    std::vector<PasskeyCase> cases;
    forEachLine(path, [&](const std::string& line, std::int64_t number) {
        const Message place = linePlace(path, number);
        try {
            cases.push_back(caseOf(parseJson(line, place), tokenizer));
        } catch (const json::exception&) {
            throw Error(
                place,
                say("a JSON object with \"ids\" or \"prompt\" and \"answer_ids\", \"answer\" or \"key\" is needed"));
        } catch (const Error& error) {
            if (error.subjectMessage() == place)
                throw;
            throw Error(place, error.message());
        }
    });
    if (cases.empty())
        throw Error(path.string(), say("holds no cases"));
    return cases;
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
