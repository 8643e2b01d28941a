// SPDX-License-Identifier: BSD-2-Clause
#include "text/syntax.h"

#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>

static void haveResources()
{
    Q_INIT_RESOURCE(text); // a static library's resources are dropped unless somebody asks for them
}

namespace patchbay::text {

using namespace Qt::StringLiterals;
using KSyntaxHighlighting::Theme;

namespace {

class Collector final : public KSyntaxHighlighting::AbstractHighlighter
{
public:
    QList<Span> line(const QString &text)
    {
        m_spans.clear();
        m_state = highlightLine(text, m_state);
        return m_spans;
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format &format) override
    {
        const Ink ink = inkOf(format.textStyle());
        if (length > 0 && ink != Ink::Plain)
            m_spans.append({offset, length, ink});
    }

private:
    static Ink inkOf(Theme::TextStyle style)
    {
        switch (style) {
        case Theme::Keyword:
        case Theme::Attribute:
        case Theme::Function:
        case Theme::BuiltIn: return Ink::Module;
        case Theme::String:
        case Theme::VerbatimString:
        case Theme::SpecialString:
        case Theme::Char: return Ink::String;
        case Theme::Comment:
        case Theme::Documentation: return Ink::Comment;
        default: return Ink::Plain;
        }
    }

    KSyntaxHighlighting::State m_state;
    QList<Span> m_spans;
};

KSyntaxHighlighting::Definition definitionOf(Language language)
{
    static KSyntaxHighlighting::Repository *const repository = [] {
        haveResources();
        static KSyntaxHighlighting::Repository made;
        made.addCustomSearchPath(u":/patchbay"_s);
        return &made;
    }();
    return repository->definitionForName(language == Language::LoaderConf ? u"FreeBSD loader.conf"_s : u"Bash"_s);
}

} // namespace

QList<QList<Span>> highlight(Language language, const QStringList &lines)
{
    QList<QList<Span>> spans(lines.size());
    if (language == Language::None)
        return spans;
    Collector collector;
    collector.setDefinition(definitionOf(language));
    for (qsizetype i = 0; i < lines.size(); ++i)
        spans[i] = collector.line(lines[i]);
    return spans;
}

} // namespace patchbay::text
