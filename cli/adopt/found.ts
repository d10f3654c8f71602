/** What another ACME client's folder holds, in one form for all of them. Foreign in every part: nobody has judged it yet. */
import { listed, printable } from '../../functions/engine/errors.ts';

export const CLIENTS = ['certbot', 'lego', 'acme.sh'] as const;

export type Client = (typeof CLIENTS)[number];

export type FoundAccount = {
  /** As the client calls it: a hash, or an address. */
  id: string;
  /** The directory URL of its CA. */
  certificateAuthority: string;
  /** Its URL at the CA. @default - the client has noted none */
  url?: string | undefined;
  /** Where the key is, in the folder. */
  source: string;
  key: KeyText;
};

/** A private key as the client keeps it. */
export type KeyText = { pem: string } | { jwk: string };

export type FoundCertificate = {
  /** As the client calls it. */
  name: string;
  /** Another name that the client has for it. @default - none */
  otherName?: string | undefined;
  /** Where it is, in the folder. */
  source: string;
  /** The leaf, perhaps with its chain behind it. */
  certificatePem: string;
  /** The chain, where that is a file of its own. */
  chainPem: string;
  privateKeyPem: string;
  /** The directory URL of the CA. @default - not known */
  certificateAuthority?: string | undefined;
  /** @default - not known */
  accountId?: string | undefined;
  profile?: string | undefined;
  /** How the client proves control where it is not DNS-01 at DNScale. @default - it is, or the client does not say */
  otherProof?: string | undefined;
};

/** What could not be read. */
export type Unread = { name: string; source: string; fault: string };

/** Where the DNScale token is. Never the token. */
export type FoundToken = {
  /** As a person finds it. */
  path: string;
  /** What stores it: a shell's line. */
  command: string;
};

export type FoundFolder = {
  accounts: FoundAccount[];
  certificates: FoundCertificate[];
  unread: Unread[];
  tokens: FoundToken[];
};

/** CAs have addresses that begin alike, and one ends with a slash that the other has not. Undefined for what is no https URL. */
export function directoryIn(text: string | undefined): string | undefined {
  const url = URL.parse(text ?? '');
  return url?.protocol === 'https:' ? url.href : undefined;
}

/** Names and ids of a folder, fit for a terminal: the first `most` of them. */
export function shownNames(names: readonly string[], most: number): string {
  return listed(
    names.map((name) => printable(name, 100)),
    most,
  );
}
