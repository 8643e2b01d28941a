// SPDX-License-Identifier: BSD-2-Clause
#include "client/engine_client.h"
#include "support/patience.h"
#include "support/small_host.h"

#include <QtTest>

using namespace patchbay;
using namespace Qt::StringLiterals;
using client::EngineClient;

/// The client over a scripted engine: order, garbage, cancellation and death.
class EngineClientTest : public QObject
{
    Q_OBJECT

    test::FakeEngine *m_engine = nullptr;
    std::unique_ptr<EngineClient> m_client;
    QStringList m_answers;

    void ask(const std::string &address, QObject *context)
    {
        m_client->call<wire::FunctionDetails>("host.function", wire::FunctionRequest{address}, context, [this](auto answer) {
            m_answers.append(answer ? QString::fromStdString(answer->function.address) : u'!' + answer.error().message);
        });
    }

private slots:
    void init()
    {
        auto engine = std::make_unique<test::FakeEngine>();
        m_engine = engine.get();
        test::serveSmallHost(*engine);
        m_client = std::make_unique<EngineClient>(std::move(engine));
        m_answers.clear();
        m_client->open();
        QTRY_VERIFY(m_client->ready());
    }

    void answersOutOfOrderReachTheirAsker()
    {
        m_engine->hold = true;
        ask("pci0:1:0:0", this);
        ask("pci0:1:0:1", this);
        QCOMPARE(m_engine->held.size(), 2);
        emit m_engine->received(m_engine->held[1]);
        emit m_engine->received(m_engine->held[0].left(20));
        emit m_engine->received(m_engine->held[0].mid(20));
        QCOMPARE(m_answers, QStringList({u"pci0:1:0:1"_s, u"pci0:1:0:0"_s}));
    }

    void whoIsGoneIsNotCalled()
    {
        auto gone = std::make_unique<QObject>();
        m_engine->hold = true;
        ask("pci0:1:0:0", gone.get());
        gone.reset();
        emit m_engine->received(m_engine->held[0]);
        QVERIFY(m_answers.isEmpty());
    }

    void aCancelledAnswerIsDropped()
    {
        m_engine->hold = true;
        const auto ticket = m_client->call<wire::Snapshot>("host.snapshot", wire::Nothing{}, this,
                                                           [this](auto) { m_answers.append(u"came"_s); });
        m_client->cancel(ticket);
        QCOMPARE(m_engine->asked.last(), u"$/cancel"_s);
        emit m_engine->received(m_engine->held[0]);
        QVERIFY(m_answers.isEmpty());
    }

    void garbageIsToldAndSurvived()
    {
        QSignalSpy garbled(m_client.get(), &EngineClient::garbled);
        emit m_engine->received("this is no message\n\x80\xff\n{\"jsonrpc\":\"2.0\",\"id\":999,\"result\":{}}\n");
        QCOMPARE(garbled.size(), 2);
        ask("pci0:1:0:0", this);
        QTRY_COMPARE(m_answers, QStringList(u"pci0:1:0:0"_s));
    }

    void aWrongAnswerIsARefusalWithItsPlace()
    {
        m_engine->handlers["host.function"] = [](std::string_view) { return std::string("{\"function\": 7}"); };
        ask("pci0:1:0:0", this);
        QTRY_COMPARE(m_answers.size(), 1);
        QVERIFY2(m_answers.front().startsWith(u"!function"_s), qPrintable(m_answers.front()));
    }

    void deathAnswersEverythingOnce()
    {
        QSignalSpy closed(m_client.get(), &EngineClient::closed);
        m_engine->hold = true;
        ask("pci0:1:0:0", this);
        ask("pci0:1:0:1", this);
        m_engine->die(u"The engine crashed."_s);
        QCOMPARE(m_answers, QStringList({u"!The engine crashed."_s, u"!The engine crashed."_s}));
        QCOMPARE(closed.size(), 1);
        QVERIFY(!m_client->ready());
        ask("pci0:1:0:0", this);
        QCOMPARE(m_answers.size(), 2);
        QTRY_COMPARE(m_answers.size(), 3);
    }

    void loginNoiseAndAWrongProtocol()
    {
        auto engine = std::make_unique<test::FakeEngine>();
        wire::Hello hello;
        hello.protocol = 99;
        engine->greeting = "Welcome to FreeBSD!\n" + wire::makeNotification("hello", wire::encode(hello)) + '\n';
        EngineClient client(std::move(engine));
        QSignalSpy closed(&client, &EngineClient::closed);
        client.open();
        QTRY_COMPARE(closed.size(), 1);
        QVERIFY(closed.front().front().toString().contains(u"protocol 99"_s));
    }

    void aLargeAnswerIsReadAside()
    {
        auto many = test::smallMachine();
        for (int i = 0; i < 3000; ++i)
            many->functions.push_back(test::function("pci2:" + std::to_string(i % 256) + ":0:" + std::to_string(i / 256), {},
                                                     "nic", "one of many"));
        m_engine->answer("host.snapshot", *many);
        std::size_t got = 0;
        m_client->call<wire::Snapshot>("host.snapshot", wire::Nothing{}, this,
                                       [&got](auto answer) { got = answer ? answer->functions.size() : 1; });
        QTRY_COMPARE(got, many->functions.size());
    }
};

QTEST_GUILESS_MAIN(EngineClientTest)
#include "tst_engine_client.moc"
