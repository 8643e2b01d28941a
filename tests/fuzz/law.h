// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <cstdlib>

/// What a fuzz target promises of every input; a broken law ends the program, so that the fuzzer keeps the input.
inline void require(bool law)
{
    if (!law)
        std::abort();
}
