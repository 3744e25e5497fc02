// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <string>

namespace mambascope::test {

inline void write(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

/// A folder as LongBench has it, with two datasets.
inline void writeBenchmark(const std::filesystem::path& folder)
{
    using nlohmann::json;
    write(folder / "config/dataset2prompt.json", json({{"qasper", "Read: {context}\nQuestion: {input}\nAnswer:"},
                                                       {"samsum", "{context} {{x}} {input}"},
                                                       {"lcc", "{context}Next line:"}})
                                                     .dump());
    write(folder / "config/dataset2maxlen.json", json({{"qasper", 6}, {"samsum", 4}, {"lcc", 5}}).dump());
    std::string qasper;
    for (int i = 0; i < 4; ++i)
        qasper += json({{"input", "which {context}?"},
                        {"context", "The {braces} stay. " + std::string(static_cast<std::size_t>(i) * 40, 'x')},
                        {"answers", {"one", "two"}},
                        {"length", 3000 + 2500 * i},
                        {"dataset", "qasper"},
                        {"language", "en"},
                        {"all_classes", nullptr},
                        {"_id", std::to_string(i)}})
                      .dump() +
                  "\n";
    write(folder / "data/qasper_e.jsonl", qasper);
    const auto samsum = [](const char* input, const char* context, const json& classes) {
        return json({{"input", input},
                     {"context", context},
                     {"answers", {"ok", "fine"}},
                     {"length", 5},
                     {"all_classes", classes}})
            .dump();
    };
    write(folder / "data/samsum_e.jsonl", samsum("A: hi", "B: ho", nullptr) + "\n\n" + json({{"input", 3}}).dump() +
                                              "\nnot json\n" + samsum("", "", json::array({"a"})) + "\n");
}

} // namespace mambascope::test
