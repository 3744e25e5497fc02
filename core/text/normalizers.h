// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/text/pipeline.h"
#include "core/text/unicode.h"

namespace mambascope {

class NfcNormalizer : public Normalizer
{
public:
    std::string normalized(std::string_view text) const override { return unicode::toNfc(text); }
};

} // namespace mambascope
