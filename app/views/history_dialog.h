// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "views/sheet.h"
#include "wire/messages.h"
#include "wire/requests.h"

#include <optional>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;

namespace patchbay::client {
class Session;
}
namespace patchbay::text {
class CodeView;
}

namespace patchbay::views {

/// Every change on this host, newest first: how files differ between any two moments, the way back to each of them, and
/// all of it as a text. What going back would do is shown before it can be done.
class HistoryDialog final : public Sheet
{
    Q_OBJECT
public:
    HistoryDialog(client::Session *session, QWidget *window);

signals:
    void reverted(const QString &what);

private:
    void addList();
    void addComparison();
    void addFooter();
    void read();
    void fill(const wire::History &history);
    void addEntry(const wire::HistoryEntry &entry);
    [[nodiscard]] std::string chosen() const;
    void choose();
    void compare();
    void lookBack();
    void goBack();
    void takeBack();
    void save();
    void forgetWay();
    void showFiles(const QString &heading, const std::vector<wire::FileChange> &files, const std::vector<std::string> &notes);

    client::Session *m_session;
    QTreeWidget *m_list = nullptr;
    QComboBox *m_from = nullptr;
    QComboBox *m_to = nullptr;
    QLabel *m_about = nullptr;
    text::CodeView *m_code = nullptr;
    QPushButton *m_back = nullptr;   ///< shows what going back would do
    QPushButton *m_go = nullptr;     ///< does what is shown
    QPushButton *m_revert = nullptr; ///< takes this one change back
    QPushButton *m_save = nullptr;
    int m_asked = 0;                   ///< late answers to an older choice are dropped
    std::string m_wayTo, m_token;      ///< of what m_go does
};

} // namespace patchbay::views
