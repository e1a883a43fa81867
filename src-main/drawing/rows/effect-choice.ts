import type { EffectLink } from '../../contract/index.ts';

/** What of a map a person looks at: one link, or all that an element or a target has to do with. */
export type EffectChoice =
  | { readonly kind: 'link'; readonly element: number; readonly target: number }
  | { readonly kind: 'element'; readonly element: number }
  | { readonly kind: 'target'; readonly target: number };

/** Whether a link belongs to what is chosen. */
export function isOf(choice: EffectChoice, { element, target }: EffectLink): boolean {
  const sameElement = choice.kind !== 'target' && choice.element === element;
  const sameTarget = choice.kind !== 'element' && choice.target === target;
  return choice.kind === 'link' ? sameElement && sameTarget : sameElement || sameTarget;
}
