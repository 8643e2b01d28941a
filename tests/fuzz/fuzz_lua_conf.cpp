// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_script.h"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    using namespace patchbay;
    const std::string_view source(reinterpret_cast<const char *>(data), size);
    const Lookup lookup = [](std::string_view name) {
        return name == "a" ? std::optional<std::string>("1") : std::nullopt;
    };
    const LuaOutcome once = runLuaConf(source, "x.lua", lookup);
    // Blank lines and a comment in front move lines, not outcomes.
    const LuaOutcome again = runLuaConf("-- moved\n\n" + std::string(source), "x.lua", lookup);
    if (once.globals.size() != again.globals.size() || once.error.has_value() != again.error.has_value() ||
        once.unsure.has_value() != again.unsure.has_value())
        std::abort();
    return 0;
}
