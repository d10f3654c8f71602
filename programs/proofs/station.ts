/**
 * A place to run the shipped renew bundle at: three proxies (the CA, DNScale, AWS) with one log, through which every
 * request of its processes goes. Many stations share one world; each has a CA address of its own.
 */
import type { Script } from '../../test/support/world/proxy/acts.ts';
import type { Proxies, ProxiesOptions } from '../../test/support/world/proxy/all-proxies.ts';
import { createRequestLog, type PartyRequest } from '../../test/support/world/proxy/request-log.ts';
import { type Ended, type Invocation, startRenewProcess } from './renew-process.ts';

/** Addresses and certificates of what the stations share. */
export type StationGround = {
  bundle: string;
  /** Beside the addresses of the proxies. */
  environment: NodeJS.ProcessEnv;
  startProxies(options: Omit<ProxiesOptions, 'tls'>): Promise<Proxies>;
};

export type StationRun = Invocation & {
  /** `kill` ends the run's process. @default everything passes */
  script?: ((kill: () => Promise<void>) => Script) | undefined;
  /** Marks what is ours in AWS: certificates in ACM, account keys. @default `Proof` */
  stackName?: string | undefined;
};

export type SeenRun = Ended & { requests: readonly PartyRequest[] };

export type Station = {
  directoryUrl: string;
  /** One run at a time, unless all that run at once have the same script and no need of `requests`. */
  run(run: StationRun): Promise<SeenRun>;
  requests: readonly PartyRequest[];
  stop(): Promise<void>;
};

export async function openStation(ground: StationGround): Promise<Station> {
  const log = createRequestLog();
  let script: Script = () => undefined;
  const proxies = await ground.startProxies({ log, script: (request) => script(request) });
  const addresses = { AWS_ENDPOINT_URL: proxies.awsUrl, DNSCALE_API_URL: proxies.apiUrl };
  return {
    directoryUrl: proxies.directoryUrl,
    requests: log.requests,
    run: async ({ script: makeScript, stackName = 'Proof', ...invocation }) => {
      const begin = log.requests.length;
      const environment = { ...ground.environment, ...addresses, STACK_NAME: stackName };
      const running = startRenewProcess(ground.bundle, environment, invocation);
      script = makeScript?.(running.kill) ?? (() => undefined);
      const ended = await running.ended;
      return { ...ended, requests: log.requests.slice(begin) };
    },
    stop: proxies.stop,
  };
}
