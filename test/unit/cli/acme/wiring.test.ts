import { describe, expect, it } from 'vitest';
import { acmeServerLater } from '../../../../cli/acme/wiring.ts';
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
