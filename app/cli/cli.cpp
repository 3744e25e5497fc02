// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/cli.h"

#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/hub_cache.h"
#include "core/evaluate/peers.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <vector>

namespace mambascope::cli {

namespace {

struct VerbEntry
{
    const char* name;
    const char* summary;
    const char* example;
    Action (*add)(CLI::App&);
};

constexpr VerbEntry kVerbs[] = {
    {"info", "What a model is: family, sizes, files, memory", "mambascope info mamba2-12m", addInfo},
    {"tokenize", "Text to token ids and back", "mambascope tokenize --prompt \"The pass key is 12345.\"", addTokenize},
    {"run", "One pass over a sequence: logits, losses, Delta, kept tokens",
     "mambascope run mamba2-12m --prompt \"It was a dark night\" --nll nll.npy", addRun},
    {"map", "Hidden attention of one channel, as numbers or as a picture",
     "mambascope map mamba2-12m --layer 6 --channel 15 --text story.txt --tokens 2048 --method vanilla,longmamba --out "
     "map.png",
     addMap},
    {"gallery", "Many channels as small maps, sorted by cumulative decay",
     "mambascope gallery mamba2-12m --layer 6 --text story.txt --tokens 2048 --figure1 --out gallery.png", addGallery},
    {"receptive-field", "Mamba Mean Distance of every channel",
     "mambascope receptive-field mamba2-12m --text story.txt --tokens 2048 --out distance.npy", addReceptiveField},
    {"decay", "Cumulative decay of channels, token by token",
     "mambascope decay mamba2-12m --layer 6 --channels 7,15 --text story.txt --tokens 2048 --out decay.png", addDecay},
    {"calibrate", "Makes a LongMamba profile: decay and token thresholds per channel",
     "mambascope calibrate mamba2-12m --length 512 --out profile.safetensors", addCalibrate},
    {"profile", "Shows a profile or writes one of its tensors",
     "mambascope profile profile.safetensors --tensor ln_decay --out decay.npy", addProfile},
    {"classify", "Local and global channels of a profile",
     "mambascope classify --profile profile.safetensors --theta 0.05 --out mask.npy", addClassify},
    {"generate", "Continues a prompt under one or several methods",
     "mambascope generate mamba2-12m --prompt \"It was a dark night\" --max-new-tokens 40", addGenerate},
    {"passkey", "Retrieval of a hidden key over lengths and depths",
     "mambascope passkey mamba2-12m --method vanilla,longmamba --lengths 512,4096 --depths 0.25,0.75 --trials 2",
     addPasskey},
    {"perplexity", "Perplexity against context length",
     "mambascope perplexity mamba2-12m --text story.txt --contexts 512,2048 --method vanilla,longmamba", addPerplexity},
    {"longbench", "LongBench and LongBench-E on the benchmark's own files; goes on where an earlier run ended",
     "mambascope longbench mamba2-12m --data LongBench --extended --method vanilla,longmamba --out results",
     addLongBench},
    {"ruler", "RULER's 13 tasks: the benchmark's prepared files, or a suite of its kind at any length",
     "mambascope ruler mamba2-12m --lengths 1024,4096 --samples 10 --method vanilla,longmamba --out results", addRuler},
    {"docretrieval", "DeciMamba's task: which of many documents answers the question",
     "mambascope docretrieval mamba2-12m --documents 2,5,10 --samples 20 --method vanilla,longmamba",
     addDocumentRetrieval},
    {"search", "Finds a method's settings for a text: theta, clamp and threshold factor, or the decimating layer",
     "mambascope search mamba2-12m --metric passkey --lengths 2048,4096 --minutes 5 --out found.safetensors",
     addSearch},
    {"latency", "Time and memory of methods by length, and what they add to vanilla",
     "mambascope latency mamba2-12m --method vanilla,longmamba,decimamba --lengths 4096,16384 --out latency.tex",
     addLatency},
    {"score", "Scores answers with a benchmark's metric", "mambascope score qa_f1_score --lines answers.jsonl",
     addScore},
    {"render", "A view of the window as a picture, without a display",
     "mambascope render --view workbench --size 1600x1000 --out workbench.png", addRender},
    {"bench", "Speed of this machine: kernels and whole passes against its limits", "mambascope bench scan --threads 2",
     addBench},
    {"demo", "The demonstrations, as a short report", "mambascope demo passkey", addDemo},
};

/// Messages may quote file names and library texts; what is printed stays one line.
std::string oneLine(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == ' '))
        text.pop_back();
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
    return text;
}

/// The verbs and what they take, for programs that call them (python/mambascope.py).
Json describe(const CLI::App& app)
{
    Json verbs = Json::object();
    for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; })) {
        Json options = Json::array();
        for (const CLI::Option* option : verb->get_options()) {
            if (option == verb->get_help_ptr())
                continue;
            const int most = option->get_items_expected_max();
            options.push_back({{"name", option->get_name(option->get_positional())},
                               {"kind", most == 0                         ? "flag"
                                        : option->get_delimiter() != '\0' ? "list"
                                        : most > 1                        ? "several"
                                                                          : "value"},
                               {"required", option->get_required()},
                               {"description", option->get_description()}});
        }
        verbs[verb->get_name()] = {{"summary", verb->get_description()}, {"options", options}};
    }
    return {{"version", MAMBASCOPE_VERSION}, {"verbs", verbs}};
}

int parseAndRun(int argc, const char* const* argv, Job& job)
{
    CLI::App app(
        "MambaScope shows, channel by channel, why a Mamba model forgets.\nWithout a verb it opens the workbench; with "
        "--listen[=NAME] that lets scripts of the same user connect.",
        "mambascope");
    app.set_version_flag("--version", "mambascope " MAMBASCOPE_VERSION);
    app.require_subcommand(1);
    app.get_formatter()->label("SUBCOMMAND", "VERB");
    app.footer("`mambascope VERB --help` explains a verb.");
    std::vector<std::pair<CLI::App*, Action>> actions;
    bool progress = false;
    for (const VerbEntry& entry : kVerbs) {
        CLI::App* verb = app.add_subcommand(entry.name, entry.summary);
        verb->group("Verbs");
        verb->footer(std::string("Example:\n  ") + entry.example);
        actions.emplace_back(verb, entry.add(*verb));
        verb->add_flag("--progress", progress, "Show progress on stderr even when it is not a terminal");
    }
    if (argc == 2 && std::string_view(argv[1]) == "--describe") {
        printJson(describe(app));
        return 0;
    }
    try {
        app.parse(argc, argv);
        if (progress)
            job.showProgress();
        for (const auto& [verb, action] : actions)
            if (verb->parsed())
                action(job);
    } catch (const CLI::Success& asked) { // --help, --version
        return app.exit(asked);
    } catch (const CLI::Error& wrong) {
        job.clearLine();
        return usageError(wrong.what());
    }
    return 0;
}

} // namespace

bool isVerb(std::string_view word)
{
    return std::any_of(std::begin(kVerbs), std::end(kVerbs),
                       [&](const VerbEntry& entry) { return word == entry.name; });
}

int usageError(const std::string& message)
{
    std::fprintf(stderr, "mambascope: %s\nTry 'mambascope --help' or 'mambascope VERB --help'.\n",
                 oneLine(message).c_str());
    return 2;
}

int failure(const std::string& message)
{
    std::fprintf(stderr, "mambascope: %s\n", oneLine(message).c_str());
    return 1;
}

namespace {

int runVerb(int argc, const char* const* argv)
{
    if (argc > 1 && argv[1][0] != '-' && !isVerb(argv[1]))
        return usageError(std::string(argv[1]) +
                          ": no such verb, file or folder, nor a model that is bundled or in the local Hugging Face "
                          "cache (" +
                          hubCacheFolder().string() + ")");
    setenv("QT_QPA_PLATFORM", "offscreen", 1); // pictures are drawn without a display, whatever the surroundings say
    Job job;
    try {
        return parseAndRun(argc, argv, job);
    } catch (const Cancelled&) {
        job.clearLine();
        std::fputs("mambascope: cancelled\n", stderr);
        return 130;
    } catch (const std::bad_alloc&) {
        job.clearLine();
        return failure(std::string(argv[1]) + ": not enough memory");
    } catch (const Error& error) {
        job.clearLine();
        return failure(error.what());
    } catch (const std::exception& error) { // a library's own exception: its first line says what matters
        job.clearLine();
        const std::string what = error.what();
        return failure(std::string(argv[1]) + ": " + what.substr(0, what.find('\n')));
    }
}

} // namespace

int run(int argc, const char* const* argv)
{
    const int status = runVerb(argc, argv);
    std::fflush(stdout);
    leavePeers(status);
    return status;
}

} // namespace mambascope::cli
