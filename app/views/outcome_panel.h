// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QHash>
#include <QWidget>

class QLabel;
class QListView;
class QStackedWidget;
class QTabBar;

namespace patchbay::client {
class Session;
}
namespace patchbay::models {
class FindingModel;
class StepModel;
}
namespace patchbay::text {
class CodeView;
}

namespace patchbay::views {

class DetailsView;
class ElidedLabel;
class EmptyState;
class FindingsView;
class Segments;

/// What will happen: findings, boot files, commands, steps; beside them the function looked at and what guests print.
class OutcomePanel final : public QWidget
{
    Q_OBJECT
public:
    enum Page { Findings, BootFiles, Command, GuestFile, Steps, Function, Output, PageCount };

    explicit OutcomePanel(QWidget *parent = nullptr);

    void show(const client::Session *session, const QString &guest);
    void showPage(Page page);
    [[nodiscard]] QWidget *entry() const; ///< where the focus goes on entering this part
    [[nodiscard]] DetailsView *details() const { return m_details; }
    [[nodiscard]] models::FindingModel *findings() const { return m_findings; }
    [[nodiscard]] FindingsView *findingsView() const { return m_findingsView; }
    /// The line that starts the guest in front, as shown; empty: none.
    [[nodiscard]] QString command() const;
    /// What guests of another host printed does not belong here.
    void forgetOutputs() { m_outputs.clear(); }
    void addOutput(const QString &guest, const QString &text);
    void setOutput(const QString &guest, const QString &text);

signals:
    void modePicked(const std::string &mode);

private:
    QWidget *withEmpty(QWidget *view, EmptyState *&empty, QStackedWidget *&pages);
    void showFiles();
    void showCommand();
    void showOutput(const QString &text);
    void showCorner();
    void showFindingCount();
    void showMode();

    const client::Session *m_session = nullptr;
    QString m_guest;
    QTabBar *m_tabs;
    ElidedLabel *m_corner;
    Segments *m_mode;
    QStackedWidget *m_pages;
    models::FindingModel *m_findings;
    models::StepModel *m_steps;
    FindingsView *m_findingsView;
    text::CodeView *m_files;
    text::CodeView *m_command;
    text::CodeView *m_guestFile;
    QListView *m_stepList;
    DetailsView *m_details;
    text::CodeView *m_output;
    EmptyState *m_filesEmpty, *m_commandEmpty, *m_guestFileEmpty, *m_stepsEmpty, *m_outputEmpty;
    QStackedWidget *m_filePages, *m_commandPages, *m_guestFilePages, *m_stepPages, *m_outputPages;
    QHash<QString, QString> m_outputs;
};

} // namespace patchbay::views
