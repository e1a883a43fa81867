#!/bin/sh
# Debian says `remove` or `purge`, RPM how many versions are left; an update keeps the profile.
set -e
case "$1" in
remove | purge | 0) ;;
*) exit 0 ;;
esac

profile=/etc/apparmor.d/megabase-desktop
if [ -f "$profile" ]; then
  if command -v apparmor_parser >/dev/null && [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser -R "$profile" || true
  fi
  rm -f "$profile"
fi
