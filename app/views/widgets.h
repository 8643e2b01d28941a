// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "look/palette.h"
#include "models/roles.h"

#include <QLabel>
#include <QPushButton>
#include <QWidget>

namespace patchbay::views {

/// A label in one of the roles style.qss knows: "title", "secondary", "small", "bold", "empty-title".
QLabel *label(const QString &text, const char *role, QWidget *parent = nullptr);

/// A push button with accessible and object name. `role`: "", "primary", "danger", "link", "icon", "segment".
QPushButton *button(const QString &text, const char *role, const char *objectName, QWidget *parent = nullptr);

look::Tone toneOf(models::Meaning meaning);

/// One line of secondary words that gives way: what does not fit is cut with an ellipsis and said by the tooltip.
/// It is a label, so that who reads the window aloud finds words here.
class ElidedLabel final : public QLabel
{
    Q_OBJECT
public:
    ElidedLabel(Qt::Alignment alignment, QWidget *parent);
    void setText(const QString &text);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// A rounded tag of 24 px: an icon, a few words, a colour that says the same. To who hears the window it is a label with
/// these words, described by the tip.
class Pill final : public QLabel
{
    Q_OBJECT
public:
    explicit Pill(QWidget *parent = nullptr);
    void show(const QString &text, look::Tone tone, const QString &icon = {}, const QString &tip = {});
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
    look::Tone m_tone = look::Tone::Plain;
};

/// What a region says when it has nothing to show: an icon, what is the case, what to do next.
class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget *parent = nullptr);
    /// An empty `action` hides the button.
    void say(const QString &icon, const QString &title, const QString &next, const QString &action = {});

signals:
    void acted();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitWords();
    void fitHeight();

    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_next;
    QPushButton *m_action;
    QString m_iconName;
};

} // namespace patchbay::views
