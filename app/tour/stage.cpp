// SPDX-License-Identifier: BSD-2-Clause
#include "tour/stage.h"

#include "client/session.h"
#include "views/main_window.h"
#include "views/sheet.h"

#include <QApplication>
#include <QDir>
#include <QEventLoop>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QThread>

#include <algorithm>

namespace patchbay::tour {

using namespace Qt::StringLiterals;

namespace {
constexpr QSize pictureSize(1440, 900);
}

Stage::Stage(const QString &folder)
    : m_folder(folder)
{
    QDir().mkpath(folder);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, m_state.path());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, m_state.path());
}

Stage::~Stage() = default;

void Stage::raise(look::Choice theme)
{
    m_window.reset();
    m_book.reset();
    m_suffix = theme == look::Choice::Dark ? u"-dark"_s : u"-light"_s;
    qputenv("PATCHBAY_SIM_DIR", m_state.filePath(u"sim"_s + m_suffix).toLocal8Bit());
    look::dress(*qApp, theme);
    m_book = std::make_unique<client::HostBook>([this](const QString &spec) {
        auto stream = client::HostBook::engineStreams()(spec);
        m_streams[spec] = stream.get();
        return stream;
    });
    m_window = std::make_unique<views::MainWindow>(m_book.get());
    m_window->resize(pictureSize);
    m_window->show();
    settle();
}

bool Stage::until(const std::function<bool()> &holds, int milliseconds)
{
    QElapsedTimer since;
    since.start();
    while (!holds()) {
        if (since.elapsed() > milliseconds)
            return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
        QThread::msleep(2);
    }
    return true;
}

void Stage::settle(int milliseconds)
{
    until([] { return false; }, milliseconds);
}

bool Stage::open(const QString &spec)
{
    m_window->openHost(spec);
    const client::Session *session = m_window->session();
    const bool there = until([&] {
        return session->state() == client::Session::State::Failed || (session->preview() && !session->busy());
    });
    if (!there || session->state() == client::Session::State::Failed)
        problems.append(u"%1: %2"_s.arg(spec, there ? session->problem() : u"no answer"_s));
    settle();
    return session->preview() != nullptr;
}

void Stage::shoot(const QString &name, const QPixmap &dragged, const QPoint &pointer)
{
    settle();
    QPixmap picture = m_window->grab();
    QPainter painter(&picture);
    for (QWidget *top : QApplication::topLevelWidgets()) {
        if (top == m_window.get() || !top->isVisible())
            continue;
        painter.drawPixmap(m_window->mapFromGlobal(top->mapToGlobal(QPoint(0, 0))), top->grab());
    }
    if (!dragged.isNull())
        painter.drawPixmap(pointer + QPoint(14, 6), dragged);
    painter.end();
    const QString path = QDir(m_folder).filePath(name + m_suffix + u".png"_s);
    if (picture.save(path))
        ++m_pictures;
    else
        problems.append(u"%1 could not be written"_s.arg(path));
}

QPushButton *Stage::button(const char *name) const
{
    for (QWidget *top : QApplication::topLevelWidgets()) {
        for (auto *found : top->findChildren<QPushButton *>(QString::fromLatin1(name))) {
            if (found->isVisible())
                return found;
        }
    }
    return nullptr;
}

QString Stage::said() const
{
    QStringList words;
    for (const auto *label : m_window->findChildren<QLabel *>(u"problem"_s)) {
        if (label->isVisible())
            words.append(label->text());
    }
    const auto *line = m_window->findChild<QLabel *>(u"said"_s);
    words.append(line ? line->text() : QString());
    return words.join(u' ');
}

bool Stage::press(const char *name)
{
    const bool there = until([&] { return button(name) && button(name)->isEnabled(); }, 8000);
    if (there)
        button(name)->click();
    else
        problems.append(u"no button \"%1\" to press; the window says: %2"_s.arg(QLatin1StringView(name), said()));
    settle();
    return there;
}

bool Stage::reads(const char *name, const QString &words) const
{
    return std::ranges::any_of(m_window->findChildren<QLabel *>(QString::fromLatin1(name)),
                               [&](const QLabel *label) { return label->isVisible() && label->text().contains(words); });
}

bool Stage::choose(const char *name)
{
    auto *radio = m_window->findChild<QRadioButton *>(QString::fromLatin1(name));
    if (radio)
        radio->click();
    else
        problems.append(u"no choice \"%1\""_s.arg(QLatin1StringView(name)));
    settle();
    return radio;
}

void Stage::cutOff()
{
    if (const auto stream = m_streams.value(m_window->session()->spec()))
        emit stream->closed(u"The engine crashed."_s);
    settle(200);
}

void Stage::closeSheets()
{
    for (auto *sheet : m_window->findChildren<views::Sheet *>())
        sheet->reject();
    settle();
}

} // namespace patchbay::tour
