import type { Page } from 'playwright-core';

/**
 * Watches a page, before anything is opened in it, for elements made of `strange-files`' markup. The
 * answer lists them, with all that the page's policy had to stop, and the canary if its script ran.
 */
export async function watchMarkup(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(`(() => {
    const faults = (globalThis.faults = []);
    const watch = (root) => {
      const observer = new MutationObserver((changes) => {
        for (const element of changes.flatMap(({ addedNodes }) => [...addedNodes])) {
          if (!(element instanceof Element)) continue;
          const all = [element, ...element.querySelectorAll('*')];
          const strange = all.filter((one) => one.hasAttribute('data-stranger'));
          faults.push(...strange.map(({ outerHTML }) => outerHTML));
        }
      });
      observer.observe(root, { childList: true, subtree: true });
    };
    watch(document);
    const { attachShadow } = Element.prototype;
    Element.prototype.attachShadow = function (options) {
      const root = attachShadow.call(this, options);
      watch(root);
      return root;
    };
    document.addEventListener('securitypolicyviolation', (violation) => {
      const { effectiveDirective, blockedURI } = violation;
      // igv's own style elements; one made of markup would be among the elements above.
      if (effectiveDirective !== 'style-src-elem') faults.push(effectiveDirective + ' ' + blockedURI);
    });
  })()`);
  return () =>
    page.evaluate<string[]>(
      `globalThis.faults.concat(globalThis.__pwned === undefined ? [] : ['a script ran'])`,
    );
}
