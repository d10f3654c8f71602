/**
 * The one text for an ARN that is gone from ACM, whoever finds it: a proof of readiness, the question before an import, or the
 * import's own answer (aws/import-error.ts).
 */
import { RenewerError } from '../errors.ts';

export const ARN_GONE = {
  code: 'import-failed',
  seen: 'this ARN is gone: somebody deleted it. Listeners and distributions that name it need a new one.',
  advice: 'Give the certificate a new certificateName and deploy, then use the ARN that comes with it.',
} as const;

/** @param impeded what could not be done, up to its colon. @param consequence what is and stays so. @default - nothing more */
export function arnGone(certificateArn: string, impeded: string, consequence?: string): RenewerError {
  const { code, seen, advice } = ARN_GONE;
  const message = [`${impeded}: ${seen}`, ...(consequence === undefined ? [] : [consequence])].join(' ');
  return new RenewerError({ code, disposition: 'person', subject: certificateArn, message, advice });
}
