/**
 * ACM in memory, behind its own commands: it throttles more than one import a second. The SDK's retries with their
 * growing pauses are part of the model, on the virtual clock; the real importer runs on it.
 */
import { X509Certificate } from 'node:crypto';
import {
  type ACMClient,
  GetCertificateCommand,
  ImportCertificateCommand,
  type ImportCertificateCommandInput,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
} from '@aws-sdk/client-acm';
import type { AcmClients } from '../../../../functions/aws/clients.ts';
import type { Clock } from '../../../../functions/engine/ports/time.ts';
import { sdkError } from './sdk-error.ts';
import type { Random } from './seeded-random.ts';
import { FOREVER } from './virtual-clock.ts';

export type AcmOptions = {
  clock: Clock;
  random: Random;
  isThrottled(): boolean;
  /** Called for every imported certificate. */
  onImport(leaf: X509Certificate): void;
};

export type AcmModel = { clients: AcmClients };

const SECOND_MS = 1_000;
const CALL_MS = 60;

type Held = { pem: string; names: string[]; tags: ImportCertificateCommandInput['Tags']; createdAt: Date };

export function createAcmModel({ clock, random, isThrottled, onImport }: AcmOptions): {
  clients: AcmClients;
} {
  const held = new Map<string, Held>();
  let lastImportMs = 0;

  function importCertificate({ Certificate, CertificateArn, Tags }: ImportCertificateCommandInput) {
    const nowMs = clock.now().getTime();
    if (isThrottled() || nowMs - lastImportMs < SECOND_MS) {
      throw sdkError('ThrottlingException', 'Rate exceeded');
    }
    lastImportMs = nowMs;
    const before = CertificateArn === undefined ? undefined : heldBy(CertificateArn);
    const arn = CertificateArn ?? `arn:aws:acm:eu-central-1:111122223333:certificate/${held.size + 1}`;
    const pem = Buffer.from(Certificate ?? []).toString();
    const leaf = new X509Certificate(pem);
    const names = (leaf.subjectAltName ?? '').split(', ').map((name) => name.replace('DNS:', ''));
    held.set(arn, { pem, names, tags: before?.tags ?? Tags, createdAt: before?.createdAt ?? clock.now() });
    onImport(leaf);
    return { CertificateArn: arn };
  }

  const heldBy = (arn = '') => {
    const certificate = held.get(arn);
    if (!certificate) throw sdkError('ResourceNotFoundException');
    return certificate;
  };

  function answer(command: unknown) {
    if (command instanceof ImportCertificateCommand) return importCertificate(command.input);
    if (command instanceof ListCertificatesCommand) return { CertificateSummaryList: summaries(held) };
    if (command instanceof GetCertificateCommand) {
      return { Certificate: heldBy(command.input.CertificateArn).pem };
    }
    if (command instanceof ListTagsForCertificateCommand) {
      return { Tags: heldBy(command.input.CertificateArn).tags };
    }
    throw new Error('The model of ACM knows no such command');
  }

  const send = async (command: unknown, maxAttempts: number) => {
    for (let attempt = 1; ; attempt += 1) {
      await clock.sleep(CALL_MS, FOREVER);
      try {
        return answer(command);
      } catch (thrown) {
        const isRepeated = thrown instanceof Error && thrown.name === 'ThrottlingException';
        if (!isRepeated || attempt >= maxAttempts) throw thrown;
        // The SDK's standard retry: full jitter, doubling from 0.5 s when throttled, 20 s at the most.
        await clock.sleep(random.next() * Math.min(20_000, 500 * 2 ** (attempt - 1)), FOREVER);
      }
    }
  };
  const clients: AcmClients = (_region, maxAttempts) =>
    ({ send: (command: unknown) => send(command, maxAttempts) }) as unknown as ACMClient;
  return { clients };
}

function summaries(held: Map<string, Held>) {
  return [...held].map(([CertificateArn, { names, createdAt }]) => ({
    CertificateArn,
    Type: 'IMPORTED' as const,
    SubjectAlternativeNameSummaries: names,
    CreatedAt: createdAt,
  }));
}
