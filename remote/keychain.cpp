// SPDX-License-Identifier: BSD-2-Clause
#include "remote/keychain.h"

#include <QCoreApplication>
#include <QSettings>

#include <thread>
#include <utility>

#include <qt6keychain/keychain.h>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

const QString service = u"patchbay"_s;
const QString kept = u"keychain"_s; ///< in the settings: a group of hosts with the names of what is kept for each

// A host's address has slashes, which settings take for groups.
QString keyOf(const QString &host)
{
    return QString::fromLatin1(host.toUtf8().toPercentEncoding());
}

// QtKeychain shares its bytes with us and would leave them in memory.
Secret taken(const QByteArray &bytes)
{
    Secret secret = Secret::ofBytes(bytes);
    ::explicit_bzero(const_cast<char *>(bytes.constData()), std::size_t(bytes.size()));
    return secret;
}

} // namespace

struct Keychain::State final : QObject
{
    bool looked = false, available = false;

    // A library for a service is no service: only an answer of one is believed.
    void probe()
    {
        auto *job = new QKeychain::ReadPasswordJob(service);
        job->setInsecureFallback(false);
        job->setKey(u"nothing"_s);
        QObject::connect(job, &QKeychain::Job::finished, this, [this, job] {
            available = job->error() == QKeychain::NoError || job->error() == QKeychain::EntryNotFound;
        });
        job->start();
    }
};

Keychain::Keychain()
    : m_state(std::make_shared<State>())
{
}

Keychain::~Keychain() = default;

void Keychain::prepare()
{
    if (std::exchange(m_state->looked, true))
        return;
    std::thread([state = m_state] {
        if (QKeychain::isAvailable())
            QMetaObject::invokeMethod(state.get(), [state = state.get()] { state->probe(); }, Qt::QueuedConnection);
    }).detach();
}

bool Keychain::available() const
{
    return m_state->available;
}

QStringList Keychain::keptFor(const QString &host) const
{
    return QSettings().value(kept + u'/' + keyOf(host)).toStringList();
}

void Keychain::read(const QString &name, std::function<void(std::optional<Secret>)> then)
{
    auto *job = new QKeychain::ReadPasswordJob(service);
    job->setInsecureFallback(false);
    job->setKey(name);
    QObject::connect(job, &QKeychain::Job::finished, job, [job, then = std::move(then)] {
        if (job->error() != QKeychain::NoError)
            return then(std::nullopt);
        then(taken(job->binaryData()));
    });
    job->start();
}

void Keychain::keep(const QString &host, const QString &name, const Secret &secret, std::function<void(QString)> then)
{
    auto *job = new QKeychain::WritePasswordJob(service);
    job->setInsecureFallback(false);
    job->setKey(name);
    // The job reads from a copy that is wiped with it.
    const auto copy = std::make_shared<Secret>(secret);
    job->setBinaryData(QByteArray::fromRawData(copy->text(), qsizetype(std::strlen(copy->text()))));
    QObject::connect(job, &QKeychain::Job::finished, job, [job, host, name, copy, then = std::move(then)] {
        if (job->error() != QKeychain::NoError)
            return then(job->errorString());
        QSettings settings;
        QStringList names = settings.value(kept + u'/' + keyOf(host)).toStringList();
        if (!names.contains(name))
            settings.setValue(kept + u'/' + keyOf(host), names << name);
        then({});
    });
    job->start();
}

void Keychain::forget(const QString &name)
{
    auto *job = new QKeychain::DeletePasswordJob(service);
    job->setInsecureFallback(false);
    job->setKey(name);
    job->start();
    QSettings settings;
    settings.beginGroup(kept);
    for (const QString &host : settings.childKeys()) {
        QStringList names = settings.value(host).toStringList();
        if (names.removeAll(name) == 0)
            continue;
        if (names.isEmpty())
            settings.remove(host);
        else
            settings.setValue(host, names);
    }
}

} // namespace patchbay::remote
