// SPDX-License-Identifier: BSD-2-Clause
#include "conf/lua_script.h"

#include "support/text.h"

#include <QTest>

using namespace patchbay;

namespace {

std::string outcomeOf(const std::string &source)
{
    const Lookup lookup = [](std::string_view name) -> std::optional<std::string> {
        if (name == "pptdevs")
            return "1/0/0";
        return name == "smbios.system.product" ? std::optional<std::string>("Standard PC") : std::nullopt;
    };
    const LuaOutcome outcome = runLuaConf(source, "/boot/x.lua", lookup);
    if (outcome.unsure)
        return "?" + *outcome.unsure;
    if (outcome.error)
        return "!" + *outcome.error;
    std::string text;
    for (const auto &global : outcome.globals)
        text += (text.empty() ? "" : "; ") + global.name + "=" + luaToString(global.value);
    return text;
}

} // namespace

class TestLuaConf : public QObject
{
    Q_OBJECT

private slots:
    void outcome_data()
    {
        // As Lua 5.4 has it, in the environment that the loader gives such a file.
        static constexpr const char *rows[][2] = {
            {"", ""},
            {"pptdevs=\"2/0/0\"\nvmm_load=\"YES\" -- bhyve", "pptdevs=2/0/0; vmm_load=YES"},
            {"a, b = 1, 2.0 c = a < b", "a=1; b=2.0; c=true"},
            {"pptdevs = pptdevs .. ' 2/0/0'", "pptdevs=1/0/0 2/0/0"},
            {"if _ENV['smbios.system.product'] == 'Standard PC' then x = 1 else x = 2 end", "x=1"},
            {"local s = '' for i = 1, 3 do s = s .. i .. '/0/0 ' end pptdevs = s", "pptdevs=1/0/0 2/0/0 3/0/0 "},
            {"local t = {'1/0/0', '2/0/0'} local i = 1 s = '' while t[i] do s = s .. t[i] i = i + 1 end", "s=1/0/0"
                                                                                                     "2/0/0"},
            {"x = 7 // 2 y = 7 / 2 z = 2^10 w = -7 % 3", "w=2; x=3; y=3.5; z=1024.0"},
            {"x = not nil and 'yes' or error()", "x=yes"},
            {"x = ('vmm'):upper():sub(1, 2)", "x=VM"},
            {"x = 1 return", "x=1"},
            {"x = [[\nlong]] y = 'a\\65\\x42\\z\n  c'", "x=long; y=aABc"},
            {"x = 1\nerror('no')", "![string \"/boot/x.lua\"]:2: attempt to call a nil value (global 'error')"},
            {"x = smbios.system.product", "![string \"/boot/x.lua\"]:1: attempt to index a nil value (global 'smbios')"},
            {"x = 'a' .. nosuch", "![string \"/boot/x.lua\"]:1: attempt to concatenate a nil value (global 'nosuch')"},
            {"x = 1 < 'a'", "![string \"/boot/x.lua\"]:1: attempt to compare number with string"},
            {"x = pptdevs + 1", "![string \"/boot/x.lua\"]:1: attempt to add a 'string' with a 'number'"},
            {"x = ", "!attempt to call a nil value"},
            {"if x then", "!attempt to call a nil value"},
            {"x = 'unterminated", "!attempt to call a nil value"},
            {"set x=1", "!attempt to call a nil value"},
            {"goto nowhere", "!attempt to call a nil value"},
            {"function f() x = 1 end", "f=function"},
            {"function f() x = 1 end f()", "?/boot/x.lua:1: a function is called"},
            {"x = ('a'):gsub('a', 'b')", "?/boot/x.lua:1: string.gsub is called"},
            {"while true do end", "?/boot/x.lua:1: it loops for very long"},
            {"x = 'aaaaaaaa' while true do x = x .. x end", "![string \"/boot/x.lua\"]:1: not enough memory"},
            {"t = {} t.t = t x = 1", "t=table; x=1"},
            {"local t for i = 1, 9999 do t = {t} end x = 1", "x=1"},
        };
        QTest::addColumn<QByteArray>("source");
        QTest::addColumn<QByteArray>("expected"); // globals; "!" and the error; "?" and what is not run
        for (const auto &[source, expected] : rows)
            QTest::newRow(source) << QByteArray(source) << QByteArray(expected);
    }
    void outcome()
    {
        QFETCH(const QByteArray, source);
        QFETCH(const QByteArray, expected);
        QCOMPARE(toBytes(outcomeOf(toText(source))), expected);
    }

    void nesting()
    {
        for (const char *open : {"(", "{", "-", "not ", "if x then ", "a="}) {
            std::string deep = "x = ";
            for (int i = 0; i < 100000; ++i)
                deep += open;
            QCOMPARE(toBytes(outcomeOf(deep)), QByteArray("!attempt to call a nil value"));
        }
    }
};

QTEST_GUILESS_MAIN(TestLuaConf)
#include "tst_lua_conf.moc"
