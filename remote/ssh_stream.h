// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "remote/byte_stream.h"
#include "remote/engine_there.h"

#include <QPointer>

#include <memory>
#include <thread>

namespace patchbay::remote {

/// An engine on another host over SSH. Everything that waits does so in a thread of this stream; closing or destroying it
/// at any point ends that thread within milliseconds.
class SshStream final : public ByteStream
{
    Q_OBJECT
public:
    struct Options
    {
        SshSettings settings;
        bool rise = true;                        ///< become root there if that needs no password
        const CarriedEngine *carried = nullptr; ///< null: ours
    };

    /// `asker` gets the questions; without one (or once it is gone) all are answered with no.
    SshStream(SshTarget target, Asker *asker, Options options, QObject *parent = nullptr);
    SshStream(SshTarget target, Asker *asker, QObject *parent = nullptr);
    ~SshStream() override;

    /// Why a stream closed when a person said no to a question.
    static QString declined();
    /// Why a stream that was opened quietly closed when a person would have been asked.
    static QString needsPerson();

    void open() override;
    void openQuietly() override;
    void write(const QByteArray &bytes) override;
    void close() override;
    [[nodiscard]] Hindrance hindrance() const override { return m_hindrance; }

private:
    struct Shared;
    void post(const std::function<void()> &what);
    void put(const Question &question);
    void keep(const QString &name, const Secret &secret);
    void forget(const QString &name);
    void finish(const QString &reason);

    SshTarget m_target;
    QPointer<Asker> m_asker;
    Options m_options;
    std::unique_ptr<Shared> m_shared;
    std::thread m_thread;
    qint64 m_question = 0;
    Hindrance m_hindrance = Hindrance::Away;
    bool m_over = false;
    bool m_quiet = false;

    friend class SshWorker;
};

} // namespace patchbay::remote
