/** Who is in an index, by name: certificates that somebody may have to know of by now, those whose check is due, and the whole fleet. */
import * as z from 'zod/mini';
import type { ManagedCertificate } from '../engine/ports/probes.ts';
import type { Deadline } from '../engine/ports/time.ts';
import { INSTANT_OR_NONE } from '../engine/renewal/instant.ts';
import { type Query, readByTime } from './index-query.ts';
import { ATTENTION_INDEX, NEEDS_ATTENTION, NEXT_CHECK_INDEX, WAITS_FOR } from './table.ts';

/** Before all that an index holds. */
const BEGINNING = new Date(0);

const named = z.object({ certificateName: z.string() });

const managed = z.extend(named, { notBefore: INSTANT_OR_NONE, notAfter: INSTANT_OR_NONE });

/** In the table of states, or of observations: both have such an index. */
export async function readNeedingAttention(query: Query, until: Date, deadline: Deadline): Promise<string[]> {
  const entries = await readByTime(
    query,
    ATTENTION_INDEX,
    { until, partitions: [NEEDS_ATTENTION] },
    deadline,
  );
  return namesIn(entries);
}

/** Of the table of states. */
export async function readDue(query: Query, until: Date, deadline: Deadline): Promise<string[]> {
  const range = { until, partitions: Object.values(WAITS_FOR) };
  return namesIn(await readByTime(query, NEXT_CHECK_INDEX, range, deadline));
}

/** All that are not retired, of the table of states. */
export async function readManaged(query: Query, deadline: Deadline): Promise<ManagedCertificate[]> {
  const range = { after: BEGINNING, partitions: Object.values(WAITS_FOR) };
  const entries = await readByTime(query, NEXT_CHECK_INDEX, range, deadline);
  return z.parse(z.array(managed), entries).map(({ certificateName, notBefore, notAfter }) => ({
    certificateName,
    validity: notBefore && notAfter ? { notBefore, notAfter } : undefined,
  }));
}

function namesIn(entries: unknown[]): string[] {
  return z.parse(z.array(named), entries).map(({ certificateName }) => certificateName);
}
