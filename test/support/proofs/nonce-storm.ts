/** A CA that refuses nine of ten good nonces (RFC 8555 §6.5); every issuance must go through in its first run. */
import { certificatesFor } from './ca-count.ts';
import { createHolder } from './holdings.ts';
import { brokenAfterRecovery } from './invariants.ts';
import { startLab } from './lab.ts';
import { aProofDefinition } from './proof-definition.ts';

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
    const holder = createHolder(lab);
    const broken = await Promise.all(
      places.map(async (station, place) => {
        const indexes = Array.from({ length: issuances }, (_, index) => index);
        const own = indexes.filter((index) => index % stations === place);
        const definitions = own.map((index) => aProofDefinition(index, station));
        for (const definition of definitions) await lab.declare(definition);
        const certificateNames = definitions.map(({ certificateName }) => certificateName);
        const run = await station.run({ certificateNames, limitMs: LIMIT_MS });
        return Promise.all(
          definitions.map(async (definition) => {
            const wrong = brokenAfterRecovery(await holder.read(definition));
            const issued = certificatesFor(definition.certificateName, station.requests);
            if (issued !== 1) wrong.push(`${issued} certificates at the CA`);
            return wrong.length === 0
              ? []
              : [`${definition.certificateName}: ${wrong.join('; ')} ${run.exitCode}`];
          }),
        );
      }),
    );
    const requests = places.flatMap((station) => station.requests).filter(({ party }) => party === 'CA');
    const refused = requests.filter(({ status }) => status === 400).length;
    return { issuances, broken: broken.flat(2), requests: requests.length, refused };
  } finally {
    await lab.stop();
  }
}

export function noncePage({ issuances, broken, requests, refused }: NonceStorm): string[] {
  return [
    ...broken,
    `${issuances - broken.length} of ${issuances} issuances in their first run; ` +
      `${refused} of ${requests} requests to the CA refused`,
  ];
}
