// SPDX-License-Identifier: BSD-2-Clause
// What strangers can send or leave behind to be trusted as a host: certificates, the calls for them, known_hosts and lists of
// revoked keys. Laws: a certificate reads as it was written, nothing shorter or longer is one, and it vouches for nothing it
// does not name; a call ends and gives only what was sent; what is remembered is known, what is revoked is, whatever else stands there.
#include "law.h"
#include "dice.h"
#include "remote/certificate_call.h"
#include "remote/host_certificate.h"
#include "remote/ssh_wire.h"

#include <QFile>
#include <QTimeZone>

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace patchbay;
using namespace patchbay::remote;

namespace {

constexpr char certificateOf[] = "-cert-v01@openssh.com";

template<typename T>
QByteArray numberOf(T value)
{
    QByteArray out(sizeof(T), '\0');
    qToBigEndian(value, out.data());
    return out;
}

QByteArray bytesOf(Dice &dice, unsigned most)
{
    const std::string bytes = dice.bytes(most);
    return {bytes.data(), qsizetype(bytes.size())};
}

QByteArray write(const HostCertificate &certificate)
{
    QByteArray names;
    for (const QByteArray &each : certificate.principals)
        names += sshString(each);
    const QByteArray fields = certificate.key.blob.mid(4 + certificate.key.type.size());
    return sshString(certificate.key.type + certificateOf) + sshString("nonce") + fields + numberOf(certificate.serial) + numberOf(certificate.use) +
           sshString(certificate.id.toUtf8()) + sshString(names) + numberOf(certificate.after) + numberOf(certificate.before) +
           sshString(certificate.criticalOptions) + sshString("extensions") + sshString({}) + sshString(certificate.authority.blob) +
           sshString(sshString(certificate.method) + sshString("signature"));
}

bool isSame(const HostCertificate &a, const HostCertificate &b)
{
    return a.key.type == b.key.type && a.key.blob == b.key.blob && a.serial == b.serial && a.use == b.use && a.principals == b.principals &&
           a.after == b.after && a.before == b.before && a.criticalOptions == b.criticalOptions && a.authority.blob == b.authority.blob &&
           a.authority.type == b.authority.type && a.method == b.method;
}

void vouchesForNoMoreThanItSays(const HostCertificate &read, const QString &host, qint64 seconds)
{
    const HostKey other{read.key.type, read.key.blob + 'x'};
    const QDateTime now = QDateTime::fromSecsSinceEpoch(seconds, QTimeZone::utc());
    require(!whyNoProof(read, other, host, read.authority, now).isEmpty());
    require(!whyNoProof(read, read.key, host, other, now).isEmpty());
    require(!whyNoProof(read, read.key, QStringLiteral("another.invalid"), read.authority, now).isEmpty() ||
            read.principals.contains("another.invalid"));
    if (!whyNoProof(read, read.key, host, read.authority, now).isEmpty())
        return;
    require(read.use == 2 && read.criticalOptions.isEmpty() && read.principals.contains(host.toUtf8()));
    require(quint64(seconds) >= read.after && quint64(seconds) < read.before);
    require(read.method != "ssh-rsa" && read.method != "ssh-dss");
}

void certificatesOfAnyBytes(const QByteArray &bytes)
{
    const auto read = readHostCertificate(bytes);
    if (!read) {
        require(!read.error().isEmpty());
        return;
    }
    for (qsizetype i = bytes.size() > 600 ? bytes.size() - 600 : 0; i < bytes.size(); ++i)
        require(!readHostCertificate(bytes.left(i)));
    require(!readHostCertificate(bytes + '\0'));
    const auto again = readHostCertificate(write(*read));
    require(again && isSame(*read, *again));
    vouchesForNoMoreThanItSays(*read, QString::fromUtf8(read->principals.value(0)), 1'800'000'000);
}

void certificatesAsTheyAreMade(Dice dice)
{
    const QByteArray kinds[] = {"ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp521"};
    const QByteArray methods[] = {"ssh-ed25519", "rsa-sha2-512", "ssh-rsa", "ecdsa-sha2-nistp256"};
    HostCertificate made;
    made.key.type = kinds[dice.below(4)];
    made.key.blob = sshString(made.key.type) + sshString(bytesOf(dice, 6));
    if (made.key.type != "ssh-ed25519")
        made.key.blob += sshString(bytesOf(dice, 6));
    made.use = dice.below(4);
    made.after = dice.below(2) ? 2'000'000'000u : dice.below(200);
    made.before = dice.below(2) ? ~0ull : dice.below(200) * 20'000'000ull;
    for (unsigned i = dice.below(4); i > 0; --i)
        made.principals.append(dice.below(2) ? QByteArray("nas") : bytesOf(dice, 6));
    if (dice.once(4))
        made.criticalOptions = bytesOf(dice, 20);
    made.authority.type = kinds[dice.below(4)];
    made.authority.blob = sshString(made.authority.type) + bytesOf(dice, 6);
    made.method = methods[dice.below(4)];
    QByteArray bytes = write(made);
    const auto read = readHostCertificate(bytes);
    require(read && isSame(made, *read));
    const QByteArray name = made.principals.value(dice.below(4));
    vouchesForNoMoreThanItSays(*read, QString::fromUtf8(name), 1'000'000'000ll + dice.below(256) * 10'000'000ll);
    for (unsigned i = dice.below(4) + 1; i > 0; --i)
        bytes[qsizetype(dice.below(256) * 256 + dice.below(256)) % bytes.size()] = char(dice.below(256));
    certificatesOfAnyBytes(bytes);
}

void calls(const QByteArray &said)
{
    int ends[2];
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends) == 0);
    const ssize_t sent = ::send(ends[1], said.constData(), std::size_t(said.size()), MSG_NOSIGNAL);
    ::shutdown(ends[1], SHUT_WR);
    Waker waker;
    const std::atomic<bool> cancelled = false;
    SshLoop loop(waker, cancelled);
    const auto got = callForCertificate(loop, ends[0], {QByteArray("ssh-ed25519") + certificateOf}, QDeadlineTimer(60'000));
    require(got ? said.left(sent).contains(*got) : !got.error().isEmpty());
    ::close(ends[1]);
}

QByteArray packet(const QByteArray &payload)
{
    return sshString('\4' + payload + QByteArray(4, '\0'));
}

// A server that gets so far as to show something for its certificate.
void callsThatGetThere(const QByteArray &shown, const QByteArray &before)
{
    QByteArray lists = QByteArray(1, '\x14') + QByteArray(16, 'c');
    for (const QByteArray &each : {QByteArray("x,curve25519-sha256"), QByteArray("ssh-ed25519") + certificateOf})
        lists += sshString(each);
    for (int i = 2; i < 10; ++i)
        lists += sshString({});
    const QByteArray said = "Welcome\r\nSSH-2.0-any\r\n" + packet(lists + QByteArray(5, '\0')) + packet('\2' + before);
    calls(said + packet('\x1f' + sshString(shown) + sshString("point") + sshString("signature")));
    calls(said + before + shown);
}

/// A file that is nowhere but in memory.
class Paper
{
public:
    explicit Paper(const QByteArray &bytes)
        : m_fd(::memfd_create("paper", 0))
        , name(QStringLiteral("/proc/self/fd/%1").arg(m_fd))
    {
        require(m_fd >= 0 && ::write(m_fd, bytes.constData(), std::size_t(bytes.size())) == bytes.size());
    }
    ~Paper() { ::close(m_fd); }
    Paper(const Paper &) = delete;
    Paper &operator=(const Paper &) = delete;
    void add(const QByteArray &bytes) const
    {
        QFile file(name);
        require(file.open(QIODevice::Append) && file.write(bytes) == bytes.size());
    }

private:
    int m_fd;

public:
    const QString name;
};

void knownHosts(const QByteArray &text)
{
    using State = KnownHost::State;
    const HostKey key{"ssh-ed25519", sshString("ssh-ed25519") + sshString(QByteArray(32, 'k'))};
    const HostKey other{"ssh-ed25519", sshString("ssh-ed25519") + sshString(QByteArray(32, 'o'))};
    const QByteArray line = "nas " + key.type + ' ' + key.blob.toBase64() + '\n';
    const Paper paper(text);
    const QString host = QStringLiteral("nas");
    const KnownHost first = lookUpHost({paper.name}, host, key);
    require(first.where.isEmpty() == (first.state == State::Unknown));
    require(isKrl(paper.name) == text.startsWith("SSHKRL"));
    const KnownHost stranger = lookUpHost({paper.name}, host, other);
    require(rememberHost(paper.name, host, key, text.size() % 2 == 0).has_value());
    const KnownHost kept = lookUpHost({paper.name}, host, key);
    require(kept.state == (first.state == State::Revoked ? State::Revoked : State::Known));
    require(kindsIn(linesAbout({paper.name}, {host}).first()).contains(key.type));
    // What was unknown beside it is now another key than the one that is remembered.
    const State now = lookUpHost({paper.name}, host, other).state;
    require(now == (stranger.state == State::Unknown || stranger.state == State::OtherKind ? State::Changed : stranger.state));
    require(isRevokedBy(paper.name, key.blob) == true);
    paper.add("@revoked " + line);
    require(lookUpHost({paper.name}, host, key).state == State::Revoked);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0 || size > 60000)
        return 0;
    const QByteArray bytes(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    switch (data[0] % 5) {
    case 0: certificatesOfAnyBytes(bytes); break;
    case 1: certificatesAsTheyAreMade(Dice(data + 1, size - 1)); break;
    case 2: calls(bytes); break;
    case 3: callsThatGetThere(bytes.left(bytes.size() / 2), bytes.mid(bytes.size() / 2)); break;
    case 4: knownHosts(bytes); break;
    }
    return 0;
}
