// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
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
    virtual std::string normalized(std::string_view text) const = 0;
};

/// A stretch of text and the pieces that it is cut into. A part may leave text out or rewrite it.
struct Pieces
{
    struct Range
    {
        std::size_t begin;
        std::size_t end;
    };
    std::string text;
    std::vector<Range> ranges;
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

/// What a token of the vocabulary stands for in the text.
class TokenDecoder
{
public:
    TokenDecoder() = default;
    TokenDecoder(const TokenDecoder&) = delete;
    TokenDecoder& operator=(const TokenDecoder&) = delete;
    virtual ~TokenDecoder() = default;
    /// Appends raw bytes, which may end inside a character.
    virtual void appendBytes(std::string& bytes, std::string_view token) const = 0;
};

} // namespace mambascope
