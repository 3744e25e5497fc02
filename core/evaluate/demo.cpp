// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/demo.h"

#include "core/base/resources.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace mambascope {

const std::vector<Demonstration>& demonstrations()
{
    static const std::vector<Demonstration> all = [] {
        Demonstration passkey;
        passkey.name = "passkey";
        passkey.title = "The lost pass key";
        passkey.summary =
            "A five-digit key is hidden in a text eight times longer than anything the model was trained on. Without a "
            "filter the retrieval head has forgotten it by the time the question comes; under LongMamba the head drops "
            "the tokens that do not matter and the answer is right.";
        passkey.model = "mamba2-12m";
        passkey.layer = 6;
        passkey.channel = 15;
        passkey.maxNewTokens = 5; // the key's digits; what a greedy model writes behind them tells nothing

        Demonstration collapse;
        collapse.name = "collapse";
        collapse.title = "The collapse beyond the training length";
        collapse.summary =
            "Slow heads that never met long text let their states explode: perplexity goes into the thousands and the "
            "model writes noise; under LongMamba it goes on writing English. The collapse is induced, not emergent: "
            "the slow heads' decay was set by hand and held during training, then raised to a floor chosen on held-out "
            "text, which flatters the rescue a little.";
        collapse.model = "mamba2-13m-collapse";
        collapse.trainingLength = 256;
        collapse.tokens = 2048;
        collapse.haystack = false;

        Demonstration channels;
        channels.name = "channels";
        channels.title = "The channels of Mamba-1";
        channels.summary =
            "7,680 channels, each with sixteen decay rates. A quarter of them remember over the whole training length "
            "and are filtered, the others are local and stay untouched: their receptive fields tell them apart.";
        channels.model = "mamba1-12m";
        channels.theta = 1e-10;
        channels.layer = 4;
        channels.channel = 169;
        channels.maxNewTokens = 5;

        return std::vector<Demonstration>{passkey, collapse, channels};
    }();
    return all;
}

const Demonstration& demonstration(const std::string& name)
{
    std::string known;
    for (const Demonstration& demo : demonstrations()) {
        if (demo.name == name)
            return demo;
        known += (known.empty() ? "" : ", ") + demo.name;
    }
    throw Error(name, say("no such demonstration; there are {0}", known));
}

std::string bundledText(const std::string& name)
{
    const std::filesystem::path path = resourceFolder() / "texts" / name;
    std::ifstream file(path, std::ios::binary);
    if (!file)
        throw Error(path.string(), say("cannot be opened"));
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> bundledTexts()
{
    std::vector<std::string> names;
    std::error_code status;
    for (const auto& entry : std::filesystem::directory_iterator(resourceFolder() / "texts", status))
        if (entry.path().extension() == ".txt")
            names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

Haystack demoPrompt(const Demonstration& demo, const Tokenizer& tokenizer)
{
    const std::string text = bundledText(demo.text);
    if (demo.haystack)
        return makeHaystack(tokenizer, text, {demo.tokens, demo.depth, demo.seed});
    Haystack prompt;
    prompt.ids = tokenizer.encode(text);
    if (static_cast<std::int64_t>(prompt.ids.size()) < demo.tokens)
        throw Error(demo.text, say("has {0} tokens, the demonstration needs {1}", prompt.ids.size(), demo.tokens));
    prompt.ids.resize(static_cast<std::size_t>(demo.tokens));
    return prompt;
}

std::shared_ptr<const Method> demoMethod(const Demonstration& demo, const ModelConfig& config)
{
    const std::filesystem::path path = bundledProfile(demo.model);
    if (path.empty())
        throw Error(say("profile of {0}", demo.model), say("missing from the program's resources"));
    MethodSettings settings;
    settings.profile = Profile::load(path);
    settings.theta = demo.theta;
    settings.scale = demo.scale;
    return makeMethod("longmamba", settings, config);
}

} // namespace mambascope
