// SPDX-License-Identifier: BSD-2-Clause
#include "apply/trial.h"

#include "apply/trial_script_files.h"

namespace patchbay {

// Sourced by rc(8), which may do so in its own shell: nothing but functions of one prefix before the last line, which a
// half-written file has not. What works on the order runs in a shell of its own.
namespace {

constexpr std::string_view before = R"sh(#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# PROVIDE: patchbay_trial
# REQUIRE: FILESYSTEMS
# BEFORE: netif
# KEYWORD: nojail
#
# Patchbay put this file here with a change of the boot files that somebody is to confirm after the next boot. That
# boot starts a timer. When nobody confirms in time, or that boot ends without an answer, the old files are put back,
# and the host restarts if what runs is not what they give. Confirming removes this file.
#
# By hand:  sh /usr/local/etc/rc.d/patchbay_trial status     what waits, and for how long
#           sh /usr/local/etc/rc.d/patchbay_trial revert     put the old files back now

t_setup()
{
	PATH=${PATCHBAY_PATH:-/sbin:/bin:/usr/sbin:/usr/bin}
	export PATH
	umask 022
	shell=${PATCHBAY_SH:-/bin/sh}
	root=${PATCHBAY_ROOT-}
	base=$root/var/db/patchbay
	dir=$base/trial
	order=$dir/order
	self=$root/usr/local/etc/rc.d/patchbay_trial
	id=$(t_value id)
	history=$base/history/$id
	within=$(t_value within)
	case $within in
	''|*[!0-9]*) within=600 ;;
	esac
	phase=
	read -r word of 2>/dev/null <"$dir/phase" && [ "$of" = "$id" ] && phase=$word
}

t_value()
{
	sed -n "s/^$1=//p" "$order" 2>/dev/null | sed 1q
}

# Whether there is an order, all of it.
t_whole()
{
	case $id in
	[0-9][0-9][0-9][0-9][0-9][0-9]) ;;
	*) return 1 ;;
	esac
	[ "$(tail -n 1 "$order" 2>/dev/null)" = end ]
}

t_say()
{
	echo "patchbay: $*"
	logger -t patchbay "$*" 2>/dev/null
	return 0
}

)sh";

constexpr std::string_view after = R"sh(# One at a time, between all consoles and us. A status of 75: somebody else has it for longer than $1 seconds.
t_locked()
{
	patience=$1 lock=$2
	shift 2
	if command -v lockf >/dev/null; then
		lockf -k -s -t "$patience" "$lock" "$@"
	else
		"$@"
	fi
}

t_boottime()
{
	sysctl -n kern.boottime 2>/dev/null | sed -n 's/^{ sec = \([0-9]*\),.*/\1/p'
}

# Seconds since the boot. Setting the clock moves both figures alike; one set between the two looks is noticed.
t_uptime()
{
	for _ in 1 2 3 4 5; do
		booted=$(t_boottime)
		now=$(date +%s)
		[ "$booted" = "$(t_boottime)" ] && break
	done
	echo $((now - ${booted:-0}))
}

# The second of uptime at which the patience ends; $1 where none is written down for this change.
t_due()
{
	due=$1
	read -r of second 2>/dev/null <"$dir/deadline" && [ "$of" = "$id" ] && due=$second
	case $due in
	''|*[!0-9]*) due=$(($(t_uptime) + within)) ;;
	esac
	echo "$due"
}

# Which boot this is: "applied:ID", "trial:ID" or nothing. The kernel's environment forgets at every boot.
t_seen()
{
	kenv -q patchbay_trial 2>/dev/null
}

# Whether what runs is what the $1 ("old", "new") files give.
t_runs()
{
	sed -n "s/^$1 //p" "$order" | (
		while IFS= read -r line; do
			name=${line%%=*}
			case $name in
			vmm) kldstat -q -n vmm.ko </dev/null >/dev/null 2>&1 && now=yes || now=no ;;
			*) now=$(kenv -q "$name" 2>/dev/null </dev/null) ;;
			esac
			[ "$now" = "${line#*=}" ] || exit 1
		done
		exit 0
	)
}

t_needs_reboot()
{
	if [ "$(t_value live)" = yes ] && [ "$(t_seen)" = "trial:$id" ]; then
		return 0
	fi
	! t_runs old
}

t_state()
{
	sed -n 's/^state: //p' "$history/record" 2>/dev/null | sed 1q
}

# Writes into the history what became of the change.
t_mark()
{
	[ -s "$history/record" ] || return 0
	sed "s/^state: .*/state: $1/" "$history/record" | t_put "$history/record"
}

t_pool_off()
{
	pool=$(t_value pool)
	[ -z "$pool" ] ||
	    zfsbootcfg -z "$pool" -n freebsd:nvstore -k nextboot_enable -v NO >/dev/null 2>&1
	return 0
}

# Where boots take a copy of the root file system until somebody confirms: that is over.
t_environment_back()
{
	environment=$(t_value environment)
	[ -n "$environment" ] || return 0
	bectl activate "$environment" >/dev/null 2>&1
	bectl activate -T >/dev/null 2>&1
	return 0
}

# Nothing waits any more. The order first: without it everything else means nothing.
t_clean()
{
	rm -f "$order" || return 1
	[ ! -d "$dir" ] || t_sync "$dir"
	rm -f "$dir/phase" "$dir/deadline" "$dir"/*.patchbay-revert "$dir/timer.lock" "$self"
	rmdir "$dir" 2>/dev/null
	kenv -q -u patchbay_trial >/dev/null 2>&1
	return 0
}

t_reboot()
{
	t_say "change $id was not confirmed: restarting with the old boot files"
	sync
	shutdown -r now "Patchbay: change $id was not confirmed" || reboot
}

# The files are back. The boot that ran with the new ones ends; any other has nothing more to do, so that no host
# restarts twice.
t_end()
{
	[ "$(t_state)" = expired ] || t_mark expired || return 1
	if [ "$(t_seen)" = "reboot:$id" ]; then t_reboot; else t_clean; fi
}

# Everything of change $1 back, unless somebody was quicker. The history's word "broken-off" comes first: from then on
# whoever finds it, this script or a console, does the rest.
t_take_back()
{
	t_whole && [ "$id" = "$1" ] || return 0
	[ "$phase" = reboot ] && { t_end; return; }
	case $(t_state) in
	applied) t_mark broken-off || return 1 ;;
	broken-off|'') ;;
	*) t_clean; return ;;
	esac
	t_restore_all || return 1
	t_pool_off
	t_environment_back
	if t_needs_reboot; then
		kenv "patchbay_trial=reboot:$id" >/dev/null 2>&1
		echo "reboot $id" | t_put "$dir/phase" || return 1
		t_end
	else
		t_mark expired || return 1
		t_say "change $id was not confirmed: the old boot files are back"
		t_clean
	fi
}

t_take_back_locked()
{
	t_locked 60 "$base/lock" $shell "$self" take-back "$id"
	[ $? -ne 75 ] && return
	# Whoever holds the lock that long hangs; the host comes first.
	$shell "$self" take-back "$id"
}

# Whether the next boot is an old one whatever the files say.
t_falls_back()
{
	[ "$(t_value mode)" = next-boot ] || [ -n "$(t_value environment)" ]
}

t_timer()
{
	want=$1 failures=0
	while t_setup; t_whole && [ "$id" = "$want" ] && [ "$phase" != reboot ]; do
		left=$(($(t_due "$2") - $(t_uptime)))
		if [ $left -le 0 ]; then
			t_take_back_locked
			failures=$((failures + 1))
			# A disk that takes no writing: a boot brings back what was left as it was.
			[ $failures -eq 12 ] && t_falls_back && t_whole && t_reboot
			left=5
		fi
		[ $left -gt 5 ] && left=5
		sleep $left
	done
}

t_arm()
{
	if [ "$phase" = trial ]; then
		due=$(t_due '')
	else
		due=$(($(t_uptime) + within))
		kenv "patchbay_trial=trial:$id" >/dev/null 2>&1 &&
		    echo "$id $due" | t_put "$dir/deadline" &&
		    echo "trial $id" | t_put "$dir/phase"
	fi
	t_say "change $id takes itself back in $((due - $(t_uptime))) s unless it is confirmed"
	(
		trap '' HUP INT QUIT
		t_locked 0 "$dir/timer.lock" $shell "$self" timer "$id" "$due"
	) </dev/null >/dev/null 2>&1 &
}

# At the first boot of ours after the change: whether the trial came and went before this script could run.
t_missed()
{
	case $(t_value mode) in
	next-boot) t_runs old && ! t_runs new ;;
	now) return 0 ;;
	*) return 1 ;;
	esac
}

t_boot()
{
	if ! t_whole; then
		[ -e "$order" ] || t_clean
		return 0
	fi
	case $(t_state) in
	applied|'') ;;
	*) t_take_back_locked; return 0 ;;
	esac
	case $phase:$(t_seen) in
	reboot:*) t_take_back_locked ;;
	":applied:$id") ;;
	*":trial:$id") t_arm ;;
	:*)	if t_missed; then t_take_back_locked; else t_arm; fi ;;
	*)	t_take_back_locked ;;
	esac
	return 0
}

t_status()
{
	t_whole || { echo "nothing waits to be confirmed"; return 0; }
	case $phase in
	trial) echo "change $id takes itself back in $(($(t_due '') - $(t_uptime))) s unless it is confirmed" ;;
	reboot) echo "change $id was taken back; the host restarts" ;;
	*) echo "change $id waits for the next boot" ;;
	esac
}

t_main()
{
	case $1 in
	boot|timer|take-back|revert|status) t_setup ;;
	*start) ${PATCHBAY_SH:-/bin/sh} "${PATCHBAY_ROOT-}/usr/local/etc/rc.d/patchbay_trial" boot; return 0 ;;
	*) return 0 ;;
	esac
	case $1 in
	boot) t_boot ;;
	timer) t_timer "$2" "$3" ;;
	take-back) t_take_back "$2" ;;
	revert) t_whole && t_take_back_locked ;;
	status) t_status ;;
	esac
}

t_main "$@"
)sh";

} // namespace

std::string_view trialScript()
{
    static const std::string whole = std::string(before) + std::string(trialScriptFiles) + std::string(after);
    return whole;
}

} // namespace patchbay
