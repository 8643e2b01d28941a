// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include "client/session.h"
#include "look/theme.h"
#include "models/board_model.h"
#include "support/patience.h"
#include "support/small_host.h"
#include "views/board_panel.h"
#include "views/main_window.h"
#include "views/topology_panel.h"
#include "views/topology_view.h"

#include <QApplication>
#include <QPushButton>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <functional>
#include <memory>

namespace patchbay::test {

/// The whole window over a scripted engine, and how a test finds its way in it.
class WindowCase : public QObject
{
protected:
    std::unique_ptr<client::HostBook> m_book;
    std::unique_ptr<views::MainWindow> m_window;
    QPointer<FakeEngine> m_engine;
    std::function<void(FakeEngine &)> m_prepare; ///< what is special about the engines of this test

    static void settleIn(const QString &name)
    {
        QStandardPaths::setTestModeEnabled(true);
        static const QTemporaryDir settings; // another run of this test may be at work, and there may be no home
        qputenv("HOME", settings.path().toUtf8());
        QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
        QCoreApplication::setOrganizationName(QStringLiteral("patchbay-test"));
        QCoreApplication::setApplicationName(name);
        look::dress(*qApp, look::Choice::Light);
    }

    void raise()
    {
        QSettings().clear();
        show(std::make_unique<client::HostBook>([this](const QString &) {
                 auto engine = std::make_unique<FakeEngine>();
                 serveSmallHost(*engine);
                 if (m_prepare)
                     m_prepare(*engine);
                 m_engine = engine.get();
                 return engine;
             }),
             QStringLiteral("sim:small"));
        QTRY_VERIFY(m_window->session()->preview());
    }

    void show(std::unique_ptr<client::HostBook> book, const QString &spec)
    {
        m_book = std::move(book);
        m_window = std::make_unique<views::MainWindow>(m_book.get());
        m_window->resize(1440, 900);
        m_window->show();
        m_window->openHost(spec);
    }

    void drop()
    {
        m_window.reset();
        m_book.reset();
        m_prepare = {};
    }

    [[nodiscard]] views::TopologyView *tree() const { return m_window->topology()->view(); }
    [[nodiscard]] views::BoardView *board() const { return m_window->board()->view(); }
    [[nodiscard]] QModelIndex cell(int slot, int function) const { return m_window->boardModel()->index(slot, function); }
    /// Of this window, while it is there, and its sheets; a test may have opened a second window.
    [[nodiscard]] QPushButton *pushButton(const char *name) const
    {
        if (!m_window)
            return nullptr;
        for (auto *found : m_window->findChildren<QPushButton *>(QString::fromLatin1(name))) {
            if (found->isVisible())
                return found;
        }
        return nullptr;
    }
    void select(const char *address) const { tree()->selectAddress(QString::fromLatin1(address)); }
};

} // namespace patchbay::test
