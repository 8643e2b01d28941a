// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QByteArray>
#include <QList>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include <libssh/libssh.h>
#include <libssh/server.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace patchbay::test {

/// An SSH server as nobody would set one up: a real one made with libssh, for logins that OpenSSH's own cannot be talked into.
/// Serves one connection in a thread of its own; after the login it starts no program.
class OddSshServer
{
public:
    struct Prompt
    {
        QByteArray text;
        bool echo = false;
        QByteArray right; ///< what lets one in
    };
    struct Behaviour
    {
        int methods = SSH_AUTH_METHOD_INTERACTIVE;
        bool letsAnybodyIn = false;
        QByteArray banner, name, instruction;
        QList<QList<Prompt>> rounds; ///< the last of them again and again when `endless`
        bool endless = false;
        QByteArray password;
        bool hangsUp = false; ///< after a wrong password
        QByteArray farewell; ///< said instead of letting somebody in, and then it hangs up, as sshd does for PAM
        int delayMs = 0; ///< before a password or an answer is judged
    };

    OddSshServer(const QByteArray &hostKeyFile, Behaviour behaviour)
        : m_behaviour(std::move(behaviour))
        , m_bind(ssh_bind_new())
    {
        ssh_bind_options_set(m_bind, SSH_BIND_OPTIONS_HOSTKEY, hostKeyFile.constData());
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(m_listener, reinterpret_cast<sockaddr *>(&address), size) == 0 && ::listen(m_listener, 8) == 0 &&
            ::getsockname(m_listener, reinterpret_cast<sockaddr *>(&address), &size) == 0)
            m_port = ntohs(address.sin_port);
        m_thread = std::thread([this] { serve(); });
    }
    ~OddSshServer()
    {
        m_over = true;
        ::shutdown(m_listener, SHUT_RDWR);
        ::shutdown(m_client, SHUT_RDWR);
        m_thread.join();
        ::close(m_listener);
        if (m_client >= 0)
            ::close(m_client);
        ssh_bind_free(m_bind);
    }
    unsigned short port() const { return m_port; }
    std::atomic<bool> in = false; ///< somebody has logged in

private:
    void serve()
    {
        m_client = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (m_client < 0 || m_over)
            return;
        m_session = ssh_new();
        // The session closes a descriptor of its own: what the destructor shuts down must not have become somebody else's meanwhile.
        if (ssh_bind_accept_fd(m_bind, m_session, ::fcntl(m_client, F_DUPFD_CLOEXEC, 0)) == SSH_OK && ssh_handle_key_exchange(m_session) == SSH_OK)
            talk();
        ssh_disconnect(m_session);
        ssh_free(m_session);
        ::shutdown(m_client, SHUT_RDWR);
    }
    void talk()
    {
        ssh_set_auth_methods(m_session, m_behaviour.methods);
        bool greeted = m_behaviour.banner.isEmpty();
        while (!m_over) {
            const ssh_message message = ssh_message_get(m_session);
            if (!message)
                return;
            if (!greeted && ssh_message_type(message) == SSH_REQUEST_AUTH) {
                say(m_behaviour.banner);
                greeted = true;
            }
            const bool taken = ssh_message_type(message) == SSH_REQUEST_AUTH && judge(message);
            const bool wrong = !taken && ssh_message_subtype(message) == SSH_AUTH_METHOD_PASSWORD;
            if (!taken && !(wrong && m_behaviour.hangsUp))
                ssh_message_reply_default(message);
            ssh_message_free(message);
            if (wrong && m_behaviour.hangsUp)
                return;
        }
    }
    void say(const QByteArray &text)
    {
        const ssh_string banner = ssh_string_from_char(text.constData());
        ssh_send_issue_banner(m_session, banner);
        ssh_string_free(banner);
    }
    bool judge(ssh_message message)
    {
        const int kind = ssh_message_subtype(message);
        if (m_behaviour.letsAnybodyIn)
            return accept(message);
        const bool answered = kind == SSH_AUTH_METHOD_PASSWORD || (kind == SSH_AUTH_METHOD_INTERACTIVE && ssh_message_auth_kbdint_is_response(message));
        for (int waited = 0; answered && waited < m_behaviour.delayMs && !m_over; waited += 20)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (kind == SSH_AUTH_METHOD_PASSWORD) {
            QT_WARNING_PUSH
            QT_WARNING_DISABLE_DEPRECATED // of the server's side of libssh, the callbacks are no shorter
            return ssh_message_auth_password(message) == m_behaviour.password && accept(message);
            QT_WARNING_POP
        }
        if (kind != SSH_AUTH_METHOD_INTERACTIVE || m_behaviour.rounds.isEmpty())
            return false;
        if (!ssh_message_auth_kbdint_is_response(message))
            return m_round = 0, ask(message);
        const QList<Prompt> &asked = m_behaviour.rounds[qMin(m_round, m_behaviour.rounds.size() - 1)];
        bool right = ssh_userauth_kbdint_getnanswers(m_session) == asked.size();
        for (qsizetype i = 0; right && i < asked.size(); ++i)
            right = ssh_userauth_kbdint_getanswer(m_session, unsigned(i)) == asked[i].right;
        ++m_round;
        if (right && (m_behaviour.endless || m_round < m_behaviour.rounds.size()))
            return ask(message);
        return right && accept(message);
    }
    bool ask(ssh_message message)
    {
        const QList<Prompt> &round = m_behaviour.rounds[qMin(m_round, m_behaviour.rounds.size() - 1)];
        std::vector<const char *> texts;
        std::vector<char> echoes;
        for (const Prompt &prompt : round) {
            texts.push_back(prompt.text.constData());
            echoes.push_back(prompt.echo ? 1 : 0);
        }
        return ssh_message_auth_interactive_request(message, m_behaviour.name.constData(), m_behaviour.instruction.constData(),
                                                    unsigned(round.size()), texts.data(), echoes.data()) == SSH_OK;
    }
    bool accept(ssh_message message)
    {
        if (!m_behaviour.farewell.isEmpty()) {
            say(m_behaviour.farewell);
            return m_over = true;
        }
        in = true;
        return ssh_message_auth_reply_success(message, 0) == SSH_OK;
    }

    const Behaviour m_behaviour;
    ssh_bind m_bind;
    ssh_session m_session = nullptr;
    int m_listener = -1;
    std::atomic<int> m_client = -1;
    std::atomic<bool> m_over = false;
    unsigned short m_port = 0;
    qsizetype m_round = 0;
    std::thread m_thread;
};

} // namespace patchbay::test
