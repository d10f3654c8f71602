import { describe, expect, it } from 'vitest';
import { wireTry } from '../../../../cli/try/wiring.ts';
import { aDefinition, DIRECTORY_URL } from '../../../support/builders.ts';

describe('wireTry', () => {
  it('makes one ACME server for each directory, which keeps what it has read', () => {
    const { ports } = wireTry(
      {},
      {
        definition: aDefinition(),
        out: 'unused',
        resolvers: ['192.0.2.53'],
        events: { emit: () => undefined },
      },
    );

    const server = ports.acmeServer(DIRECTORY_URL);

    expect(ports.acmeServer(DIRECTORY_URL)).toBe(server);
    expect(ports.acmeServer('https://other.test/directory')).not.toBe(server);
  });
});
