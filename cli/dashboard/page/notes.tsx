/** What the whole fleet has to know: a token that is refused, records that cannot be read, a list that was cut. */
import { Sign } from './icons.tsx';
import { reading, renewers } from './state.ts';

const MOST = 5;

export function Notes() {
  const unreadable = reading.value?.status.unreadable ?? [];
  const notes = [
    ...renewers.value.flatMap(({ renewerName, token, isComplete }) => [
      ...(token?.ok === false ? [`${renewerName}: ${token.message ?? 'The DNScale token is refused.'}`] : []),
      ...(token?.ok && token.zonesLost.length > 0
        ? [`${renewerName}: The token no longer sees ${token.zonesLost.join(', ')}.`]
        : []),
      ...(isComplete ? [] : [`${renewerName}: There are more: only the first of them were read.`]),
    ]),
    ...unreadable.map(({ subject, message }) => (subject ? `${subject}: ${message}` : message)),
  ];
  if (notes.length === 0) return null;
  return (
    <ul class="notes">
      {notes.slice(0, MOST).map((note) => (
        <li key={note}>
          <Sign of="at-risk" />
          {note}
        </li>
      ))}
      {notes.length > MOST && <li>{`… and ${notes.length - MOST} more`}</li>}
    </ul>
  );
}
