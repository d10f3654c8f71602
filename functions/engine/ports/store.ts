/** Where certificates go: the store of their files (S3, or a folder) and the importer of each target (ACM). */
import type { KeyAlgorithm } from '../config/definition.ts';
import type { Deadline } from './time.ts';

export type CertificateFiles = { privateKeyPem: string; certificatePem: string; chainPem: string };

export type StoredCertificate = {
  version: string;
  serial: string;
  domainNames: string[];
  notBefore: Date;
  notAfter: Date;
  keyAlgorithm: KeyAlgorithm;
  certificateAuthority: string;
  profile?: string | undefined;
  /** RFC 9773 §4.1; absent when the certificate has no key identifier of its issuer. */
  certId?: string | undefined;
};

export interface CertificateStore {
  /**
   * MUST be called before an order is spent; fails with `store-failed` when the bucket refuses the write, or when the
   * pointer could not be moved to this version.
   */
  archiveKey(
    certificateName: string,
    version: string,
    privateKeyPem: string,
    deadline: Deadline,
  ): Promise<void>;
  /** The archived key of a version that was begun, to go on with its order; undefined when there is none. */
  readKey(certificateName: string, version: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * The version that the store itself calls the live one; undefined before the first, and where only the state says so.
   * Versions sort by time.
   */
  liveVersion(certificateName: string, deadline: Deadline): Promise<string | undefined>;
  /**
   * Completes the version (idempotent, immutable), then refreshes the live copies, then moves the pointer. A version that
   * an earlier run completed stays as it is, with the chain that it was given then.
   */
  publish(
    certificateName: string,
    certificate: StoredCertificate,
    files: CertificateFiles,
    deadline: Deadline,
  ): Promise<void>;
  readVersion(certificateName: string, version: string, deadline: Deadline): Promise<CertificateFiles>;
}

export type ImportRequest = {
  certificateName: string;
  region: string;
  /** The ARN to import onto; undefined for the first import. */
  certificateArn?: string | undefined;
  files: CertificateFiles;
};

export interface CertificateImporter {
  /** Imports onto the ARN, or (first time) onto an own one found by tag, or creates one with tags. Returns the ARN. */
  importCertificate(request: ImportRequest, deadline: Deadline): Promise<string>;
  /** The PEM leaf that the ARN holds now; undefined when the ARN is gone. */
  readCertificate(certificateArn: string, region: string, deadline: Deadline): Promise<string | undefined>;
}
