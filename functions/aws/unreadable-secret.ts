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

/** `seen` continues "the secret x …", without a stop at its end. */
export type Unreadable = { seen: string; advice: string };

/** Undefined for a failure that has nothing to do with the secret: a throttled call, an outage. */
export function whyUnreadable(thrown: unknown, secret: ProvidedSecret): Unreadable | undefined {
  const { secretId, region, howToCreate, howToSet, actions } = secret;
  const name = awsErrorName(thrown);
  const words = awsWords(thrown);
  if (name === 'ResourceNotFoundException') {
    return /AWSCURRENT|staging label/i.test(words)
      ? { seen: 'has no value yet', advice: howToSet }
      : { seen: 'does not exist in this account and region', advice: howToCreate };
  }
  if (name === 'InvalidRequestException' && /delet/i.test(words)) {
    const advice = `Keep it with: \`aws secretsmanager restore-secret --secret-id ${secretId} --region ${region}\``;
    return { seen: 'is scheduled for deletion', advice };
  }
  if (name === 'DecryptionFailure' || (isDenied(thrown) && /\bkms\b/i.test(words))) {
    const advice = 'Allow kms:Decrypt on its key for the role of this function, and enable the key.';
    return { seen: `cannot be decrypted: ${words}`, advice };
  }
  if (!isDenied(thrown)) return undefined;
  return {
    seen: `may not be read: ${words}`,
    advice: `Allow ${actions} on it for the role of this function.`,
  };
}
