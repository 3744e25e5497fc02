// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/haystack.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string_view>

namespace mambascope {

namespace {

using Ids = std::vector<std::int64_t>;

constexpr std::string_view kIntroduction =
    "Somewhere in the long text below there is a pass key. Read it all, and keep the pass key in "
    "mind: at the end you will be asked for it.";
constexpr std::string_view kQuestion = "\n\nWhat is the pass key? The pass key is";
constexpr std::string_view kSeparator = "\n\n";

void append(Ids& to, const Ids& from)
{
    to.insert(to.end(), from.begin(), from.end());
}

std::vector<std::string> paragraphsOf(const std::string& text)
{
    std::vector<std::string> paragraphs;
    std::string current;
    std::size_t at = 0;
    while (at <= text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line(text.data() + at, end - at);
        while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t'))
            line.remove_suffix(1);
        if (!line.empty()) {
            if (!current.empty())
                current += ' '; // lines of a paragraph are wrapped prose
            current += line;
        } else if (!current.empty()) {
            paragraphs.push_back(std::move(current));
            current.clear();
        }
        at = end + 1;
    }
    if (!current.empty())
        paragraphs.push_back(std::move(current));
    return paragraphs;
}

/// Filler as one list of ids, every paragraph with its separator in front, and the places where a needle may go.
struct Filler
{
    struct Border
    {
        std::int64_t at = 0;
        bool paragraph = false; ///< a separator follows
    };
    Ids ids;
    std::vector<Border> borders;
};

bool endsSentence(const Tokenizer& tokenizer, std::int64_t id)
{
    const std::string piece = tokenizer.pieceBytes(id);
    return !piece.empty() && (piece.back() == '.' || piece.back() == '!' || piece.back() == '?');
}

Filler makeFiller(const Tokenizer& tokenizer, const std::string& text, std::uint64_t start, std::int64_t tokens)
{
    const std::vector<std::string> paragraphs = paragraphsOf(text);
    if (paragraphs.empty())
        throw Error(say("haystack"), say("the text to hide the key in is empty"));
    const Ids separator = tokenizer.encodeContinuation(kSeparator);
    Filler filler;
    std::vector<Ids> encoded(paragraphs.size());
    for (std::size_t next = start % paragraphs.size(); static_cast<std::int64_t>(filler.ids.size()) < tokens;
         next = (next + 1) % paragraphs.size()) {
        Ids& paragraph = encoded[next];
        if (paragraph.empty())
            paragraph = tokenizer.encodeContinuation(paragraphs[next]);
        filler.borders.push_back({static_cast<std::int64_t>(filler.ids.size()), true});
        append(filler.ids, separator);
        if (filler.borders.size() > paragraphs.size() && filler.ids.empty()) // a round without a token: it never ends
            throw Error(say("haystack"), say("the tokenizer knows none of the text's characters"));
        for (std::size_t i = 0; i < paragraph.size(); ++i) {
            filler.ids.push_back(paragraph[i]);
            const bool insideParagraph = i + 1 < paragraph.size();
            if (insideParagraph && endsSentence(tokenizer, paragraph[i]) &&
                tokenizer.pieceBytes(paragraph[i + 1]).starts_with(' '))
                filler.borders.push_back({static_cast<std::int64_t>(filler.ids.size()), false});
        }
    }
    return filler;
}

/// The border nearest to the depth among those that leave room; the end of the filler is one too.
Filler::Border borderAt(const Filler& filler, double depth, std::int64_t tokens, std::int64_t separator)
{
    const double target = depth * static_cast<double>(tokens);
    Filler::Border best{tokens, true};
    for (const Filler::Border& border : filler.borders) {
        const bool fits = border.at <= tokens - (border.paragraph ? 0 : separator);
        if (fits && std::abs(static_cast<double>(border.at) - target) < std::abs(static_cast<double>(best.at) - target))
            best = border;
    }
    return best;
}

} // namespace

Haystack makeHaystack(const Tokenizer& tokenizer, const std::string& filler, const HaystackSettings& settings)
{
    if (!(settings.depth >= 0 && settings.depth <= 1))
        throw Error(say("depth"), say("must lie between 0 and 1"));
    std::mt19937_64 random(settings.seed);
    Haystack haystack;
    haystack.key = std::to_string(10000 + random() % 90000);
    haystack.answer = tokenizer.encodeContinuation(" " + haystack.key);

    Ids introduction = tokenizer.beginTokens();
    append(introduction, tokenizer.encode(kIntroduction, false));
    const Ids separator = tokenizer.encodeContinuation(kSeparator);
    const Ids needle = tokenizer.encodeContinuation("The pass key is " + haystack.key + ". Remember it. " +
                                                    haystack.key + " is the pass key.");
    const Ids question = tokenizer.encodeContinuation(kQuestion);
    const auto separatorSize = static_cast<std::int64_t>(separator.size());
    const auto fixed = static_cast<std::int64_t>(introduction.size() + needle.size() + question.size()) + separatorSize;
    const std::int64_t room = settings.length - fixed;
    if (room < 0)
        throw Error(say("length"), say("{0} tokens cannot hold the needle and the question; at least {1} are needed",
                                       settings.length, fixed));

    const Filler hay = makeFiller(tokenizer, filler, random(), room);
    const Filler::Border border = borderAt(hay, settings.depth, room, separatorSize);
    // Inside a paragraph the needle brings a separator of its own for what follows, at the cost of filler.
    const std::int64_t hayTokens = border.paragraph ? room : room - separatorSize;

    Ids& ids = haystack.ids;
    ids.reserve(static_cast<std::size_t>(settings.length));
    append(ids, introduction);
    ids.insert(ids.end(), hay.ids.begin(), hay.ids.begin() + border.at);
    append(ids, separator);
    haystack.keyBegin = static_cast<std::int64_t>(ids.size());
    append(ids, needle);
    haystack.keyEnd = static_cast<std::int64_t>(ids.size());
    if (!border.paragraph)
        append(ids, separator);
    ids.insert(ids.end(), hay.ids.begin() + border.at, hay.ids.begin() + hayTokens);
    append(ids, question);
    return haystack;
}

} // namespace mambascope
