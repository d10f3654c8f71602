/** The proxies of one client: before the CA, DNScale and AWS, with one log and one script. */
import type { ListenerCertificate } from '../listener-certificate.ts';
import type { LocalWorld } from '../local-world.ts';
import type { Script } from './acts.ts';
import { awsUpstream } from './aws-upstream.ts';
import { upstreamAt } from './exchange.ts';
import { startPartyProxy } from './party-proxy.ts';
import type { RequestLog } from './request-log.ts';

export type Proxies = {
  /** In place of the parties' own addresses. */
  directoryUrl: string;
  apiUrl: string;
  awsUrl: string;
  forwardTo(world: Pick<LocalWorld, 'pebble' | 'dnscale' | 'aws'>): void;
  stop(): Promise<void>;
};

/** `tls` is for the CA's listener; its client must trust it. */
export type ProxiesOptions = {
  log: RequestLog;
  script: Script;
  tls: ListenerCertificate;
  /** Connections to the CA are kept: for measurements, in which its handshakes would cost more than all else. @default false */
  keepsCaConnections?: boolean;
};

export async function startProxies({
  tls,
  keepsCaConnections = false,
  ...options
}: ProxiesOptions): Promise<Proxies> {
  const [ca, dnscale, aws] = await Promise.all([
    startPartyProxy({ party: 'CA', tls, ...options }),
    startPartyProxy({ party: 'DNScale', ...options }),
    startPartyProxy({ party: 'AWS', ...options }),
  ]);
  return {
    directoryUrl: `${ca.origin}/dir`,
    apiUrl: `${dnscale.origin}/v1`,
    awsUrl: aws.origin,
    forwardTo: (world) => {
      ca.forwardTo(upstreamAt(world.pebble.directoryUrl, world.pebble.caCertificatePem, keepsCaConnections));
      dnscale.forwardTo(upstreamAt(world.dnscale.apiUrl));
      aws.forwardTo(awsUpstream(world.aws));
    },
    stop: async () => {
      await Promise.all([ca, dnscale, aws].map((proxy) => proxy.stop()));
    },
  };
}
