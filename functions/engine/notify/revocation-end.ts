/** What is told when a revocation that hung is over: done, or left. Pure. */
import type { ErrorCode } from '../errors.ts';
import type { Happening, ToldCertificate } from './notice-of.ts';

/** @param subject of a refusal, the serial number. */
export function revocationEnd(
  { code, subject }: { code?: ErrorCode | undefined; subject?: string | undefined },
  { revoked = [] }: ToldCertificate,
  lasted: string,
): Happening {
  const serial = code === 'revocation-refused' ? subject : undefined;
  const isDone = serial === undefined ? revoked.length > 0 : revoked.includes(serial);
  const which = serial === undefined ? 'What was to be revoked' : `The certificate with the serial ${serial}`;
  const why = `What was in the way was ${code ?? 'a failure'}, for ${lasted}.`;
  const cause = isDone
    ? `${which} is revoked now. ${why}`
    : `${which} has expired unrevoked, or its CA revokes none: nothing tries it any more. ${why}`;
  return { kind: 'renewal-recovered', revocation: isDone ? 'done' : 'left', cause };
}
