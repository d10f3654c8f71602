/** What went wrong beside the work, told to whoever has typed the command: nothing runs again by itself here. */
import { asRenewerError, toldTo } from '../functions/engine/errors.ts';
import { say } from './page.ts';

export function toldHere(thrown: unknown): string {
  return toldTo('caller', asRenewerError(thrown));
}

export function warn(stderr: NodeJS.WritableStream, thrown: unknown): void {
  say(stderr, `warning: ${toldHere(thrown)}`);
}
