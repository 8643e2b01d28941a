// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;

namespace patchbay::views {

/// "Take it back unless I keep it within …": whether a change is on trial, for how long, and what that adds to the host.
class TrialChoice final : public QWidget
{
    Q_OBJECT
public:
    TrialChoice(QString host, QWidget *parent);

    /// Says what it means for that mode. On for what a boot takes up: a boot that goes wrong may be the last one anybody sees
    /// of the host. Off for a change of the running host, where forgetting to answer restarts everything that runs, while the
    /// guards keep the way to the host and any boot undoes the change. A person's own choice stays.
    void follow(const std::string &mode);
    /// Seconds; nullopt: nothing takes the change back.
    [[nodiscard]] std::optional<int> patience() const;
    /// Whether a person wants to see what is installed for it.
    [[nodiscard]] bool shown() const;

signals:
    void changed();

private:
    void say();

    QString m_host;
    std::string m_mode;
    bool m_touched = false; ///< a person has decided
    QCheckBox *m_on;
    QComboBox *m_span;
    QPushButton *m_show;
    QLabel *m_about;
};

} // namespace patchbay::views
