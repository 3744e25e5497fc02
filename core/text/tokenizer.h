// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/message.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// A tokenizer.json (Hugging Face tokenizers' format). Immutable after loading; safe to share between threads.
///
/// Supported parts; everything else is refused by its name:
/// - normalizers NFC, NFD, NFKC, NFKD, Prepend, Replace, Strip, Lowercase;
/// - pre-tokenizers ByteLevel, Split, Digits, Punctuation, Metaspace, Whitespace, WhitespaceSplit, or none;
/// - model BPE with byte_fallback, fuse_unk, unk_token and ignore_merges, without dropout, prefix and suffix;
/// - post-processors ByteLevel and TemplateProcessing (of a single text);
/// - decoders ByteLevel, ByteFallback, Fuse, Metaspace, Replace, Strip;
/// - a Sequence of each of these, and added tokens with all their flags.
/// Regular expressions are Oniguruma's.
class Tokenizer
{
public:
    /// \throws Error naming the file and what is broken or not supported in it.
    static std::shared_ptr<const Tokenizer> load(const std::filesystem::path& path);
    /// The same from memory; `name` stands for the file in errors and is what path() returns.
    static std::shared_ptr<const Tokenizer> parse(std::string_view json, const std::filesystem::path& name);
    ~Tokenizer();

    /// UTF-8 text to ids. Invalid UTF-8 is read as U+FFFD, as other tools do on reading a file.
    /// `addSpecialTokens`: with the tokens that the file's template puts around a text (<s>, for example).
    /// \throws Error when a rule of the file cannot be applied to this text within reason.
    std::vector<std::int64_t> encode(std::string_view text, bool addSpecialTokens = true) const;
    /// Text that goes on after other text: without the template's tokens, and without the space that some tokenizers
    /// put in front of every text.
    std::vector<std::int64_t> encodeContinuation(std::string_view text) const;
    /// The tokens that the template puts in front of a text; often none.
    const std::vector<std::int64_t>& beginTokens() const;

    /// Ids to UTF-8 text. Incomplete characters become U+FFFD; an id that no token has becomes nothing.
    /// `skipSpecial`: special tokens are left out.
    std::string decode(std::span<const std::int64_t> ids, bool skipSpecial = true) const;
    /// What one token stands for, for labels: raw bytes, which may be a part of a character. Empty when no token has
    /// the id.
    std::string pieceBytes(std::int64_t id) const;
    std::int64_t vocabSize() const;
    /// -1 when there is no such token.
    std::int64_t idOf(std::string_view token) const;
    /// The token that ends a text, under the names that it has in the tokenizers there are; -1 when there is none.
    std::int64_t endOfText() const;
    /// For people: "byte-level BPE, 50,277 tokens"
    Message kind() const;
    const std::filesystem::path& path() const;

private:
    friend class StreamingDecoder;
    struct Impl;
    std::unique_ptr<Impl> m;
    Tokenizer();
};

/// Turns ids into text one by one as generation shows them, the same text as Tokenizer::decode. Holds back what later
/// tokens can still change: bytes of an incomplete character, and of a byte-fallback run all bytes until it ends.
class StreamingDecoder
{
public:
    explicit StreamingDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skipSpecial = true);
    StreamingDecoder(StreamingDecoder&&) noexcept;
    StreamingDecoder& operator=(StreamingDecoder&&) noexcept;
    ~StreamingDecoder();
    /// The text that this token completes; may be empty.
    std::string push(std::int64_t id);
    /// What is still held back, incomplete characters as U+FFFD. What is pushed next begins another text.
    std::string finish();

private:
    struct Impl;
    std::unique_ptr<Impl> m;
};

} // namespace mambascope
