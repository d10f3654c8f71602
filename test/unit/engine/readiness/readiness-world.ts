/** A proof of readiness for example.com over ports in memory, at which everything is there; a test states what differs. */
import {
  proveReadiness,
  type ReadinessPorts,
} from '../../../../functions/engine/readiness/prove-readiness.ts';
import type { Readiness } from '../../../../functions/engine/renewal/state.ts';
import { aCertificateState, aDefinition, NOW, noDeadline } from '../../../support/builders.ts';
import { preflightPorts } from '../preflight/preflight-world.ts';

type Given = Parameters<typeof preflightPorts>[0] & {
  acme?: Partial<ReadinessPorts['acme']>;
  storeProof?: ReadinessPorts['storeProof'];
  importer?: Partial<ReadinessPorts['importer']>;
  now?: Date;
};

export function prove(given: Given = {}): Promise<Readiness> {
  const { ports } = preflightPorts(given);
  const all = {
    ...ports,
    acme: { ...ports.acme, findAccount: async () => 'https://ca.test/acct/1', ...given.acme },
    importer: { ...ports.importer, readCertificate: async () => 'leaf', ...given.importer },
    storeProof: given.storeProof ?? { expectWritable: async () => {} },
    clock: { now: () => given.now ?? NOW },
  };
  return proveReadiness(aDefinition(given.definition), aCertificateState(given.state), all, noDeadline());
}
