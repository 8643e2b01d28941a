// SPDX-License-Identifier: BSD-2-Clause
#include "rpc/server.h"

#include "rpc/dispatcher.h"
#include "rpc/session.h"
#include "rpc/version.h"
#include "wire/framing.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>

#include <poll.h>
#include <unistd.h>

namespace patchbay::rpc {

namespace {

constexpr auto idle = std::chrono::milliseconds(100); ///< between two looks at guests and the watched host
constexpr std::size_t mostWaiting = 1000;             ///< requests
constexpr std::size_t mostWaitingBytes = 2 * wire::LineReader::maximum;

/// Whole lines to a file descriptor, from both threads.
class Output
{
public:
    explicit Output(int fd)
        : m_fd(fd)
    {
    }

    void line(std::string text)
    {
        text += '\n';
        const std::lock_guard lock(m_mutex);
        for (std::size_t sent = 0; sent < text.size() && !m_broken;) {
            const ssize_t count = ::write(m_fd, text.data() + sent, text.size() - sent);
            if (count >= 0)
                sent += std::size_t(count);
            else if (errno == EAGAIN)
                waitForRoom();
            else if (errno != EINTR)
                m_broken = true;
        }
    }

    [[nodiscard]] bool broken() const { return m_broken; }

private:
    void waitForRoom() const
    {
        pollfd room{.fd = m_fd, .events = POLLOUT, .revents = 0};
        ::poll(&room, 1, -1);
    }

    int m_fd;
    std::mutex m_mutex;
    std::atomic<bool> m_broken = false;
};

struct Job
{
    std::string line;
    std::string id; ///< of a single request, as JSON; empty: cannot be cancelled
};

class Server
{
public:
    Server(Session &session, int input, int output)
        : m_session(session)
        , m_input(input)
        , m_output(output)
    {
        m_session.push = [this](std::string_view method, const std::string &params) {
            m_output.line(wire::makeNotification(method, params));
        };
    }

    int run()
    {
        hello();
        std::thread worker([this] { work(); });
        readAll();
        {
            const std::lock_guard lock(m_mutex);
            m_ended = true;
        }
        m_wake.notify_one();
        worker.join();
        return m_output.broken() ? 1 : 0;
    }

private:
    void hello()
    {
        wire::Hello hello{.engine = version, .protocol = 1, .host = m_session.spec(), .methods = {}};
        for (const Method &method : methods())
            hello.methods.emplace_back(method.name);
        m_output.line(wire::makeNotification("hello", wire::encode(hello)));
    }

    void readAll()
    {
        wire::LineReader lines;
        char buffer[65536];
        while (!m_output.broken()) {
            pollfd input{.fd = m_input, .events = POLLIN, .revents = 0};
            if (::poll(&input, 1, 500) == 0)
                continue;
            const ssize_t count = ::read(m_input, buffer, sizeof buffer);
            if (count < 0 && (errno == EINTR || errno == EAGAIN))
                continue;
            if (count > 0)
                lines.feed({buffer, std::size_t(count)});
            else
                lines.finish();
            while (auto line = lines.next())
                take(std::move(*line));
            if (count <= 0)
                return;
        }
    }

    void take(Result<std::string> line)
    {
        if (!line) {
            m_output.line(wire::makeFailure({}, {wire::code::parseError, line.error().toString()}));
            return;
        }
        Job job{.line = std::move(*line), .id = {}};
        if (!wire::isBatch(job.line)) {
            const auto envelope = wire::parseEnvelope(job.line);
            if (envelope && envelope->method == "$/cancel")
                return takeCancel(*envelope);
            if (envelope && envelope->id && envelope->id->json != "null")
                job.id = envelope->id->json;
        }
        const std::lock_guard lock(m_mutex);
        if (const auto failure = whyNotQueued(job)) {
            m_output.line(wire::makeFailure(job.id.empty() ? wire::RawJson() : wire::RawJson{job.id}, *failure));
            return;
        }
        m_waitingBytes += job.line.size();
        m_jobs.push_back(std::move(job));
        m_wake.notify_one();
    }

    std::optional<wire::Failure> whyNotQueued(const Job &job) const
    {
        const auto sameId = [&](const Job &other) { return other.id == job.id; };
        if (!job.id.empty() && (m_running == job.id || std::ranges::any_of(m_jobs, sameId)))
            return wire::Failure{wire::code::invalidRequest, "id " + job.id.substr(0, 60) + " belongs to a request that is not answered yet"};
        if (m_jobs.size() >= mostWaiting || m_waitingBytes + job.line.size() > mostWaitingBytes)
            return wire::Failure{wire::code::failed, std::to_string(m_jobs.size()) + " requests wait already; ask again when they are answered"};
        return std::nullopt;
    }

    // Cancelling something that is over already is no error: the two may have crossed.
    void takeCancel(const wire::Envelope &envelope)
    {
        const auto request = wire::decodeStrict<wire::Cancel>(envelope.params);
        if (request)
            cancel(request->id.json);
        if (envelope.id)
            m_output.line(request ? wire::makeAnswer(*envelope.id, "{}")
                                  : wire::makeFailure(*envelope.id, {wire::code::invalidParams, request.error().toString()}));
    }

    void cancel(const std::string &id)
    {
        const std::lock_guard lock(m_mutex);
        if (m_running == id)
            m_cancelled = true;
        const auto waiting = std::find_if(m_jobs.begin(), m_jobs.end(), [&](const Job &job) { return job.id == id; });
        if (waiting == m_jobs.end())
            return;
        m_waitingBytes -= waiting->line.size();
        m_jobs.erase(waiting);
        m_output.line(wire::makeFailure({id}, {wire::code::cancelled, "cancelled"}));
    }

    // Waits for a job; nullopt: time to look after guests, or the end.
    std::optional<Job> nextJob(bool &ended)
    {
        std::unique_lock lock(m_mutex);
        m_wake.wait_for(lock, idle, [this] { return m_ended || !m_jobs.empty(); });
        ended = m_ended && m_jobs.empty();
        if (m_jobs.empty())
            return std::nullopt;
        Job job = std::move(m_jobs.front());
        m_jobs.pop_front();
        m_waitingBytes -= job.line.size();
        m_running = job.id;
        return job;
    }

    // Before the answer goes out: whoever has it may use its id again at once.
    void release()
    {
        const std::lock_guard lock(m_mutex);
        m_running.clear();
        m_cancelled = false;
    }

    void work()
    {
        Call call;
        call.cancelled = &m_cancelled;
        call.sendProgress = [this](const wire::Progress &progress) {
            m_output.line(wire::makeNotification("$/progress", wire::encode(progress)));
        };
        for (bool ended = false; !ended && !m_output.broken();) {
            if (const auto job = nextJob(ended)) {
                auto answer = dispatchLine(m_session, job->line, call);
                release();
                if (answer)
                    m_output.line(std::move(*answer));
            } else if (!ended) {
                m_session.tick();
            }
        }
    }

    Session &m_session;
    int m_input;
    Output m_output;
    std::mutex m_mutex; ///< guards m_jobs, m_waitingBytes, m_running, m_ended
    std::condition_variable m_wake;
    std::deque<Job> m_jobs;
    std::size_t m_waitingBytes = 0; ///< of m_jobs' lines
    std::string m_running; ///< id of the request in work; empty: none
    bool m_ended = false;
    std::atomic<bool> m_cancelled = false;
};

} // namespace

int serve(Session &session, int input, int output)
{
    std::signal(SIGPIPE, SIG_IGN);
    return Server(session, input, output).run();
}

} // namespace patchbay::rpc
