/**
 * Gives the focus back to what had it before something covered it, unless a person has put it elsewhere
 * meanwhile: what is being typed there must not be left.
 */
export function giveFocusBack(to: Element | null): void {
  // What was covered is inert until the cover is gone.
  setTimeout(() => {
    const isFree = document.activeElement === document.body;
    if (isFree && to instanceof HTMLElement && to.isConnected) to.focus();
  });
}
