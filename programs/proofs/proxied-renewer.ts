/**
 * The shipped renew bundle behind three proxies (the CA, DNScale, AWS) with one log, through which every request of its
 * processes goes. Many renewers share one world; each has a CA address of its own, which is strict where Pebble is not.
 */
import type { Script } from '../../test/support/world/proxy/acts.ts';
import type { Proxies, ProxiesOptions } from '../../test/support/world/proxy/all-proxies.ts';
import { createRequestLog, type PartyRequest } from '../../test/support/world/proxy/request-log.ts';
import { createStrictChallenges } from '../../test/support/world/proxy/strict-challenges.ts';
import { type Ended, type Invocation, startRenewProcess } from './renew-process.ts';

/** All renewers of a world share these. */
export type RenewerOptions = {
  /** Path of the bundle's index.mjs. */
  bundle: string;
  /** For its processes, without the addresses of the proxies. */
  environment: NodeJS.ProcessEnv;
  startProxies(options: Omit<ProxiesOptions, 'tls'>): Promise<Proxies>;
};

export type ProxiedInvocation = Invocation & {
  /** `kill` ends the run's process. @default everything passes */
  script?: ((kill: () => Promise<void>) => Script) | undefined;
  /** Marks what is ours in AWS: certificates in ACM, account keys. @default `Proof` */
  stackName?: string | undefined;
};

export type ObservedRun = Ended & { requests: readonly PartyRequest[] };

export type ProxiedRenewer = {
  directoryUrl: string;
  /** One run at a time, unless all that run at once have the same script and no need of `requests`. */
  run(invocation: ProxiedInvocation): Promise<ObservedRun>;
  requests: readonly PartyRequest[];
  /** How many challenges the CA found answered already, while it was validating them. */
  challengesRefused(): number;
  stop(): Promise<void>;
};

export async function openRenewer(options: RenewerOptions): Promise<ProxiedRenewer> {
  const log = createRequestLog();
  let script: Script = () => undefined;
  const challenges = createStrictChallenges();
  const strict = challenges.around((request) => script(request));
  const proxies = await options.startProxies({ log, script: strict });
  const addresses = {
    AWS_ENDPOINT_URL: proxies.awsUrl,
    DNSCALE_API_URL: proxies.apiUrl,
    CERTIFICATE_AUTHORITIES: proxies.directoryUrl,
  };
  return {
    directoryUrl: proxies.directoryUrl,
    requests: log.requests,
    run: async ({ script: makeScript, stackName = 'Proof', ...invocation }) => {
      const begin = log.requests.length;
      const names = { STACK_NAME: stackName, RENEWER: `eu-central-1/${stackName}` };
      const environment = { ...options.environment, ...addresses, ...names };
      const running = startRenewProcess(options.bundle, environment, invocation);
      const kill = async () => {
        await running.kill();
        challenges.hold();
      };
      script = makeScript?.(kill) ?? (() => undefined);
      const ended = await running.ended;
      return { ...ended, requests: log.requests.slice(begin) };
    },
    challengesRefused: challenges.refused,
    stop: proxies.stop,
  };
}
