/** Says why a secret that a person has to provide cannot be read, and what to do about it. It makes no error. */
import { awsErrorName, awsWords, isDenied } from './aws-error.ts';

export type ProvidedSecret = {
  /** Name or ARN. */
  secretId: string;
  /** Where it is: whoever follows the command may be elsewhere by default. */
  region: string;
  /** What to do when it does not exist: a sentence with a command. */
  howToCreate: string;
  /** What to do when it has no value: a sentence with a command. */
  howToSet: string;
  /** The actions that the role needs, as IAM spells them. */
  actions: string;
};

/** Undefined for a failure that has nothing to do with the secret: a throttled call, an outage. */
export function whyUnreadable(thrown: unknown, secret: ProvidedSecret): string | undefined {
  const { secretId, region, howToCreate, howToSet, actions } = secret;
  const name = awsErrorName(thrown);
  const words = awsWords(thrown);
  if (name === 'ResourceNotFoundException') {
    return /AWSCURRENT|staging label/i.test(words)
      ? `has no value yet. ${howToSet}`
      : `does not exist in this account and region. ${howToCreate}`;
  }
  if (name === 'InvalidRequestException' && /delet/i.test(words)) {
    return `is scheduled for deletion. Keep it with: aws secretsmanager restore-secret --secret-id ${secretId} --region ${region}`;
  }
  if (name === 'DecryptionFailure' || (isDenied(thrown) && /\bkms\b/i.test(words))) {
    return `cannot be decrypted: ${words}. Allow kms:Decrypt on its key for the role of this function, and enable the key.`;
  }
  if (!isDenied(thrown)) return undefined;
  return `may not be read: ${words}. Allow ${actions} on it for the role of this function.`;
}
