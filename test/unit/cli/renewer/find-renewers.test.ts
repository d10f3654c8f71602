import { describe, expect, it } from 'vitest';
import { findRenewers } from '../../../../cli/renewer/find-renewers.ts';
import { RenewerError } from '../../../../functions/engine/errors.ts';
import type { RenewerDirectory } from '../../../../functions/engine/ports/renewers.ts';
import { aDescriptor, noDeadline } from '../../../support/builders.ts';

const unreadable = new RenewerError({ code: 'config-invalid', disposition: 'person', message: 'No JSON.' });

function directory(names: string[], faults: RenewerError[] = []): RenewerDirectory {
  return {
    listRenewers: async () => ({
      renewers: names.map((renewerName) => aDescriptor({ renewerName })),
      unreadable: faults,
    }),
    region: async () => 'eu-central-1',
  };
}

async function find(names: string[], renewerName?: string, faults?: RenewerError[]) {
  const found = await findRenewers(directory(names, faults), renewerName, noDeadline());
  return found.renewers.map((one) => one.renewerName);
}

describe('findRenewers', () => {
  it('finds all of the region, by name, or the one that is named', async () => {
    expect(await find(['Shop', 'Certs'])).toEqual(['Certs', 'Shop']);
    expect(await find(['Shop', 'Certs'], 'Shop')).toEqual(['Shop']);
  });

  it('keeps one that cannot be read beside the others, and fails with it alone', async () => {
    expect(await find(['Certs'], undefined, [unreadable])).toEqual(['Certs']);
    await expect(find([], undefined, [unreadable])).rejects.toBe(unreadable);
  });

  it('fails when there is none, and names those that there are', async () => {
    await expect(find([])).rejects.toMatchObject({
      code: 'config-invalid',
      message:
        'There is no renewer in eu-central-1 of this AWS account. Give --region or --profile of where it is deployed, or deploy it: `npx cdk deploy --import-existing-resources`',
    });
    await expect(find(['Certs', 'Shop'], 'Cert')).rejects.toMatchObject({
      message: expect.stringContaining(
        'There is no renewer Cert in eu-central-1 of this AWS account. There is: Certs, Shop. Give',
      ),
    });
  });
});
