/**
 * A certificate's definition and its state, each as it is now, for a deployment that waits for it. It writes nothing. A state
 * that no run has moved from the table of earlier releases yet is not seen: declare has no permission for that table, and the
 * run, which moves it, refuses what the deployment then could not (docs/decisions/0023-a-table-for-each-writer.md).
 */
import type { DeclaredCertificates } from '../engine/ports/records.ts';
import type { Lazy } from './clients.ts';
import { parseDefinitionItem, parseStateItem } from './item-parsers.ts';
import type { TableNames } from './table.ts';
import { createTableItems, type DocumentClient } from './table-items.ts';

export type DeclaredCertificatesOptions = {
  client: Lazy<DocumentClient>;
  tables: Pick<TableNames, 'definitions' | 'states'>;
};

export function createDeclaredCertificates(options: DeclaredCertificatesOptions): DeclaredCertificates {
  const { client, tables } = options;
  const definitions = createTableItems({ client, tableName: tables.definitions });
  const states = createTableItems({ client, tableName: tables.states });
  return {
    async readDefinition(certificateName, deadline) {
      const item = await definitions.read({ certificateName, kind: 'definition' }, deadline);
      return item && parseDefinitionItem(item);
    },
    async readState(certificateName, deadline) {
      const item = await states.read({ certificateName, kind: 'state' }, deadline);
      return item && parseStateItem(item);
    },
  };
}
