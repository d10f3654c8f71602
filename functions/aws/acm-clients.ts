/** ACM, which has a client of its own for each region. */
import { ACMClient } from '@aws-sdk/client-acm';
import { type ClientOptions, clientDefaults } from './clients.ts';

/** The client of one region. `maxAttempts` is 1 for a call that the SDK must not repeat. */
export type AcmClients = (region: string, maxAttempts: number) => ACMClient;

export function lazyAcm(options: Omit<ClientOptions, 'region'> = {}): AcmClients {
  const clients = new Map<string, ACMClient>();
  return (region, maxAttempts) => {
    const key = `${region}/${maxAttempts}`;
    const client =
      clients.get(key) ?? new ACMClient({ ...clientDefaults(), ...options, region, maxAttempts });
    clients.set(key, client);
    return client;
  };
}
