/**
 * How one certificate stands by what its places present, for the mails: beside the standing of its renewal, so that each is told
 * and ends by itself. Pure.
 */
import type { SeenState } from '../ports/people.ts';
import type { Served } from '../ports/probes.ts';
import type { Notice } from './notice.ts';
import { knownOf, type NoticeContext } from './notice-of.ts';
import type { CertificateStanding } from './standing-of.ts';
import { servedAgainNotice, unservedNotice } from './unserved-notice.ts';

/** @returns undefined where nobody can say it now: what was told stays. */
export function servedStandingOf(
  seen: SeenState,
  served: Served | undefined,
  context: NoticeContext,
): CertificateStanding | undefined {
  if ('unreadable' in seen) return undefined;
  const { state } = seen;
  // Without places it is probed no longer.
  if (state?.nextCheckAt === undefined || !served) return { is: 'gone' };
  const known = knownOf(state);
  const notice = unservedNotice(served, known, context);
  if (notice) return { is: 'troubled', notice };
  // What is wrong may still end by itself, as a server reloads; but it has not ended.
  if (served.attentionAt) return undefined;
  return { is: 'well', known, again: servedAgainNotice(served, known, context) };
}

const PREFIX = 'served ';

/** Under which the standing is kept: no certificate's name has a space. */
export function servedKey(certificateName: string): string {
  return `${PREFIX}${certificateName}`;
}

/** The certificate's name; undefined for any other key. */
export function nameInServedKey(key: string): string | undefined {
  return key.startsWith(PREFIX) ? key.slice(PREFIX.length) : undefined;
}

/** Under which the standing that the notice tells of is kept. */
export function standingKey({ kind, certificateName }: Pick<Notice, 'kind' | 'certificateName'>): string {
  return kind === 'not-served' ? servedKey(certificateName) : certificateName;
}
