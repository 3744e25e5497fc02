// SPDX-License-Identifier: GPL-3.0-or-later
// Towns that do not exist: nobody can know the answers without reading the documents.
#include "core/base/python_random.h"
#include "core/evaluate/ruler_questions.h"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace mambascope {

namespace {

constexpr std::array kBeginnings = {"Pen", "Tarn", "Mor",  "Hal", "Brack", "Ashen", "Col", "Dun",   "Elm", "Fal",
                                    "Gar", "Hern", "Ings", "Kel", "Lan",   "Mel",   "Nor", "Oster", "Pol", "Quin",
                                    "Ros", "Sel",  "Thur", "Ul",  "Ver",   "Wain",  "Yar", "Zel",   "Bir", "Crom"};
constexpr std::array kEndings = {"wick", "ford", "by",   "stow", "ham",    "combe",
                                 "mere", "ness", "holt", "ley",  "thorpe", "gate"};
constexpr std::array kFirstNames = {"Ada",   "Bruno", "Clara", "Doran", "Edith", "Felix", "Greta",
                                    "Hugo",  "Irene", "Jonas", "Karin", "Lewis", "Mabel", "Nolan",
                                    "Olive", "Peter", "Rhoda", "Simon", "Thea",  "Victor"};
constexpr std::array kSurnames = {"Alder",  "Bellamy", "Corbin",   "Dacre",  "Everly", "Fenwick", "Grindal",
                                  "Hobday", "Ivers",   "Jessop",   "Kerrow", "Lorne",  "Marden",  "Norwood",
                                  "Orrick", "Pascoe",  "Quennell", "Rusk",   "Sallow", "Trevor"};
constexpr std::array kRivers = {"Aldle",  "Brint",  "Carrow", "Dovern", "Eske",
                                "Findle", "Gannet", "Hollin", "Isper",  "Jarrow"};
constexpr std::array kGoods = {"glass", "rope",   "paper",  "honey",  "barrels", "candles",
                               "lace",  "bricks", "cheese", "clocks", "saddles", "bells"};
constexpr std::array kMonths = {"January", "February", "March",     "April",   "May",      "June",
                                "July",    "August",   "September", "October", "November", "December"};
constexpr std::array kDays = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::array kBuildings = {"the corn exchange", "a chapel of slate",    "the customs house",
                                   "a round tower",     "the old granary",      "a school with two gables",
                                   "the ferry house",   "an inn with a gallery"};
constexpr std::array kColours = {"green", "scarlet", "white", "yellow", "blue", "black", "purple", "orange"};

template <typename List>
std::string oneOf(python::Random& random, const List& list)
{
    return list[random.below(list.size())];
}

struct Town
{
    std::string name, mayor, river, goods, month, day, building, colour;
};

std::vector<Town> townsOf(std::size_t count, python::Random& random)
{
    std::vector<Town> towns;
    std::set<std::string> names, mayors;
    for (std::size_t i = 0; towns.size() < count; ++i) {
        Town town;
        town.name = oneOf(random, kBeginnings) + oneOf(random, kEndings);
        town.mayor = oneOf(random, kFirstNames);
        town.mayor += ' ';
        town.mayor += oneOf(random, kSurnames);
        if (const std::size_t round = i / 300; round > 0) { // names of two parts are used up
            town.name += ' ';
            town.name += oneOf(random, kBeginnings) + oneOf(random, kEndings);
            town.mayor += ' ';
            town.mayor += oneOf(random, kSurnames);
        }
        if (names.contains(town.name) || mayors.contains(town.mayor))
            continue;
        names.insert(town.name);
        mayors.insert(town.mayor);
        town.river = oneOf(random, kRivers);
        town.goods = oneOf(random, kGoods);
        town.month = oneOf(random, kMonths);
        town.day = oneOf(random, kDays);
        town.building = oneOf(random, kBuildings);
        town.colour = oneOf(random, kColours);
        towns.push_back(std::move(town));
    }
    return towns;
}

struct Paragraph
{
    std::string title, text, question, answer;
};

std::array<Paragraph, 6> paragraphsOf(const Town& t)
{
    return {{
        {t.name + ", government",
         "The council of " + t.name + " meets in a plain room above the fish market. Its mayor is " + t.mayor +
             ", who was chosen twice and walks to every meeting. Whoever has a complaint may bring it there in "
             "writing.",
         "Who is the mayor of " + t.name + "?", t.mayor},
        {t.name + ", river",
         "Below the walls of " + t.name + " runs the river " + t.river +
             ", broad and slow after rain. Boats of shallow draught can reach the quay for most of the year, and "
             "children learn to swim behind the weir.",
         "Which river runs below the walls of " + t.name + "?", t.river},
        {t.name + ", trade",
         "People elsewhere know " + t.name + " for its " + t.goods +
             ". Four workshops in the lower town make nothing else, and carts take the goods over the hills before the "
             "first snow. Prices are written on a board at the gate.",
         "What is " + t.name + " known for making?", t.goods},
        {t.name + ", festival",
         "The great festival of " + t.name + " is held in " + t.month +
             ". Tables stand along the high street, a band plays from noon on, and the oldest inhabitant lights the "
             "lamps. Strangers are made welcome and fed.",
         "In which month is the festival of " + t.name + " held?", t.month},
        {t.name + ", market",
         "Every " + t.day + " there is a market in " + t.name +
             ". Farmers come before dawn, and by three in the afternoon the square has been swept again. Only bread "
             "may be sold on other days.",
         "On which day is the market in " + t.name + "?", t.day},
        {t.name + ", buildings",
         "The oldest building of " + t.name + " is " + t.building + ", whose door is painted " + t.colour +
             ". It has outlived two fires and a flood, and the key hangs in the baker's shop next door.",
         "Which colour is the door of the oldest building of " + t.name + "?", t.colour},
    }};
}

} // namespace

QuestionSet QuestionSet::invented(std::size_t towns, bool hops, std::uint64_t seed)
{
    python::Random random(seed);
    const std::vector<Town> all = townsOf(towns, random);
    std::vector<std::string> texts;
    for (const Town& town : all)
        for (const Paragraph& paragraph : paragraphsOf(town))
            texts.push_back(hops ? paragraph.title + "\n" + paragraph.text : paragraph.text);
    QuestionSet set;
    set.documents = texts;
    std::sort(set.documents.begin(), set.documents.end());
    const auto numberOf = [&](std::size_t town, std::size_t topic) {
        const auto found = std::lower_bound(set.documents.begin(), set.documents.end(), texts[town * 6 + topic]);
        return static_cast<std::size_t>(found - set.documents.begin());
    };
    for (std::size_t t = 0; t < all.size(); ++t) {
        const auto paragraphs = paragraphsOf(all[t]);
        for (std::size_t topic = 0; topic < paragraphs.size(); ++topic) {
            set.occurrences.push_back(numberOf(t, topic));
            Question question{paragraphs[topic].question, {paragraphs[topic].answer}, {numberOf(t, topic)}, {}};
            if (hops) {
                if (topic == 0 || topic > 4)
                    continue; // the mayor is the way there, not the answer
                static constexpr std::array kQuestions = {
                    "Which river runs below the walls of the town whose mayor is ",
                    "What is known for being made in the town whose mayor is ",
                    "In which month is the festival of the town whose mayor is ",
                    "On which day is the market of the town whose mayor is "};
                question.text = kQuestions[topic - 1] + all[t].mayor + "?";
                question.documents.insert(question.documents.begin(), numberOf(t, 0));
            } else {
                for (std::size_t other = 0; other < paragraphs.size(); ++other)
                    if (other != topic)
                        question.related.push_back(numberOf(t, other));
            }
            set.questions.push_back(std::move(question));
        }
    }
    random.shuffle(set.questions); // neighbours are of different towns
    return set;
}

} // namespace mambascope
