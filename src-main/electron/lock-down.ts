import type { Session, WebContents } from 'electron';
import { isOwnAddress, isOwnOrigin } from './app-scheme.ts';

/**
 * No page may ask for a permission but that of its Copy buttons, and no request leaves for anywhere but the
 * program itself.
 */
export function lockSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) =>
    answer(permission === copying && isOwnAddress(requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === copying && isOwnOrigin(origin),
  );
  session.setDevicePermissionHandler(() => false);
  // Dictionaries would be fetched.
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest(({ url }, answer) => answer({ cancel: !staysInside(url) }));
}

/** What `navigator.clipboard.writeText` needs: text goes to the clipboard, and none is read from it. */
const copying = 'clipboard-sanitized-write';

/** A page stays where it is, opens nothing and holds no other page. */
export function lockContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** `data:` and our own `blob:` hold what they name. */
function staysInside(url: string): boolean {
  const own = url.startsWith('blob:') ? url.slice('blob:'.length) : url;
  return isOwnAddress(own) || /^(devtools|data):/.test(url);
}
