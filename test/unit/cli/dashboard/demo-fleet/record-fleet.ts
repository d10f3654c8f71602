/** The text of cli/dashboard/demo/fleet.json: a renewer, its token and 40 certificates, as their tables have them. */
import type { RenewerDescriptor } from '../../../../../functions/engine/config/descriptor.ts';
import type { TriedToken } from '../../../../../functions/engine/ports/token-trials.ts';
import { aDescriptor } from '../../../../support/builders.ts';
import { recordOf } from './record.ts';
import { story } from './story.ts';
import { at, HOUR, textOf, timeToken } from './tokens.ts';

const RENEWER: RenewerDescriptor = aDescriptor({
  renewerName: 'DnscaleCerts',
  bucketName: 'dnscalecerts-111122223333-eu-central-1',
});

const TOKEN: TriedToken = {
  version: 'v1',
  at: at(-24),
  ok: true,
  zoneCount: 6,
  zonesSeen: [],
  zonesLost: [],
};

/** In the five minutes that begin then. */
const ORDERS = { [timeToken(-2 * HOUR)]: 3 };

export async function recordFleet(): Promise<string> {
  const certificates = (await story()).map(recordOf);
  return textOf({ renewer: RENEWER, token: TOKEN, ordersAtCa: ORDERS }, certificates);
}
