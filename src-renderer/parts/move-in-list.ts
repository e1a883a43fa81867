/** Up and down go from row to row of a list of buttons. */
export function moveInList(event: KeyboardEvent): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = (event.target as HTMLElement).closest('li');
  if (!step || !row) return;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  next?.querySelector('button')?.focus();
  event.preventDefault();
}
