// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/host_book.h"

#include <QMainWindow>
#include <QPointer>
#include <QUrl>

class QSplitter;

namespace patchbay::models {
class BoardModel;
class HostModel;
class TopologyModel;
}

namespace patchbay::views {

class Banner;
class BoardPanel;
class Carry;
class ContextMenus;
class GuestJobs;
class HeaderBar;
class HostJobs;
class HostPanel;
class OutcomePanel;
class StatusLine;
class TopologyPanel;
class TrialBar;
class WindowActions;

/// The one window: hosts, topology, guest board, what will happen. Puts the regions together and passes values on; what
/// the verbs do is in HostJobs and GuestJobs.
class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(client::HostBook *book);
    ~MainWindow() override;

    void openHost(const QString &spec);
    /// A dump's text as a host of its own, kept in the person's data folder.
    void openText(const QByteArray &dump);
    [[nodiscard]] client::Session *session() const { return m_session; }

    [[nodiscard]] TopologyPanel *topology() const { return m_topology; }
    [[nodiscard]] BoardPanel *board() const { return m_board; }
    [[nodiscard]] OutcomePanel *outcome() const { return m_outcome; }
    [[nodiscard]] Banner *banner() const { return m_banner; }
    [[nodiscard]] Carry *carry() const { return m_carry; }
    [[nodiscard]] WindowActions *actions() const { return m_actions; }
    [[nodiscard]] models::BoardModel *boardModel() const { return m_boardModel; }
    [[nodiscard]] QSplitter *splitter(const QString &name) const;

    /// What just happened, in the status line.
    void tell(const QString &what);
    /// Whether the hosts are to be shown where there is room for them.
    [[nodiscard]] bool hostsWished() const;
    /// What went wrong, in the banner; it stays until dismissed.
    void complain(const QString &problem);

signals:
    /// Text grows with everything it stands in, which takes a new window. 0: the size of the system's text.
    void textSizeWanted(int pixels);

protected:
    void closeEvent(QCloseEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void lay();
    void wire();
    void wireActions();
    void wireSession();
    void listHosts();
    void markHost(const QString &spec);
    void showState();
    void showSnapshot();
    void showPlan();
    void showPreview();
    void showTrial();
    void showEndedTrial();
    /// What the hosts do by themselves that are on trial while nobody is here; empty: nothing.
    [[nodiscard]] QString leftAlone() const;
    void look(const QString &address);
    void mend(int finding);
    void liftGuard(int finding);
    void openDump();
    void addHost();
    void arrange();
    void openPalette();
    void openDropped(const QList<QUrl> &files);
    void choose(int finding);
    void goToRegion(int step);
    void showHint();

    client::HostBook *m_book;
    QPointer<client::Session> m_session;
    models::HostModel *m_hostModel;
    models::TopologyModel *m_topologyModel;
    models::BoardModel *m_boardModel;
    Carry *m_carry;
    WindowActions *m_actions;
    HeaderBar *m_header;
    TrialBar *m_trial;
    Banner *m_banner;
    HostPanel *m_hosts;
    TopologyPanel *m_topology;
    BoardPanel *m_board;
    OutcomePanel *m_outcome;
    StatusLine *m_status;
    HostJobs *m_hostJobs;
    GuestJobs *m_guestJobs;
    ContextMenus *m_menus;
    bool m_narrow = false; ///< too narrow for the hosts, unless somebody asks for them
    bool m_hostsWished = true; ///< whether they come back where there is room; only while it is narrow
    bool m_logDue = false; ///< what the guest in front printed before we came is still to be read
    QString m_lostBy; ///< what the banner says of a lost connection; empty: it speaks of none
    bool m_leaving = false; ///< a person knows what the hosts do meanwhile
    bool m_dressing = false; ///< colours changed; what they paint is due
    QString m_looking; ///< address of the function in the details
};

} // namespace patchbay::views
