import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { acmeServerLater, createCsrLater } from '../../../../cli/acme/wiring.ts';
import { createCertificateKey } from '../../../../functions/acme/keys.ts';
import { NOW, noDeadline } from '../../../support/builders.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

/** A server that cannot be made: its directory is not https. */
const impossible = () =>
  acmeServerLater({
    directoryUrl: 'http://ca.test/directory',
    loadAccountKey: async () => '',
    termsOfServiceAgreed: true,
    clock: createManualClock(NOW),
  });

describe('acmeServerLater', () => {
  it('can be returned by an async function, as it is no promise', async () => {
    const server = await (async () => impossible())();

    expect(server).not.toHaveProperty('then');
    expect(server.readMeta).toBeTypeOf('function');
  });

  it('makes the server at the first call, which fails when it cannot be made', async () => {
    const server = impossible();

    await expect(server.readMeta(noDeadline())).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(server.getOrder('https://ca.test/order/1', noDeadline())).rejects.toMatchObject({
      code: 'config-invalid',
    });
  });
});

describe('createCsrLater', () => {
  it('makes a CSR also when nobody tells it of DNScale', async () => {
    const createCsr = createCsrLater(new Promise(() => undefined));

    const csr = await createCsr(await createCertificateKey('EC_PRIME256V1'), ['example.com']);

    expect(Buffer.from(csr).includes('example.com')).toBe(true);
  });

  it('waits until DNScale has told its zones', async () => {
    const order: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const key = await createCertificateKey('EC_PRIME256V1');
    const made = createCsrLater(promise)(key, ['example.com']).then(() => order.push('csr'));

    // Longer than a CSR takes, shorter than the bound.
    await setTimeout(60);
    order.push('zones');
    resolve();
    await made;

    expect(order).toEqual(['zones', 'csr']);
  });
});
