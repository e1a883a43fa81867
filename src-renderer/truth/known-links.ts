import { type LinkAgreement, counted } from '../../src-main/contract/index.ts';

/** `6 of 6 true links that a single knock-out can reveal are predicted. Every predicted link is true.` */
export function linkAgreementText(agreement: LinkAgreement): string {
  const { elements, trueElements, visible, found, shared, others } = agreement;
  const calls = elements - trueElements;
  return [
    `${found} of ${counted(visible, 'true link')} that a single knock-out can reveal ${found === 1 ? 'is' : 'are'} predicted.`,
    others === 0
      ? 'Every predicted link is true.'
      : `${counted(others, 'predicted link')} ${others === 1 ? 'is a false positive' : 'are false positives'}.`,
    ...(calls > 0
      ? [
          `${calls} of ${counted(elements, 'predicted enhancer')} ${calls === 1 ? 'is' : 'are'} none.`,
        ]
      : []),
    ...(shared > 0
      ? [
          `${counted(shared, 'more true link')} cannot be detected this way, because a second enhancer in the domain keeps the promoter active.`,
        ]
      : []),
  ].join(' ');
}
