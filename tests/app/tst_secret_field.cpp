// SPDX-License-Identifier: BSD-2-Clause
// The field for passwords works as any other and never holds what was typed where a line edit would keep it.
#include "views/secret_field.h"

#include <QAccessible>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>
#include <QSet>
#include <QTest>

#include <functional>
#include <memory>

using namespace patchbay;
using namespace Qt::StringLiterals;
using views::SecretField;

namespace {

void type(QWidget *field, const QString &text)
{
    QKeyEvent press(QEvent::KeyPress, 0, Qt::NoModifier, text);
    QCoreApplication::sendEvent(field, &press);
}

void compose(QWidget *field, const QString &composing, const QString &done, int from = 0, int length = 0)
{
    QInputMethodEvent event(composing, {{QInputMethodEvent::Cursor, int(composing.size()), 1, {}}});
    event.setCommitString(done, from, length);
    QCoreApplication::sendEvent(field, &event);
}

void copyElsewhere(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
}

bool isBullets(const QString &text)
{
    return text == QString(text.size(), u'\u2022');
}

QAccessibleTextInterface *textOf(QWidget *field)
{
    return QAccessible::queryAccessibleInterface(field)->textInterface();
}

void chooseInMenu(SecretField *field, const QString &name)
{
    QContextMenuEvent event(QContextMenuEvent::Mouse, {1, 1}, field->mapToGlobal(QPoint(1, 1)));
    QCoreApplication::sendEvent(field, &event);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QAction *action = menu ? menu->findChild<QAction *>(name) : nullptr;
    QVERIFY2(action && action->isEnabled(), qPrintable(name));
    action->trigger();
    menu->close();
}

} // namespace

using Does = std::function<void(SecretField *)>;
Q_DECLARE_METATYPE(Does)

class SecretFieldTest final : public QObject
{
    Q_OBJECT

private slots:
    void edited_data()
    {
        QTest::addColumn<Does>("does");
        QTest::addColumn<QString>("left");
        const auto row = [](const char *name, const QString &left, const Does &does) { QTest::newRow(name) << does << left; };
        const auto keys = [](SecretField *field, std::initializer_list<QKeyCombination> all) {
            for (const QKeyCombination each : all)
                QTest::keyClick(field, each.key(), each.keyboardModifiers());
        };
        row("typed", u"sesame!"_s, [](SecretField *field) { type(field, u"!"_s); });
        row("backspace", u"sesam"_s, [=](SecretField *field) { keys(field, {Qt::Key_Backspace}); });
        row("backspace in the middle", u"seame"_s, [=](SecretField *field) { keys(field, {Qt::Key_Left, Qt::Key_Left, Qt::Key_Left, Qt::Key_Backspace}); });
        row("delete at the start", u"esame"_s, [=](SecretField *field) { keys(field, {Qt::Key_Home, Qt::Key_Delete}); });
        row("typed in the middle", u"se-same"_s, [=](SecretField *field) { keys(field, {Qt::Key_Home, Qt::Key_Right, Qt::Key_Right, Qt::Key_Minus}); });
        row("a selection is replaced", u"s+me"_s, [](SecretField *field) {
            field->setSelection(1, 3);
            type(field, u"+"_s);
        });
        row("a selection is deleted", u"same"_s, [=](SecretField *field) {
            field->setSelection(0, 2);
            keys(field, {Qt::Key_Delete});
        });
        row("all of it", u"x"_s, [=](SecretField *field) { keys(field, {Qt::CTRL | Qt::Key_A, Qt::Key_X}); });
        row("to the start", QString(), [=](SecretField *field) { keys(field, {Qt::CTRL | Qt::Key_Backspace}); });
        row("undo empties it", QString(), [=](SecretField *field) { keys(field, {Qt::CTRL | Qt::Key_Z}); });
        row("redo brings nothing back", QString(), [=](SecretField *field) { keys(field, {Qt::CTRL | Qt::Key_Z, Qt::CTRL | Qt::SHIFT | Qt::Key_Z}); });
        row("copy and cut give nothing away", u"from elsewhere"_s, [=](SecretField *field) {
            copyElsewhere(u"from elsewhere"_s);
            keys(field, {Qt::CTRL | Qt::Key_A, Qt::CTRL | Qt::Key_C, Qt::CTRL | Qt::Key_X, Qt::Key_End, Qt::CTRL | Qt::Key_V});
        });
        row("pasted without its line's end", u"sesamepaste d"_s, [=](SecretField *field) {
            copyElsewhere(u"paste d\nrm -rf\n"_s);
            keys(field, {Qt::SHIFT | Qt::Key_Insert});
        });
        row("pasted over a selection, by the menu", u"pastedame"_s, [](SecretField *field) {
            copyElsewhere(u"pasted\r\n"_s);
            field->setSelection(0, 3);
            chooseInMenu(field, u"edit-paste"_s);
        });
        row("deleted by the menu", u"se"_s, [](SecretField *field) {
            field->setSelection(2, 4);
            chooseInMenu(field, u"edit-delete"_s);
        });
        row("dropped", u"droppedsesame"_s, [](SecretField *field) {
            QMimeData data;
            data.setText(u"dropped"_s);
            QDragEnterEvent enter(QPoint(1, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(field, &enter);
            QDropEvent event(QPointF(1, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QCoreApplication::sendEvent(field, &event);
        });
        row("letters of every length", u"sesameéß€😀"_s, [](SecretField *field) {
            for (const QString &each : {u"é"_s, u"ß"_s, u"€"_s, u"😀"_s})
                type(field, each);
        });
        row("a pair goes at once", u"sesame"_s, [=](SecretField *field) {
            type(field, u"😀"_s);
            keys(field, {Qt::Key_Backspace});
        });
        row("half a pair", u"sesame\uFFFD\uFFFD"_s, [](SecretField *field) {
            compose(field, {}, QString(QChar(0xD83D)));
            compose(field, {}, QString(QChar(0xD83D)));
        });
        row("composed", u"sesame語é"_s, [](SecretField *field) {
            compose(field, u"go"_s, {});
            compose(field, {}, u"語"_s);
            compose(field, u"´"_s, {});
            compose(field, {}, u"é"_s);
        });
        row("composed and given up", u"sesame"_s, [](SecretField *field) {
            compose(field, u"go"_s, {});
            compose(field, {}, {});
        });
        row("composed over a selection", u"s語e"_s, [](SecretField *field) {
            field->setSelection(1, 4);
            compose(field, u"go"_s, {});
            compose(field, {}, u"語"_s);
        });
        row("replaced by the input method", u"sesamé"_s, [](SecretField *field) { compose(field, {}, u"é"_s, -1, 1); });
        row("a control key is no letter", u"sesame"_s, [](SecretField *field) {
            QKeyEvent press(QEvent::KeyPress, Qt::Key_G, Qt::ControlModifier, u"g"_s);
            QCoreApplication::sendEvent(field, &press);
            type(field, u"\u0007"_s);
        });
        row("cleared", QString(), [](SecretField *field) { field->clear(); });
        row("set", u"all new"_s, [](SecretField *field) { field->setText(u"all new"_s); });
        row("typed by another program", u"se-here-same"_s, [](SecretField *field) {
            QAccessible::queryAccessibleInterface(field)->editableTextInterface()->insertText(2, u"-here-"_s);
        });
    }
    void edited()
    {
        QFETCH(Does, does);
        QFETCH(QString, left);
        SecretField field;
        field.show();
        for (const QChar c : u"sesame"_s) {
            type(&field, c);
            QVERIFY(isBullets(field.text()));
        }
        does(&field);
        QVERIFY(isBullets(field.text()));
        QCOMPARE(QSet<QChar>(field.displayText().cbegin(), field.displayText().cend()).size(), left.isEmpty() ? 0 : 1);
        QCOMPARE(field.text().size(), left.toUcs4().size());
        QCOMPARE(QString::fromUtf8(field.take().text()), left);
        QVERIFY(field.text().isEmpty());
        QCOMPARE(QByteArray(field.take().text()), QByteArray());
    }

    void composingIsNotShown()
    {
        SecretField field;
        field.show();
        compose(&field, u"geheim"_s, {});
        QVERIFY(!field.grab().isNull());
        for (const Qt::InputMethodQuery query : {Qt::ImSurroundingText, Qt::ImTextBeforeCursor, Qt::ImCurrentSelection})
            QVERIFY(!field.inputMethodQuery(query).toString().contains(u"geheim"_s));
        compose(&field, {}, u"geheim"_s);
        QVERIFY(isBullets(field.inputMethodQuery(Qt::ImSurroundingText).toString()));
        QVERIFY(field.inputMethodHints() & Qt::ImhHiddenText && field.inputMethodHints() & Qt::ImhSensitiveData);
    }

    void aScreenReaderSeesAPassword()
    {
        SecretField field;
        field.setAccessibleName(u"Passphrase"_s);
        field.show();
        type(&field, u"x"_s);
        const QAccessibleInterface *seen = QAccessible::queryAccessibleInterface(&field);
        QVERIFY(seen && seen->state().passwordEdit);
        QCOMPARE(seen->text(QAccessible::Name), u"Passphrase"_s);
        QVERIFY(!seen->text(QAccessible::Value).contains(u'x'));
        QCOMPARE(textOf(&field)->characterCount(), 1);
        QVERIFY(!textOf(&field)->text(0, 1).contains(u'x'));
    }

    void noMoreThanThereIsRoomFor()
    {
        SecretField field;
        field.show();
        copyElsewhere(QString(5000, u'a'));
        QTest::keyClick(&field, Qt::Key_V, Qt::ControlModifier);
        type(&field, u"b"_s);
        QCOMPARE(field.text().size(), SecretField::most);
        field.setSelection(0, 2);
        type(&field, u"c"_s);
        type(&field, u"d"_s);
        type(&field, u"e"_s);
        QCOMPARE(QByteArray(field.take().text()), "cd" + QByteArray(SecretField::most - 2, 'a'));
    }

    void itCanBeAskedForTwice()
    {
        SecretField field;
        field.show();
        for (const QString &each : {u"one"_s, u"second"_s}) {
            QTest::keyClicks(&field, each);
            QCOMPARE(QString::fromUtf8(field.take().text()), each);
        }
    }
};

QTEST_MAIN(SecretFieldTest)
#include "tst_secret_field.moc"
