/**
 * ACM in memory, behind its own commands: it throttles more than one import a second. The SDK's retries with their
 * growing pauses are part of the model, on the virtual clock; the real importer runs on it.
 */
import { X509Certificate } from 'node:crypto';
import {
  type ACMClient,
  AddTagsToCertificateCommand,
  type AddTagsToCertificateCommandInput,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  GetCertificateCommand,
  ImportCertificateCommand,
  type ImportCertificateCommandInput,
  ListCertificatesCommand,
  ListTagsForCertificateCommand,
  type Tag,
} from '@aws-sdk/client-acm';
import type { AcmClients } from '../../../../functions/aws/acm-clients.ts';
import type { Clock } from '../../../../functions/engine/ports/time.ts';
import { sdkError } from './sdk-error.ts';
import type { Random } from './seeded-random.ts';
import { FOREVER } from './virtual-clock.ts';

export type AcmOptions = {
  clock: Clock;
  random: Random;
  isThrottled(): boolean;
  /** The account has the region disabled, so that it knows no credentials of it. @default - none */
  isOff?(region: string): boolean;
  /** Called for every imported certificate. */
  onImport(leaf: X509Certificate, region: string): void;
};

export type AcmModel = {
  clients: AcmClients;
  /** The names of the certificate that the ARN holds; undefined where there is none. */
  namesOn(certificateArn: string): string[] | undefined;
  /** Something serves this certificate from now on; or nothing does any more. */
  use(certificateArn: string, isUsed?: boolean): void;
  /** Of all regions. */
  arns(): string[];
  /** What somebody else has in ACM. @param type in ACM's words */
  hold(certificateArn: string, pem: string, tags?: Record<string, string>, type?: string): void;
  leafOn(certificateArn: string): string;
  /** By key. */
  tagsOn(certificateArn: string): Record<string, string>;
};

const SECOND_MS = 1_000;
const CALL_MS = 60;
const TOKEN_INVALID = 'The security token included in the request is invalid.';

type Held = { type: string; pem: string; names: string[]; tags: Tag[]; createdAt: Date };

export function createAcmModel({
  clock,
  random,
  isThrottled,
  isOff = () => false,
  onImport,
}: AcmOptions): AcmModel {
  const shelf = createShelf();
  const { held, inUse, heldBy } = shelf;
  let made = 0;
  let lastImportMs = 0;

  function importCertificate(
    { Certificate, CertificateArn, Tags = [] }: ImportCertificateCommandInput,
    region: string,
  ) {
    const nowMs = clock.now().getTime();
    if (isThrottled() || nowMs - lastImportMs < SECOND_MS) {
      throw sdkError('ThrottlingException', 'Rate exceeded');
    }
    lastImportMs = nowMs;
    const before =
      CertificateArn === undefined
        ? { type: 'IMPORTED', tags: Tags, createdAt: clock.now() }
        : heldBy(CertificateArn);
    if (before.type !== 'IMPORTED') throw sdkError('ValidationException', 'it was not imported');
    made += CertificateArn === undefined ? 1 : 0;
    const arn = CertificateArn ?? `arn:aws:acm:${region}:111122223333:certificate/${made}`;
    const pem = Buffer.from(Certificate ?? []).toString();
    const leaf = new X509Certificate(pem);
    held.set(arn, { ...before, pem, names: namesOf(leaf) });
    onImport(leaf, region);
    return { CertificateArn: arn };
  }

  function remove(arn = '') {
    heldBy(arn);
    if (isThrottled()) throw sdkError('ThrottlingException', 'Rate exceeded');
    if (inUse.has(arn)) throw sdkError('ResourceInUseException');
    held.delete(arn);
    return {};
  }

  function answer(command: unknown, region: string) {
    if (isOff(region)) throw sdkError('UnrecognizedClientException', TOKEN_INVALID);
    if (command instanceof ImportCertificateCommand) return importCertificate(command.input, region);
    if (command instanceof DeleteCertificateCommand) return remove(command.input.CertificateArn);
    if (command instanceof ListCertificatesCommand) {
      return { CertificateSummaryList: summaries(held, region) };
    }
    return shelf.answer(command);
  }

  const send = withRetries(answer, { clock, random });
  const clients: AcmClients = (region, maxAttempts) =>
    ({ send: (command: unknown) => send(command, region, maxAttempts) }) as unknown as ACMClient;
  return {
    clients,
    namesOn: (arn) => held.get(arn)?.names,
    arns: () => [...held.keys()],
    use: (arn, isUsed = true) => void (isUsed ? inUse.add(arn) : inUse.delete(arn)),
    hold: (arn, pem, tags = {}, type = 'IMPORTED') => {
      const names = namesOf(new X509Certificate(pem));
      const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
      held.set(arn, { type, pem, names, tags: Tags, createdAt: clock.now() });
    },
    leafOn: (arn) => heldBy(arn).pem,
    tagsOn: (arn) => Object.fromEntries(heldBy(arn).tags.map(({ Key, Value }) => [Key, Value ?? ''])),
  };
}

const LISTENER = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/shop-lb/1';

/** What ACM holds, and the commands about one certificate that neither import nor delete it. */
function createShelf() {
  const held = new Map<string, Held>();
  const inUse = new Set<string>();

  const heldBy = (arn = '') => {
    const certificate = held.get(arn);
    if (!certificate) throw sdkError('ResourceNotFoundException');
    return certificate;
  };

  function addTags({ CertificateArn, Tags = [] }: AddTagsToCertificateCommandInput) {
    const certificate = heldBy(CertificateArn);
    const kept = certificate.tags.filter(({ Key }) => !Tags.some((tag) => tag.Key === Key));
    certificate.tags = [...kept, ...Tags];
    return {};
  }

  return {
    held,
    inUse,
    heldBy,
    answer(command: unknown) {
      if (command instanceof GetCertificateCommand) {
        return { Certificate: heldBy(command.input.CertificateArn).pem };
      }
      if (command instanceof DescribeCertificateCommand) {
        const { CertificateArn: arn = '' } = command.input;
        const InUseBy = inUse.has(arn) ? [LISTENER] : [];
        return { Certificate: { Type: heldBy(arn).type, InUseBy } };
      }
      if (command instanceof AddTagsToCertificateCommand) return addTags(command.input);
      if (command instanceof ListTagsForCertificateCommand) {
        return { Tags: heldBy(command.input.CertificateArn).tags };
      }
      throw new Error('The model of ACM knows no such command');
    },
  };
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName.split(', ').map((name) => name.replace('DNS:', ''));
}

type Answer = (command: unknown, region: string) => unknown;

/** The SDK's standard retry: full jitter, doubling from 0.5 s when throttled, 20 s at the most. */
function withRetries(answer: Answer, { clock, random }: Pick<AcmOptions, 'clock' | 'random'>) {
  return async (command: unknown, region: string, maxAttempts: number) => {
    for (let attempt = 1; ; attempt += 1) {
      await clock.sleep(CALL_MS, FOREVER);
      try {
        return answer(command, region);
      } catch (thrown) {
        const isRepeated = thrown instanceof Error && thrown.name === 'ThrottlingException';
        if (!isRepeated || attempt >= maxAttempts) throw thrown;
        await clock.sleep(random.next() * Math.min(20_000, 500 * 2 ** (attempt - 1)), FOREVER);
      }
    }
  };
}

function summaries(held: Map<string, Held>, region: string) {
  const inRegion = [...held].filter(([arn]) => arn.includes(`:acm:${region}:`));
  return inRegion.map(([CertificateArn, { type, names, createdAt }]) => ({
    CertificateArn,
    Type: type,
    SubjectAlternativeNameSummaries: names,
    CreatedAt: createdAt,
  }));
}
