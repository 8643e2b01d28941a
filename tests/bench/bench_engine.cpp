// SPDX-License-Identifier: BSD-2-Clause
// The engine as a process.  bench_engine ENGINE SPEC: start to hello, a snapshot, plan.options, peak memory.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using Clock = std::chrono::steady_clock;

struct Engine
{
    pid_t process = -1;
    int in = -1, out = -1;
};

Engine start(const char *program, const char *spec)
{
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0)
        return {};
    const pid_t process = fork();
    if (process == 0) {
        dup2(in[0], STDIN_FILENO);
        dup2(out[1], STDOUT_FILENO);
        for (const int fd : {in[0], in[1], out[0], out[1]})
            close(fd);
        execl(program, program, "serve", "--host", spec, nullptr);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    return {process, in[1], out[0]};
}

// Reads up to the end of the line that begins so; others are passed over.
bool answered(const Engine &engine, const char *wanted)
{
    std::string line;
    char buffer[65536];
    for (;;) {
        const ssize_t count = read(engine.out, buffer, sizeof buffer);
        if (count <= 0)
            return false;
        line.append(buffer, std::size_t(count));
        for (std::size_t end; (end = line.find('\n')) != line.npos; line.erase(0, end + 1)) {
            if (line.starts_with(wanted))
                return true;
        }
    }
}

double ask(const Engine &engine, const std::string &request, const char *wanted)
{
    const auto begin = Clock::now();
    if (write(engine.in, request.data(), request.size()) != ssize_t(request.size()) || !answered(engine, wanted))
        return -1;
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

} // namespace

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    double hello = 1e9, snapshot = 1e9, options = 1e9;
    long memory = 0;
    for (int i = 0; i < 10; ++i) {
        const auto begin = Clock::now();
        const Engine engine = start(argv[1], argv[2]);
        if (!answered(engine, "{\"jsonrpc\":\"2.0\",\"method\":\"hello\""))
            return 1;
        hello = std::min(hello, std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
        snapshot = std::min(snapshot, ask(engine, "{\"id\":1,\"method\":\"host.snapshot\"}\n", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\""));
        options = std::min(options, ask(engine,
                                        "{\"id\":2,\"method\":\"plan.options\",\"params\":{\"plan\":{\"guests\":[{\"name\":"
                                        "\"a\"}]},\"guest\":\"a\",\"functions\":[\"pci0:2:0:0\"]}}\n",
                                        "{\"jsonrpc\":\"2.0\",\"id\":2,\"result\""));
        close(engine.in);
        rusage usage{};
        wait4(engine.process, nullptr, 0, &usage);
        close(engine.out);
        memory = std::max(memory, usage.ru_maxrss);
    }
    std::printf("  start to hello %.2f ms, host.snapshot %.2f ms, plan.options %.2f ms, peak memory %.1f MiB\n", hello,
                snapshot, options, double(memory) / 1024);
}
