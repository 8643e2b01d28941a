// SPDX-License-Identifier: BSD-2-Clause
#include "views/trial_choice.h"

#include "look/metrics.h"
#include "views/trial_words.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>

#include <utility>

namespace patchbay::views {

using namespace Qt::StringLiterals;

namespace {
constexpr int spans[] = {2 * 60, 5 * 60, 10 * 60, 30 * 60, 3600, 12 * 3600, 24 * 3600};
constexpr int usual = 10 * 60;
}

TrialChoice::TrialChoice(QString host, QWidget *parent)
    : QWidget(parent)
    , m_host(std::move(host))
    , m_on(new QCheckBox(tr("Take it back unless I keep it within"), this))
    , m_span(new QComboBox(this))
    , m_show(button(tr("Show what is installed"), "link", "trialShow", this))
    , m_about(label({}, "secondary", this))
{
    m_on->setObjectName(u"trialOn"_s);
    m_span->setObjectName(u"trialSpan"_s);
    m_span->setAccessibleName(tr("How long the host waits to be told that the change is kept"));
    m_about->setObjectName(u"trialChoiceAbout"_s);
    m_about->setWordWrap(true);
    m_about->setContentsMargins(look::besideMark(), 0, 0, 0);
    for (const int span : spans)
        m_span->addItem(spanWords(span), span);
    m_span->setCurrentIndex(m_span->findData(usual));
    auto *line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_on);
    line->addWidget(m_span);
    line->addStretch();
    line->addWidget(m_show);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 4, 12, 4);
    column->setSpacing(4);
    column->addLayout(line);
    column->addWidget(m_about);
    connect(m_on, &QCheckBox::toggled, this, [this] {
        m_touched = true; // follow() is quiet
        say();
    });
    connect(m_span, &QComboBox::currentIndexChanged, this, &TrialChoice::say);
    m_show->setCheckable(true);
    connect(m_show, &QPushButton::toggled, this, &TrialChoice::say);
}

void TrialChoice::follow(const std::string &mode)
{
    m_mode = mode;
    if (!m_touched) {
        const QSignalBlocker quiet(m_on);
        m_on->setChecked(mode != "now");
    }
    say();
}

std::optional<int> TrialChoice::patience() const
{
    return m_on->isChecked() && isEnabled() ? std::optional(m_span->currentData().toInt()) : std::nullopt;
}

bool TrialChoice::shown() const
{
    return m_show->isChecked() && patience();
}

void TrialChoice::say()
{
    m_show->setEnabled(m_on->isChecked());
    m_show->setText(shown() ? tr("Show the boot files") : tr("Show what is installed"));
    m_show->setAccessibleName(m_show->text());
    const QString span = m_span->currentText();
    m_span->setEnabled(m_on->isChecked());
    QString about;
    if (m_on->isChecked()) {
        about = m_mode == "now" ? tr("Without an answer within %1 from now, %2 gives the functions back and restarts.")
                                : tr("Without an answer within %1 after that boot, %2 puts the old boot files back and restarts.");
        about = about.arg(span, m_host) + u' ' +
                tr("For that, the start script /usr/local/etc/rc.d/patchbay_trial and its order, "
                   "/var/db/patchbay/trial/order, are installed with the change; keeping it removes both.");
    } else {
        about = m_mode == "next-boot"    ? tr("The boot after that one is the old one again, but nothing ends a boot that went wrong.")
                : m_mode == "persistent" ? tr("Nothing takes this back by itself: should %1 not come back, somebody has to go there.")
                                               .arg(m_host)
                                         : tr("It stays until the next boot of %1, or until you take it back.").arg(m_host);
    }
    m_about->setText(about);
    m_on->setAccessibleDescription(about);
    emit changed();
}

} // namespace patchbay::views
