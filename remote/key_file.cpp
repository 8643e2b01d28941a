// SPDX-License-Identifier: BSD-2-Clause
#include "remote/key_file.h"

#include "remote/harmless.h"

#include <QFile>

#include <sys/stat.h>
#include <unistd.h>

namespace patchbay::remote {

namespace {

constexpr qint64 largestKey = 1 << 20;

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(largestKey) : QByteArray();
}

// OpenSSH's own container names its cipher in the clear after a fixed word (PROTOCOL.key). Empty: it is another container.
QByteArray cipherOf(const QByteArray &text)
{
    const qsizetype begin = text.indexOf("-----BEGIN OPENSSH PRIVATE KEY");
    if (begin < 0)
        return {};
    QByteArray body = text.mid(text.indexOf('\n', begin) + 1);
    body.truncate(body.indexOf("-----END"));
    const QByteArray bytes = QByteArray::fromBase64(body), word("openssh-key-v1\0", 15);
    if (!bytes.startsWith(word) || bytes.size() < word.size() + 4)
        return {};
    return bytes.mid(word.size() + 4, quint8(bytes[word.size() + 3])); // names of ciphers are short
}

// PEM says it in a heading.
bool isLocked(const QByteArray &text)
{
    const QByteArray cipher = cipherOf(text);
    return cipher.isEmpty() ? text.contains("ENCRYPTED") : cipher != "none";
}

// libssh 0.11 calls a null pointer for the ciphers that authenticate, chacha20-poly1305 and aes-gcm.
bool isClosed(const QByteArray &cipher)
{
    static const QByteArrayList open{"none", "3des-cbc", "aes128-cbc", "aes192-cbc", "aes256-cbc", "aes128-ctr", "aes192-ctr", "aes256-ctr"};
    return !cipher.isEmpty() && !open.contains(cipher);
}

KeyPointer publicKeyOf(const QString &path)
{
    ssh_key key = nullptr;
    ssh_pki_import_pubkey_file(QFile::encodeName(path).constData(), &key);
    return KeyPointer(key);
}

} // namespace

KeyPointer publicKeyFor(const QString &path)
{
    KeyPointer key = publicKeyOf(path + QStringLiteral(".pub"));
    return key ? std::move(key) : publicKeyOf(path);
}

QByteArray blobOf(ssh_key key)
{
    char *encoded = nullptr;
    if (!key || ssh_pki_export_pubkey_base64(key, &encoded) != SSH_OK)
        return {};
    const QByteArray blob = QByteArray::fromBase64(encoded);
    ssh_string_free_char(encoded);
    return blob;
}

KeyPointer keyOf(const QByteArray &blob)
{
    if (blob.size() < 4 || blob[0] != 0 || blob[1] != 0 || blob[2] != 0)
        return {}; // names of kinds are short
    const QByteArray kind = blob.mid(4, quint8(blob[3]));
    ssh_key key = nullptr;
    ssh_pki_import_pubkey_base64(blob.toBase64().constData(), ssh_key_type_from_name(kind.constData()), &key);
    return KeyPointer(key);
}

KeyFile lookAtKey(const QString &path)
{
    KeyFile file;
    struct stat state{};
    if (::stat(QFile::encodeName(path).constData(), &state) != 0 || !S_ISREG(state.st_mode))
        return file;
    QByteArray text = contentOf(path);
    if (!text.isEmpty() && !text.contains("PRIVATE KEY"))
        return file; // the private key is elsewhere
    file.state = text.isEmpty() ? KeyFile::State::Unreadable
                 : state.st_uid == ::getuid() && (state.st_mode & 077) != 0
                     ? KeyFile::State::TooOpen
                     : KeyFile::State::Usable;
    file.locked = isLocked(text);
    if (const QByteArray cipher = cipherOf(text); isClosed(cipher))
        file.closed = harmless(cipher, 60, 1);
    text.fill('\0');
    file.publicKey = publicKeyFor(path);
    const ssh_keytypes_e type = file.publicKey ? ssh_key_type(file.publicKey.get()) : SSH_KEYTYPE_UNKNOWN;
    file.onDevice = type == SSH_KEYTYPE_SK_ECDSA || type == SSH_KEYTYPE_SK_ED25519;
    file.certificate = loadCertificate(path + QStringLiteral("-cert.pub"));
    return file;
}

KeyPointer loadKey(const QString &path, const Secret &passphrase)
{
    QByteArray text = contentOf(path);
    ssh_key key = nullptr;
    if (isClosed(cipherOf(text)))
        return {};
    ssh_pki_import_privkey_base64(text.constData(), passphrase.isEmpty() ? nullptr : passphrase.text(), nullptr, nullptr, &key);
    text.fill('\0');
    return KeyPointer(key);
}

KeyPointer loadCertificate(const QString &path)
{
    ssh_key key = nullptr;
    ssh_pki_import_cert_file(QFile::encodeName(path).constData(), &key);
    return KeyPointer(key);
}

} // namespace patchbay::remote
