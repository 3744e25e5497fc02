// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluate/ruler_questions.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
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

QuestionSet::Question squadQuestion(const json& record, std::size_t own, const std::vector<std::size_t>& all)
{
    QuestionSet::Question question{record.at("question").get<std::string>(), {}, {own}, {}};
    for (const json& answer : record.at("answers"))
        question.answers.push_back(answer.at("text").get<std::string>());
    std::copy_if(all.begin(), all.end(), std::back_inserter(question.related),
                 [&](std::size_t document) { return document != own; });
    return question;
}

/// The items of a list that can be read; the others are problems of their own.
template <typename Use>
void forEachRecord(const json& list, const std::string& place, const Message& form, QuestionSet& set, Use&& use)
{
    std::int64_t number = 0;
    for (const json& record : list) {
        ++number;
        try {
            use(record);
        } catch (const json::exception&) {
            set.problems.push_back(say("{0} {1}: {2}", place, number, form));
        }
    }
}

void requireSome(const QuestionSet& set, const std::filesystem::path& path)
{
    if (set.questions.empty())
        throw Error(path.string(), set.problems.empty()
                                       ? say("has no question that can be answered")
                                       : say("has no usable question; the first: {0}", set.problems.front()));
}

} // namespace

QuestionSet QuestionSet::readSquad(const std::filesystem::path& path)
{
    const json file = parseJson(readTextFile(path), path.string());
    QuestionSet set;
    try {
        DocumentNumbers numbers;
        const auto contextOf = [](const json& paragraph) { return paragraph.at("context").get<std::string>(); };
        struct Paragraph
        {
            std::size_t number = 0; ///< in its article, from 1
            const json* record = nullptr;
        };
        std::vector<std::vector<Paragraph>> articles; // the usable ones of each
        for (const json& article : file.at("data")) {
            articles.emplace_back();
            const std::string place = path.string() + " article " + std::to_string(articles.size()) + ", paragraph";
            std::size_t number = 0;
            forEachRecord(article.at("paragraphs"), place, say("has no text \"context\" or no list \"qas\""), set,
                          [&](const json& paragraph) {
                              ++number;
                              paragraph.at("qas");
                              numbers.add(contextOf(paragraph));
                              articles.back().push_back({number, &paragraph});
                          });
        }
        set.documents = numbers.sorted();
        for (std::size_t a = 0; a < articles.size(); ++a) {
            std::vector<std::size_t> all;
            for (const Paragraph& paragraph : articles[a])
                all.push_back(numbers.of(contextOf(*paragraph.record)));
            for (std::size_t p = 0; p < all.size(); ++p) {
                const std::string place = path.string() + " article " + std::to_string(a + 1) + ", paragraph " +
                                          std::to_string(articles[a][p].number) + ", question";
                forEachRecord(articles[a][p].record->at("qas"), place,
                              say("is not an object with \"question\" and \"answers\""), set, [&](const json& record) {
                                  const bool possible = !record.value("is_impossible", false);
                                  if (possible)
                                      set.questions.push_back(squadQuestion(record, all[p], all));
                                  set.occurrences.push_back(all[p]);
                              });
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
    if (!file.is_array())
        throw Error(path.string(), say("is not a file in HotpotQA's form (a list of question, answer, context)"));
    QuestionSet set;
    DocumentNumbers numbers;
    std::vector<std::vector<std::string>> documents; // of each question
    forEachRecord(file, path.string() + " record",
                  say("is not an object with \"question\", \"answer\" and \"context\""), set, [&](const json& record) {
                      Question question{
                          record.at("question").get<std::string>(), {record.at("answer").get<std::string>()}, {}, {}};
                      std::vector<std::string> own;
                      for (const json& context : record.at("context"))
                          own.push_back(hotpotDocument(context));
                      for (const std::string& document : own)
                          numbers.add(document);
                      documents.push_back(std::move(own));
                      set.questions.push_back(std::move(question));
                  });
    requireSome(set, path);
    set.documents = numbers.sorted();
    for (std::size_t i = 0; i < documents.size(); ++i)
        for (const std::string& document : documents[i])
            set.questions[i].documents.push_back(numbers.of(document));
    return set;
}

} // namespace mambascope
