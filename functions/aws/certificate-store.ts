/**
 * Certificates in S3 (layout: store-keys.ts). A version of the archive is written once and complete when its
 * metadata.json is there; the live copies follow, the pointer moves last. Nothing is ever deleted.
 */
import { RenewerError } from '../engine/errors.ts';
import { type NamedText, pemFiles } from '../engine/install/pem-files.ts';
import type { CertificateFiles, CertificateStore, Deadline, StoredCertificate } from '../engine/ports.ts';
import {
  type BucketObjects,
  type BucketOptions,
  createBucketObjects,
  isChangedContent,
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
      const key = `${archivePrefix(certificateName, version)}privkey.pem`;
      const [stored, isOver] = await Promise.all([
        objects.read(key, deadline),
        pointerOf(certificateName).isPast(version, deadline),
      ]);
      return isOver ? undefined : stored?.text;
    },
    async publish(certificateName, certificate, files, deadline) {
      const { version } = certificate;
      const pem = pemFiles(files);
      const pointer = pointerOf(certificateName);
      // A run that was overtaken stops here, before it touches the live copies.
      const [position] = await Promise.all([
        pointer.readBefore(version, deadline),
        archive(objects, archivePrefix(certificateName, version), pem, certificate, deadline),
      ]);
      const live = livePrefix(certificateName);
      await Promise.all(pem.map(([name, text]) => objects.write(live + name, text, 'always', deadline)));
      await pointer.move(position, certificate, deadline);
    },
    readVersion: (certificateName, version, deadline) =>
      readVersion(objects, { bucketName, prefix: archivePrefix(certificateName, version) }, deadline),
  };
}

async function archive(
  objects: BucketObjects,
  prefix: string,
  pem: NamedText[],
  certificate: StoredCertificate,
  deadline: Deadline,
): Promise<void> {
  await Promise.all(pem.map(([name, text]) => archivePart(objects, prefix, [name, text], deadline)));
  await objects.writeOnce(`${prefix}metadata.json`, metadata(certificate), deadline);
}

/**
 * A run that was killed may have left a part, and the CA may send another chain with the same leaf the next time: until
 * the version is complete nobody has seen it, and the part gives way. A key never does.
 */
async function archivePart(
  objects: BucketObjects,
  prefix: string,
  [name, text]: NamedText,
  deadline: Deadline,
): Promise<void> {
  const isReplaceable = async () =>
    name !== 'privkey.pem' && (await objects.read(`${prefix}metadata.json`, deadline)) === undefined;
  try {
    await objects.writeOnce(prefix + name, text, deadline);
  } catch (thrown) {
    if (!isChangedContent(thrown) || !(await isReplaceable())) throw thrown;
    await objects.write(prefix + name, text, 'always', deadline);
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
