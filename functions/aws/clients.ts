/**
 * What the AWS clients have in common. Each has a file of its own, so that the command loads no more of the SDK than a subcommand
 * needs. Nothing is built before the first call needs it. Region, credentials and endpoints come from the SDK's own environment.
 */
import { waitForSlowAddresses } from '../engine/connections.ts';

export type Lazy<Client> = () => Client;

/** What the SDK would otherwise take from its environment. */
export type ClientOptions = {
  endpoint?: string;
  region?: string;
  /** Of the AWS CLI's configuration; for the command only. */
  profile?: string;
  /**
   * Reads the files of the AWS CLI at each search for credentials: the SDK keeps them for the life of the process, so that a session
   * which is renewed there would never be found. Its types do not know that it hands this on.
   * @default false
   */
  ignoreCache?: boolean;
  credentials?: { accessKeyId: string; secretAccessKey: string };
};

/** Of every client. */
export function clientDefaults() {
  waitForSlowAddresses();
  return {
    // Twice the SDK's own: AWS is near, and a call that fails costs a whole run. The deadline bounds them all.
    maxAttempts: 6,
    // Without `throwOnRequestTimeout` the SDK only warns after `requestTimeout`, and keeps waiting.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
  };
}
