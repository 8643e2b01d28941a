// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDialog>
#include <QPointer>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace patchbay::views {

/// A question that hangs in front of the window and dims it: for what changes a host. Escape closes it.
class Sheet : public QDialog
{
    Q_OBJECT
public:
    Sheet(const QString &title, QWidget *window);
    ~Sheet() override;

    void setTitle(const QString &text);
    void setSubtitle(const QString &text);

protected:
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] QHBoxLayout *footer() const { return m_footer; }
    /// A line under the body for what went wrong; empty hides it.
    void complain(const QString &problem);
    /// As high as its words need at this width, within the window. Returns by how many pixels that is too little.
    int fit();
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void centre();

    QPointer<QWidget> m_scrim; ///< a child of the window, which may go first
    QLabel *m_title;
    QLabel *m_subtitle;
    QLabel *m_problem;
    QVBoxLayout *m_body;
    QHBoxLayout *m_footer;
};

} // namespace patchbay::views
