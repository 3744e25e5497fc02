// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/ruler_questions.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace mambascope {

namespace {

using nlohmann::json;

// Numbers of documents by their text, once all of them are known.
class DocumentNumbers
{
public:
    void add(const std::string& document) { m_numbers.emplace(document, 0); }
    std::vector<std::string> sorted() // UTF-8 sorts as its code points do
    {
        std::vector<std::string> documents;
        for (auto& [document, number] : m_numbers) {
            number = documents.size();
            documents.push_back(document);
        }
        return documents;
    }
    std::size_t of(const std::string& document) const { return m_numbers.at(document); }

private:
    std::map<std::string, std::size_t> m_numbers;
};

std::string hotpotDocument(const json& context)
{
    std::string text = context.at(0).get<std::string>() + "\n";
    for (const json& sentence : context.at(1))
        text += sentence.get<std::string>();
    return text;
}

void requireSome(const QuestionSet& set, const std::filesystem::path& path)
{
    if (set.questions.empty())
        throw Error(path.string(), say("has no question that can be answered"));
}

} // namespace

QuestionSet QuestionSet::readSquad(const std::filesystem::path& path)
{
    const json file = parseJson(readTextFile(path), path.string());
    QuestionSet set;
    try {
        DocumentNumbers numbers;
        for (const json& article : file.at("data"))
            for (const json& paragraph : article.at("paragraphs"))
                numbers.add(paragraph.at("context").get<std::string>());
        set.documents = numbers.sorted();
        for (const json& article : file.at("data")) {
            std::vector<std::size_t> all;
            for (const json& paragraph : article.at("paragraphs"))
                all.push_back(numbers.of(paragraph.at("context").get<std::string>()));
            for (const json& paragraph : article.at("paragraphs")) {
                const std::size_t own = numbers.of(paragraph.at("context").get<std::string>());
                for (const json& record : paragraph.at("qas")) {
                    set.occurrences.push_back(own);
                    if (record.value("is_impossible", false))
                        continue;
                    Question question{record.at("question").get<std::string>(), {}, {own}, {}};
                    for (const json& answer : record.at("answers"))
                        question.answers.push_back(answer.at("text").get<std::string>());
                    std::copy_if(all.begin(), all.end(), std::back_inserter(question.related),
                                 [&](std::size_t document) { return document != own; });
                    set.questions.push_back(std::move(question));
                }
            }
        }
    } catch (const json::exception&) {
        throw Error(path.string(),
                    say("is not a file in SQuAD's form (data, paragraphs, context, qas, question, answers)"));
    }
    requireSome(set, path);
    return set;
}

QuestionSet QuestionSet::readHotpot(const std::filesystem::path& path)
{
    const json file = parseJson(readTextFile(path), path.string());
    QuestionSet set;
    try {
        DocumentNumbers numbers;
        for (const json& record : file)
            for (const json& context : record.at("context"))
                numbers.add(hotpotDocument(context));
        set.documents = numbers.sorted();
        for (const json& record : file) {
            Question question{
                record.at("question").get<std::string>(), {record.at("answer").get<std::string>()}, {}, {}};
            for (const json& context : record.at("context"))
                question.documents.push_back(numbers.of(hotpotDocument(context)));
            set.questions.push_back(std::move(question));
        }
    } catch (const json::exception&) {
        throw Error(path.string(), say("is not a file in HotpotQA's form (a list of question, answer, context)"));
    }
    requireSome(set, path);
    return set;
}

} // namespace mambascope
