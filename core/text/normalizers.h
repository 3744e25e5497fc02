// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pattern.h"
#include "core/text/pipeline.h"
#include "core/text/unicode.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace mambascope {

/// NFC, NFD, NFKC, NFKD
class UnicodeNormalizer : public Normalizer
{
public:
    explicit UnicodeNormalizer(unicode::Form form) : m_form(form) {}
    void normalize(std::string& text, bool begins) const override;

private:
    unicode::Form m_form;
};

/// Writes something in front of every text that is not empty.
class PrependNormalizer : public Normalizer
{
public:
    explicit PrependNormalizer(std::string prefix) : m_prefix(std::move(prefix)) {}
    void normalize(std::string& text, bool begins) const override;

private:
    std::string m_prefix;
};

class ReplaceNormalizer : public Normalizer
{
public:
    ReplaceNormalizer(Pattern pattern, std::string content)
        : m_pattern(std::move(pattern)), m_content(std::move(content))
    {
    }
    void normalize(std::string& text, bool begins) const override;

private:
    Pattern m_pattern;
    std::string m_content;
};

/// Cuts white space off the ends.
class StripNormalizer : public Normalizer
{
public:
    StripNormalizer(bool left, bool right) : m_left(left), m_right(right) {}
    void normalize(std::string& text, bool begins) const override;

private:
    bool m_left;
    bool m_right;
};

class LowercaseNormalizer : public Normalizer
{
public:
    void normalize(std::string& text, bool begins) const override;
};

class NormalizerSequence : public Normalizer
{
public:
    explicit NormalizerSequence(std::vector<std::unique_ptr<Normalizer>> parts) : m_parts(std::move(parts)) {}
    void normalize(std::string& text, bool begins) const override;

private:
    std::vector<std::unique_ptr<Normalizer>> m_parts;
};

} // namespace mambascope
