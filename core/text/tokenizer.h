// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mambascope {

/// A tokenizer.json (Hugging Face tokenizers' format). Immutable after loading; safe to share between threads.
/// Supported: normalizer NFC; pre-tokenizer ByteLevel; model BPE (byte level); decoder ByteLevel; added tokens.
class Tokenizer
{
public:
    /// \throws Error naming the file and what is broken or not supported in it.
    static std::shared_ptr<const Tokenizer> load(const std::filesystem::path& path);
    ~Tokenizer();

    /// UTF-8 text to ids. Invalid UTF-8 is read as U+FFFD, as other tools do on reading a file.
    std::vector<std::int64_t> encode(std::string_view text) const;
    /// Ids to UTF-8 text; special tokens are left out; incomplete characters become U+FFFD.
    /// \throws Error (subject "token id N") for ids outside the vocabulary.
    std::string decode(std::span<const std::int64_t> ids, bool skipSpecial = true) const;
    /// What one token stands for, for labels: raw bytes, which may be a part of a character.
    std::string pieceBytes(std::int64_t id) const;
    std::int64_t vocabSize() const;
    /// -1 when there is no such token.
    std::int64_t idOf(std::string_view token) const;
    const std::filesystem::path& path() const;

private:
    friend class StreamingDecoder;
    struct Impl;
    std::unique_ptr<Impl> m;
    Tokenizer();
};

/// Turns ids into text one by one as generation shows them: holds back bytes of an incomplete character.
class StreamingDecoder
{
public:
    explicit StreamingDecoder(std::shared_ptr<const Tokenizer> tokenizer, bool skipSpecial = true);
    /// The text that this token completes; may be empty.
    std::string push(std::int64_t id);
    /// What is still held back, incomplete characters as U+FFFD.
    std::string finish();

private:
    std::shared_ptr<const Tokenizer> m_tokenizer;
    std::string m_pending;
    bool m_skipSpecial;
};

} // namespace mambascope
