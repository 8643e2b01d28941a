// SPDX-License-Identifier: BSD-2-Clause
#include "views/mode_words.h"

#include <QCoreApplication>

namespace patchbay::views {

namespace {

QString words(const char *source)
{
    return QCoreApplication::translate("ModeWords", source);
}

} // namespace

std::array<ModeWords, 3> modeWords(const QString &host)
{
    return {{{"next-boot", "modeNextBoot", words("Try at the next boot only"), words("Next boot only"), words("safest"),
              words("loader.conf stays as it is. If %1 does not come back, or you do not keep the change, the boot after "
                    "falls back by itself.").arg(host),
              words("Try at next boot")},
             {"persistent", "modePersistent", words("Make it permanent"), words("Permanent"), {},
              words("Writes the boot files; the old ones are kept and can be restored from History."),
              words("Make permanent")},
             {"now", "modeNow", words("Now, without a reboot"), words("Now"), {},
              words("Takes the functions from their drivers with devctl. Lost at the next boot unless also made permanent."),
              words("Apply now")}}};
}

} // namespace patchbay::views
