/** An instant, short; with the seconds for who points at it. */
import { nowMs } from './state.ts';
import { instantText } from './time-words.ts';

export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {instantText(at, nowMs.value)}
    </time>
  );
}
