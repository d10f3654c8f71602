/** The run's check of CAA: every name that the CA must not issue for becomes a part of one error. */
import { expectValue } from '../attempt.ts';
import { RenewerError } from '../errors.ts';
import type { AcmeServer } from '../ports/acme.ts';
import type { Deadline } from '../ports/time.ts';
import { askCaa, type CaaAnswer, type CaaSource } from './ask-caa.ts';

export type CaaPorts = {
  acme: Pick<AcmeServer, 'readMeta' | 'readAccountUrl'>;
  lookups: CaaSource['lookups'];
};

const MAX_REFUSALS_SHOWN = 5;

/**
 * A CA that does not say by which names CAA records know it cannot be judged, so nothing is asked.
 * @throws RenewerError `caa-forbids`, and what the ports throw.
 */
export async function checkCaa(
  domainNames: readonly string[],
  { acme, lookups }: CaaPorts,
  deadline: Deadline,
): Promise<void> {
  const { caaIdentities: issuers } = await acme.readMeta(deadline);
  if (issuers.length === 0) return;
  const readAccountUrl = () => acme.readAccountUrl(deadline);
  const asked = await askCaa(domainNames, { lookups, issuers, readAccountUrl }, deadline);
  const refused = asked
    .map(({ domainName, answer }) => ({ domainName, why: refusalOf(expectValue(answer)) }))
    .filter(({ why }) => why !== undefined);
  const [first] = refused;
  if (first) throw caaForbids(first.domainName, [...new Set(refused.map(({ why }) => why))]);
}

function refusalOf({ verdict }: CaaAnswer): string | undefined {
  return verdict?.allowed === false ? `${verdict.reason}. ${verdict.remedy}` : undefined;
}

function caaForbids(domainName: string, refusals: (string | undefined)[]): RenewerError {
  const shown = refusals.slice(0, MAX_REFUSALS_SHOWN).join('. Also, ');
  return new RenewerError({
    code: 'caa-forbids',
    disposition: 'person',
    subject: domainName,
    message: `The CA must not issue for ${domainName}: ${shown}. No order was made.`,
  });
}
