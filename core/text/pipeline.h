// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// The replaceable parts of a tokenizer, in the order in which text goes through them. One class for each "type" of
// tokenizer.json; all are immutable after construction, so that threads can share them.
namespace mambascope {

/// Rewrites a stretch of text before it is cut.
class Normalizer
{
public:
    Normalizer() = default;
    Normalizer(const Normalizer&) = delete;
    Normalizer& operator=(const Normalizer&) = delete;
    virtual ~Normalizer() = default;
    /// Valid UTF-8 to valid UTF-8. `begins` is false for text that goes on after other text and gets nothing in front.
    /// \throws Error when the text would grow beyond all measure.
    virtual void normalize(std::string& text, bool begins) const = 0;
};

/// A stretch of text and the pieces that it is cut into. A part may leave text out or rewrite it.
struct Pieces
{
    struct Range
    {
        std::size_t begin;
        std::size_t end;
        bool operator==(const Range&) const = default;
    };
    std::string text;          ///< valid UTF-8
    std::vector<Range> ranges; ///< ascending, not empty, cut between characters
    bool begins = true;        ///< false: the first piece goes on after other text and gets nothing in front
    bool atStart = true;       ///< the first piece is the beginning of the whole text
};

/// Cuts pieces into smaller ones; the model never merges across a cut.
class PreTokenizer
{
public:
    PreTokenizer() = default;
    PreTokenizer(const PreTokenizer&) = delete;
    PreTokenizer& operator=(const PreTokenizer&) = delete;
    virtual ~PreTokenizer() = default;
    virtual void cut(Pieces& pieces) const = 0;
};

/// Where a decoder's output goes.
class DecodeSink
{
public:
    DecodeSink() = default;
    DecodeSink(const DecodeSink&) = delete;
    DecodeSink& operator=(const DecodeSink&) = delete;
    virtual ~DecodeSink() = default;
    virtual void push(std::string_view token) = 0;
    /// The text ends here.
    virtual void finish() = 0;
};

/// One step on the way from tokens back to text.
class TokenDecoder
{
public:
    TokenDecoder() = default;
    TokenDecoder(const TokenDecoder&) = delete;
    TokenDecoder& operator=(const TokenDecoder&) = delete;
    virtual ~TokenDecoder() = default;
    /// The step at work on one text: it may hold back what later tokens can still change. `next` outlives it.
    virtual std::unique_ptr<DecodeSink> start(DecodeSink& next) const = 0;
    /// What a token stands for by itself, wherever it comes in a text: raw bytes, which may be a part of a character.
    virtual void toBytes(std::string& token) const = 0;
};

struct Decoders
{
    std::vector<std::unique_ptr<TokenDecoder>> steps;
    bool byteLevel = false; ///< tokens are written in an alphabet of bytes
    bool metaspace = false; ///< spaces are written as U+2581
};

/// The tokens around every text.
struct TextTemplate
{
    std::vector<std::int64_t> begin;
    std::vector<std::int64_t> end;
};

} // namespace mambascope
