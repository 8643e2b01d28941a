// SPDX-License-Identifier: BSD-2-Clause
#pragma once

#include <string_view>

namespace patchbay {

/// The part of trialScript() that writes files. What it leaves half-written is named so that removeTemporaries() knows it.
inline constexpr std::string_view trialScriptFiles = R"sh(t_sync()
{
	fsync "$1" 2>/dev/null || sync
}

# Standard input becomes the file $1, all of it or nothing.
t_put()
{
	if cat >"$1.patchbay-revert" && t_sync "$1.patchbay-revert" && mv -f "$1.patchbay-revert" "$1"; then
		t_sync "${1%/*}"
	else
		rm -f "$1.patchbay-revert"
		return 1
	fi
}

# $2 becomes a copy of $1, all of it or nothing, with mode and owner of $3, where the file system has such things.
t_copy()
{
	new=$2.patchbay-revert
	rm -f "$new"
	if { cp -p "$3" "$new" || [ -f "$new" ]; } && cat "$1" >"$new" && cmp -s "$new" "$1" && t_sync "$new" && mv -f "$new" "$2"; then
		t_sync "${2%/*}"
	else
		rm -f "$new"
		return 1
	fi
}

# Whether the file $1 is what the change made of it; the loader marks nextboot.conf as used in its first line.
t_ours()
{
	cmp -s "$1" "$history/$n.after" && return 0
	case $path in
	/boot/nextboot.conf) ;;
	*) return 1 ;;
	esac
	[ "$(tail -n +2 "$1")" = "$(tail -n +2 "$history/$n.after" 2>/dev/null)" ]
}

# What is no file goes out of the way.
t_aside()
{
	if [ -L "$target" ] || { [ -e "$target" ] && [ ! -f "$target" ]; }; then
		rm -rf "$target.patchbay-found"
		mv -f "$target" "$target.patchbay-found" || return 1
		t_say "$path was no file any more; what it was is $path.patchbay-found now"
	fi
	return 0
}

# One file of the order ($n, $size, $path) as it was before the change.
t_restore()
{
	target=$root$path
	[ ! -L "$target" ] || target=$(realpath "$target" 2>/dev/null) || target=$root$path
	old=$history/$n.before
	t_aside || return 1
	if [ "$size" = - ]; then
		[ -e "$target" ] || return 0
	else
		[ "$(wc -c <"$old" | tr -d ' ')" = "$size" ] || return 1
		cmp -s "$target" "$old" && return 0
	fi
	if [ -e "$target" ] && ! t_ours "$target" && [ ! -e "$history/$n.found" ]; then
		t_copy "$target" "$history/$n.found" "$target" || return 1
		t_say "$path was changed meanwhile; that is kept as $history/$n.found"
	fi
	if [ "$size" = - ]; then
		rm -f "$target" || return 1
		t_sync "${target%/*}"
	elif [ -e "$target" ]; then
		t_copy "$old" "$target" "$target"
	else
		t_copy "$old" "$target" "$old"
	fi
}

t_restore_all()
{
	sed -n 's/^file=//p' "$order" | sort -rn | (
		failed=0
		while read -r n size path; do
			t_restore </dev/null || failed=1
		done
		exit $failed
	)
}

)sh";

} // namespace patchbay
