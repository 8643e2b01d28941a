// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QString>

namespace patchbay::tour {

/// Pictures of every main state of the window, light and dark, in `folder`. `only`: one of "main", "hard" and "trial", where
/// not all are wanted. Returns the exit status: 0 when every picture could be taken.
int takeShots(const QString &folder, const QString &only = {});

/// Plays the main job once, from a fresh host to ppt holding the function, with a picture of each step in `folder` and
/// the story on standard output. Returns 0 when the job was done.
int playTour(const QString &folder);

} // namespace patchbay::tour
