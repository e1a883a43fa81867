#!/bin/sh
# After the files of the deb or the rpm are there.
set -e

for update in 'update-desktop-database -q /usr/share/applications' 'update-mime-database /usr/share/mime' \
  'gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor'; do
  if command -v "${update%% *}" >/dev/null; then $update || true; fi
done

# Not a file of the package: AppArmor before 4.0 cannot read it, and would complain at each start.
profile=/opt/Megabase/resources/apparmor-profile
if command -v apparmor_parser >/dev/null && apparmor_parser -Q -K "$profile" >/dev/null 2>&1; then
  cp "$profile" /etc/apparmor.d/megabase-desktop
  # In an image that is being made there is no kernel to tell.
  if [ -d /sys/kernel/security/apparmor ]; then
    apparmor_parser -r -T -W /etc/apparmor.d/megabase-desktop || true
  fi
fi
