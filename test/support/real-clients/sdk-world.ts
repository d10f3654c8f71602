/** DNScale's SDK beside an emulator with twelve zones, `example.com` the first: the tests of the SDK share it. */
import { type Dnscale, startDnscale } from '../world/dnscale/dnscale.ts';
import { type Sdk, startSdk } from './sdk.ts';

export type SdkWorld = {
  dnscale: Dnscale;
  sdk: Sdk;
  /** The zone `example.com`. */
  zoneId: string;
  /** A token with every right that an ACME client needs. */
  token: string;
  /** Creates a TXT value at `_acme-challenge.example.com`. @param ttl default 120 */
  createTxt(content: string, ttl?: number): ReturnType<Sdk['call']>;
  /** The contents in `example.com` as the SDK lists them. */
  contents(): Promise<string[]>;
  /** `METHOD status` of the requests that `act` made. */
  requestsOf(act: () => Promise<unknown>): Promise<string[]>;
  /** Ends faults and removes what a test wrote to `example.com`. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
};

export const NAME = '_acme-challenge.example.com';

export async function startSdkWorld(): Promise<SdkWorld> {
  const dnscale = await startDnscale();
  const sdk = await startSdk(dnscale.apiUrl);
  const { id: zoneId } = dnscale.addZone('example.com');
  for (let i = 2; i <= 12; i += 1) dnscale.addZone(`zone${i}.test`);
  const token = dnscale.addToken();
  const list = () => sdk.call(token, 'records.list', [zoneId]);
  return {
    dnscale,
    sdk,
    zoneId,
    token,
    createTxt: (content, ttl = 120) =>
      sdk.call(token, 'records.create', [zoneId], { name: NAME, type_: 'TXT', content, ttl }),
    contents: async () => (await list()).records.map(({ content }) => content),
    async requestsOf(act) {
      const before = dnscale.requests.length;
      await act();
      return dnscale.requests.slice(before).map(({ method, status }) => `${method} ${status}`);
    },
    async tidy() {
      dnscale.faults.clear();
      for (const { id } of (await list()).records) await sdk.call(token, 'records.delete', [zoneId, id]);
    },
    async stop() {
      await Promise.all([sdk.stop(), dnscale.stop()]);
    },
  };
}
