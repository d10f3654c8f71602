/** Says in words why ACM refused an import, and who has to act. */
import { RenewerError, type RenewerErrorInit } from '../engine/errors.ts';
import { awsErrorName, awsWords } from './aws-error.ts';

type Import = { certificateName: string; region: string; certificateArn?: string | undefined };

/** `thrown` comes from `callAws`. An error that is no refusal by ACM keeps its message. */
export function importError(thrown: unknown, attempted: Import): RenewerError {
  const { certificateName, region, certificateArn } = attempted;
  const where = certificateArn === undefined ? `into ACM in ${region}` : `onto ${certificateArn}`;
  const words = awsWords(thrown);
  const refusal = refusalOf(awsErrorName(thrown) ?? '', words);
  const known = thrown instanceof RenewerError ? thrown : undefined;
  if (!refusal && known?.code === 'deadline-exceeded') return known;
  const { code, disposition, why } = refusal ?? {
    code: 'import-failed',
    disposition: known?.disposition ?? 'next-run',
    why: known?.message ?? words,
  };
  return new RenewerError({
    code,
    disposition,
    subject: certificateArn ?? region,
    message: `The certificate ${certificateName} was not imported ${where}: ${why} It is issued and stored; what ACM holds stays as it is.`,
    cause: known?.cause ?? thrown,
  });
}

function refusalOf(
  name: string,
  words: string,
): (Pick<RenewerErrorInit, 'code' | 'disposition'> & { why: string }) | undefined {
  switch (name) {
    case 'ResourceNotFoundException':
      return {
        code: 'import-failed',
        disposition: 'person',
        why: 'this ARN is gone: somebody deleted it. Listeners and distributions that name it need a new one: give the certificate a new certificateName and deploy, then use the ARN that comes with it.',
      };
    case 'LimitExceededException':
      return {
        code: 'import-quota',
        disposition: 'person',
        why: `a quota of ACM is used up ("${words}"). Ask for more under Service Quotas, or delete imported certificates that nothing uses.`,
      };
    case 'ValidationException':
    case 'InvalidParameterException':
      return {
        code: 'import-incompatible',
        disposition: 'person',
        why: `ACM says "${words}". A certificate on an ARN keeps its key type and size, its key usages and at least one domain name; change the definition back, or give it a new certificateName.`,
      };
    default:
      return undefined;
  }
}
