// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/passkey_decimamba.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/python_random.h"
#include "core/base/text_file.h"
#include "core/evaluate/longbench_data.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace mambascope {

namespace {

using Ids = std::vector<std::int64_t>;

constexpr const char* kQuestion =
    "Somewhere in the long text below there is a pass key. Keep it in mind, because you will be asked for it:\n";
constexpr const char* kNeedle = "The pass key is {key}. Remember it. {key} is the pass key. ";
constexpr const char* kCue = "\nAnswer: ";
constexpr std::size_t kShortest = 10; ///< tokens of a sentence

void append(Ids& to, const Ids& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

std::vector<Ids> sentencesOf(const Tokenizer& tokenizer, std::string text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    std::vector<Ids> sentences;
    std::size_t begin = text.find_first_not_of(' ');
    for (std::size_t i = 0; begin != std::string::npos && begin < text.size(); i = begin) {
        i = text.find_first_of(".!?", i);
        while (i != std::string::npos && i + 1 < text.size() && text[i + 1] != ' ')
            i = text.find_first_of(".!?", i + 1);
        const std::size_t end = i == std::string::npos ? text.size() : i + 1;
        Ids ids = tokenizer.encode(std::string_view(text).substr(begin, end - begin), false);
        if (ids.size() >= kShortest)
            sentences.push_back(std::move(ids));
        begin = text.find_first_not_of(' ', end);
    }
    return sentences;
}

} // namespace

DeciMambaWording DeciMambaWording::load(const std::string& file)
{
    DeciMambaWording wording{kQuestion, kNeedle, kCue};
    if (file.empty())
        return wording;
    const nlohmann::json document = parseJson(readTextFile(file), file);
    if (!document.is_object())
        throw Error(file, say("is not an object with \"question\", \"needle\" and \"cue\""));
    for (const auto& [name, value] : document.items()) {
        std::string* const part = name == "question" ? &wording.question
                                  : name == "needle" ? &wording.needle
                                  : name == "cue"    ? &wording.cue
                                                     : nullptr;
        if (part == nullptr || !value.is_string())
            throw Error(file, part == nullptr ? say("has no use for \"{0}\"", name) : say("\"{0}\" is not text", name));
        *part = value.get<std::string>();
    }
    if (wording.needle.find("{key}") == std::string::npos)
        throw Error(file, say("\"needle\" has no {0}", "{key}"));
    return wording;
}

Ids deciMambaContext(const std::vector<Ids>& sentences, const Ids& needle, std::int64_t length, std::size_t before)
{
    const std::int64_t room = length - std::ssize(needle);
    Ids context, behind;
    std::int64_t noise = 0;
    for (std::size_t i = 0; i < sentences.size() && noise < room; ++i) {
        Ids sentence = sentences[i];
        if (noise + std::ssize(sentence) > room)
            sentence.resize(static_cast<std::size_t>(room - noise));
        noise += std::ssize(sentence);
        append(i < before ? context : behind, sentence);
    }
    if (noise < room || room < 0)
        throw Error(say("context of {0} tokens", length),
                    room < 0 ? say("is shorter than the needle") : say("needs more sentences"));
    append(context, needle);
    append(context, behind);
    return context;
}

std::vector<std::size_t> deciMambaPlaces(const std::vector<Ids>& sentences, std::int64_t needle, std::int64_t length,
                                         double depth)
{
    const auto tokens = static_cast<double>(length);
    const auto first = static_cast<std::int64_t>(tokens * std::max(0.0, depth - 0.1));
    const auto end = static_cast<std::int64_t>(tokens * std::min(1.0, depth + 0.1)) - needle;
    std::vector<std::size_t> places;
    std::int64_t start = 0;
    for (std::size_t i = 0; i < sentences.size() && start < length - needle; ++i) {
        if (start >= first && start < end)
            places.push_back(i);
        start += std::ssize(sentences[i]);
    }
    return places;
}

PasskeyCases deciMambaCases(const Tokenizer& tokenizer, const std::string& text,
                            const DeciMambaPasskeySettings& settings)
{
    const std::vector<Ids> sentences = sentencesOf(tokenizer, text);
    if (sentences.empty())
        throw Error(say("haystack"), say("the text has no sentence of ten tokens"));
    const DeciMambaWording& wording = settings.wording;
    const Ids question = tokenizer.encode(wording.question, false);
    const Ids cue = tokenizer.encode(wording.cue, false);
    python::Random random(settings.seed);
    std::size_t next = 0;
    const auto makeCase = [&](std::int64_t length, double depth) {
        PasskeyCase one;
        one.key = std::to_string(random.below(100000));
        const Ids needle = tokenizer.encode(filledTemplate(wording.needle, {{"key", one.key}}, "needle"), false);
        std::vector<Ids> noise;
        for (std::int64_t tokens = std::ssize(needle); tokens < length; ++next) {
            noise.push_back(sentences[next % sentences.size()]);
            tokens += std::ssize(noise.back());
        }
        const std::vector<std::size_t> places = deciMambaPlaces(noise, std::ssize(needle), length, depth);
        if (places.empty())
            throw Error(say("depth {0} of {1} tokens", std::to_string(depth), length),
                        say("no sentence begins near it"));
        one.ids = question;
        append(one.ids, deciMambaContext(noise, needle, length, places[random.below(places.size())]));
        append(one.ids, cue);
        one.length = length;
        one.depth = depth;
        return one;
    };
    PasskeyCases made;
    for (const std::int64_t length : settings.lengths)
        for (const double depth : settings.depths)
            for (std::int64_t trial = 0; trial < settings.trials; ++trial)
                try {
                    made.cases.push_back(makeCase(length, depth));
                } catch (const Error& error) {
                    made.addProblem(error.what());
                }
    if (made.cases.empty())
        throw Error("pass keys", made.problems.empty()
                                     ? say("no length or no depth is given")
                                     : say("no prompt can be made; the first problem: {0}", made.problems.front()));
    return made;
}

} // namespace mambascope
