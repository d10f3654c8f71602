/**
 * The whole world on loopback: DNScale (API, name servers, resolver), a CA that asks that resolver, and an AWS that
 * knows both. Lambdas of that AWS trust the CA's listener. It is what the demo and the end-to-end tests live in.
 */
import { type Aws, type AwsOptions, startAws } from './aws.ts';
import { type Dnscale, type DnscaleOptions, startDnscale } from './dnscale/dnscale.ts';
import { type Pebble, type PebbleOptions, startPebble } from './pebble.ts';

export type LocalWorld = {
  dnscale: Dnscale;
  pebble: Pebble;
  aws: Aws;
  /** Ends everything, in the order that leaves nothing behind. May be called twice. */
  stop(): Promise<void>;
};

export type LocalWorldOptions = {
  dnscale?: DnscaleOptions;
  pebble?: Omit<PebbleOptions, 'resolver'>;
  aws?: Pick<AwsOptions, 'authorization' | 'environment'>;
};

export async function startLocalWorld(options: LocalWorldOptions = {}): Promise<LocalWorld> {
  const started: { stop(): Promise<void> }[] = [];
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.unshift(part);
    return part;
  };
  const stop = async () => {
    // Last started, first stopped: a Lambda that is still at work keeps its CA and its DNS until it is gone.
    for (const part of started) await part.stop();
  };
  try {
    const dnscale = keep(await startDnscale(options.dnscale));
    const pebble = keep(await startPebble({ ...options.pebble, resolver: dnscale.resolverAddress }));
    const environment = { NODE_EXTRA_CA_CERTS: pebble.caCertificatePath, ...options.aws?.environment };
    // Our own, whatever AWS_ENDPOINT_URL says: Lambdas of a user's emulator would not trust this CA.
    const aws = keep(await startAws({ ...options.aws, environment, userEnvironment: {} }));
    return { dnscale, pebble, aws, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
