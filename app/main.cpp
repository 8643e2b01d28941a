// SPDX-License-Identifier: BSD-2-Clause
#include "client/host_book.h"
#include "look/icons.h"
#include "look/metrics.h"
#include "look/theme.h"
#include "remote/keychain.h"
#include "remote/questions.h"
#include "remote/ssh_target.h"
#include "tour/describe.h"
#include "tour/scenes.h"
#include "views/main_window.h"
#include "views/ssh_questions.h"
#include "views/window_memory.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTextStream>

#include <algorithm>
#include <functional>
#include <memory>

using namespace patchbay;
using namespace Qt::StringLiterals;

namespace {

/// Pictures and the tour need no display, and must look the same with one.
void offScreenWhenPlaying(int argc, char **argv)
{
    for (int i = 1; i < argc; ++i) {
        const QByteArrayView argument(argv[i]);
        if (argument.startsWith("--shots") || argument.startsWith("--tour"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }
}

/// root@nas means ssh://root@nas; everything else is a spec already.
QString specOf(const QString &text)
{
    const auto target = text.contains(u'@') && !text.contains(u'/') ? remote::SshTarget::parse(text) : std::nullopt;
    return target ? target->toString() : text;
}

look::Choice themeOf(const QCommandLineParser &options)
{
    const QString name = options.value(u"theme"_s);
    return name == u"light"_s ? look::Choice::Light
           : name == u"dark"_s ? look::Choice::Dark
                               : views::rememberedTheme();
}

/// What is wrong with a value on the command line, in a sentence; empty: nothing.
QString problemOf(const QCommandLineParser &options)
{
    const QStringList themes{u"light"_s, u"dark"_s}, scenes{u"main"_s, u"hard"_s, u"trial"_s};
    if (const QString name = options.value(u"theme"_s); options.isSet(u"theme"_s) && !themes.contains(name))
        return QApplication::tr("--theme is light or dark, not \"%1\"").arg(name);
    if (const QString name = options.value(u"scenes"_s); options.isSet(u"scenes"_s) && !scenes.contains(name))
        return QApplication::tr("--scenes is main, hard or trial, not \"%1\"").arg(name);
    bool number = true;
    const QString text = options.value(u"text-size"_s);
    const int pixels = options.isSet(u"text-size"_s) ? text.toInt(&number) : look::usualText;
    if (!number || pixels < look::smallestText || pixels > look::largestText)
        return QApplication::tr("--text-size is a number from %1 to %2, not \"%3\"").arg(look::smallestText).arg(look::largestText).arg(text);
    return {};
}

} // namespace

int main(int argc, char **argv)
{
    offScreenWhenPlaying(argc, argv);
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"patchbay"_s);
    QApplication::setApplicationName(u"patchbay"_s);
    QApplication::setApplicationVersion(QStringLiteral(PATCHBAY_VERSION));
    QApplication::setApplicationDisplayName(u"Patchbay"_s);
    QApplication::setDesktopFileName(u"patchbay"_s);

    QCommandLineParser options;
    options.setApplicationDescription(QApplication::tr("A console for PCI passthrough with bhyve."));
    options.addHelpOption();
    options.addVersionOption();
    options.addOptions({
        {u"host"_s, QApplication::tr("Open this host: local, USER@HOST or ssh://USER@HOST:PORT, sim:NAME, recorded:DIR or dump:FILE."), u"SPEC"_s},
        {u"theme"_s, QApplication::tr("light or dark, whatever the system says."), u"THEME"_s},
        {u"text-size"_s, QApplication::tr("Height of the text in pixels; 13 is usual."), u"PIXELS"_s},
        {u"shots"_s, QApplication::tr("Take pictures of every main state into DIR and end."), u"DIR"_s},
        {u"scenes"_s, QApplication::tr("With --shots: only these pictures: main, hard or trial."), u"SCENES"_s},
        {u"tour"_s, QApplication::tr("Play the main job on a simulated host, pictures into DIR, and end."), u"DIR"_s},
        {u"describe"_s, QApplication::tr("Keep FILE saying where everything is on the screen, for tests."), u"FILE"_s},
    });
    options.process(application);
    if (const QString problem = problemOf(options); !problem.isEmpty()) {
        QTextStream(stderr) << "patchbay: " << problem << '\n';
        return 2;
    }

    look::setTextSize(options.isSet(u"text-size"_s) ? options.value(u"text-size"_s).toInt() : views::rememberedTextSize());
    look::dress(application, themeOf(options));
    QApplication::setWindowIcon(look::pixmap(u"patchbay"_s, look::Token::Accent, 64, 2));
    if (options.isSet(u"shots"_s))
        return tour::takeShots(options.value(u"shots"_s), options.value(u"scenes"_s));
    if (options.isSet(u"tour"_s))
        return tour::playTour(options.value(u"tour"_s));
    remote::Keychain keychain;
    remote::Asker asker;
    asker.setStore(&keychain);
    client::HostBook book(client::HostBook::engineStreams(&asker));
    std::unique_ptr<views::MainWindow> window;
    std::function<void(const QString &)> raise = [&](const QString &spec) {
        window = std::make_unique<views::MainWindow>(&book);
        new views::SshQuestions(&asker, window.get());
        if (options.isSet(u"describe"_s))
            new tour::Describe(window.get(), options.value(u"describe"_s));
        QObject::connect(window.get(), &views::MainWindow::textSizeWanted, &application, [&](int pixels) {
            views::chooseTextSize(pixels == 0 ? 0 : std::clamp(pixels, look::smallestText, look::largestText));
            look::dress(application, look::chosenScheme());
            views::remember(*window);
            raise(book.last());
        }, Qt::QueuedConnection);
        window->show();
        window->openHost(spec);
    };
    raise(options.isSet(u"host"_s) ? specOf(options.value(u"host"_s)) : book.last());
    return QApplication::exec();
}
