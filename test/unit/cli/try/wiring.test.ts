import { describe, expect, it } from 'vitest';
import { startTry } from '../../../../cli/try/start/wiring.ts';
import { wireTry } from '../../../../cli/try/wiring.ts';
import { aDefinition, DIRECTORY_URL } from '../../../support/builders.ts';

describe('wireTry', () => {
  it('makes one ACME server for each directory, which keeps what it has read', () => {
    const start = startTry({}, { out: 'unused', resolvers: ['192.0.2.53'] });
    const events = { emit: () => undefined };
    const { ports } = wireTry(start, { definition: aDefinition(), email: undefined, events });

    const server = ports.acmeServer(DIRECTORY_URL);

    expect(ports.acmeServer(DIRECTORY_URL)).toBe(server);
    expect(ports.acmeServer('https://other.test/directory')).not.toBe(server);
  });
});
