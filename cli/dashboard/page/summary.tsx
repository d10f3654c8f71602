/** The first sentence: how many certificates need somebody, and what comes next by itself. */
import { useEffect } from 'preact/hooks';
import type { Row } from './rows.ts';
import { failure, nowMs, reading, renewers, rows } from './state.ts';
import { dayText, longSpan } from './time-words.ts';

export function Summary() {
  const all = rows.value;
  const { count, words } = reading.value ? sentenceOf(all) : calm(readingWords());
  // The tab says it, too, while another one is in front.
  useEffect(() => {
    document.title = reading.value
      ? `${count} ${words.replace(/\.$/, '')}: dnscale-certs`.trim()
      : 'dnscale-certs';
  }, [count, words]);
  return (
    <div class="summary">
      <h1 aria-live="polite">
        {count && <strong>{count}</strong>}
        {`${count && ' '}${words}`}
      </h1>
      <p>{nextText(all, nowMs.value)}</p>
    </div>
  );
}

function emptyWords(): string {
  if (renewers.value.length > 0) return 'No certificates yet.';
  return reading.value?.status.unreadable.length ? 'No renewer can be read.' : 'No renewer yet.';
}

function readingWords(): string {
  return failure.value ? 'Nothing could be read yet.' : 'Reading the fleet…';
}

function calm(words: string): { count: string; words: string } {
  return { count: '', words };
}

function sentenceOf(all: readonly Row[]): { count: string; words: string } {
  const needing = all.filter(({ certificate }) => certificate.needsYou).length;
  const [only] = all;
  if (!only) return calm(emptyWords());
  if (needing > 0) {
    return {
      count: `${needing.toLocaleString('en')} of ${all.length.toLocaleString('en')}`,
      words: needing === 1 ? 'needs you.' : 'need you.',
    };
  }
  if (renewers.value.some(({ token }) => token?.ok === false)) return calm('The token needs you.');
  if (all.some(({ isTroubled }) => isTroubled))
    return calm(`None of ${all.length.toLocaleString('en')} needs you.`);
  return calm(
    all.length === 1
      ? `${only.certificate.certificateName} is well.`
      : `All ${all.length.toLocaleString('en')} are well.`,
  );
}

/** What comes by itself, and what would end first. */
function nextText(all: readonly Row[], now: number): string {
  const first = (instantOf: (row: Row) => number | undefined) =>
    all
      .flatMap((row) => {
        const ms = instantOf(row);
        return ms !== undefined && ms > now ? [{ name: row.certificate.certificateName, ms }] : [];
      })
      .reduce<{ name: string; ms: number } | undefined>(
        (found, one) => (found && found.ms <= one.ms ? found : one),
        undefined,
      );
  const renewal = first(({ renewsMs }) => renewsMs);
  const end = first(({ endMs, group }) => (group === 'removed' ? undefined : endMs));
  const troubled = all.filter(({ isTroubled, certificate }) => isTroubled || certificate.needsYou).length;
  const tried = all.filter(({ isTroubled, certificate }) => isTroubled && !certificate.needsYou).length;
  return [
    tried > 0 &&
      `${tried}${tried < troubled ? ' more' : ''} ${tried === 1 ? 'has' : 'have'} trouble, and ${tried === 1 ? 'needs' : 'need'} nobody yet.`,
    renewal && `Next renewal: ${renewal.name}, in ${longSpan(renewal.ms - now)}.`,
    end && `First to expire: ${end.name}, ${dayText(end.ms, now)}.`,
  ]
    .filter(Boolean)
    .join(' ');
}
