// SPDX-License-Identifier: BSD-2-Clause
#include "host/sim/store.h"

#include "base/file.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/file.h>

namespace patchbay::sim {

Result<Handle> Store::lock()
{
    if (const auto made = makeFolders(m_folder); !made)
        return pass(made.error());
    const std::string path = m_folder + "/lock";
    Handle handle(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!handle)
        return fail(std::strerror(errno), path);
    while (::flock(handle.get(), LOCK_EX) != 0) {
        if (errno != EINTR)
            return fail(std::strerror(errno), path);
    }
    return handle;
}

Result<State> Store::load()
{
    const std::string path = m_folder + "/state";
    auto text = readFile(path);
    if (!text && text.error().what == "no such file") {
        m_text.clear();
        return State();
    }
    if (!text)
        return pass(text.error());
    m_text = std::move(*text);
    auto state = State::parse(m_text);
    if (!state)
        return fail(state.error().what, path + ", " + state.error().where);
    return state;
}

Result<> Store::save(const State &state)
{
    std::string text = state.toText();
    if (text == m_text)
        return {};
    if (const auto written = replaceFile(m_folder + "/state", text); !written)
        return written;
    m_text = std::move(text);
    return {};
}

} // namespace patchbay::sim
