/**
 * Proves, weeks before a renewal is due, that it would succeed: all that an order and an import need is asked, and nothing is
 * ordered, made or written. What cannot be known free of charge is not here: how many imports ACM's quota leaves (ACM does not
 * say), whether the key of the bucket may encrypt, whether the token may write.
 */
import { attempt, errorsOf } from '../attempt.ts';
import type { CertificateDefinition } from '../config/definition.ts';
import { memoize } from '../memoize.ts';
import type { StoreProof } from '../ports/store.ts';
import type { Deadline } from '../ports/time.ts';
import { type PreflightPorts, preflight } from '../preflight/preflight.ts';
import type { CertificateState, Readiness } from '../renewal/state.ts';
import { type AccountPorts, checkAccount, noNamedAccount } from './check-account.ts';
import { type ArnPorts, checkArns } from './check-arns.ts';
import { failedReadiness } from './failed-readiness.ts';

export type ReadinessPorts = PreflightPorts & AccountPorts & ArnPorts & { storeProof: StoreProof };

type Check = (
  definition: CertificateDefinition,
  state: CertificateState,
  ports: ReadinessPorts,
  deadline: Deadline,
) => Promise<unknown>;

/** Side by side; of several faults the first in this order is told. */
const CHECKS: readonly Check[] = [
  // Token, zones, delegation, DNSSEC, CAA, the CA's profile, ACM's rules for the ARN: as before an order.
  preflight,
  // The CA knows our account, and wants no new agreement.
  checkAccount,
  // ACM answers in every region, and each ARN is there.
  checkArns,
  // The bucket takes what would be written.
  ({ certificateName }, _state, { storeProof }, deadline) =>
    storeProof.expectWritable(certificateName, deadline),
];

/** MUST NOT reject: what fails is the answer. */
export async function proveReadiness(
  definition: CertificateDefinition,
  state: CertificateState,
  ports: ReadinessPorts & { clock: { now(): Date } },
  deadline: Deadline,
): Promise<Readiness> {
  const asked = { ...ports, acme: withoutRegistering(definition, ports.acme, deadline) };
  const results = await Promise.all(
    CHECKS.map((check) => attempt(() => check(definition, state, asked, deadline), deadline)),
  );
  const at = ports.clock.now();
  const [first] = errorsOf(results);
  return first ? failedReadiness(first, state.readiness, at) : { at, provedAt: at };
}

/** The preflight before an order registers an account where there is none, and takes the word of this process for one. */
function withoutRegistering(
  { certificateAuthority }: CertificateDefinition,
  { readMeta, findAccount }: ReadinessPorts['acme'],
  deadline: Deadline,
): ReadinessPorts['acme'] {
  const find = memoize(() => findAccount(deadline));
  return {
    readMeta,
    findAccount: () => find(),
    readAccountUrl: async () => (await find()) ?? Promise.reject(noNamedAccount(certificateAuthority)),
  };
}
