/**
 * What a run reads and holds: the definition, the requests that it serves, and the claim on the state. The claim is one
 * conditional write: of all runs that try for it at once, exactly one gets it. A claim past its end is free again.
 */
import type { CertificateRecords } from '../engine/ports/records.ts';
import type { Clock } from '../engine/ports/time.ts';
import { createCheckRequests } from './check-requests.ts';
import type { Lazy } from './clients.ts';
import { createDeclaredCertificates } from './declared-certificates.ts';
import { readEarlierState } from './earlier-table.ts';
import { createStateClaim } from './state-claim.ts';
import type { TableNames } from './table.ts';
import { createTableItems, type DocumentClient } from './table-items.ts';
import { takeClaim } from './take-claim.ts';

export type CertificateRecordsOptions = {
  client: Lazy<DocumentClient>;
  tables: Omit<TableNames, 'observations'>;
  /** The table of earlier releases, where a state is searched that is not in its own. @default - there is none */
  earlierTableName?: string | undefined;
  clock: Pick<Clock, 'now'>;
};

export function createCertificateRecords(options: CertificateRecordsOptions): CertificateRecords {
  const { client, tables, earlierTableName, clock } = options;
  const { readDefinition } = createDeclaredCertificates({ client, tables });
  const states = createTableItems({ client, tableName: tables.states });
  const requests = createCheckRequests({ client, tableName: tables.requests });
  const earlier = earlierTableName === undefined ? undefined : { client, tableName: earlierTableName };
  const stateKey = (certificateName: string) => ({ certificateName, kind: 'state' }) as const;
  return {
    readDefinition,
    readRequests: (certificateName, deadline) => requests.read(certificateName, clock.now(), deadline),
    removeRequests: (certificateName, ids, deadline) => requests.remove(certificateName, ids, deadline),
    async hasState(certificateName, deadline) {
      const key = stateKey(certificateName);
      return (
        ((await states.read(key, deadline)) ?? (await readEarlierState(earlier, key, deadline))) !== undefined
      );
    },
    async claim(certificateName, request, deadline) {
      const attempt = { ...request, key: stateKey(certificateName), now: clock.now() };
      const taken = await takeClaim({ items: states, earlier }, attempt, deadline);
      return taken && createStateClaim({ items: states, certificateName, runId: request.runId, ...taken });
    },
  };
}
