/** The certificate in the drawer, as the newest reading has it. */
import { computed } from '@preact/signals';
import type { StatusDocument } from '../page-document.ts';
import { opened, renewers } from './state.ts';

export type Renewer = StatusDocument['renewers'][number];
export type Certificate = Renewer['certificates'][number];

/** Undefined where the drawer is closed, or the newest reading no longer has it. */
export const chosen = computed<{ renewer: Renewer; certificate: Certificate } | undefined>(() => {
  for (const renewer of renewers.value) {
    for (const certificate of renewer.certificates) {
      if (`${renewer.renewerName}/${certificate.certificateName}` === opened.value)
        return { renewer, certificate };
    }
  }
  return undefined;
});
