// SPDX-License-Identifier: BSD-2-Clause
#include "look/theme.h"

#include "look/icons.h"
#include "look/metrics.h"

#include <QApplication>
#include <QFile>
#include <QPalette>
#include <QRegularExpression>
#include <QStyleFactory>
#include <QStyleHints>
#include <QTemporaryDir>

static void haveResources()
{
    Q_INIT_RESOURCE(look); // a static library's resources are dropped unless somebody asks for them
}

namespace patchbay::look {

using namespace Qt::StringLiterals;

namespace {

Scheme current = Scheme::Light;
Choice chosen = Choice::System;

QPalette qtPalette(const Palette &tokens)
{
    QPalette p;
    p.setColor(QPalette::Window, tokens[Token::Panel]);
    p.setColor(QPalette::Base, tokens[Token::Panel]);
    p.setColor(QPalette::AlternateBase, tokens[Token::Window]);
    p.setColor(QPalette::Button, tokens[Token::Panel]);
    p.setColor(QPalette::ToolTipBase, tokens[Token::Panel]);
    for (const QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        p.setColor(role, tokens[Token::Text]);
    p.setColor(QPalette::PlaceholderText, tokens[Token::TextFaint]);
    p.setColor(QPalette::Highlight, tokens[Token::AccentSoft]);
    p.setColor(QPalette::HighlightedText, tokens[Token::Text]);
    p.setColor(QPalette::Accent, tokens[Token::Accent]);
    p.setColor(QPalette::Link, tokens[Token::Accent]);
    p.setColor(QPalette::Mid, tokens[Token::Line]);
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, tokens[Token::TextFaint]);
    return p;
}

/// Style sheets load SVG through a plugin that not every system has, so they get bitmaps, one of them for fine screens.
QString bitmapFile(const QString &icon, Token ink, const Palette &tokens, bool mirrored = false)
{
    const int size = px(12);
    static const QTemporaryDir folder;
    const QString scheme = (tokens.scheme() == Scheme::Light ? u"-light-%1"_s : u"-dark-%1"_s).arg(size);
    const QString name = folder.filePath(icon + (mirrored ? u"-mirrored"_s : QString()) + scheme);
    const QString path = name + u".png"_s;
    if (QFile::exists(path))
        return path;
    for (const auto &[ratio, file] : {std::pair(1, path), std::pair(2, name + u"@2x.png"_s)})
        pixmap(icon, ink, size, ratio).toImage().mirrored(mirrored, false).save(file);
    return path;
}

QString sheet(const Palette &tokens)
{
    haveResources();
    QFile file(u":/patchbay/style.qss"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString text = QString::fromUtf8(file.readAll());
    for (std::size_t i = 0; i < tokenCount; ++i) {
        const QString mark = u"@%1@"_s.arg(QLatin1StringView(Palette::name(Token(i))));
        text.replace(mark, tokens[Token(i)].name());
    }
    static const QRegularExpression grows(u"(font-size|min-height): (\\d+)px"_s);
    for (auto match = grows.match(text); match.hasMatch(); match = grows.match(text, match.capturedEnd()))
        text.replace(match.capturedStart(2), match.capturedLength(2), QString::number(px(match.captured(2).toInt())));
    for (const int pixels : {12, 22})
        text.replace(u"@px%1@"_s.arg(pixels), u"%1px"_s.arg(px(pixels)));
    text.replace(u"@markRound@"_s, u"%1px"_s.arg((px(12) + 4) / 2)); // a pixel more, and Qt would draw a square
    text.replace(u"@chevron@"_s, bitmapFile(u"chevron-down"_s, Token::TextSecondary, tokens));
    text.replace(u"@left@"_s, bitmapFile(u"chevron-right"_s, Token::TextSecondary, tokens, true));
    text.replace(u"@right@"_s, bitmapFile(u"chevron-right"_s, Token::TextSecondary, tokens));
    text.replace(u"@check@"_s, bitmapFile(u"check"_s, Token::AccentText, tokens));
    return text;
}

void wear(QApplication &application)
{
    const Palette &tokens = Palette::of(current);
    application.setPalette(qtPalette(tokens));
    application.setStyleSheet(sheet(tokens));
}

Scheme wanted()
{
    if (chosen != Choice::System)
        return chosen == Choice::Light ? Scheme::Light : Scheme::Dark;
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark ? Scheme::Dark : Scheme::Light;
}

} // namespace

void dress(QApplication &application, Choice choice)
{
    static bool first = true;
    if (first) {
        first = false;
        QApplication::setStyle(QStyleFactory::create(u"Fusion"_s));
        QObject::connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, &application,
                         [&application] {
                             if (chosen == Choice::System && wanted() != current)
                                 dress(application, chosen);
                         });
    }
    QApplication::setFont(font(Face::Body));
    chosen = choice;
    current = wanted();
    wear(application);
}

Choice chosenScheme()
{
    return chosen;
}

const Palette &palette()
{
    return Palette::of(current);
}

} // namespace patchbay::look
