// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QTest>

// Qt's own limit for what must come is five seconds, which a machine that does ten other things may need. These are an end
// for what hangs, not a measure of speed.
#undef QTRY_VERIFY
#define QTRY_VERIFY(condition) QTRY_VERIFY_WITH_TIMEOUT(condition, 60'000)
#undef QTRY_COMPARE
#define QTRY_COMPARE(actual, expected) QTRY_COMPARE_WITH_TIMEOUT(actual, expected, 60'000)
