// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "app/window_case.h"
#include "remote/local_process.h"

namespace patchbay::test {

/// The whole window over the real engine and its simulated home server, which lives in a folder of the test's.
class EngineWindowCase : public WindowCase
{
protected:
    static std::unique_ptr<remote::ByteStream> engine(const QString &spec)
    {
        return std::make_unique<remote::LocalProcess>(QStringLiteral(PATCHBAY_ENGINE),
                                                      QStringList{QStringLiteral("serve"), QStringLiteral("--host"), spec});
    }

    void raiseOver(const QString &folder)
    {
        qputenv("PATCHBAY_SIM_DIR", folder.toUtf8());
        QSettings().clear();
        show(std::make_unique<client::HostBook>(engine), QStringLiteral("sim:home-server"));
    }

    /// The plan as it stands becomes what every boot does.
    void applyForGood(int patience)
    {
        client::Session *session = m_window->session();
        session->setMode("persistent");
        QTRY_VERIFY_WITH_TIMEOUT(session->preview() && session->mode() == "persistent", patience);
        bool answered = false;
        session->apply(std::nullopt, this, [&](const auto &answer) {
            QVERIFY2(answer.has_value(), answer ? "" : qPrintable(answer.error().message));
            answered = true;
        });
        QTRY_VERIFY_WITH_TIMEOUT(answered && session->preview() && !session->changed(), patience);
    }
};

} // namespace patchbay::test
