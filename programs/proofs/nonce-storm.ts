/** A CA that refuses nine of ten good nonces (RFC 8555 §6.5); every issuance must go through in its first run. */
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { certificatesFor } from './ca-count.ts';
import { brokenAfterRecovery } from './invariants.ts';
import { aProofDefinition } from './proof-definition.ts';
import { type ProofWorld, startProofWorld } from './proof-world.ts';
import type { ProxiedRenewer } from './proxied-renewer.ts';

export type NonceOptions = { issuances: number; renewers: number; percent: number };

export type NonceStorm = {
  issuances: number;
  /** One line for each certificate that is not as it should be after one run. */
  broken: string[];
  requests: number;
  /** Requests that the CA refused with `badNonce` or another 400. */
  refused: number;
};

/** It leaves each run 260 s for its work. */
const LIMIT_MS = 300_000;

export async function runNonceStorm({ issuances, renewers, percent }: NonceOptions): Promise<NonceStorm> {
  const world = await startProofWorld({ pebble: { badNoncePercent: percent } });
  try {
    const places = await Promise.all(Array.from({ length: renewers }, world.openRenewer));
    const indexes = Array.from({ length: issuances }, (_, index) => index);
    const broken = await Promise.all(
      places.map((renewer, place) => {
        const own = indexes.filter((index) => index % renewers === place);
        return issueAll(
          world,
          renewer,
          own.map((index) => aProofDefinition(index, renewer)),
        );
      }),
    );
    const requests = places.flatMap((renewer) => renewer.requests).filter(({ party }) => party === 'CA');
    const refused = requests.filter(({ status }) => status === 400).length;
    return { issuances, broken: broken.flat(), requests: requests.length, refused };
  } finally {
    await world.stop();
  }
}

/** One run for each certificate, one after the other in one process. Returns what is wrong with them afterwards. */
async function issueAll(
  world: ProofWorld,
  renewer: ProxiedRenewer,
  definitions: CertificateDefinition[],
): Promise<string[]> {
  for (const definition of definitions) await world.declare(definition);
  const certificateNames = definitions.map(({ certificateName }) => certificateName);
  const { exitCode } = await renewer.run({ certificateNames, limitMs: LIMIT_MS });
  const broken = exitCode === 0 ? [] : [`the process ended with ${exitCode}`];
  for (const definition of definitions) {
    const issued = certificatesFor(definition.certificateName, renewer.requests);
    const faults = [
      ...brokenAfterRecovery(await world.readHoldings(definition)),
      ...(issued === 1 ? [] : [`${issued} certificates at the CA`]),
    ];
    if (faults.length > 0) broken.push(`${definition.certificateName}: ${faults.join('; ')}`);
  }
  return broken;
}

export function noncePage({ issuances, broken, requests, refused }: NonceStorm): string[] {
  return [
    ...broken,
    `${issuances - broken.length} of ${issuances} issuances in their first run; ` +
      `${refused} of ${requests} requests to the CA refused`,
  ];
}
