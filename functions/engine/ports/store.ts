/** Where certificates go: the store of their files (S3, or a folder) and the two kinds of targets (ACM, Secrets Manager). */
import type { KeyAlgorithm } from '../config/definition.ts';
import type { Tags } from '../config/tags.ts';
import type { Deadline } from './time.ts';

export type CertificateFiles = {
  /** PKCS#8. */
  privateKeyPem: string;
  /** The leaf alone. */
  certificatePem: string;
  /** The intermediates, from the leaf's issuer upwards. */
  chainPem: string;
};

/** One version in the store. */
export type StoredCertificate = {
  /** Its name in the archive. Versions sort by time. */
  version: string;
  /** Lower-case hexadecimal without colons. */
  serial: string;
  /** Of the leaf's DER: lower-case hexadecimal. Earlier releases wrote none. */
  sha256?: string | undefined;
  /** Canonical. */
  domainNames: string[];
  notBefore: Date;
  notAfter: Date;
  keyAlgorithm: KeyAlgorithm;
  /** The directory URL of the CA. */
  certificateAuthority: string;
  /** Absent when the choice was left to the CA. */
  profile?: string | undefined;
  /**
   * Taken over from another ACME client, of another CA or profile than its definition asks for: it is replaced at its time, and not
   * for that. Earlier releases wrote none. @default false
   */
  standsIn?: boolean | undefined;
  /** RFC 9773 §4.1; absent when the certificate does not name the key of its issuer. */
  certId?: string | undefined;
  /** Key Usage by its X.509 names (`digitalSignature`, `keyEncipherment`). Earlier releases wrote none. */
  keyUsage?: string[] | undefined;
};

/** What the archive says about a version without its files. */
export type ArchivedVersion = Omit<StoredCertificate, 'sha256' | 'certId' | 'keyUsage'>;

export type VersionSearch = {
  fits(version: ArchivedVersion): boolean;
  /** Hears why marks or versions could not be told apart. */
  warn(message: string): void;
};

/** Whether the store would take another version. */
export interface StoreProof {
  /** MUST throw `store-failed` when it would not take a write of this certificate, and MUST leave nothing behind. */
  expectWritable(certificateName: string, deadline: Deadline): Promise<void>;
}

/** Versions that somebody brings who holds no claim. */
export interface CertificateArchive {
  /** Completes the version, and makes nothing live. MUST be idempotent. A version that is there MUST stay as it is. */
  archive(
    certificateName: string,
    certificate: StoredCertificate,
    files: CertificateFiles,
    deadline: Deadline,
  ): Promise<void>;
}

export interface CertificateStore {
  /**
   * Called before an order is spent: it MUST throw `store-failed` when the store refuses the write, or when the pointer
   * could not be moved to this version later.
   */
  archiveKey(
    certificateName: string,
    version: string,
    privateKeyPem: string,
    deadline: Deadline,
  ): Promise<void>;
  /** The archived key of a version that was begun, to continue its order; undefined when there is none. */
  readKey(certificateName: string, version: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * The version that the store itself calls live; undefined before the first one, and in a store where only the state says
   * which one is live.
   */
  liveVersion(certificateName: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * Completes the version, then refreshes the live copies, then moves the pointer. MUST be idempotent. A version that an
   * earlier run completed MUST stay as it is, with the chain that it got then.
   */
  publish(
    certificateName: string,
    certificate: StoredCertificate,
    files: CertificateFiles,
    deadline: Deadline,
  ): Promise<void>;
  /**
   * The newest complete version that fits, of the last ones. MUST NOT be one that is marked as revoked, nor any while a mark
   * cannot be read. Undefined in a store that never gives one back.
   */
  findVersion(
    certificateName: string,
    search: VersionSearch,
    deadline: Deadline,
  ): Promise<ArchivedVersion | undefined>;
  /** MUST throw `store-failed` when a file of the version is missing. */
  readVersion(certificateName: string, version: string, deadline: Deadline): Promise<CertificateFiles>;
  /** The last complete versions, the newest first. Empty in a store that never gives one back. */
  listVersions(certificateName: string, deadline: Deadline): Promise<ArchivedVersion[]>;
  /** The leaf of a version, in PEM. MUST throw `store-failed` when it is missing. */
  readLeaf(certificateName: string, version: string, deadline: Deadline): Promise<string>;
  /** Keeps this certificate, whatever versions hold it, from `findVersion`. MUST be idempotent. */
  markRevoked(
    certificateName: string,
    certificate: Pick<StoredCertificate, 'serial' | 'notAfter'>,
    deadline: Deadline,
  ): Promise<void>;
}

/** What is live, as a reader finds it that may read the live files of one certificate, and nothing else. */
export type LiveCertificate = {
  version: string;
  /** Lower-case hexadecimal without colons. */
  serial: string;
  domainNames: string[];
  /** The directory URL of the CA. Earlier releases wrote none. */
  certificateAuthority?: string | undefined;
  /** The private key, the leaf, its chain: one object, so that they belong together. */
  bundlePem: string;
};

export interface LiveReader {
  /** Reads nothing else. What it gives back is foreign: nobody has judged whether its parts fit. */
  readLive(certificateName: string, deadline: Deadline): Promise<LiveCertificate>;
}

export type ImportRequest = {
  certificateName: string;
  region: string;
  /** The ARN to import onto. @default - none: it is the first import */
  certificateArn?: string | undefined;
  files: CertificateFiles;
  /** The user's, for a first import. @default - none beside ours */
  tags?: Tags | undefined;
};

/** What ACM holds on an ARN that others may have made. */
export type ExistingCertificate = {
  /** In ACM's words: `IMPORTED`, `AMAZON_ISSUED`, `PRIVATE`. */
  type: string;
  /** The PEM leaf; empty for one that is not imported. */
  leafPem: string;
  /** Whose it is by its tags: this certificate's, somebody else's in words. @default - they name nobody, or the renewer alone */
  holder?: 'us' | (string & {}) | undefined;
  /** What its owner runs to make it this certificate's. */
  tagCommand: string;
};
/** ARNs of what uses it, as far as ACM names them. */
export type InUse = { usedBy: string[] };

export type TagRequest = { certificateName: string; region: string; certificateArn: string; tags: Tags };

export interface CertificateImporter {
  /** Undefined when there is none under the ARN. It changes nothing. */
  readExisting(
    certificateArn: string,
    certificateName: string,
    region: string,
    deadline: Deadline,
  ): Promise<ExistingCertificate | undefined>;
  /** Imports onto the ARN; the first time onto one that our tags mark as ours, or onto a new one with these tags. Returns the ARN. */
  importCertificate(request: ImportRequest, deadline: Deadline): Promise<string>;
  /** Puts the user's tags and ours on a certificate of ours. Ours win, and all others stay. */
  tagCertificate(request: TagRequest, deadline: Deadline): Promise<void>;
  /** MUST NOT delete one that is in use, nor one that is not ours. */
  deleteCertificate(
    certificateArn: string,
    region: string,
    deadline: Deadline,
  ): Promise<'deleted' | 'gone' | InUse>;
  /** The PEM leaf that the ARN holds now; undefined when the ARN is gone. */
  readCertificate(certificateArn: string, region: string, deadline: Deadline): Promise<string | undefined>;
}

export type SecretRequest = {
  certificateName: string;
  files: CertificateFiles;
  /** The user's, for a secret that is made. @default - none beside ours */
  tags?: Tags | undefined;
};

export interface LiveFiles {
  /** Takes the live copies and the pointer away, in any order: a later call MUST finish what one has begun. The archive stays. */
  removeLive(certificateName: string, deadline: Deadline): Promise<void>;
}

/** The secret of each certificate, under a name that follows from the certificate's. */
export interface SecretTarget {
  /** MUST throw `store-failed` where a secret of that name exists that is not this certificate's. It changes nothing. */
  expectOwn(certificateName: string, deadline: Deadline): Promise<void>;
  /**
   * Makes the secret or writes a new version of it; one that is about to be deleted is restored first. MUST read back what readers
   * get, and throw `store-failed` when that is something else. MUST NOT write into a secret that is not this certificate's.
   */
  writeSecret(request: SecretRequest, deadline: Deadline): Promise<{ secretArn: string; versionId: string }>;
  /** The version that readers get; undefined when the secret is gone, is about to be deleted, or is not this certificate's. */
  readVersionId(certificateName: string, deadline: Deadline): Promise<string | undefined>;
  /** MUST leave time to restore it, and MUST NOT delete one that is not this certificate's. Returns until when that is possible. */
  deleteSecret(certificateName: string, deadline: Deadline): Promise<{ restorableUntil: Date } | 'gone'>;
}
