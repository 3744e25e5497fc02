// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/common_options.h"
#include "app/cli/output.h"
#include "app/cli/verbs.h"
#include "core/base/npy.h"
#include "core/base/resources.h"
#include "core/base/text_file.h"
#include "core/checkpoint/locate.h"

#include <cstdio>

namespace mambascope::cli {

namespace {

struct Options
{
    std::string model, tokenizer, ids, lines, out;
    std::string prompt, text;
    CLI::Option* promptOption = nullptr;
    bool decode = false, stream = false, json = false;
};

std::shared_ptr<const Tokenizer> loadTokenizer(const Options& options)
{
    if (!options.tokenizer.empty())
        return Tokenizer::load(options.tokenizer);
    if (options.model.empty())
        return Tokenizer::load(resourceFolder() / "models" / "tokenizer.json");
    const ModelFiles files = locateModel(options.model);
    if (files.tokenizer.empty())
        throw Error(options.model, "has no tokenizer.json; name one with --tokenizer");
    return Tokenizer::load(files.tokenizer);
}

Json pieces(const std::shared_ptr<const Tokenizer>& tokenizer, const std::vector<std::int64_t>& ids)
{
    StreamingDecoder decoder(tokenizer, false);
    Json shown = Json::array();
    for (const std::int64_t id : ids)
        shown.push_back(decoder.push(id));
    if (const std::string rest = decoder.finish(); !rest.empty())
        shown.push_back(rest);
    return shown;
}

Json convert(const Options& options, const std::shared_ptr<const Tokenizer>& tokenizer, const Json& record)
{
    if (!options.decode)
        return tokenizer->encode(record.at("text").get<std::string>());
    const auto ids = record.at("ids").get<std::vector<std::int64_t>>();
    return options.stream ? pieces(tokenizer, ids) : Json(tokenizer->decode(ids, false));
}

void convertLines(const Options& options, const std::shared_ptr<const Tokenizer>& tokenizer, Progress& progress)
{
    forEachLine(options.lines, [&](const std::string& line, std::int64_t number) {
        const Message place = linePlace(options.lines, number);
        progress.check();
        try {
            printJson(convert(options, tokenizer, Json::parse(line)));
        } catch (const Json::exception&) {
            throw Error(place,
                        std::string("a JSON object with \"") + (options.decode ? "ids" : "text") + "\" is needed");
        } catch (const Error& error) {
            throw Error(place, error.what());
        }
    });
}

void encodeOne(const Options& options, const std::shared_ptr<const Tokenizer>& tokenizer)
{
    const std::vector<std::int64_t> ids =
        tokenizer->encode(options.text.empty() ? options.prompt : readTextFile(options.text));
    if (!options.out.empty())
        writeArray(options.out, ids, {std::ssize(ids)});
    if (options.json) {
        printJson({{"ids", ids}, {"pieces", pieces(tokenizer, ids)}});
    } else if (options.out.empty()) {
        for (std::size_t i = 0; i < ids.size(); ++i)
            std::printf("%s%lld", i ? " " : "", static_cast<long long>(ids[i]));
        std::printf("\n");
    } else {
        std::printf("%s tokens\n", grouped(std::ssize(ids)).c_str());
    }
}

void decodeOne(const Options& options, const std::shared_ptr<const Tokenizer>& tokenizer)
{
    for (const std::vector<std::int64_t>& ids : loadIds(options.ids)) {
        if (options.json)
            printJson(options.stream ? pieces(tokenizer, ids) : Json(tokenizer->decode(ids, false)));
        else
            std::printf("%s\n", tokenizer->decode(ids, false).c_str());
    }
}

void checkUsage(const Options& options)
{
    if (options.stream && !options.decode)
        wrongUsage("--stream", "goes with --decode");
    const bool prompt = options.promptOption->count() > 0;
    const int sources =
        int(prompt) + int(!options.text.empty()) + int(!options.lines.empty()) + int(!options.ids.empty());
    if (sources != 1)
        wrongUsage("input", "exactly one of --prompt, --text, --lines and --decode --ids is needed");
    if (options.decode && (prompt || !options.text.empty()))
        wrongUsage("--decode", "needs --ids or --lines");
    if (!options.decode && !options.ids.empty())
        wrongUsage("--ids", "goes with --decode");
    if (!options.out.empty() && (options.decode || !options.lines.empty()))
        wrongUsage("--out", "goes with --prompt or --text");
}

} // namespace

Action addTokenize(CLI::App& app)
{
    auto options = std::make_shared<Options>();
    app.add_option("MODEL", options->model, "Model whose tokenizer is used; default: the bundled models'");
    app.add_option("--tokenizer", options->tokenizer, "tokenizer.json");
    options->promptOption = app.add_option("--prompt", options->prompt, "Text, as an argument");
    app.add_option("--text", options->text, "Text, as a file");
    app.add_option("--lines", options->lines, "JSON lines: {\"text\"}, or {\"ids\"} with --decode");
    app.add_flag("--decode", options->decode, "Ids to text");
    app.add_option("--ids", options->ids, "With --decode: .npy of ids");
    app.add_flag("--stream", options->stream,
                 "With --decode: what each id shows when ids come one by one, special tokens too");
    app.add_option("--out", options->out, "Write the ids as .npy, .csv or .json");
    app.add_flag("--json", options->json, "One JSON document");
    return [options](Job& job) {
        checkUsage(*options);
        if (!options->out.empty())
            requireWritable(options->out, OutKind::Array);
        const auto tokenizer = loadTokenizer(*options);
        if (!options->lines.empty())
            convertLines(*options, tokenizer, job.progress());
        else if (options->decode)
            decodeOne(*options, tokenizer);
        else
            encodeOne(*options, tokenizer);
    };
}

} // namespace mambascope::cli
