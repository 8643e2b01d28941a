// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <QDialog>
#include <QPointer>

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace patchbay::views {

class FooterRow;
class ScrollBody;

/// A question that hangs in front of the window and dims it: for what changes a host. Escape closes it. It is as high as its
/// words need and never higher than the window: then the body scrolls, and the footer stays where it is.
class Sheet : public QDialog
{
    Q_OBJECT
public:
    Sheet(const QString &title, QWidget *window);
    ~Sheet() override;

    void setTitle(const QString &text);
    void setSubtitle(const QString &text);
    void setVisible(bool visible) override;
    void reject() override;

protected:
    [[nodiscard]] QVBoxLayout *body() const;
    [[nodiscard]] FooterRow *footer() const { return m_footer; }
    /// So wide at the usual text size, where the window has the room.
    void setUsualWidth(int pixels);
    /// A line under the body for what went wrong; empty hides it.
    void complain(const QString &problem);
    /// A button that closes the sheet and leaves all as it is; the caller gives it its place.
    [[nodiscard]] QPushButton *leaveButton(const QString &text, const char *name);
    /// What the host has been told to do cannot be called back: meanwhile nothing but its answer closes the sheet.
    void setWorking(bool working);
    /// Done by itself when anything asks for another size; here at once.
    void fit();
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void centre();

    QPointer<QWidget> m_scrim; ///< a child of the window, which may go first
    QLabel *m_title;
    QLabel *m_subtitle;
    QLabel *m_problem;
    ScrollBody *m_body;
    ScrollBody *m_trouble; ///< round the problem: an engine's message may be long
    FooterRow *m_footer;
    QPushButton *m_leave = nullptr;
    int m_usualWidth = 520;
    bool m_working = false;
    bool m_fitting = false;
};

} // namespace patchbay::views
