/** An instant, short; with the seconds for who points at it. */
import { instantText } from './instant.ts';
import { nowMs } from './state.ts';

export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={`${at.slice(0, 19).replace('T', ' ')} UTC`}>
      {instantText(at, nowMs.value)}
    </time>
  );
}
