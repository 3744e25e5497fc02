// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/workspace/demo_state.h"

namespace mambascope {

ViewState demonstrationState(const Demonstration& demo)
{
    ViewState state;
    state.model = demo.model;
    state.sequenceKind = demo.haystack ? "passkey" : "text";
    state.textFile = demo.haystack ? std::string() : demo.text;
    state.tokens = demo.tokens;
    state.depth = demo.depth;
    state.seed = demo.seed;
    state.theta = demo.theta;
    state.scale = demo.scale;
    state.layer = demo.layer;
    state.channel = demo.channel;
    state.maxNewTokens = demo.maxNewTokens;
    return state;
}

} // namespace mambascope
