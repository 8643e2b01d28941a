// SPDX-License-Identifier: BSD-2-Clause
#include "remote/engine_there.h"

#include "remote/harmless.h"
#include "remote/marked_lines.h"
#include "remote/shell_words.h"

#include <QCoreApplication>
#include <QFile>
#include <QRandomGenerator>

namespace patchbay::remote {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype noiseLimit = 1 << 20;
constexpr int buildMinutes = 60;

QString tr(const char *text)
{
    return QCoreApplication::translate("EngineThere", text);
}

QByteArray resource(const char *name)
{
    QFile file(u":/patchbay/"_s + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// A script of ours without its comments: it is sent with every connection.
std::string script(const char *name)
{
    std::string text;
    for (const QByteArray &line : resource(name).split('\n')) {
        if (!line.trimmed().startsWith('#') && !line.isEmpty())
            text.append(line.constData(), std::size_t(line.size())).append("\n");
    }
    return text;
}

QByteArray newMark()
{
    return "PATCHBAY-" + QByteArray::number(QRandomGenerator::system()->generate64(), 36);
}

std::vector<std::string> words(std::initializer_list<QByteArray> list)
{
    std::vector<std::string> strings;
    for (const QByteArray &each : list)
        strings.emplace_back(each.constData(), std::size_t(each.size()));
    return strings;
}

} // namespace

const CarriedEngine &CarriedEngine::ours()
{
    static const CarriedEngine carried{resource("engine.tar.gz"), resource("engine.digest"), PATCHBAY_VERSION};
    return carried;
}

QStringList startHere(const QString &engine, const QString &spec)
{
    const CarriedEngine &ours = CarriedEngine::ours();
    const auto text = [](const QByteArray &bytes) { return QString::fromUtf8(bytes); };
    return {u"-c"_s, QString::fromStdString(script("start.sh")), u"sh"_s, text(newMark()), text(ours.digest),
            text(ours.version.split('.').first()), u"auto"_s, spec, engine};
}

EngineThere::EngineThere(SshLoop &loop, SshLink &link, const Talk &talk, const SshSettings &settings,
                         const CarriedEngine &carried)
    : m_loop(loop)
    , m_link(link)
    , m_talk(talk)
    , m_settings(settings)
    , m_carried(carried)
{
}

Outcome<ssh_channel> EngineThere::start(const QString &spec, bool rise, QByteArray &first)
{
    for (bool built = false;; built = true) {
        auto found = find(spec, rise);
        if (!found)
            return std::unexpected(found.error());
        if (found->channel) {
            first = found->first;
            return found->channel;
        }
        if (built)
            return std::unexpected(tr("The engine that was built on %1 is not found there again.").arg(m_link.host().host()));
        m_talk.tell(tr("Waiting for you: %1 has no engine").arg(m_link.host().host()));
        const auto reply = m_talk.ask(BuildQuestion{m_link.host().host(), found->facts.value("system"),
                                                    found->facts.value("compiler"), found->facts.value("folder"),
                                                    found->facts.value("found")});
        if (!reply)
            return std::unexpected(reply.error());
        if (!reply->accepted)
            return std::unexpected(tr("%1 has no engine that this console can talk to. Install patchbay-engine there, or let "
                                      "it be built.").arg(m_link.host().host()));
        if (auto done = build(*found); !done)
            return std::unexpected(done.error());
    }
}

QString EngineThere::loudShell(const QByteArray &lastLine) const
{
    return tr("The login shell of %1 prints without end, so no engine can be started: \"%2\".")
        .arg(m_link.host().who(), harmless(lastLine, 200, 1));
}

// Who gets as far as a shell and not into ours has another command forced on, most often.
QString EngineThere::noShell(const QString &ending, const QString &said) const
{
    const QString text = tr("The shell of %1 %2 before an engine was started: %3")
                             .arg(m_link.host().who(), ending.isEmpty() ? tr("ended") : ending, said.isEmpty() ? tr("it said nothing.") : said);
    return ending.isEmpty() ? text + u'\n' + tr("Another command may be forced on this login (ForceCommand, or command= before the key).") : text;
}

QString EngineThere::describe(const Found &found)
{
    const QString engine = found.facts.value("engine"), how = found.facts.value("privilege");
    if (how == u"root"_s)
        return tr("The engine is %1; it runs as root.").arg(engine);
    const QString refused = found.facts.value("refused");
    if (how == u"none"_s)
        return tr("The engine is %1; it runs without privileges, for neither sudo -n nor doas -n nor mdo makes it root there%2.")
            .arg(engine, refused.isEmpty() ? QString() : u" ("_s + refused + u')');
    return tr("The engine is %1; it runs as root by %2.").arg(engine, how);
}

Outcome<EngineThere::Found> EngineThere::find(const QString &spec, bool rise)
{
    m_talk.tell(tr("Starting the engine on %1…").arg(m_link.host().host()));
    const QByteArray mark = newMark();
    const std::string command =
        shellScript(script("start.sh"), words({mark, m_carried.digest, m_carried.version.split('.').first(), rise ? "auto" : "none",
                                               spec.isEmpty() ? QByteArray("local") : spec.toUtf8()}));
    const auto channel = m_link.execute(command);
    if (!channel)
        return std::unexpected(channel.error());
    SshChannel stream(m_loop, m_link, *channel, m_settings.patience);
    const QDeadlineTimer deadline(std::chrono::seconds(m_settings.patience.engine));
    MarkedLines lines(mark);
    QByteArray received, complaints, lastLine;
    Found found;
    for (qsizetype noise = 0;;) {
        const auto open = stream.move(received, complaints);
        if (!open)
            return std::unexpected(open.error());
        noise += received.size();
        lines.feed(std::exchange(received, {}));
        while (auto line = lines.next()) {
            if (!line->marked) {
                lastLine = line->text;
            } else if (line->key == "serve") {
                found.channel = *channel;
                found.first = lines.takeRest();
                m_talk.note(describe(found));
                return found;
            } else if (line->key == "missing") {
                m_link.forget(*channel);
                return found;
            } else {
                found.facts.insert(line->key, harmless(line->text, 300, 1));
            }
        }
        if (noise > noiseLimit)
            return std::unexpected(loudShell(lastLine));
        if (!*open) {
            const QByteArray said = complaints.trimmed().isEmpty() ? lastLine : complaints.trimmed();
            return std::unexpected(noShell(stream.ending(), harmless(said, 500, 5)));
        }
        if (auto waited = stream.wait(deadline); !waited)
            return std::unexpected(deadline.hasExpired() ? tr("The login shell of %1 did not get as far as the engine in %2 s: %3")
                                                               .arg(m_link.host().who()).arg(m_settings.patience.engine)
                                                               .arg(harmless(lastLine, 200, 1))
                                                         : waited.error());
    }
}

Outcome<> EngineThere::build(const Found &)
{
    m_talk.progress(tr("Sending the engine's sources to %1…").arg(m_link.host().host()), 0, 0);
    const QByteArray mark = newMark();
    const auto channel =
        m_link.execute(shellScript(script("build.sh"), words({mark, m_carried.digest, m_carried.version})));
    if (!channel)
        return std::unexpected(channel.error());
    SshChannel stream(m_loop, m_link, *channel, m_settings.patience);
    stream.out = m_carried.archive;
    stream.endOfInput = true;
    const auto done = follow(stream, mark);
    if (done || ssh_is_connected(m_link.host().session()))
        m_link.forget(*channel);
    return done;
}

Outcome<> EngineThere::follow(SshChannel &stream, const QByteArray &mark)
{
    const QDeadlineTimer deadline{std::chrono::minutes(buildMinutes)};
    MarkedLines lines(mark);
    QByteArray received, complaints, lastLine;
    bool built = false;
    for (QString failure;;) {
        const auto open = stream.move(received, complaints);
        if (!open)
            return std::unexpected(open.error());
        lines.feed(std::exchange(received, {}));
        while (auto line = lines.next()) {
            const QString text = harmless(line->text, 400, 1);
            if (!line->marked) {
                lastLine = line->text;
                m_talk.output(text);
            } else if (line->key == "step") {
                m_talk.progress(tr("Building the engine on %1: %2").arg(m_link.host().host(), text.section(u' ', 2)),
                                text.section(u' ', 0, 0).toInt(), text.section(u' ', 1, 1).toInt());
            } else if (line->key == "failed") {
                failure = text;
            } else if (line->key == "built") {
                m_talk.note(tr("The engine was built: %1.").arg(text));
                built = true; // and the script goes on to clean up
            } else {
                m_talk.note(text);
            }
        }
        if (!*open && built)
            return {};
        if (!*open) {
            const QString said = harmless(complaints.trimmed().isEmpty() ? lastLine : complaints.trimmed(), 600, 5);
            return std::unexpected(failure.isEmpty()
                                       ? tr("Building the engine on %1 %2: %3").arg(m_link.host().host(), stream.ending(), said)
                                       : tr("The engine could not be built on %1: %2.").arg(m_link.host().host(), failure));
        }
        if (auto waited = stream.wait(deadline); !waited)
            return waited;
    }
}

} // namespace patchbay::remote
