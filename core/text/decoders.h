// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pattern.h"
#include "core/text/pipeline.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What decodes one token at a time comes first. Fuse and ByteLevel join all tokens to one; what follows them sees that
// one arrive in parts.
namespace mambascope {

/// Joins all tokens to one text. Bytes that are no UTF-8 become U+FFFD, one for each longest beginning of a character.
class ByteLevelDecoder : public TokenDecoder
{
public:
    std::unique_ptr<DecodeSink> start(DecodeSink& next) const override;
    void toBytes(std::string& token) const override;
};

/// Tokens like <0x0A> are bytes. Of a run of them that is not UTF-8 as a whole, every byte becomes U+FFFD, so a run is
/// held back until a token of another kind ends it or a byte spoils it.
class ByteFallbackDecoder : public TokenDecoder
{
public:
    std::unique_ptr<DecodeSink> start(DecodeSink& next) const override;
    void toBytes(std::string& token) const override;
};

class FuseDecoder : public TokenDecoder
{
public:
    std::unique_ptr<DecodeSink> start(DecodeSink& next) const override;
    void toBytes(std::string& token) const override;
};

class ReplaceDecoder : public TokenDecoder
{
public:
    /// `joined`: comes after all tokens are one; the pattern is then a literal one.
    ReplaceDecoder(Pattern pattern, std::string content, bool joined)
        : m_pattern(std::move(pattern)), m_content(std::move(content)), m_joined(joined)
    {
    }
    std::unique_ptr<DecodeSink> start(DecodeSink& next) const override;
    void toBytes(std::string& token) const override;

private:
    Pattern m_pattern;
    std::string m_content;
    bool m_joined;
};

/// Takes up to `start` of a character off the beginning and up to `stop` off the end: of every token, or of the text
/// when it comes after all tokens are one.
class StripDecoder : public TokenDecoder
{
public:
    struct Settings
    {
        std::string character;
        std::size_t start = 0;
        std::size_t stop = 0;
        bool joined = false;
    };
    explicit StripDecoder(Settings settings) : m_settings(std::move(settings)) {}
    std::unique_ptr<DecodeSink> start(DecodeSink& next) const override;
    /// Leaves the token as it is: what it stands for in the middle of a text.
    void toBytes(std::string& token) const override;

private:
    Settings m_settings;
};

/// Writes the replacement character as a space; in the first token of a text it is left out, unless it never was added.
class MetaspaceDecoder : public TokenDecoder
{
public:
    MetaspaceDecoder(std::string replacement, bool prepends)
        : m_replacement(Pattern::literal(std::move(replacement))), m_prepends(prepends)
    {
    }
    std::unique_ptr<DecodeSink> start(DecodeSink& next) const override;
    void toBytes(std::string& token) const override;

private:
    Pattern m_replacement;
    bool m_prepends;
};

/// All steps of a tokenizer at work on one text.
class DecodeRun
{
public:
    /// The decoders outlive it.
    explicit DecodeRun(const std::vector<std::unique_ptr<TokenDecoder>>& decoders);
    DecodeRun(const DecodeRun&) = delete;
    DecodeRun& operator=(const DecodeRun&) = delete;
    ~DecodeRun();
    /// The text that this token completes.
    std::string push(std::string_view token);
    /// The rest, and then the beginning of another text.
    std::string finish();

private:
    class Output;
    void startSteps();

    const std::vector<std::unique_ptr<TokenDecoder>>& m_decoders;
    std::unique_ptr<Output> m_output;
    std::vector<std::unique_ptr<DecodeSink>> m_steps; ///< the last decoder's first
};

} // namespace mambascope
