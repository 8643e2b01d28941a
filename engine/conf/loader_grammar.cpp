// SPDX-License-Identifier: BSD-2-Clause
#include "conf/loader_grammar.h"

#include <vector>

namespace patchbay {

namespace {

struct Rule
{
    LineKind kind;
    std::string field;
    std::string needs;         ///< no line without these characters can match
    std::optional<LuaPattern> quoted; ///< tried first
    std::optional<LuaPattern> word;
};

/// The building blocks that differ between generations; the composition never did.
struct Dialect
{
    const char *moduleKey;
    const char *quoted;
    const char *word;
    const char *variable;
    bool numbers; ///< a last rule of its own for name=number
};

Dialect dialectOf(LoaderGeneration generation)
{
    switch (generation) {
    case LoaderGeneration::Twelve: return {"([%w-_]+)", "\"([%w%s%p]-)\"", "([%w]+)", "([%w%p]+)", true};
    case LoaderGeneration::Fourteen:
        return {"([-%w_]+)", "\"(.*)\"", "([-%w%d][-%w%d_.]*)", "([%w][%w%d-_.]*)", false};
    case LoaderGeneration::Main: break;
    }
    return {"([%w%d-_.]+)", "\"([^\"]*)\"", "([-%w%d][-%w%d_.]*)", "([%w][%w%d-_.]*)", false};
}

std::vector<Rule> rulesOf(LoaderGeneration generation)
{
    const Dialect dialect = dialectOf(generation);
    const std::string equals = "%s*=%s*";
    const auto whole = [](const std::string &middle) { return LuaPattern("^%s*" + middle + "%s*(.*)"); };

    std::vector<Rule> rules;
    for (const char *field : {"load", "name", "type", "flags", "before", "after", "error"}) {
        const std::string suffix = std::string("_") + field;
        const std::string left = dialect.moduleKey + suffix + equals;
        rules.push_back({LineKind::Module, field, suffix, whole(left + dialect.quoted), whole(left + dialect.word)});
    }
    rules.push_back({LineKind::Exec, {}, "exec", whole("exec" + equals + dialect.quoted), {}});
    const std::string left = dialect.variable + equals;
    rules.push_back({LineKind::Variable, {}, "=", whole(left + dialect.quoted), whole(left + dialect.word)});
    if (dialect.numbers)
        rules.push_back({LineKind::Variable, {}, "=", {}, whole(left + "(-?%d+)")});
    return rules;
}

const std::vector<Rule> &cachedRules(LoaderGeneration generation)
{
    static const std::vector<Rule> twelve = rulesOf(LoaderGeneration::Twelve);
    static const std::vector<Rule> fourteen = rulesOf(LoaderGeneration::Fourteen);
    static const std::vector<Rule> main = rulesOf(LoaderGeneration::Main);
    switch (generation) {
    case LoaderGeneration::Twelve: return twelve;
    case LoaderGeneration::Fourteen: return fourteen;
    case LoaderGeneration::Main: break;
    }
    return main;
}

std::size_t firstNonBlank(std::string_view text)
{
    std::size_t at = 0;
    while (at < text.size() && inLuaClass(static_cast<unsigned char>(text[at]), 's'))
        ++at;
    return at;
}

/// Blanks, or blanks and a comment.
bool endsLine(std::string_view rest)
{
    rest.remove_prefix(firstNonBlank(rest));
    return rest.empty() || rest.front() == '#';
}

LineMeaning meaningOf(const Rule &rule, const LuaMatch &match, bool quoted)
{
    LineMeaning meaning{.kind = rule.kind, .field = rule.field, .quoted = quoted};
    switch (rule.kind) {
    case LineKind::Exec:
        meaning.value = match.captures[0];
        meaning.trailing = match.captures[1];
        break;
    default:
        meaning.name = match.captures[0];
        meaning.value = match.captures[1];
        meaning.trailing = match.captures[2];
        break;
    }
    return meaning;
}

} // namespace

LineMeaning readLine(std::string_view line, LoaderGeneration generation)
{
    const std::size_t first = firstNonBlank(line);
    if (first == line.size())
        return {};
    if (line[first] == '#') {
        LineMeaning comment;
        comment.kind = LineKind::Comment;
        comment.trailing = {first, line.size()};
        return comment;
    }
    for (const Rule &rule : cachedRules(generation)) {
        if (line.find(rule.needs) == std::string_view::npos)
            continue;
        auto match = rule.quoted ? rule.quoted->match(line) : std::nullopt;
        const bool quoted = match.has_value();
        if (!match && rule.word)
            match = rule.word->match(line);
        if (!match)
            continue;
        // The first rule that matches decides, even where what follows the value then makes the line malformed.
        LineMeaning meaning = meaningOf(rule, *match, quoted);
        if (!endsLine(textOf(line, meaning.trailing)))
            meaning.kind = LineKind::Malformed;
        return meaning;
    }
    return {.kind = LineKind::Malformed};
}

} // namespace patchbay
