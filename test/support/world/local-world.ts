/**
 * The whole world on loopback: DNScale (API, name servers, resolver), a CA that asks that resolver, and an AWS whose
 * Lambdas trust the CA's listener. The demo, the proofs and the end-to-end tests use it.
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
    // Last started, first stopped: a Lambda still at work keeps its CA and its DNS until it ends.
    for (const part of started) await part.stop();
  };
  try {
    const dnscale = keep(await startDnscale(options.dnscale));
    const pebble = keep(await startPebble({ ...options.pebble, resolver: dnscale.resolverAddress }));
    const environment = { NODE_EXTRA_CA_CERTS: pebble.caCertificatePath, ...options.aws?.environment };
    // Always an emulator of our own: Lambdas of a user's (AWS_ENDPOINT_URL) would not trust this CA.
    const aws = keep(await startAws({ ...options.aws, environment, userEnvironment: {} }));
    return { dnscale, pebble, aws, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
