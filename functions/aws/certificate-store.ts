/**
 * Certificates in S3 (layout: store-keys.ts). A version of the archive is written once and complete when its
 * metadata.json is there; the live copies follow, the pointer moves last. Nothing is ever deleted.
 */

import { type NamedText, pemFiles } from '../engine/certificate/pem-files.ts';
import { RenewerError } from '../engine/errors.ts';
import type { CertificateFiles, CertificateStore, StoredCertificate } from '../engine/ports/store.ts';
import type { Deadline } from '../engine/ports/time.ts';
import {
  type BucketObjects,
  type BucketOptions,
  createBucketObjects,
  isStoreConflict,
} from './bucket-objects.ts';
import { createLivePointer } from './live-pointer.ts';
import { archivePrefix, livePrefix } from './store-keys.ts';

export function createCertificateStore(options: BucketOptions): CertificateStore {
  const objects = createBucketObjects(options);
  const { bucketName, clock } = options;
  const pointerOf = (certificateName: string) =>
    createLivePointer({ objects, bucketName, certificateName, clock });
  return {
    async archiveKey(certificateName, version, privateKeyPem, deadline) {
      const key = `${archivePrefix(certificateName, version)}privkey.pem`;
      await objects.writeOnce(key, privateKeyPem, deadline);
      // A pointer that cannot be moved later would cost a certificate at every try: it is found out before the order.
      await pointerOf(certificateName).readBefore(version, deadline);
    },
    readKey: async (certificateName, version, deadline) => {
      const stored = await objects.read(`${archivePrefix(certificateName, version)}privkey.pem`, deadline);
      return stored?.text;
    },
    liveVersion: (certificateName, deadline) => pointerOf(certificateName).readVersion(deadline),
    async publish(certificateName, certificate, files, deadline) {
      const { version } = certificate;
      const pointer = pointerOf(certificateName);
      // A run that was overtaken stops here, before it touches the live copies.
      const [position, pem] = await Promise.all([
        pointer.readBefore(version, deadline),
        archive(objects, archivePrefix(certificateName, version), pemFiles(files), certificate, deadline),
      ]);
      const live = livePrefix(certificateName);
      await Promise.all(pem.map(([name, text]) => objects.write(live + name, text, 'always', deadline)));
      await pointer.move(position, certificate, deadline);
    },
    readVersion: (certificateName, version, deadline) =>
      readVersion(objects, { bucketName, prefix: archivePrefix(certificateName, version) }, deadline),
  };
}

/** What stands in the archive then: of a version that was complete already, what was archived first. */
async function archive(
  objects: BucketObjects,
  prefix: string,
  pem: NamedText[],
  certificate: StoredCertificate,
  deadline: Deadline,
): Promise<NamedText[]> {
  const archived = await Promise.all(pem.map((part) => archivePart(objects, prefix, part, deadline)));
  try {
    await objects.writeOnce(`${prefix}metadata.json`, metadata(certificate), deadline);
  } catch (thrown) {
    // Of the same key and leaf; the definition may have its names in another order by now.
    if (!isStoreConflict(thrown)) throw thrown;
  }
  return archived;
}

/** What makes a version: these never change, however it was left. */
const KEY_AND_LEAF = ['privkey.pem', 'cert.pem'];

/**
 * A run that was killed may have left a part, and the CA may send another chain with the same leaf the next time, or the
 * definition prefer another one: until the version is complete nobody has seen it, and the part gives way; then it stays.
 */
async function archivePart(
  objects: BucketObjects,
  prefix: string,
  [name, text]: NamedText,
  deadline: Deadline,
): Promise<NamedText> {
  try {
    await objects.writeOnce(prefix + name, text, deadline);
    return [name, text];
  } catch (thrown) {
    if (!isStoreConflict(thrown) || name === 'privkey.pem') throw thrown;
    const isComplete = (await objects.read(`${prefix}metadata.json`, deadline)) !== undefined;
    if (isComplete && KEY_AND_LEAF.includes(name)) throw thrown;
    const archived = isComplete ? await objects.read(prefix + name, deadline) : undefined;
    if (archived) return [name, archived.text];
    await objects.write(prefix + name, text, 'always', deadline);
    return [name, text];
  }
}

/** Without a time of writing and in a fixed order: a repetition by a later run must be equal to the byte. */
function metadata(certificate: StoredCertificate): string {
  const { version, serial, domainNames, notBefore, notAfter } = certificate;
  const { keyAlgorithm, certificateAuthority, profile } = certificate;
  const issued = { version, serial, domainNames, notBefore, notAfter };
  const made = { keyAlgorithm, certificateAuthority, profile };
  return `${JSON.stringify({ schema: 1, ...issued, ...made }, null, 2)}\n`;
}

async function readVersion(
  objects: BucketObjects,
  { bucketName, prefix }: { bucketName: string; prefix: string },
  deadline: Deadline,
): Promise<CertificateFiles> {
  const read = async (name: string) => {
    const stored = await objects.read(prefix + name, deadline);
    if (stored) return stored.text;
    throw new RenewerError({
      code: 'store-failed',
      disposition: 'person',
      subject: prefix + name,
      message: `${prefix}${name} is missing from the bucket ${bucketName}, though the state lists this version. Restore the deleted object (the bucket keeps old versions); the copies in ACM and under live/ are not touched.`,
    });
  };
  const [privateKeyPem, certificatePem, chainPem] = await Promise.all([
    read('privkey.pem'),
    read('cert.pem'),
    read('chain.pem'),
  ]);
  return { privateKeyPem, certificatePem, chainPem };
}
