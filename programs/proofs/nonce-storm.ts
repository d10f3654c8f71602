/** A CA that refuses nine of ten good nonces (RFC 8555 §6.5); every issuance must go through in its first run. */
import type { CertificateDefinition } from '../../functions/engine/config/definition.ts';
import { certificatesFor } from './ca-count.ts';
import { createHolder } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import { type Lab, startLab } from './lab.ts';
import { aProofDefinition } from './proof-definition.ts';
import type { Station } from './station.ts';

export type NonceOptions = { issuances: number; stations: number; percent: number };

export type NonceStorm = {
  issuances: number;
  /** One line for each certificate that is not as it should be after one run. */
  broken: string[];
  requests: number;
  /** Requests that the CA refused with `badNonce` or another 400. */
  refused: number;
};

/** 260 s for the work of each run. */
const LIMIT_MS = 300_000;

export async function runNonceStorm({ issuances, stations, percent }: NonceOptions): Promise<NonceStorm> {
  const lab = await startLab({ pebble: { badNoncePercent: percent } });
  try {
    const places = await Promise.all(Array.from({ length: stations }, lab.openStation));
    const indexes = Array.from({ length: issuances }, (_, index) => index);
    const broken = await Promise.all(
      places.map((station, place) => {
        const own = indexes.filter((index) => index % stations === place);
        return issueAll(
          lab,
          station,
          own.map((index) => aProofDefinition(index, station)),
        );
      }),
    );
    const requests = places.flatMap((station) => station.requests).filter(({ party }) => party === 'CA');
    const refused = requests.filter(({ status }) => status === 400).length;
    return { issuances, broken: broken.flat(), requests: requests.length, refused };
  } finally {
    await lab.stop();
  }
}

/** One run for each, one after the other in one process; what is wrong with them then. */
async function issueAll(lab: Lab, station: Station, definitions: CertificateDefinition[]): Promise<string[]> {
  for (const definition of definitions) await lab.declare(definition);
  const certificateNames = definitions.map(({ certificateName }) => certificateName);
  const { exitCode } = await station.run({ certificateNames, limitMs: LIMIT_MS });
  const broken = exitCode === 0 ? [] : [`the process ended with ${exitCode}`];
  const holder = createHolder(lab);
  for (const definition of definitions) {
    const issued = certificatesFor(definition.certificateName, station.requests);
    const faults = [
      ...brokenAfterRecovery(await holder.read(definition)),
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
