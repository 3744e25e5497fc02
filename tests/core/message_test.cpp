// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/system_reason.h"

#include <QtTest>

#include <cerrno>
#include <cstring>
#include <future>

using namespace mambascope;

class MessageTest : public QObject
{
    Q_OBJECT

private slots:
    void putsArgumentsIntoPatterns()
    {
        const std::string name = "b.bin";
        const Message message = say("{1} of {0} bytes in {2}, {0} in all", std::size_t{12}, -3, name);
        QCOMPARE(message.english(), std::string("-3 of 12 bytes in b.bin, 12 in all"));
        QCOMPARE(message.pattern(), std::string("{1} of {0} bytes in {2}, {0} in all"));
        QCOMPARE(message.arguments().size(), std::size_t{3});
        QVERIFY(message.arguments()[2].pattern().empty());
    }

    void nests()
    {
        const Message outer = say("{0}; {1}", say("layer {0}", 7), say("is named twice"));
        QCOMPARE(outer.english(), std::string("layer 7; is named twice"));
        QCOMPARE(outer.arguments()[0].pattern(), std::string("layer {0}"));
        QCOMPARE(outer.arguments()[0].arguments()[0].english(), std::string("7"));
    }

    void leavesOtherBracesAlone()
    {
        QCOMPARE(say("begins with '{', then {\"a\": {0}} and {x}", 'c').english(),
                 std::string("begins with '{', then {\"a\": c} and {x}"));
        // What was put in is not looked at again.
        QCOMPARE(say("{0} and {1}", "{1}", "b").english(), std::string("{1} and b"));
    }

    void plainTextsHaveNoPattern()
    {
        const Message plain = std::string("a {0} b");
        QCOMPARE(plain.english(), std::string("a {0} b"));
        QVERIFY(plain.pattern().empty());
        QVERIFY(Message().empty() && Message("").empty() && Message().arguments().empty());
        QVERIFY(say("x {0}", 1) == Message("x 1"));
    }

    void keepsWhatHasNoArgument()
    {
        // Only files can hold such a message.
        QCOMPARE(Message("{0} of {1}", {Message("a")}).english(), std::string("a of {1}"));
    }

    void errorsAreSubjectAndCause()
    {
        const Error error(say("layer {0}", 3), say("the model has layers 0 to {0}", 1));
        QCOMPARE(std::string(error.what()), std::string("layer 3: the model has layers 0 to 1"));
        QCOMPARE(error.subject(), std::string("layer 3"));
        QCOMPARE(error.cause(), std::string("the model has layers 0 to 1"));
        QCOMPARE(error.message().arguments()[1].pattern(), std::string("the model has layers 0 to {0}"));
        const Error copy = error; // NOLINT(performance-unnecessary-copy-initialization): what throwing does
        QCOMPARE(std::string(copy.what()), std::string(error.what()));
    }

    void systemReasonsAreTheSystemsWords()
    {
        for (int number = 1; number < 134; ++number)
            QCOMPARE(systemReason(number).english(), std::string(std::strerror(number)));
        QVERIFY(!systemReason(ENOENT).pattern().empty());
        QCOMPARE(systemReason(std::make_error_code(std::errc::permission_denied)).english(),
                 std::string("Permission denied"));
        QCOMPARE(systemReason(std::make_error_code(std::future_errc::no_state)).english(),
                 std::make_error_code(std::future_errc::no_state).message());
    }
};

QTEST_APPLESS_MAIN(MessageTest)
#include "message_test.moc"
