/** What the page knows and what the person has chosen, as signals: whoever reads one is drawn again when it changes. */
import { computed, signal } from '@preact/signals';
import type { PageFailure, PageReading } from '../page-document.ts';

/** The newest reading. @default - none came yet */
export const reading = signal<PageReading | undefined>(undefined);

/** Why the last reading failed. @default - it did not */
export const failure = signal<PageFailure | undefined>(undefined);

/** Whether the server's updates arrive: else what is shown may be old. */
export const isConnected = signal(false);

/** The page's time, in ms: it goes on between two readings. */
export const nowMs = signal(Date.now());

/** The certificate in the drawer: `renewer/name`. @default - the drawer is closed */
export const opened = signal<string | undefined>(undefined);

export const renewers = computed(() => reading.value?.status.renewers ?? []);
