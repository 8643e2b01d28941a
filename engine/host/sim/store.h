// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "host/sim/state.h"

#include "base/handle.h"

#include <string>

namespace patchbay::sim {

/// Keeps a State in a folder. Between lock() and the end of the returned guard nobody else has it.
class Store
{
public:
    explicit Store(std::string folder)
        : m_folder(std::move(folder))
    {
    }

    /// Waits for the folder's lock and holds it while the handle lives. Errors: the folder cannot be made or
    /// locked.
    Result<Handle> lock();

    /// The state as it is on disk; a value with boots == 0 where there is none yet. Errors: unreadable.
    Result<State> load();

    /// Replaces it in one step; nothing is written when nothing changed.
    Result<> save(const State &state);

    [[nodiscard]] const std::string &folder() const { return m_folder; }

private:
    std::string m_folder;
    std::string m_text; // as last loaded or saved
};

} // namespace patchbay::sim
