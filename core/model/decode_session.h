// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/model/pass.h"

#include <cstdint>
#include <memory>
#include <vector>

namespace mambascope {

/// Token by token through a whole model in one kernel on an NVIDIA GPU, from where `state` stands and with the same
/// result as a pass of one token: the layers' states advance in place, so that passes before, between and after the
/// steps are all right, and so are copies of the state.
class DecodeSession
{
public:
    /// Null where a pass has to do it: on the CPU, in a build without kernels, for models or devices that the kernel
    /// does not take. The state must outlive the session. Only ids below `vocabulary` are the likeliest; 0: every one.
    static std::unique_ptr<DecodeSession> open(State& state, std::int64_t vocabulary = 0);
    ~DecodeSession();

    /// Feeds one token, without any filter. Returns the likeliest next one (of equal ones the smaller id), or -1 when
    /// the logits are no longer numbers. \throws Error
    std::int64_t step(std::int64_t id);
    /// Logits behind the last step, [vocab].
    void logits(std::vector<float>& to) const;

private:
    struct Device;
    explicit DecodeSession(State& state, std::unique_ptr<Device> device);
    State& m_state;
    std::unique_ptr<Device> m_device;
};

} // namespace mambascope
